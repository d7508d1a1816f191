"""Fields of the accounts API that are neither plain text nor one amount."""

from __future__ import annotations

from typing import Any

from django.utils.dateparse import parse_date, parse_datetime
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.contracts import FEE_TRANSACTION_TYPES, ProductCard
from accounts.terms import format_rate, parse_rate_ppm, parse_share_ppm, product_terms_as_written
from core_banking.api.fields import AmountField
from core_banking.kernel import clock
from core_banking.kernel.money import InvalidAmount

_RATE_SCHEMA = {"type": "string", "pattern": r"^[0-9]+\.[0-9]{2,4}$", "example": "4.25"}
_AMOUNT_OR_NULL = {"type": "string", "nullable": True, "example": "1.00"}
_FEES_SCHEMA = {
    "type": "object",
    "properties": dict.fromkeys(FEE_TRANSACTION_TYPES, _AMOUNT_OR_NULL),
    "additionalProperties": False,
    "example": {"TRANSFER": "1.00"},
}


@extend_schema_field(_RATE_SCHEMA)
class RateField(serializers.Field[Any, Any, str, Any]):
    """A yearly rate: percent with two to four decimals outside, millionths inside what is shown."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the rate as it was written, known to be one. Raises `ValidationError`."""
        try:
            parse_rate_ppm(data)
        except InvalidAmount as error:
            raise serializers.ValidationError(str(error), code="invalid_rate") from None
        return data

    def to_representation(self, value: int) -> str:
        """Return millionths as percent."""
        return format_rate(value)


@extend_schema_field({**_RATE_SCHEMA, "example": "1.00"})
class ShareField(serializers.Field[Any, Any, str, Any]):
    """A share in percent, from 0 to 100, with at most four decimals."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the share as it was written, known to be one. Raises `ValidationError`."""
        try:
            parse_share_ppm(data)
        except InvalidAmount as error:
            raise serializers.ValidationError(str(error), code="invalid_share") from None
        return data

    def to_representation(self, value: int) -> str:
        """Return millionths as percent."""
        return format_rate(value)


@extend_schema_field(_FEES_SCHEMA)
class FeesField(serializers.Field[Any, Any, Any, Any]):
    """Fees by kind of movement; null takes one away, kinds left out stay as they are."""

    default_error_messages = {
        "object": 'Give an object of fees, such as {{"TRANSFER": "1.00"}}.',
        "kind": "These movements can carry a fee: {kinds}.",
    }

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """Return the fees as they were written. Raises `ValidationError`."""
        if not isinstance(data, dict):
            self.fail("object")
        if not set(data) <= set(FEE_TRANSACTION_TYPES):
            self.fail("kind", kinds=", ".join(FEE_TRANSACTION_TYPES))
        amount = AmountField(allow_zero=True)
        return {
            kind: None if written is None else amount.to_internal_value(written)
            for kind, written in data.items()
        }

    def get_attribute(self, instance: ProductCard) -> Any:
        """Return the fees with the decimals of the product's currency."""
        return product_terms_as_written(instance)["fees"]

    def to_representation(self, value: Any) -> Any:
        """Return the fees as they are."""
        return value


@extend_schema_field({"type": "string", "format": "date", "example": "2024-01-15"})
class BusinessDateField(serializers.Field[Any, Any, str, Any]):
    """A business date, `YYYY-MM-DD` and nothing else."""

    default_error_messages = {"date": "Give a date as YYYY-MM-DD."}

    def to_internal_value(self, data: Any) -> Any:
        """Return the date. Raises `ValidationError`."""
        date = _date_of(data)
        if date is None:
            self.fail("date")
        return date

    def to_representation(self, value: Any) -> str:
        """Return the date as text."""
        return str(value)


@extend_schema_field({"type": "string", "example": "2024-01-15T12:00:00Z"})
class MomentField(serializers.Field[Any, Any, str, Any]):
    """A business date (its end) or an instant with its offset from UTC."""

    default_error_messages = {
        "moment": "Give a date (2024-01-15) or an instant with its offset (2024-01-15T12:00:00Z)."
    }

    def to_internal_value(self, data: Any) -> Any:
        """Return a date, or an aware instant in UTC. Raises `ValidationError`."""
        date = _date_of(data)
        if date is not None:
            return date
        try:
            # A plus sign that was not encoded in the address arrives as a space.
            instant = parse_datetime(str(data).replace(" ", "+"))
            if instant is None or instant.tzinfo is None:
                self.fail("moment")
            return instant.astimezone(clock.now().tzinfo)
        except (ValueError, OverflowError):
            self.fail("moment")

    def to_representation(self, value: Any) -> str:
        """Return the moment as text."""
        return clock.isoformat_utc(value)


def _date_of(text: Any) -> Any:
    try:
        return parse_date(str(text)) if len(str(text)) == len("2024-01-15") else None
    except ValueError:
        return None
