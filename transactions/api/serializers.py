"""Bodies of requests and answers about transactions."""

from __future__ import annotations

import re
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core_banking.api.fields import AmountField, MoneyField
from core_banking.api.serializers import StrictSerializer
from core_banking.kernel import clock
from core_banking.kernel.money import CURRENCY_CODES, Currency, format_minor
from transactions.contracts import (
    ORDERABLE_TYPES,
    TYPES_WITH_RECEIVER,
    TYPES_WITH_SENDER,
    MovementCommand,
    PartyView,
    TransactionCard,
    TransactionStatus,
    TransactionType,
)

_NUMBER_LENGTH = 12
_PIN = re.compile(r"(?:[0-9]{4}|[0-9]{6})\Z", re.ASCII)
_PIN_HELP = "Your transaction PIN, asked for when money leaves your account once you have set one."


class AccountNumberField(serializers.CharField):
    """An account number, in any case, as the bank writes it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=_NUMBER_LENGTH, min_length=_NUMBER_LENGTH, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return the number in upper case. Raises `ValidationError` for anything but text."""
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data).upper()


class TextField(serializers.CharField):
    """Text of one line: numbers and control characters are refused, not converted."""

    def __init__(self, max_length: int, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, required=False, allow_blank=True, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return the trimmed text. Raises `ValidationError`."""
        if not isinstance(data, str):
            self.fail("invalid")
        text = super().to_internal_value(data)
        if not text.isprintable():
            raise serializers.ValidationError(
                "Control characters are not allowed.", code="control_characters"
            )
        return text


@extend_schema_field({"type": "string", "pattern": "^([0-9]{4}|[0-9]{6})$", "format": "password"})
class PinField(serializers.CharField):
    """A transaction PIN as it is typed in: 4 or 6 digits. What it is worth is decided later."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, write_only=True, help_text=_PIN_HELP, **kwargs)

    def to_internal_value(self, data: Any) -> str:
        """Return the PIN. Raises `ValidationError` for what cannot be one, so that it costs no attempt."""
        if not isinstance(data, str) or not _PIN.match(data):
            raise serializers.ValidationError("Enter a PIN of 4 or 6 digits.", code="invalid")
        return data


class MovementTexts(StrictSerializer):
    """What people write on a movement, and how they prove that it is theirs."""

    pin = PinField()
    description = TextField(max_length=255)
    currency = serializers.ChoiceField(
        choices=list(CURRENCY_CODES),
        required=False,
        help_text="Refused unless the account is kept in it; left out, the account's own.",
    )


class MovementRequest(MovementTexts):
    """A movement of money: what kind, from where, to where, how much."""

    transaction_type = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in ORDERABLE_TYPES])
    from_account_number = AccountNumberField(required=False)
    to_account_number = AccountNumberField(required=False)
    amount = AmountField()
    payee_name = TextField(max_length=140)
    reference = TextField(max_length=140)
    category = TextField(max_length=60)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Require the sides that the kind of movement has, and refuse those it has not."""
        kind = TransactionType(attrs["transaction_type"])
        problems: dict[str, str] = {}
        sides = {"from_account_number": TYPES_WITH_SENDER, "to_account_number": TYPES_WITH_RECEIVER}
        for name, kinds in sides.items():
            if kind in kinds and not attrs.get(name):
                problems[name] = "This field is required."
            elif kind not in kinds and attrs.get(name):
                problems[name] = f"{kind.value} has no such account."
        if kind is TransactionType.PAYMENT and not attrs.get("payee_name"):
            problems["payee_name"] = "This field is required."
        if problems:
            raise serializers.ValidationError(problems)
        return attrs

    def command(self, *, dry_run: bool) -> MovementCommand:
        """Return the validated request as the use case takes it."""
        values = {name: value for name, value in self.validated_data.items() if name != "pin"}
        return MovementCommand(
            **{**values, "transaction_type": TransactionType(values["transaction_type"])}, dry_run=dry_run
        )


class OneSidedRequest(MovementTexts):
    """A deposit or withdrawal at its own address: the account may be left out by who has exactly one."""

    amount = AmountField()
    account_number = AccountNumberField(required=False)

    def command(self, kind: TransactionType, *, dry_run: bool) -> MovementCommand:
        """Return the validated request as the use case takes it."""
        values = self.validated_data
        number = values.get("account_number")
        side = "from_account_number" if kind in TYPES_WITH_SENDER else "to_account_number"
        return MovementCommand(
            transaction_type=kind,
            amount=values["amount"],
            currency=values.get("currency"),
            description=values.get("description", ""),
            use_only_account=number is None,
            dry_run=dry_run,
            **{side: number},
        )


class BalanceTransferRequest(OneSidedRequest):
    """A transfer at its own address; the receiver may also be called `recipient_account_no`."""

    to_account_number = AccountNumberField(required=False)
    recipient_account_no = AccountNumberField(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Require one receiver, under either name."""
        named = {attrs.pop(name) for name in ("to_account_number", "recipient_account_no") if attrs.get(name)}
        if len(named) != 1:
            message = "This field is required." if not named else "Name one receiver only."
            raise serializers.ValidationError({"to_account_number": message})
        return {**attrs, "receiver": named.pop()}

    def command(self, kind: TransactionType, *, dry_run: bool) -> MovementCommand:
        """Return the validated request as the use case takes it."""
        values = self.validated_data
        return MovementCommand(
            transaction_type=kind,
            amount=values["amount"],
            currency=values.get("currency"),
            description=values.get("description", ""),
            from_account_number=values.get("account_number"),
            to_account_number=values["receiver"],
            use_only_account="account_number" not in values,
            dry_run=dry_run,
        )


