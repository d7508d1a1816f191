"""Bodies of requests and answers about standing orders and early withdrawals."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.contracts import AccountStatus
from core_banking.api.fields import AmountField, MoneyField
from core_banking.api.serializers import StrictSerializer
from core_banking.kernel import clock
from core_banking.kernel.money import Currency, format_minor
from transactions.api.serializers import AccountNumberField, PinField, TextField
from transactions.bank_calendar import HolidayRule
from transactions.recurrence import LONGEST_RULE
from transactions.standing_order_contracts import (
    ExecutionCard,
    ExecutionStatus,
    OrderStatus,
    StandingOrderCard,
    StandingOrderChange,
    StandingOrderCommand,
)
from transactions.term_deposit_contracts import EarlyWithdrawal

_HOLIDAY_RULES = [(rule.value, rule.value) for rule in HolidayRule]
_RULE_HELP = (
    "An iCalendar rule: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY with INTERVAL, BYDAY, BYMONTHDAY, BYSETPOS, and COUNT or"
    " UNTIL (as 20271231). Empty: once. A month without the day is left out; BYMONTHDAY=-1 is the last day of each."
)
_HOLIDAY_HELP = (
    "What becomes of a payment due on a day on which the bank does no business: paid on the business day before or"
    " after, left out, or paid all the same."
)


class RuleField(serializers.CharField):
    """A recurrence rule as text; what it says is checked with the dates."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=LONGEST_RULE,
            required=False,
            allow_blank=True,
            allow_null=True,
            help_text=_RULE_HELP,
            **kwargs,
        )

    def to_internal_value(self, data: Any) -> str:
        """Return the text. Raises `ValidationError` for anything else."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class StandingOrderChangeRequest(StrictSerializer):
    """What changes from the next payment on; all but another description needs the PIN again."""

    sensitive_fields = frozenset({"from_account_number", "start_date", "status"})

    to_account_number = AccountNumberField(required=False)
    amount = AmountField(required=False)
    description = TextField(max_length=255)
    rrule = RuleField()
    end_date = serializers.DateField(required=False, allow_null=True)
    holiday_rule = serializers.ChoiceField(choices=_HOLIDAY_RULES, required=False, help_text=_HOLIDAY_HELP)
    pin = PinField()

    def change(self, *, pin_proven: bool) -> StandingOrderChange:
        """Return the validated change as the use case takes it."""
        return StandingOrderChange(fields=_terms(self.validated_data), pin_proven=pin_proven)


class StandingOrderRequest(StandingOrderChangeRequest):
    """A transfer ordered in advance: once on `start_date`, or by a rule from that day on."""

    sensitive_fields = frozenset({"status"})

    from_account_number = AccountNumberField()
    to_account_number = AccountNumberField()
    amount = AmountField()
    start_date = serializers.DateField(help_text="The first day; due only if the rule says so.")

    def command(self, *, pin_proven: bool, dry_run: bool) -> StandingOrderCommand:
        """Return the validated request as the use case takes it."""
        return StandingOrderCommand(**_terms(self.validated_data), pin_proven=pin_proven, dry_run=dry_run)


class StandingOrderAnswer(serializers.Serializer[Any]):
    """A standing order as its customer sees it. For the schema; `standing_order_body` writes it."""

    id = serializers.IntegerField()
    from_account_number = serializers.CharField()
    to_account_number = serializers.CharField()
    amount = MoneyField()
    currency = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    start_date = serializers.DateField()
    end_date = serializers.DateField(allow_null=True)
    rrule = serializers.CharField(allow_null=True)
    holiday_rule = serializers.ChoiceField(choices=_HOLIDAY_RULES)
    status = serializers.ChoiceField(choices=[(status.value, status.value) for status in OrderStatus])
    next_dates = serializers.ListField(
        child=serializers.DateField(), help_text="The days of the next payments, five at most."
    )
    created_at = serializers.DateTimeField()
    cancelled_at = serializers.DateTimeField(allow_null=True)
    cancel_reason = serializers.CharField(allow_blank=True)


class ExecutionAnswer(serializers.Serializer[Any]):
    """What became of one due date. For the schema; `execution_body` writes it."""

    id = serializers.IntegerField()
    due_date = serializers.DateField()
    status = serializers.ChoiceField(
        choices=[(status.value, status.value) for status in ExecutionStatus],
        help_text="RETRYING: refused, and tried again on another day.",
    )
    amount = MoneyField()
    currency = serializers.CharField()
    to_account_number = serializers.CharField()
    attempts = serializers.IntegerField()
    last_tried_on = serializers.DateField(allow_null=True)
    code = serializers.CharField(allow_null=True, help_text="Why it was refused the last time.")
    error = serializers.CharField(allow_null=True)
    transaction_id = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()


class EarlyWithdrawalRequest(StrictSerializer):
    """The owner's PIN, if he has one."""

    pin = PinField()


