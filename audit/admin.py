"""The audit trail in the admin site: to look at, never to change, for those who may read it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from audit import selectors, services
from audit.contracts import VIEW_AUDIT_TRAIL, TrailFilters
from audit.models import AuditLog, Outcome
from core_banking.api.staff_pages import ReadByStaff, acting_staff, badge

_LIST = "/admin/audit/auditlog/"
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
    subject_paths = ("subject",)
    list_display = (
        "timestamp",
        "action",
        "username",
        "target",
        "what_happened",
        "state",
    )
    list_display_links = ("timestamp",)
    list_filter = ("outcome",)
    list_select_related = False
    ordering = ("-timestamp", "-id")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "timestamp",
                    "action",
                    "what_happened",
                    "state",
                    "code",
                    "target",
                    "readable_details",
                )
            },
        ),
        ("Who", {"fields": ("acting", "customer_id", "channel", "about", "ip_address", "user_agent")}),
        ("On record", {"fields": ("log_id", "of_one_request")}),
    )
    search_fields = _SEARCHED_COLUMNS
    search_help_text = (
        "A whole log id, request id, user name or target id; or a filter by its name: user, subject, person, account,"
        " action, model, target, request_id or words, as in account: SAV000000017."
    )

    @admin.display(description="Action", ordering="action_type")
    def action(self, row: AuditLog) -> str:
        return row.action_type.replace("_", " ").capitalize()

    @admin.display(description="Target")
    def target(self, row: AuditLog) -> SafeString | str:
        if not row.target_id:
            return row.target_model or "-"
        search = f"{_LIST}?{urlencode({'q': f'target: {row.target_id}'})}"
        return format_html('{} <a href="{}">{}</a>', row.target_model, search, row.target_id)

    @admin.display(description="Description")
    def what_happened(self, row: AuditLog) -> str:
        return row.description

    @admin.display(description="Outcome", ordering="outcome")
    def state(self, row: AuditLog) -> SafeString:
        return badge(row.get_outcome_display(), "bad" if row.outcome == Outcome.REFUSED else "good")

    @admin.display(description="Details")
    def readable_details(self, row: AuditLog) -> SafeString | str:
        facts = [
            (name.replace("_", " ").capitalize(), _in_words(value)) for name, value in row.details.items()
        ]
        if not facts:
            return "-"
        return format_html(
            '<dl class="bank-facts">{}</dl>',
            format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", facts),
        )

    @admin.display(description="Acting")
    def acting(self, row: AuditLog) -> SafeString | str:
        return _everything_of(row.username) if row.username else "the bank"

    @admin.display(description="About")
    def about(self, row: AuditLog) -> SafeString | str:
        return "-" if row.subject is None else _everything_of(row.subject.username, "subject")

    @admin.display(description="Request")
    def of_one_request(self, row: AuditLog) -> SafeString | str:
        if not row.request_id:
            return "-"
        search = f"{_LIST}?{urlencode({'q': f'request_id: {row.request_id}'})}"
        return format_html('{} <a href="{}">everything that this request did</a>', row.request_id, search)

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


def _everything_of(username: str, named: str = "user") -> SafeString:
    search = f"{_LIST}?{urlencode({'q': f'{named}: {username}'})}"
    return format_html('<a href="{}">{}</a>', search, username)


def _in_words(value: object) -> str:
    """Write a detail for people: changes as old and new, lists with commas, the rest as it is."""
    if isinstance(value, dict):
        if set(value) == {"old", "new"}:
            return f"{_in_words(value['old'])} became {_in_words(value['new'])}"
        return (
            "; ".join(f"{name.replace('_', ' ')}: {_in_words(each)}" for name, each in value.items()) or "-"
        )
    if isinstance(value, list):
        return ", ".join(_in_words(each) for each in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else str(value)
