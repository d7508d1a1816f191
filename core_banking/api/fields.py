"""Serializer fields for money: minor units inside, exact major-unit text outside."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core_banking.kernel.money import (
    Currency,
    InvalidAmount,
    Money,
    format_minor,
    minor_of,
    parse_amount_minor,
    read_amount,
)

_MOST_DECIMALS = 3
_AMOUNT_SCHEMA = {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?$", "example": "100.00"}


def _exponent(currency_code: str) -> int:
    return Currency.of(currency_code).exponent


@extend_schema_field({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "example": "100.00"})
class MoneyField(serializers.Field[int, Any, str, Any]):
    """An amount: `int` minor units in Python, a string with exactly the currency's decimals in JSON.

    The currency is that of `currency`, or of the instance's attribute `currency_source` (a dotted path), or
    of the serializer's context (`currency`), or the bank's default. Reads what the API contract allows and
    turns everything else into a field error.
    """

    def __init__(
        self,
        *,
        currency: str | None = None,
        currency_source: str | None = None,
        allow_zero: bool = False,
        **kwargs: Any,
    ) -> None:
        self.currency = currency
        self.currency_source = currency_source
        self.allow_zero = allow_zero
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> int:
        """Return the amount in minor units. Raises `ValidationError`."""
        try:
            return parse_amount_minor(data, _exponent(self._currency_code()), allow_zero=self.allow_zero)
        except InvalidAmount as error:
            raise serializers.ValidationError(str(error), code="invalid_amount") from None

    def get_attribute(self, instance: Any) -> Any:
        """Return the amount with its currency, when the instance names one."""
        amount = super().get_attribute(instance)
        if self.currency_source is None or amount is None:
            return amount
        code = serializers.Field.get_attribute(_AttributeOf(self.currency_source), instance)
        return Money.of_minor(amount, str(code))

    def to_representation(self, value: int | Money) -> str:
        """Return the amount as text, e.g. `"1234.56"`."""
        if isinstance(value, Money):
            return str(value)
        return format_minor(value, _exponent(self._currency_code()))

    def _currency_code(self) -> str:
        code: str = self.currency or self.context.get("currency") or settings.DEFAULT_CURRENCY
        return code


class _AttributeOf(serializers.Field[Any, Any, Any, Any]):
    """Follows a dotted path as a serializer field does."""

    def __init__(self, path: str) -> None:
        super().__init__()
        self.source_attrs = path.split(".")


@extend_schema_field({"oneOf": [_AMOUNT_SCHEMA, {"type": "number", "minimum": 0}]})
class AmountField(serializers.Field[Any, Any, Any, Any]):
    """An amount whose currency is not known yet: checked for form, handed on exactly as it was written.

    For a body that names an account: the use case brings it into the account's currency by `minor_of`.
    """

    def __init__(self, *, allow_zero: bool = False, **kwargs: Any) -> None:
        self.allow_zero = allow_zero
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Decimal:
        """Return the exact amount. Raises `ValidationError` for what is an amount in no currency."""
        try:
            amount = read_amount(data, allow_zero=self.allow_zero)
            # The fewest decimals that hold it: the bound is in minor units of a currency still unknown.
            minor_of(amount, min(_MOST_DECIMALS, max(0, -int(amount.as_tuple().exponent))))
        except InvalidAmount as error:
            raise serializers.ValidationError(str(error), code="invalid_amount") from None
        return amount

    def to_representation(self, value: Any) -> str:
        """Return the amount as text."""
        return str(value)