class EarlyWithdrawalAnswer(serializers.Serializer[Any]):
    """What an early withdrawal gives: principal and interest so far, less the tax on it and the penalty."""

    account_id = serializers.IntegerField()
    account_number = serializers.CharField()
    status = serializers.ChoiceField(choices=[(status.value, status.value) for status in AccountStatus])
    currency = serializers.CharField()
    withdrawn_on = serializers.DateField()
    maturity_date = serializers.DateField()
    principal = MoneyField()
    interest = MoneyField()
    tax = MoneyField()
    penalty = MoneyField()
    paid_out = MoneyField()
    payout_account_number = serializers.CharField()
    transaction_id = serializers.CharField(allow_null=True, help_text="The transfer that paid it out.")


def standing_order_body(card: StandingOrderCard) -> dict[str, Any]:
    """Return a standing order as the API writes it."""
    return {
        "id": card.id,
        "from_account_number": card.from_account_number,
        "to_account_number": card.to_account_number,
        "amount": _major(card.amount_minor, card.currency),
        "currency": card.currency,
        "description": card.description,
        "start_date": card.start_date.isoformat(),
        "end_date": card.end_date.isoformat() if card.end_date else None,
        "rrule": card.rrule or None,
        "holiday_rule": card.holiday_rule.value,
        "status": card.status.value,
        "next_dates": [date.isoformat() for date in card.next_dates],
        "created_at": clock.isoformat_utc(card.created_at),
        "cancelled_at": clock.isoformat_utc(card.cancelled_at) if card.cancelled_at else None,
        "cancel_reason": card.cancel_reason,
    }


def execution_body(card: ExecutionCard) -> dict[str, Any]:
    """Return what became of a due date as the API writes it."""
    return {
        "id": card.id,
        "due_date": card.due_date.isoformat(),
        "status": card.status.value,
        "amount": _major(card.amount_minor, card.currency),
        "currency": card.currency,
        "to_account_number": card.to_account_number,
        "attempts": card.attempts,
        "last_tried_on": card.last_tried_on.isoformat() if card.last_tried_on else None,
        "code": card.code or None,
        "error": card.sentence or None,
        "transaction_id": card.transaction_id,
        "created_at": clock.isoformat_utc(card.created_at),
    }


def early_withdrawal_body(withdrawn: EarlyWithdrawal) -> dict[str, Any]:
    """Return what an early withdrawal gave as the API writes it."""
    return {
        "account_id": withdrawn.account_id,
        "account_number": withdrawn.account_number,
        "status": withdrawn.status.value,
        "currency": withdrawn.currency,
        "withdrawn_on": withdrawn.withdrawn_on.isoformat(),
        "maturity_date": withdrawn.maturity_date.isoformat(),
        "principal": _major(withdrawn.payout.principal_minor, withdrawn.currency),
        "interest": _major(withdrawn.payout.interest_minor, withdrawn.currency),
        "tax": _major(withdrawn.payout.tax_minor, withdrawn.currency),
        "penalty": _major(withdrawn.payout.penalty_minor, withdrawn.currency),
        "paid_out": _major(withdrawn.paid_minor, withdrawn.currency),
        "payout_account_number": withdrawn.payout_account_number,
        "transaction_id": withdrawn.transaction_id,
    }


def _terms(validated: dict[str, Any]) -> dict[str, Any]:
    """Return the fields that are given, but for the PIN; no rule is an empty one."""
    terms = {name: value for name, value in validated.items() if name != "pin"}
    if "rrule" in terms:
        terms["rrule"] = terms["rrule"] or ""
    if "holiday_rule" in terms:
        terms["holiday_rule"] = HolidayRule(terms["holiday_rule"])
    return terms


def _major(amount_minor: int, currency: str) -> str:
    return format_minor(amount_minor, Currency.of(currency).exponent)
