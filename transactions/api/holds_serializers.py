"""Bodies of requests and answers about holds."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from core_banking.api.fields import AmountField, MoneyField
from core_banking.api.serializers import StrictSerializer
from core_banking.kernel import clock
from core_banking.kernel.money import CURRENCY_CODES, Currency, format_minor
from ledger.contracts import HoldStatus
from transactions.api.serializers import (
    AccountNumberField,
    PinField,
    TextField,
    TransactionAnswer,
    transaction_body,
)
from transactions.hold_contracts import CaptureCommand, CapturedHold, HoldCard, HoldCommand


class HoldRequest(StrictSerializer):
    """Money to set aside for a payment that may still come."""

    account_number = AccountNumberField()
    amount = AmountField()
    currency = serializers.ChoiceField(
        choices=list(CURRENCY_CODES),
        required=False,
        help_text="Refused unless the account is kept in it; left out, the account's own.",
    )
    description = TextField(max_length=255)
    expires_at = serializers.DateTimeField(
        required=False, help_text="Left out, the bank's own term for holds, from now."
    )
    pin = PinField()

    def command(self, *, pin_proven: bool, dry_run: bool) -> HoldCommand:
        """Return the validated request as the use case takes it."""
        values = {name: value for name, value in self.validated_data.items() if name != "pin"}
        return HoldCommand(**values, pin_proven=pin_proven, dry_run=dry_run)


class CaptureRequest(StrictSerializer):
    """What of a hold to take: the whole if no amount is given; out of the bank if no account is."""

    amount = AmountField(required=False)
    to_account_number = AccountNumberField(required=False)
    payee_name = TextField(max_length=140)
    reference = TextField(max_length=140)
    pin = PinField()

    def command(self, *, pin_proven: bool, dry_run: bool) -> CaptureCommand:
        """Return the validated request as the use case takes it."""
        values = {name: value for name, value in self.validated_data.items() if name != "pin"}
        return CaptureCommand(**values, pin_proven=pin_proven, dry_run=dry_run)


class HoldAnswer(serializers.Serializer[Any]):
    """A hold as its owner and the staff see it. For the schema; `hold_body` writes it."""

    id = serializers.IntegerField()
    hold_id = serializers.CharField()
    account_number = serializers.CharField()
    amount = MoneyField()
    captured_amount = MoneyField(help_text="What was not captured of a resolved hold was released.")
    currency = serializers.CharField()
    status = serializers.ChoiceField(choices=[(status.value, status.value) for status in HoldStatus])
    description = serializers.CharField(allow_blank=True)
    on_behalf = serializers.BooleanField(help_text="Ordered by staff for the customer.")
    created_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    transaction_id = serializers.CharField(allow_null=True, help_text="What captured it.")


class CapturedHoldAnswer(HoldAnswer):
    """A hold that was just captured, and the movement that did it."""

    transaction = TransactionAnswer()


def hold_body(card: HoldCard) -> dict[str, Any]:
    """Return a hold as the API writes it; amounts as text with the currency's decimals."""
    exponent = Currency.of(card.currency).exponent
    return {
        "id": card.id,
        "hold_id": card.hold_id,
        "account_number": card.account_number,
        "amount": format_minor(card.amount_minor, exponent),
        "captured_amount": format_minor(card.captured_minor, exponent),
        "currency": card.currency,
        "status": card.status,
        "description": card.description,
        "on_behalf": card.on_behalf,
        "created_at": clock.isoformat_utc(card.created_at),
        "expires_at": clock.isoformat_utc(card.expires_at) if card.expires_at else None,
        "resolved_at": clock.isoformat_utc(card.resolved_at) if card.resolved_at else None,
        "transaction_id": card.transaction_id,
    }


def captured_hold_body(captured: CapturedHold) -> dict[str, Any]:
    """Return a captured hold with its movement as the API writes them."""
    return {**hold_body(captured.hold), "transaction": transaction_body(captured.transaction)}