class PartyAnswer(serializers.Serializer[Any]):
    """One side of a transaction; `balance` is null unless the caller may see that account."""

    account_number = serializers.CharField()
    balance = MoneyField(allow_null=True)


class TransactionAnswer(serializers.Serializer[Any]):
    """A transaction as its parties and the staff see it. For the schema; `transaction_body` writes it."""

    id = serializers.IntegerField()
    transaction_id = serializers.CharField()
    transaction_type = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in TransactionType])
    amount = MoneyField()
    fee = MoneyField()
    currency = serializers.CharField()
    status = serializers.ChoiceField(choices=[(status.value, status.value) for status in TransactionStatus])
    from_account = PartyAnswer(allow_null=True)
    to_account = PartyAnswer(allow_null=True)
    description = serializers.CharField(allow_blank=True)
    payee_name = serializers.CharField(allow_blank=True)
    reference = serializers.CharField(allow_blank=True)
    category = serializers.CharField(allow_blank=True)
    on_behalf = serializers.BooleanField(
        allow_null=True, help_text="Whether staff ordered it for the customer; null to the other party."
    )
    initiated_by = serializers.CharField(allow_null=True, help_text="Who ordered it; null but to staff.")
    business_date = serializers.DateField()
    transaction_date = serializers.DateTimeField()
    processed_date = serializers.DateTimeField(allow_null=True)


def transaction_body(card: TransactionCard) -> dict[str, Any]:
    """Return a transaction as the API writes it; amounts as text with the currency's decimals."""
    exponent = Currency.of(card.currency).exponent
    return {
        "id": card.id,
        "transaction_id": card.transaction_id,
        "transaction_type": card.transaction_type,
        "amount": format_minor(card.amount_minor, exponent),
        "fee": format_minor(card.fee_minor, exponent),
        "currency": card.currency,
        "status": card.status,
        "from_account": _party_body(card.from_account, exponent),
        "to_account": _party_body(card.to_account, exponent),
        "description": card.description,
        "payee_name": card.payee_name,
        "reference": card.reference,
        "category": card.category,
        "on_behalf": card.on_behalf,
        "initiated_by": card.initiated_by,
        "business_date": card.business_date.isoformat(),
        "transaction_date": clock.isoformat_utc(card.transaction_date),
        "processed_date": clock.isoformat_utc(card.processed_date) if card.processed_date else None,
    }


def _party_body(party: PartyView | None, exponent: int) -> dict[str, Any] | None:
    if party is None:
        return None
    balance = None if party.balance_minor is None else format_minor(party.balance_minor, exponent)
    return {"account_number": party.account_number, "balance": balance}
