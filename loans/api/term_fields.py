"""The terms of loans in bodies: the same names for products, quotes and applications."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core_banking.api.fields import AmountField
from core_banking.api.serializers import StrictSerializer
from core_banking.kernel.money import InvalidAmount
from core_banking.kernel.percent import format_percent, parse_percent_ppm
from loans.contracts import (
    Amortization,
    DayCount,
    InterestMethod,
    InterestPeriod,
    PrepaymentEffect,
    RepaymentUnit,
)
from loans.terms import HIGHEST_RATE_PPM, LONGEST_INTERVAL, LONGEST_TERM, OVERRIDABLE_TERMS

PERCENT_SCHEMA = {"type": "string", "pattern": r"^[0-9]+\.[0-9]{2,4}$", "example": "9.4822"}


@extend_schema_field(PERCENT_SCHEMA)
class PercentField(serializers.Field[Any, Any, str, Any]):
    """Percent with at most four decimals, handed on as it was written; millionths inside what is shown."""

    def __init__(self, *, highest_ppm: int = HIGHEST_RATE_PPM, **kwargs: Any) -> None:
        self.highest_ppm = highest_ppm
        super().__init__(**kwargs)

    def to_internal_value(self, data: Any) -> Any:
        """Return the percentage as it was written, known to be one. Raises `ValidationError`."""
        try:
            parse_percent_ppm(data, highest_ppm=self.highest_ppm)
        except InvalidAmount as error:
            raise serializers.ValidationError(str(error), code="invalid_percent") from None
        return data

    def to_representation(self, value: int) -> str:
        """Return millionths as percent."""
        return format_percent(value)


class TermsSerializer(StrictSerializer):
    """The terms that a product has and a quote or an application may change; all may be left out."""

    annual_interest_rate = PercentField(required=False, help_text="Percent a year.")
    interest_method = serializers.ChoiceField(choices=list(InterestMethod), required=False)
    interest_period = serializers.ChoiceField(choices=list(InterestPeriod), required=False)
    amortization = serializers.ChoiceField(choices=list(Amortization), required=False)
    day_count = serializers.ChoiceField(choices=list(DayCount), required=False)
    repayment_every = serializers.IntegerField(required=False, min_value=1, max_value=LONGEST_INTERVAL)
    repayment_unit = serializers.ChoiceField(choices=list(RepaymentUnit), required=False)
    grace_on_principal = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=LONGEST_TERM - 1,
        help_text="First repayments without principal.",
    )
    grace_on_interest = serializers.IntegerField(
        required=False,
        min_value=0,
        max_value=LONGEST_TERM - 1,
        help_text="First repayments without interest, which falls due with the first one after them.",
    )
    interest_free_periods = serializers.IntegerField(
        required=False, min_value=0, max_value=LONGEST_TERM, help_text="First periods in which none accrues."
    )
    installment_multiple = AmountField(
        required=False, allow_null=True, help_text="What an equal instalment is rounded to a multiple of."
    )
    origination_fee = AmountField(allow_zero=True, required=False)
    installment_fee = AmountField(allow_zero=True, required=False)
    late_penalty = AmountField(
        allow_zero=True, required=False, help_text="Charged once for each repayment that is late."
    )
    late_penalty_after_days = serializers.IntegerField(required=False, min_value=0, max_value=3650)
    prepayment_effect = serializers.ChoiceField(choices=list(PrepaymentEffect), required=False)


def overrides_in(validated: Mapping[str, Any]) -> dict[str, Any]:
    """Return the terms among the fields of a validated body, as they were written."""
    return {name: validated[name] for name in OVERRIDABLE_TERMS if name in validated}
