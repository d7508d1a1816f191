"""Payments under review on the staff site, decided by the use cases of the API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString

from core_banking.api.review_pages import (
    QueueState,
    ReviewPage,
    all_rows,
    customer_link,
    person_link,
    row_link,
    states_of,
)
from core_banking.api.review_panels import panels_of
from core_banking.api.staff_deeds import Deed
from core_banking.api.staff_pages import acting_staff, badge, money_column, shown_amount
from core_banking.kernel.actors import Actor
from fraud.contracts import DECIDE_ALERTS, VIEW_ALERTS, Disposition
from fraud.selectors.alerts import visible_alerts
from transactions.admin.panels import account_picture
from transactions.contracts import TransactionStatus
from transactions.held_contracts import HeldOutcome
from transactions.models import HeldPayment, Transaction
from transactions.services import decline_payment, release_payment

_TONES = {HeldOutcome.RELEASED.value: "good", HeldOutcome.DECLINED.value: "bad", "": "warn"}


class DecisionNoteForm(forms.Form):
    """Why; that one must be given is said by the use case."""

    note = forms.CharField(
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Why; for the staff alone.",
    )


class DeclineForm(DecisionNoteForm):
    """Why a payment is not made, and what its alert was found to be."""

    disposition = forms.ChoiceField(
        label="It was",
        choices=[
            (Disposition.CONFIRMED_FRAUD.value, "Fraud"),
            (Disposition.FALSE_POSITIVE.value, "No fraud, but cannot be made or is not wanted"),
        ],
    )


def _release(actor: Actor, held: HeldPayment, given: Mapping[str, Any]) -> str:
    card: Any = release_payment(actor=actor, key=str(held.pk), note=given["note"])
    return f"{card.transaction_id} was made."


def _decline(actor: Actor, held: HeldPayment, given: Mapping[str, Any]) -> str:
    found = Disposition(given["disposition"])
    card: Any = decline_payment(actor=actor, key=str(held.pk), note=given["note"], disposition=found)
    return f"{card.transaction_id} was declined."


def _is_decidable(actor: Actor, held: HeldPayment) -> bool:
    row = held.transaction
    parties = (row.initiated_by_id, row.from_customer_id, row.to_customer_id)
    return row.status == TransactionStatus.HELD.value and actor.user_id not in parties


def _waiting(payments: QuerySet[HeldPayment]) -> QuerySet[HeldPayment]:
    return payments.filter(transaction__status=TransactionStatus.HELD.value)


def _with_outcome(outcome: HeldOutcome) -> Any:
    def rows(payments: QuerySet[HeldPayment]) -> QuerySet[HeldPayment]:
        return payments.filter(outcome=outcome.value)

    return rows


@admin.register(HeldPayment)
class HeldPaymentAdmin(ReviewPage[HeldPayment]):
    """Payments that scoring holds, who waits longest first. Nobody reads what the bank thinks of him."""

    rights = (VIEW_ALERTS,)
    subject_paths = ("transaction__from_customer", "transaction__to_customer")
    review_template = "admin/transactions/held_payment.html"
    queue_states = states_of(
        QueueState(key="waiting", label="Waiting for a decision", rows=_waiting, oldest_first=True),
        QueueState(key="released", label="Released", rows=_with_outcome(HeldOutcome.RELEASED)),
        QueueState(key="declined", label="Declined", rows=_with_outcome(HeldOutcome.DECLINED)),
        QueueState(key="all", label="All held payments", rows=all_rows),
    )
    deeds = (
        Deed(
            name="release",
            label="Release: make it",
            act=_release,
            right=DECIDE_ALERTS,
            offered=_is_decidable,
            form=DecisionNoteForm,
            tone="good",
            hint="The payment is made, and its alert is a false positive.",
        ),
        Deed(
            name="decline",
            label="Decline",
            act=_decline,
            right=DECIDE_ALERTS,
            offered=_is_decidable,
            form=DeclineForm,
            tone="bad",
            hint="It is not made, and its money is the customer's again.",
        ),
    )
    list_display = ("transaction", "amount", "customer", "payee", "origin", "state", "since")
    search_fields = ("transaction__transaction_id",)
    search_help_text = "A whole transaction id."

    amount = money_column("Amount", lambda held: (held.transaction.amount_minor, held.transaction.currency))

    def get_queryset(self, request: HttpRequest) -> QuerySet[HeldPayment]:
        """Return all but those the reader takes part in."""
        reader = request.user.pk
        own = Q(transaction__from_customer_id=reader) | Q(transaction__to_customer_id=reader)
        return (
            super()
            .get_queryset(request)
            .exclude(pk__in=HeldPayment.objects.filter(own).values("pk"))
            .select_related(
                "transaction__from_customer",
                "transaction__to_customer",
                "transaction__from_account",
                "transaction__to_account",
                "transaction__initiated_by",
                "decided_by",
            )
        )

    def title_of(self, row: HeldPayment) -> str:
        """Return the payment and its amount."""
        amount = shown_amount(row.transaction.amount_minor, row.transaction.currency)
        return f"{amount} · {row.transaction.transaction_id}"

    def picture(self, request: HttpRequest, row: HeldPayment) -> dict[str, Any]:
        """Return payment, payee and customer, its alert, the account's recent picture and the customer's risk."""
        payment = row.transaction
        customer_id = payment.from_customer_id or payment.to_customer_id
        account_id = payment.from_account_id or payment.to_account_id
        picture = account_picture(request, user_id=customer_id, account_id=account_id)
        return {
            "payment": payment,
            "state_badge": _state(row),
            "figures": _figures(row),
            "alert": _alert_of(request, payment),
            "account_panel": picture,
            "panels": panels_of("transactions.held", request, user_id=customer_id),
        }

    @admin.display(description="customer")
    def customer(self, held: HeldPayment) -> SafeString | str:
        """Link to the page of whose money it is."""
        return person_link(held.transaction.from_customer or held.transaction.to_customer)

    @admin.display(description="payee")
    def payee(self, held: HeldPayment) -> str:
        """Write who gets it."""
        return _payee_of(held.transaction)

    @admin.display(description="state")
    def state(self, held: HeldPayment) -> SafeString:
        """Show whether it waits, or how it was decided."""
        return _state(held)

    @admin.display(description="held since", ordering="transaction_id")
    def since(self, held: HeldPayment) -> Any:
        """Write when it was ordered."""
        return held.transaction.transaction_date


def _state(held: HeldPayment) -> SafeString:
    return badge(held.outcome or held.transaction.status, _TONES[held.outcome])


def _payee_of(payment: Transaction) -> str:
    account = payment.to_account.account_number if payment.to_account else ""
    return " · ".join(part for part in (payment.payee_name, account) if part) or "cash"


def _figures(held: HeldPayment) -> list[tuple[str, Any, str]]:
    payment = held.transaction
    return [
        (
            "Amount",
            shown_amount(payment.amount_minor, payment.currency),
            f"and {shown_amount(payment.fee_minor, payment.currency)} fee" if payment.fee_minor else "",
        ),
        ("Payee", _payee_of(payment), ""),
        ("Customer", *_person(payment.from_customer or payment.to_customer)),
        ("Ordered by", payment.initiated_by or "-", held.origin.replace("_", " ").lower()),
    ]


def _person(person: Any) -> tuple[SafeString | str, str]:
    """Return a link to a customer's page, and his number below it."""
    return customer_link(person.pk, person.get_username()), person.customer_id or ""


def _alert_of(request: HttpRequest, payment: Transaction) -> SafeString | None:
    """Return a link to the alert of a payment, for those who may see alerts."""
    actor = acting_staff(request)
    if not (actor.may(VIEW_ALERTS) or actor.may(DECIDE_ALERTS)):
        return None
    alert = visible_alerts(actor).filter(transaction_id=payment.transaction_id).first()
    return None if alert is None else row_link(type(alert), alert.pk, f"{alert.alert_id}: {alert.title}")
