"""Names on lists on the staff site: read with what is alike, and decided by two with the use cases of the API."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.csrf import csrf_protect

from core_banking.kernel.errors import DomainError
from fraud.admin.name_form import AGREE, SEND_BACK, DealWithNameMatchForm
from fraud.admin.staff import ReadByAlertStaff, sentence_of, staff_actor
from fraud.contracts import DECIDE_NAME_MATCHES
from fraud.models import NameList, NameMatch
from fraud.name_contracts import NameMatchStatus
from fraud.selectors.names import visible_lists, visible_matches
from fraud.services import confirm_name_decision, propose_name_decision, send_name_decision_back

_FOUND = (
    "subject_kind",
    "subject",
    "subject_name",
    "likeness",
    "status",
    "found_at",
    "list_name",
    "listed_entry",
    "what_is_alike",
    "proposal",
    "proposal_note",
    "proposed_by",
    "proposed_at",
    "decision_note",
    "decided_by",
    "decided_at",
)
_UNDECIDED = (NameMatchStatus.OPEN.value, NameMatchStatus.PROPOSED.value)


@admin.register(NameList)
class NameListAdmin(ReadByAlertStaff):
    """Every loading of every list, the newest first. Lists are loaded by `manage.py load_name_list`."""

    list_display = ("name", "entry_count", "loaded_at", "replaced_at", "screened_at")
    ordering = ("-id",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[NameList]:
        """Return the loadings the member of staff may see."""
        return visible_lists(staff_actor(request))


@admin.register(NameMatch)
class NameMatchAdmin(ReadByAlertStaff):
    """Customers and payees whose names are like listed ones, the newest first. Nobody sees what is about himself."""

    form = DealWithNameMatchForm
    list_display = ("subject_name", "subject_kind", "likeness", "list_name", "entry_id", "status", "found_at")
    list_filter = ("status", "subject_kind")
    search_fields = ("=name_key", "=entry_id", "=subject__customer_id", "=subject__username")
    search_help_text = "A whole name in small letters, entry or customer number, or user name."
    ordering = ("-id",)

    @method_decorator(csrf_protect)
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Show or save the form, without the transaction the admin would open: the use case has its own."""
        try:
            response: HttpResponse = self._changeform_view(request, object_id, form_url, extra_context)  # type: ignore[attr-defined]
        except DomainError as refusal:
            messages.error(request, sentence_of(refusal))
            return HttpResponseRedirect(request.get_full_path())
        return response

    def get_queryset(self, request: HttpRequest) -> QuerySet[NameMatch]:
        """Return the matches the member of staff may see."""
        return visible_matches(staff_actor(request))

    def get_readonly_fields(self, request: HttpRequest, obj: NameMatch | None = None) -> tuple[str, ...]:
        """Nothing of what was found is changed."""
        return _FOUND

    def get_fields(self, request: HttpRequest, obj: NameMatch | None = None) -> tuple[str, ...]:
        """Show what was found, and what is to be decided."""
        return (*_FOUND, "outcome", "note") if self._may_decide(request, obj) else _FOUND

    def save_model(self, request: HttpRequest, obj: NameMatch, form: Any, change: bool) -> None:
        """Deal with the match by the use cases."""
        actor, outcome, note = staff_actor(request), form.cleaned_data["outcome"], form.cleaned_data["note"]
        if outcome == AGREE:
            confirm_name_decision(actor=actor, match_id=obj.pk, note=note)
        elif outcome == SEND_BACK:
            send_name_decision_back(actor=actor, match_id=obj.pk, note=note)
        else:
            propose_name_decision(actor=actor, match_id=obj.pk, decision=outcome, note=note)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who decides on names deals with those that are not decided."""
        return self._may_decide(request, obj)

    def _may_decide(self, request: HttpRequest, match: NameMatch | None) -> bool:
        is_undecided = match is None or match.status in _UNDECIDED
        return is_undecided and staff_actor(request).may(DECIDE_NAME_MATCHES)

    @admin.display(description="Listed")
    def listed_entry(self, match: NameMatch) -> SafeString:
        """Write the entry with every spelling of its name."""
        entry = match.listed
        told = {
            "entry": entry.entry_id,
            "schema": entry.schema,
            "names": entry.names,
            "birth_date": entry.birth_date,
            "countries": entry.countries,
            "programme": entry.programme,
        }
        return format_html("<pre>{}</pre>", json.dumps(told, indent=1, ensure_ascii=False))

    @admin.display(description="What is alike, of 100")
    def what_is_alike(self, match: NameMatch) -> SafeString:
        """Write which words are like which."""
        return format_html("<pre>{}</pre>", json.dumps(match.explanation, indent=1, ensure_ascii=False))
