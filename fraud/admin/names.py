"""Names on lists on the staff site: both names side by side, decided by two with the use cases of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core_banking.api.review_charts import score_bar
from core_banking.api.review_pages import QueueState, ReviewPage, all_rows, customer_link, states_of
from core_banking.api.staff_deeds import Deed
from core_banking.api.staff_pages import ReadByStaff, acting_staff, badge
from core_banking.kernel.actors import Actor
from fraud.admin.readable import MATCH_TONES
from fraud.contracts import DECIDE_NAME_MATCHES, VIEW_ALERTS
from fraud.models import NameList, NameMatch
from fraud.name_contracts import NameDecision, NameMatchStatus
from fraud.selectors.names import visible_lists, visible_matches
from fraud.services import confirm_name_decision, propose_name_decision, send_name_decision_back

_LONGEST_NOTE: Final = 1000
_UNDECIDED: Final = (NameMatchStatus.OPEN.value, NameMatchStatus.PROPOSED.value)
_MEANINGS: Final = {
    NameDecision.CLEARED.value: "somebody else of a like name",
    NameDecision.CONFIRMED.value: "the listed one",
}


class ReasonedNoteForm(forms.Form):
    """Why; the use case refuses to go without, with its own sentence."""

    note = forms.CharField(
        max_length=_LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Why; for the staff alone.",
    )


class AgreementForm(forms.Form):
    """A word to what is agreed with."""

    note = forms.CharField(
        max_length=_LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="If there is anything to add; for the staff alone.",
    )


def _propose(decision: NameDecision) -> Any:
    def act(actor: Actor, match: NameMatch, given: Mapping[str, Any]) -> str:
        propose_name_decision(actor=actor, match_id=match.pk, decision=decision.value, note=given["note"])
        return f"Proposed for {match.subject_name}: {_MEANINGS[decision.value]}. A colleague decides."

    return act


def _agree(actor: Actor, match: NameMatch, given: Mapping[str, Any]) -> str:
    card = confirm_name_decision(actor=actor, match_id=match.pk, note=given["note"])
    return f"Decided for {card.subject_name}: {_MEANINGS[card.status]}."


def _send_back(actor: Actor, match: NameMatch, given: Mapping[str, Any]) -> str:
    send_name_decision_back(actor=actor, match_id=match.pk, note=given["note"])
    return f"{match.subject_name} is to be looked at again."


def _is_open(_actor: Actor, match: NameMatch) -> bool:
    return match.status == NameMatchStatus.OPEN.value


def _waits_for_second(actor: Actor, match: NameMatch) -> bool:
    return match.status == NameMatchStatus.PROPOSED.value and match.proposed_by_id != actor.user_id


def _waiting(matches: QuerySet[NameMatch]) -> QuerySet[NameMatch]:
    return matches.filter(status__in=_UNDECIDED)


def _decided(matches: QuerySet[NameMatch]) -> QuerySet[NameMatch]:
    return matches.exclude(status__in=_UNDECIDED)


@admin.register(NameList)
class NameListAdmin(ReadByStaff[NameList]):
    """Every loading of every list, the newest first. Lists are loaded by `manage.py load_name_list`."""

    rights = (VIEW_ALERTS,)
    open_to_system_administrators = False
    list_display = ("name", "entry_count", "loaded_at", "replaced_at", "screened_at")

    def get_queryset(self, request: HttpRequest) -> QuerySet[NameList]:
        """Return the loadings the member of staff may see."""
        return (
            visible_lists(acting_staff(request))
            if self.has_view_permission(request)
            else NameList.objects.none()
        )


@admin.register(NameMatch)
class NameMatchAdmin(ReviewPage[NameMatch]):
    """Customers and payees whose names are like listed ones, the oldest first. Nobody sees what is about himself."""

    rights = (VIEW_ALERTS,)
    open_to_system_administrators = False
    subject_paths = ("subject",)
    review_template = "admin/fraud/name_match.html"
    queue_states = states_of(
        QueueState(key="waiting", label="Waiting for a decision", rows=_waiting, oldest_first=True),
        QueueState(key="decided", label="Decided", rows=_decided),
        QueueState(key="all", label="All matches", rows=all_rows),
    )
    deeds = (
        Deed(
            name="agree",
            label="Agree with the proposal",
            act=_agree,
            right=DECIDE_NAME_MATCHES,
            offered=_waits_for_second,
            form=AgreementForm,
            tone="good",
            hint="The second signature: it is then the bank's decision.",
        ),
        Deed(
            name="send-back",
            label="Send it back",
            act=_send_back,
            right=DECIDE_NAME_MATCHES,
            offered=_waits_for_second,
            form=ReasonedNoteForm,
            tone="bad",
            hint="It is open again, with your note.",
        ),
        Deed(
            name="propose-cleared",
            label="Propose: somebody else",
            act=_propose(NameDecision.CLEARED),
            right=DECIDE_NAME_MATCHES,
            offered=_is_open,
            form=ReasonedNoteForm,
            tone="good",
            hint="Another person of a like name. A colleague decides.",
        ),
        Deed(
            name="propose-confirmed",
            label="Propose: the listed one",
            act=_propose(NameDecision.CONFIRMED),
            right=DECIDE_NAME_MATCHES,
            offered=_is_open,
            form=ReasonedNoteForm,
            tone="bad",
            hint="The same person. A colleague decides.",
        ),
    )
    list_display = ("subject_name", "who", "alike", "list_name", "entry_id", "state", "proposer", "found_at")
    list_filter = ("subject_kind",)
    search_fields = ("name_key", "entry_id", "subject__customer_id", "subject__username_key")
    search_help_text = "A whole name in small letters, entry or customer number, or user name."

    def get_queryset(self, request: HttpRequest) -> QuerySet[NameMatch]:
        """Return the matches the member of staff may see."""
        if not self.has_view_permission(request):
            return NameMatch.objects.none()
        return visible_matches(acting_staff(request))

    def waiting_for(self, request: HttpRequest) -> QuerySet[NameMatch]:
        """Leave out what waits for a colleague: one's own proposals."""
        return (
            super()
            .waiting_for(request)
            .exclude(status=NameMatchStatus.PROPOSED.value, proposed_by_id=acting_staff(request).user_id)
        )

    def title_of(self, row: NameMatch) -> str:
        """Return the name that was found."""
        return row.subject_name

    def picture(self, request: HttpRequest, row: NameMatch) -> dict[str, Any]:
        """Return both names with what is alike, word by word, and what was proposed."""
        words = row.explanation.get("words", [])
        return {
            "state_badge": badge(row.status, MATCH_TONES.get(row.status, "neutral")),
            "subject": customer_link(row.subject_id, row.subject.customer_id or "-") if row.subject else None,
            "entry": row.listed,
            "bar": score_bar(row.likeness, 100, tone="warn" if row.likeness < 95 else "bad"),
            "words": [
                {
                    **word,
                    "bar": score_bar(
                        word["likeness"], 100, tone="bad" if word["likeness"] == 100 else "warn"
                    ),
                }
                for word in words
            ],
            "lonely": row.explanation.get("words_without_match", []),
            "listed_name": row.explanation.get("listed_name", ""),
            "proposal_meaning": _MEANINGS.get(row.proposal, ""),
            "decision_meaning": _MEANINGS.get(row.status, ""),
            "is_mine": row.status == NameMatchStatus.PROPOSED.value
            and row.proposed_by_id == acting_staff(request).user_id,
        }

    @admin.display(description="whose name")
    def who(self, match: NameMatch) -> SafeString | str:
        """Link to the customer; a payee has no page."""
        if match.subject is None:
            return "a payee"
        return customer_link(match.subject_id, match.subject.customer_id or "-")

    @admin.display(description="alike", ordering="likeness")
    def alike(self, match: NameMatch) -> str:
        """Write how alike the names are."""
        return f"{match.likeness} %"

    @admin.display(description="state", ordering="status")
    def state(self, match: NameMatch) -> SafeString:
        """Show where it stands."""
        return badge(match.status, MATCH_TONES.get(match.status, "neutral"))

    @admin.display(description="proposed by")
    def proposer(self, match: NameMatch) -> str:
        """Write who has proposed, of what waits for a second."""
        return match.proposed_by.username if match.proposed_by else "-"
