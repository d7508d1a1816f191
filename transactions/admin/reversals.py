"""Requests for reversals on the staff site: the second signature, by the use cases of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core_banking.api.review_pages import QueueState, ReviewPage, all_rows, person_link, row_link, states_of
from core_banking.api.staff_deeds import Deed
from core_banking.api.staff_pages import acting_staff, badge, money_column, shown_amount
from core_banking.kernel.actors import Actor
from transactions.contracts import REVERSE
from transactions.models import ReversalRequest, Transaction
from transactions.reversal_contracts import ReversalRequestStatus
from transactions.services import approve_reversal, reject_reversal

_TONES = {
    ReversalRequestStatus.PENDING.value: "warn",
    ReversalRequestStatus.APPROVED.value: "good",
    ReversalRequestStatus.REJECTED.value: "bad",
}


class ApprovalNoteForm(forms.Form):
    """A word to what is signed."""

    note = forms.CharField(max_length=255, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class RefusalNoteForm(forms.Form):
    """Why; that it must be said is the use case's rule, and its sentence."""

    note = forms.CharField(
        max_length=255, required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text="Why."
    )


def _approve(actor: Actor, request: ReversalRequest, given: Mapping[str, Any]) -> str:
    card: Any = approve_reversal(actor=actor, request_id=request.pk, note=given["note"])
    return f"{card.transaction_id} was reversed by {card.reversal_transaction_id}."


def _reject(actor: Actor, request: ReversalRequest, given: Mapping[str, Any]) -> str:
    card = reject_reversal(actor=actor, request_id=request.pk, note=given["note"])
    return f"The reversal of {card.transaction_id} was turned down."


def _may_sign(actor: Actor, request: ReversalRequest) -> bool:
    is_pending = request.status == ReversalRequestStatus.PENDING.value
    return is_pending and request.requested_by_id != actor.user_id


def _with_status(status: ReversalRequestStatus) -> Any:
    def rows(requests: QuerySet[ReversalRequest]) -> QuerySet[ReversalRequest]:
        return requests.filter(status=status.value)

    return rows


@admin.register(ReversalRequest)
class ReversalRequestAdmin(ReviewPage[ReversalRequest]):
    """Reversals that need two members of staff, the oldest request first."""

    rights = (REVERSE,)
    subject_paths = ("transaction__from_customer", "transaction__to_customer")
    review_template = "admin/transactions/reversal_request.html"
    queue_states = states_of(
        QueueState(
            key="waiting",
            label="Waiting for a second signature",
            rows=_with_status(ReversalRequestStatus.PENDING),
            oldest_first=True,
        ),
        QueueState(key="approved", label="Approved", rows=_with_status(ReversalRequestStatus.APPROVED)),
        QueueState(key="rejected", label="Rejected", rows=_with_status(ReversalRequestStatus.REJECTED)),
        QueueState(key="all", label="All requests", rows=all_rows),
    )
    deeds = (
        Deed(
            name="approve",
            label="Approve and reverse",
            act=_approve,
            right=REVERSE,
            offered=_may_sign,
            form=ApprovalNoteForm,
            tone="good",
            hint="The movement is taken back by a new one.",
        ),
        Deed(
            name="reject",
            label="Reject",
            act=_reject,
            right=REVERSE,
            offered=_may_sign,
            form=RefusalNoteForm,
            tone="bad",
        ),
    )
    list_display = ("transaction", "amount", "customer", "reason", "state", "requested_by", "requested_at")
    search_fields = ("transaction__transaction_id",)
    search_help_text = "A whole transaction id."

    amount = money_column("Amount", lambda row: (row.transaction.amount_minor, row.transaction.currency))

    def get_queryset(self, request: HttpRequest) -> QuerySet[ReversalRequest]:
        """Return the requests with their movements and people."""
        people = ("requested_by", "decided_by", "transaction__from_customer", "transaction__to_customer")
        accounts = ("transaction__from_account", "transaction__to_account", "reversal__reversal")
        return super().get_queryset(request).select_related(*people, *accounts)

    def waiting_for(self, request: HttpRequest) -> QuerySet[ReversalRequest]:
        """Leave out one's own requests: they wait for a colleague."""
        return super().waiting_for(request).exclude(requested_by_id=acting_staff(request).user_id)

    def title_of(self, row: ReversalRequest) -> str:
        """Return what is to be taken back."""
        amount = shown_amount(row.transaction.amount_minor, row.transaction.currency)
        return f"Reversal of {amount} · {row.transaction.transaction_id}"

    def picture(self, request: HttpRequest, row: ReversalRequest) -> dict[str, Any]:
        """Return the movement, who asked for its reversal and why, and what became of it."""
        movement = row.transaction
        made: Any = getattr(row, "reversal", None)
        return {
            "state_badge": badge(row.status, _TONES.get(row.status, "neutral")),
            "is_mine": row.status == ReversalRequestStatus.PENDING.value
            and row.requested_by_id == acting_staff(request).user_id,
            "facts": [
                ("Movement", row_link(Transaction, movement.pk, movement.transaction_id)),
                ("Kind", movement.transaction_type),
                ("Amount", shown_amount(movement.amount_minor, movement.currency)),
                ("Fee", shown_amount(movement.fee_minor, movement.currency)),
                ("From", _side(movement.from_account, movement.from_customer)),
                ("To", _side(movement.to_account, movement.to_customer)),
                ("Made on", f"{movement.business_date:%Y-%m-%d}"),
                ("Said with it", movement.description or "-"),
                ("State of the movement", movement.status),
                *(
                    [("Reversed by", row_link(Transaction, made.reversal.pk, made.reversal.transaction_id))]
                    if made
                    else []
                ),
            ],
        }

    @admin.display(description="customer")
    def customer(self, request: ReversalRequest) -> SafeString | str:
        """Link to the page of whose movement it is."""
        return person_link(request.transaction.from_customer or request.transaction.to_customer)

    @admin.display(description="state", ordering="status")
    def state(self, request: ReversalRequest) -> SafeString:
        """Show whether it waits, or how it was decided."""
        return badge(request.status, _TONES.get(request.status, "neutral"))


def _side(account: Any, customer: Any) -> Any:
    if account is None:
        return "cash, or the bank"
    return row_link(type(account), account.pk, f"{account.account_number} · {customer or '-'}")
