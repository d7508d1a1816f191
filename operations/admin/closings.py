"""The closes of business on the staff site, for who may see them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from core_banking.api.staff_pages import ReadByStaff, ReadByStaffInline
from operations.closing_contracts import VIEW_CLOSINGS
from operations.models import ClosingFailure, ClosingRun, ClosingStep


class _Steps(ReadByStaffInline):
    rights = (VIEW_CLOSINGS,)
    model = ClosingStep
    fields = ("name", "done", "refused", "started_at", "finished_at")
    ordering = ("id",)


@admin.register(ClosingRun)
class ClosingRunAdmin(ReadByStaff[ClosingRun]):
    """The closes of business, newest first."""

    rights = (VIEW_CLOSINGS,)
    list_display = ("date", "started_at", "ended_at", "finished_at")
    ordering = ("-date",)
    inlines: ClassVar[tuple[type[_Steps], ...]] = (_Steps,)


@admin.register(ClosingFailure)
class ClosingFailureAdmin(ReadByStaff[ClosingFailure]):
    """What closes had to set aside, newest first; what is resolved stays on record."""

    rights = (VIEW_CLOSINGS,)
    list_display = ("date", "kind", "subject_id", "sentence", "attempts", "last_failed_at", "resolved_at")
    list_filter = (("resolved_at", admin.EmptyFieldListFilter),)
    ordering = ("-id",)
