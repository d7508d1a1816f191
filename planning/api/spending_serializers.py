"""The shapes of spending and of filed movements in the API."""

from __future__ import annotations

from typing import Any, Final

from rest_framework import serializers

from core_banking.api.serializers import StrictSerializer
from core_banking.kernel import clock
from planning.api.fields import (
    CategoryNameField,
    CategorySerializer,
    CurrencyField,
    DayField,
    PercentField,
    SumField,
    category_body,
    major,
    percent,
)
from planning.categorising import Reason
from planning.contracts import MERCHANT_KEY_LENGTH, SPENDING_KINDS, CategoryKind, Direction
from planning.periods import Period
from planning.selectors.filed import FiledMovement
from planning.selectors.spending import Files, SpendingAnswer
from planning.spending import Figure, Row, SpendingBy, share_hundredths

MOST_DAYS: Final = 3_660
_KINDS: Final = [(kind.value, kind.value) for kind in SPENDING_KINDS]


class SpendingQuery(StrictSerializer):
    """Which days, both inclusive, and what they are broken down by."""

    to = DayField(required=False, help_text="The last day; today if left out.")
    by = serializers.ChoiceField(
        choices=[(by.value, by.value) for by in SpendingBy],
        required=False,
        default=SpendingBy.CATEGORY.value,
    )
    kind = serializers.ChoiceField(
        choices=_KINDS, required=False, default=CategoryKind.EXPENSE.value, help_text="What `results` are of."
    )
    currency = CurrencyField()

    def get_fields(self) -> dict[str, Any]:
        """Add `from`, which Python does not take as the name of an attribute."""
        first = DayField(required=False, help_text="The first day; that of the month of `to` if left out.")
        return {"from": first, **super().get_fields()}

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Fill in the days that were left out. Raises `ValidationError` for days that are none."""
        last = attrs.setdefault("to", clock.business_date())
        first = attrs.setdefault("from", last.replace(day=1))
        if first > last:
            raise serializers.ValidationError({"from": ["The first day is after the last one."]})
        if (last - first).days >= MOST_DAYS:
            raise serializers.ValidationError({"from": ["Ask for ten years at most."]})
        return attrs

    @property
    def period(self) -> Period:
        """The days that were asked for."""
        return Period(self.validated_data["from"], self.validated_data["to"])


class FigureSerializer(serializers.Serializer[Any]):
    """A sum, and how it compares with the period before; the percentage is null where nothing was before."""

    amount = SumField()
    count = serializers.IntegerField()
    previous_amount = SumField()
    change = SumField()
    change_percent = PercentField(allow_null=True)


class SpendingRowSerializer(FigureSerializer):
    """A category, month or merchant; months say their days, categories what they are."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    category = CategorySerializer(allow_null=True)
    to = serializers.DateField(allow_null=True)
    share = PercentField(allow_null=True, help_text="Of the total; null where that is nothing.")

    def get_fields(self) -> dict[str, Any]:
        """Add `from`, which Python does not take as the name of an attribute."""
        return {"from": serializers.DateField(allow_null=True), **super().get_fields()}


class CashSerializer(serializers.Serializer[Any]):
    """Cash taken out of accounts less what was paid in, and what was written down as spent of it."""

    withdrawn = SumField()
    written_down = SumField()


class SpendingSerializer(serializers.Serializer[Any]):
    """What was spent or earned; the rows never overlap and add up to the total."""

    currency = serializers.CharField()
    currencies = serializers.ListField(child=serializers.CharField())
    by = serializers.ChoiceField(choices=[(by.value, by.value) for by in SpendingBy])
    kind = serializers.ChoiceField(choices=_KINDS)
    to = serializers.DateField()
    previous_from = serializers.DateField()
    previous_to = serializers.DateField()
    total = FigureSerializer()
    spent = FigureSerializer()
    earned = FigureSerializer()
    cash = CashSerializer()
    results = SpendingRowSerializer(many=True)

    def get_fields(self) -> dict[str, Any]:
        """Add `from`, which Python does not take as the name of an attribute."""
        return {"from": serializers.DateField(), **super().get_fields()}


