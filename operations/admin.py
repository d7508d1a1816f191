"""The admin site under the bank's own name, and the closes of business for who may see them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest

from core_banking.api.bounded_pages import BoundedPaginator
from operations.closing_contracts import VIEW_CLOSINGS
from operations.models import ClosingFailure, ClosingRun, ClosingStep
from users.selectors import permissions_of

admin.site.site_title = settings.BANK_NAME
admin.site.site_header = f"{settings.BANK_NAME} administration"
admin.site.index_title = "The bank's books and people"


class _ReadOnly:
    """Rows that holders of the right, and who looks after the system, may read; nobody changes them."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who may see the rows sees them on the first page."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Whoever holds the right, and who looks after the system, may read."""
        user = request.user
        if not (user.is_active and user.is_staff):
            return False
        return bool(user.is_superuser) or VIEW_CLOSINGS in permissions_of(user.pk)

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Rows are made by the close of business."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Nobody changes a row."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Nobody deletes a row."""
        return False


class _Steps(_ReadOnly, admin.TabularInline):  # type: ignore[type-arg]
    model = ClosingStep
    fields = ("name", "done", "refused", "started_at", "finished_at")
    ordering = ("id",)
    extra = 0


@admin.register(ClosingRun)
class ClosingRunAdmin(_ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """The closes of business, newest first."""

    list_display = ("date", "started_at", "ended_at", "finished_at")
    ordering = ("-date",)
    inlines: ClassVar[tuple[type[_Steps], ...]] = (_Steps,)
    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50


@admin.register(ClosingFailure)
class ClosingFailureAdmin(_ReadOnly, admin.ModelAdmin):  # type: ignore[type-arg]
    """What closes had to set aside, newest first; what is resolved stays on record."""

    list_display = ("date", "kind", "subject_id", "sentence", "attempts", "last_failed_at", "resolved_at")
    list_filter = (("resolved_at", admin.EmptyFieldListFilter), "kind")
    ordering = ("-id",)
    paginator = BoundedPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
