"""Fields and small shapes that the parts of the planning API share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core_banking.kernel.money import CURRENCY_CODES, Currency, format_minor
from planning.contracts import CategoryCard, CategoryKind

LARGEST_ROW: Final = 2**63 - 1
_LONGEST_KEY: Final = 40
_PERCENT_DECIMALS: Final = 2
EARLIEST_DAY: Final = dt.date(1970, 1, 1)
LATEST_DAY: Final = dt.date(2199, 12, 31)


@extend_schema_field({"type": "string", "nullable": True, "example": "13.25"})
class PercentField(serializers.CharField):
    """A percentage with two decimals as text; null where there is nothing to compare with."""


@extend_schema_field({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?$", "example": "271.80"})
class SumField(serializers.CharField):
    """A sum in major units as text; it may be below zero."""


@extend_schema_field(
    {
        "oneOf": [{"type": "integer", "minimum": 1}, {"type": "string", "maxLength": _LONGEST_KEY}],
        "example": "groceries",
    }
)
class CategoryNameField(serializers.Field[Any, Any, Any, Any]):
    """A category in a request: its row number, or its key if it is the bank's."""

    default_error_messages = {"invalid": "Give the number of a category, or the key of one of the bank's."}

    def to_internal_value(self, data: Any) -> int | str:
        """Return the number or the key; that there is such a category is looked at later."""
        if isinstance(data, str) and data.isascii() and data.isdigit() and len(data) < 19:
            data = int(data)  # a form has no numbers
        if isinstance(data, bool) or not isinstance(data, int | str):
            self.fail("invalid")
        if isinstance(data, int) and not 0 < data <= LARGEST_ROW:
            self.fail("invalid")
        if isinstance(data, str) and not 0 < len(data) <= _LONGEST_KEY:
            self.fail("invalid")
        return data

    def to_representation(self, value: Any) -> Any:
        """Return it as it is."""
        return value


class LineField(serializers.CharField):
    """Text of one line."""

    def to_internal_value(self, data: Any) -> str:
        """Return the trimmed text. Raises `ValidationError` for control characters."""
        text = super().to_internal_value(data)
        if not text.isprintable():
            raise serializers.ValidationError(
                "Control characters are not allowed.", code="control_characters"
            )
        return text


class CurrencyField(serializers.ChoiceField):
    """A currency by its ISO 4217 code."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "That of your first account if left out.")
        super().__init__(choices=[(code, code) for code in CURRENCY_CODES], required=False, **kwargs)


class DayField(serializers.DateField):
    """A business date as `2026-11-21`."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], **kwargs)

    def to_internal_value(self, value: Any) -> dt.date:
        """Return the date. Raises `ValidationError` for anything else, and for days before 1970 or from 2200 on."""
        date = super().to_internal_value(value)
        if date < EARLIEST_DAY:
            raise serializers.ValidationError("There are no figures so early.", code="too_early")
        if date > LATEST_DAY:
            raise serializers.ValidationError("There are no figures so late.", code="too_late")
        return date


class CategorySerializer(serializers.Serializer[Any]):
    """A category: `key` is empty for one's own, `parent` null at the top."""

    id = serializers.IntegerField()
    key = serializers.CharField(allow_blank=True)
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=[(kind.value, kind.value) for kind in CategoryKind])
    parent = serializers.IntegerField(allow_null=True)  # type: ignore[assignment]  # a field of this name
    is_own = serializers.BooleanField()
    is_active = serializers.BooleanField()


def category_body(card: CategoryCard) -> dict[str, Any]:
    """Return a category as the API shows it."""
    return {
        "id": card.id,
        "key": card.key,
        "name": card.name,
        "kind": card.kind.value,
        "parent": card.parent_id,
        "is_own": card.is_own,
        "is_active": card.is_active,
    }


def major(amount_minor: int, currency: str) -> str:
    """Return minor units of a currency as the API writes them."""
    return format_minor(amount_minor, Currency.of(currency).exponent)


def percent(hundredths: int | None) -> str | None:
    """Return hundredths of a percent as text with two decimals."""
    return None if hundredths is None else format_minor(hundredths, _PERCENT_DECIMALS)


def given(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the validated members of a change as they were given."""
    return dict(data)
