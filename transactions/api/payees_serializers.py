"""Bodies of requests and answers about saved payees."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from core_banking.api.fields import AmountField, MoneyField
from core_banking.api.serializers import StrictSerializer
from core_banking.kernel import clock
from core_banking.kernel.money import Currency, format_minor
from transactions.api.serializers import AccountNumberField, TextField
from transactions.contracts import PayeeCard, PayeeTerms

_TERMS: Final = frozenset({"nickname", "payment_limit", "daily_limit"})


class PayeeChangeRequest(StrictSerializer):
    """A payee's nickname and limits; a limit of null is none."""

    nickname = TextField(max_length=60)
    payment_limit = AmountField(
        required=False,
        allow_null=True,
        help_text="The most that one payment to him may be, in his account's currency.",
    )
    daily_limit = AmountField(
        required=False,
        allow_null=True,
        help_text="The most that may go to him in one day, in his account's currency.",
    )

    def terms(self) -> PayeeTerms:
        """Return the validated terms as the use case takes them."""
        values = {name: value for name, value in self.validated_data.items() if name in _TERMS}
        return PayeeTerms(**values, given=frozenset(values))


class PayeeRequest(PayeeChangeRequest):
    """An account to be saved as a payee."""

    account_number = AccountNumberField()


class PayeeAnswer(serializers.Serializer[Any]):
    """A saved payee. For the schema; `payee_body` writes it."""

    id = serializers.IntegerField()
    account_number = serializers.CharField()
    nickname = serializers.CharField(allow_blank=True)
    holder_name = serializers.CharField(help_text="Masked. Confirm it before the first payment.")
    currency = serializers.CharField()
    confirmed = serializers.BooleanField()
    confirmed_at = serializers.DateTimeField(allow_null=True)
    new_until = serializers.DateTimeField(
        allow_null=True,
        help_text="Until then payments to him stay within the limit of new payees, all together; null before he is"
        " confirmed or paid.",
    )
    payment_limit = MoneyField(allow_null=True)
    daily_limit = MoneyField(allow_null=True)
    created_at = serializers.DateTimeField()


def payee_body(card: PayeeCard) -> dict[str, Any]:
    """Return a saved payee as the API writes it."""
    exponent = Currency.of(card.currency).exponent

    def major(amount_minor: int | None) -> str | None:
        return None if amount_minor is None else format_minor(amount_minor, exponent)

    return {
        "id": card.id,
        "account_number": card.account_number,
        "nickname": card.nickname,
        "holder_name": card.holder_name,
        "currency": card.currency,
        "confirmed": card.confirmed_at is not None,
        "confirmed_at": clock.isoformat_utc(card.confirmed_at) if card.confirmed_at else None,
        "new_until": clock.isoformat_utc(card.new_until) if card.new_until else None,
        "payment_limit": major(card.payment_limit_minor),
        "daily_limit": major(card.daily_limit_minor),
        "created_at": clock.isoformat_utc(card.created_at),
    }