class MovementsQuery(StrictSerializer):
    """Which movements: business dates, both inclusive, a category with all below it, a merchant by its key."""

    to = DayField(required=False)
    category = CategoryNameField(required=False)
    merchant = serializers.CharField(required=False, max_length=MERCHANT_KEY_LENGTH)
    currency = CurrencyField(help_text="All currencies if left out.")

    def get_fields(self) -> dict[str, Any]:
        """Add `from`, which Python does not take as the name of an attribute."""
        return {"from": DayField(required=False), **super().get_fields()}


class WhySerializer(serializers.Serializer[Any]):
    """Why a movement is in its category, for programs and for people."""

    code = serializers.ChoiceField(choices=[(reason.value, reason.value) for reason in Reason])
    sentence = serializers.CharField()


class PartSerializer(serializers.Serializer[Any]):
    """What a movement counts in one category; below zero went out."""

    category = CategorySerializer()
    amount = SumField()


class FiledMovementSerializer(serializers.Serializer[Any]):
    """A movement as one of its parties sees it, under its category."""

    transaction_id = serializers.CharField()
    date = serializers.DateField()
    merchant = serializers.CharField()
    merchant_key = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    direction = serializers.ChoiceField(choices=[(way.value, way.value) for way in Direction])
    amount = SumField()
    currency = serializers.CharField()
    account_number = serializers.CharField(allow_null=True)
    is_reversed = serializers.BooleanField()
    category = CategorySerializer()
    why = WhySerializer()
    can_be_changed = serializers.BooleanField()
    parts = PartSerializer(many=True)


class FilingSerializer(StrictSerializer):
    """The category that a movement is to be filed under."""

    category = CategoryNameField()


def spending_body(answer: SpendingAnswer) -> dict[str, Any]:
    """Return spending as the API shows it."""
    spending, currency = answer.spending, answer.currency
    return {
        "currency": currency,
        "currencies": list(answer.currencies),
        "by": spending.by.value,
        "kind": spending.kind.value,
        "from": spending.period.first,
        "to": spending.period.last,
        "previous_from": spending.previous.first,
        "previous_to": spending.previous.last,
        "total": _figure_body(spending.total, currency),
        "spent": _figure_body(spending.spent, currency),
        "earned": _figure_body(spending.earned, currency),
        "cash": {
            "withdrawn": major(spending.cash_withdrawn_minor, currency),
            "written_down": major(spending.cash_written_down_minor, currency),
        },
        "results": [_row_body(answer, row) for row in spending.rows],
    }


def movement_body(files: Files, filed: FiledMovement) -> dict[str, Any]:
    """Return a filed movement as the API shows it."""
    movement = filed.movement
    return {
        "transaction_id": movement.transaction_id,
        "date": movement.business_date,
        "merchant": files.merchant(filed),
        "merchant_key": filed.facts.merchant_key,
        "description": movement.description,
        "direction": filed.facts.direction.value,
        "amount": major(movement.amount_minor, movement.currency),
        "currency": movement.currency,
        "account_number": filed.own_account_number,
        "is_reversed": filed.facts.is_reversed,
        "category": category_body(files.category(filed.verdict.category_id)),
        "why": {"code": filed.verdict.reason.value, "sentence": filed.verdict.sentence},
        "can_be_changed": filed.facts.may_be_filed,
        "parts": [
            {
                "category": category_body(files.category(part.category_id)),
                "amount": major(part.amount_minor, part.currency),
            }
            for part in filed.parts
        ],
    }


def _row_body(answer: SpendingAnswer, row: Row) -> dict[str, Any]:
    share = share_hundredths(row.figure, answer.spending.total)
    return {
        "key": row.key,
        "label": row.label,
        "category": None if row.category_id is None else category_body(answer.category(row.category_id)),
        "from": row.period.first if row.period else None,
        "to": row.period.last if row.period else None,
        **_figure_body(row.figure, answer.currency),
        "share": percent(share),
    }


def _figure_body(figure: Figure, currency: str) -> dict[str, Any]:
    return {
        "amount": major(figure.amount_minor, currency),
        "count": figure.count,
        "previous_amount": major(figure.previous_minor, currency),
        "change": major(figure.change_minor, currency),
        "change_percent": percent(figure.change_percent_hundredths),
    }
