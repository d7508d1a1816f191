"""Bodies of requests and answers about loans that run."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core_banking.api.fields import AmountField
from core_banking.api.serializers import StrictSerializer
from core_banking.kernel import clock
from core_banking.kernel.money import Currency, format_minor
from core_banking.kernel.percent import format_percent, parse_percent_ppm
from loans.allocation import RepaymentStanding, RepaymentState
from loans.api.term_fields import PercentField
from loans.contracts import MovementKind
from loans.life_contracts import (
    LOAN_REQUEST_CHOICES,
    LoanMovementCard,
    LoanPayoff,
    LoanRequestCard,
    LoanRequestKind,
    LoanScheduleCard,
    RecoverCommand,
    RepayCommand,
    RescheduleCommand,
)
from loans.terms import LONGEST_TERM

_NUMBER_LENGTH = 12
_REASON_LENGTH = 255


class LoanRepaymentRequest(StrictSerializer):
    """A payment of one's own loan."""

    sensitive_fields = frozenset({"principal", "interest", "fees", "penalties"})

    amount = AmountField(help_text="At most what closes the loan.")
    from_account_number = serializers.CharField(
        max_length=_NUMBER_LENGTH, required=False, help_text="Left out, the account the loan was paid out to."
    )
    pin = serializers.RegexField(
        r"^[0-9]{4,6}\Z",
        required=False,
        write_only=True,
        help_text="The transaction PIN, where one is asked for.",
    )

    def command(self, *, pin_proven: bool) -> RepayCommand:
        """Return the validated body as the use case takes it."""
        given = self.validated_data
        return RepayCommand(
            amount=given["amount"],
            from_account_number=given.get("from_account_number"),
            pin_proven=pin_proven,
        )


class LoanRecoveryRequest(StrictSerializer):
    """Money that came in of a loan that was written off."""

    amount = AmountField(help_text="At most what was written off and has not come in yet.")
    from_account_number = serializers.CharField(
        max_length=_NUMBER_LENGTH,
        required=False,
        help_text="An account of the borrower; left out, it is cash.",
    )

    def command(self) -> RecoverCommand:
        """Return the validated body as the use case takes it."""
        given = self.validated_data
        return RecoverCommand(amount=given["amount"], from_account_number=given.get("from_account_number"))


class LoanReasonRequest(StrictSerializer):
    """Why."""

    reason = serializers.CharField(max_length=_REASON_LENGTH)


class LoanNoteRequest(StrictSerializer):
    """What the second member of staff has to say, if anything."""

    note = serializers.CharField(max_length=_REASON_LENGTH, required=False, allow_blank=True)


class LoanRefusalRequest(StrictSerializer):
    """Why a request is turned down."""

    note = serializers.CharField(max_length=_REASON_LENGTH)


class RateField(PercentField):
    """Percent a year as written, read into millionths."""

    def to_internal_value(self, data: Any) -> int:
        """Return millionths. Raises `ValidationError`."""
        return parse_percent_ppm(super().to_internal_value(data), highest_ppm=self.highest_ppm)


class LoanRescheduleRequest(StrictSerializer):
    """Other terms for what is still owed."""

    term = serializers.IntegerField(
        min_value=1, max_value=LONGEST_TERM, help_text="Number of repayments from now on."
    )
    annual_interest_rate = RateField(required=False, help_text="Percent a year; left out, it stays.")
    first_due_date = serializers.DateField(
        required=False, help_text="Left out, the next due date of the present schedule stays."
    )
    reason = serializers.CharField(max_length=_REASON_LENGTH)

    def command(self) -> RescheduleCommand:
        """Return the validated body as the use case takes it."""
        given = self.validated_data
        return RescheduleCommand(
            term=given["term"],
            reason=given["reason"],
            annual_rate_ppm=given.get("annual_interest_rate"),
            first_due_date=given.get("first_due_date"),
        )


class LoanPayoffQuery(StrictSerializer):
    """The day."""

    on = serializers.DateField(required=False, help_text="Today, if left out.")


class LoanMovementAnswer(serializers.Serializer[Any]):
    """One change of what a loan owes; the parts sum to the amount. A part below zero was paid ahead and comes back."""

    number = serializers.IntegerField(help_text="Its place in the loan's life.")
    kind = serializers.ChoiceField(choices=[(each.value, each.value) for each in MovementKind])
    amount = serializers.CharField()
    principal = serializers.CharField()
    interest = serializers.CharField()
    fees = serializers.CharField()
    penalties = serializers.CharField()
    currency = serializers.CharField()
    loan_id = serializers.IntegerField()
    loan_reference = serializers.CharField()
    loan_status = serializers.CharField(help_text="As the loan is now.")
    installment_number = serializers.IntegerField(
        allow_null=True, help_text="Of a fee or penalty: its repayment."
    )
    transaction_id = serializers.CharField(
        allow_null=True, help_text="The movement on the customer's account."
    )
    reverses = serializers.IntegerField(allow_null=True, help_text="Of a reversal: the movement it undoes.")
    reversed_by = serializers.IntegerField(allow_null=True)
    reason = serializers.CharField(allow_null=True, help_text="For staff alone.")
    business_date = serializers.DateField()
    created_at = serializers.DateTimeField()


class LoanPeriodAnswer(serializers.Serializer[Any]):
    """One repayment of a schedule, and how far it is paid."""

    number = serializers.IntegerField()
    starts_on = serializers.DateField()
    due_date = serializers.DateField()
    days = serializers.IntegerField(help_text="Days of the period by the day count.")
    principal = serializers.CharField()
    interest = serializers.CharField()
    fees = serializers.CharField()
    due = serializers.CharField(help_text="Principal, interest and fees.")
    balance = serializers.CharField(help_text="Principal that is owed after it.")
    paid = serializers.CharField()
    outstanding = serializers.CharField()
    state = serializers.ChoiceField(choices=[(each.value, each.value) for each in RepaymentState])


