"""The audit trail in the admin site: to look at, never to change, for those who may read it."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse

from audit import selectors, services
from audit.contracts import VIEW_AUDIT_TRAIL, TrailFilters
from audit.models import AuditLog
from core_banking.api.staff_pages import ReadByStaff, acting_staff

_SEARCHED_COLUMNS = ("log_id", "request_id", "username", "target_id")
# `account: SAV000000017`, `person: mira_holm`, `words: frozen larkspur`: the filters of the API.
_NAMED_FILTER = re.compile(
    r"(?P<name>user|action|model|target|subject|request_id|person|account|words)\s*:\s*(?P<value>.+)",
    re.DOTALL,
)
# What the page can be asked. Anything else in the address is a stranger's text and asks for nothing.
_QUESTIONS = ("q", "outcome__exact", "o", "p", "all")


@admin.register(AuditLog)
class AuditLogAdmin(ReadByStaff[AuditLog]):
    """Read-only list and detail; opening either leaves an entry of its own."""

    rights = (VIEW_AUDIT_TRAIL,)
    open_to_system_administrators = False
    list_display = (
        "timestamp",
        "action_type",
        "username",
        "target_model",
        "target_id",
        "outcome",
        "description",
    )
    list_display_links = ("timestamp",)
    list_filter = ("outcome",)
    list_select_related = False
    ordering = ("-timestamp", "-id")
    search_fields = _SEARCHED_COLUMNS
    search_help_text = (
        "A whole log id, request id, user name or target id; or a filter by its name: user, subject, person, account,"
        " action, model, target, request_id or words, as in account: SAV000000017."
    )

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[AuditLog], search_term: str
    ) -> tuple[QuerySet[AuditLog], bool]:
        term = search_term.strip()
        if not term:
            return queryset, False
        named = _NAMED_FILTER.fullmatch(term)
        if named is not None:
            asked: dict[str, Any] = {named["name"]: named["value"].strip()}
            return queryset.filter(*selectors.conditions_of(TrailFilters(**asked))), False
        # Whole values only: each of these columns has an index, and none can answer "contains".
        wanted = Q()
        for column in _SEARCHED_COLUMNS:
            wanted |= Q(**{column: term})
        return queryset.filter(wanted), False

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if self.has_view_permission(request):
            asked = {name: request.GET[name] for name in _QUESTIONS if name in request.GET}
            services.note_trail_opened(actor=acting_staff(request), filters=asked)
        return super().changelist_view(request, extra_context)

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if self.has_view_permission(request):
            services.note_trail_opened(actor=acting_staff(request), filters={"id": object_id})
        return super().change_view(request, object_id, form_url, extra_context)