class LoanScheduleAnswer(serializers.Serializer[Any]):
    """The schedule in force; penalties are no part of it."""

    loan_id = serializers.IntegerField()
    loan_reference = serializers.CharField()
    loan_status = serializers.CharField()
    currency = serializers.CharField()
    version = serializers.IntegerField(help_text="Rises whenever the schedule is planned anew.")
    periods = LoanPeriodAnswer(many=True)


class LoanPayoffAnswer(serializers.Serializer[Any]):
    """What closes a loan on a day; a part below zero was paid ahead and comes back."""

    loan_id = serializers.IntegerField()
    loan_reference = serializers.CharField()
    currency = serializers.CharField()
    on = serializers.DateField()
    amount = serializers.CharField()
    principal = serializers.CharField()
    interest = serializers.CharField()
    fees = serializers.CharField()
    penalties = serializers.CharField()


class LoanRequestAnswer(serializers.Serializer[Any]):
    """What takes two members of staff."""

    id = serializers.IntegerField()
    loan_id = serializers.IntegerField()
    loan_reference = serializers.CharField()
    kind = serializers.ChoiceField(choices=[(each.value, each.value) for each in LoanRequestKind])
    details = serializers.DictField(
        help_text="Of a reschedule its terms, of a reversal the movement's number."
    )
    reason = serializers.CharField()
    status = serializers.ChoiceField(choices=LOAN_REQUEST_CHOICES)
    requested_by = serializers.CharField()
    requested_at = serializers.DateTimeField()
    decided_by = serializers.CharField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    note = serializers.CharField(allow_blank=True)


def movement_body(card: LoanMovementCard, *, for_staff: bool) -> dict[str, Any]:
    """Return a movement as the API shows it; why it was made is staff's business."""
    exponent = Currency.of(card.currency).exponent
    parts = {
        "principal": card.principal_minor,
        "interest": card.interest_minor,
        "fees": card.fees_minor,
        "penalties": card.penalties_minor,
    }
    # What was paid is kept below zero, since it lowers what is owed.
    sign = -1 if sum(parts.values()) < 0 else 1
    return {
        "number": card.number,
        "kind": card.kind.value,
        "amount": format_minor(card.amount_minor, exponent),
        **{name: format_minor(sign * part, exponent) for name, part in parts.items()},
        "currency": card.currency,
        "loan_id": card.loan_id,
        "loan_reference": card.loan_reference,
        "loan_status": card.loan_status,
        "installment_number": card.installment_number,
        "transaction_id": card.transaction_id or None,
        "reverses": card.reverses,
        "reversed_by": card.reversed_by,
        "reason": card.reason if for_staff else None,
        "business_date": card.business_date.isoformat(),
        "created_at": clock.isoformat_utc(card.created_at),
    }


def schedule_body(card: LoanScheduleCard) -> dict[str, Any]:
    """Return a schedule as the API shows it."""
    exponent = Currency.of(card.currency).exponent
    return {
        "loan_id": card.loan_id,
        "loan_reference": card.loan_reference,
        "loan_status": card.loan_status,
        "currency": card.currency,
        "version": card.version,
        "periods": [_period_body(each, exponent) for each in card.repayments],
    }


def _period_body(standing: RepaymentStanding, exponent: int) -> dict[str, Any]:
    row = standing.installment
    amounts = {
        "principal": row.principal_minor,
        "interest": row.interest_minor,
        "fees": row.fee_minor,
        "due": row.due_minor,
        "balance": row.balance_minor,
        "paid": standing.paid_minor,
        "outstanding": standing.outstanding_minor,
    }
    return {
        "number": row.number,
        "starts_on": row.starts_on.isoformat(),
        "due_date": row.due_date.isoformat(),
        "days": row.days,
        **{name: format_minor(amount_minor, exponent) for name, amount_minor in amounts.items()},
        "state": standing.state.value,
    }


def payoff_body(payoff: LoanPayoff) -> dict[str, Any]:
    """Return a payoff as the API shows it."""
    exponent, parts = Currency.of(payoff.currency).exponent, payoff.parts
    return {
        "loan_id": payoff.loan_id,
        "loan_reference": payoff.loan_reference,
        "currency": payoff.currency,
        "on": payoff.on.isoformat(),
        "amount": format_minor(parts.total_minor, exponent),
        "principal": format_minor(parts.principal_minor, exponent),
        "interest": format_minor(parts.interest_minor, exponent),
        "fees": format_minor(parts.fees_minor, exponent),
        "penalties": format_minor(parts.penalties_minor, exponent),
    }


def request_body(card: LoanRequestCard) -> dict[str, Any]:
    """Return a request as the API shows it; a rate in percent."""
    details = dict(card.details)
    if "annual_rate_ppm" in details:
        rate = details.pop("annual_rate_ppm")
        details["annual_interest_rate"] = None if rate is None else format_percent(rate)
    return {
        "id": card.id,
        "loan_id": card.loan_id,
        "loan_reference": card.loan_reference,
        "kind": card.kind.value,
        "details": details,
        "reason": card.reason,
        "status": card.status.value,
        "requested_by": card.requested_by,
        "requested_at": clock.isoformat_utc(card.requested_at),
        "decided_by": card.decided_by,
        "decided_at": clock.isoformat_utc(card.decided_at) if card.decided_at else None,
        "note": card.note,
    }
