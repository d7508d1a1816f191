"""The cash-flow forecast over HTTP."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from core_banking.api.serializers import StrictSerializer
from planning import selectors
from planning.api import examples
from planning.api.categories import TAGS
from planning.api.fields import CurrencyField, SumField, major
from planning.contracts import PLAN_OWN_MONEY, Direction
from planning.forecasting import ForecastDay, ForecastSource
from planning.habits import Rhythm
from planning.selectors.forecast import ForecastAnswer

MOST_DAYS: Final = 366


class ForecastQuery(StrictSerializer):
    """How far to look ahead."""

    days = serializers.IntegerField(required=False, default=90, min_value=1, max_value=MOST_DAYS)
    currency = CurrencyField()


class ForecastPointSerializer(serializers.Serializer[Any]):
    """What is held at the end of a day; it may be below zero."""

    date = serializers.DateField()
    balance = SumField()


class ForecastDaySerializer(ForecastPointSerializer):
    """A day to come."""

    out = SumField()

    def get_fields(self) -> dict[str, Any]:
        """Add `in`, which Python does not take as the name of an attribute."""
        return {**super().get_fields(), "in": SumField()}


class ForecastWarningSerializer(ForecastPointSerializer):
    """What is to be feared."""

    code = serializers.ChoiceField(choices=[("BELOW_ZERO", "BELOW_ZERO")])
    sentence = serializers.CharField()


class ForecastEventSerializer(serializers.Serializer[Any]):
    """Money that is expected to move, and why; below zero goes out."""

    date = serializers.DateField()
    amount = SumField()
    source = serializers.ChoiceField(  # type: ignore[assignment]  # a field of this name
        choices=[(source.value, source.value) for source in ForecastSource]
    )
    label = serializers.CharField()  # type: ignore[assignment]  # a field of this name
    explanation = serializers.CharField()


class HabitSerializer(serializers.Serializer[Any]):
    """Money that came or went again and again."""

    merchant = serializers.CharField()
    direction = serializers.ChoiceField(choices=[(way.value, way.value) for way in Direction])
    rhythm = serializers.ChoiceField(choices=[(rhythm.value, rhythm.value) for rhythm in Rhythm])
    amount = SumField()
    next_date = serializers.DateField()
    seen = serializers.IntegerField()
    last_date = serializers.DateField()
    explanation = serializers.CharField()


class ForecastSerializer(serializers.Serializer[Any]):
    """What current and savings accounts of one currency will hold, one row a day from tomorrow on."""

    currency = serializers.CharField()
    to = serializers.DateField()
    start_balance = SumField()
    end_balance = SumField()
    lowest = ForecastPointSerializer()
    warnings = ForecastWarningSerializer(many=True)
    days = ForecastDaySerializer(many=True)
    events = ForecastEventSerializer(many=True)
    habits = HabitSerializer(many=True)

    def get_fields(self) -> dict[str, Any]:
        """Add `from`, which Python does not take as the name of an attribute."""
        return {"from": serializers.DateField(), **super().get_fields()}


class ForecastView(APIView):
    """What one's accounts will hold."""

    permission_classes = [Holds(PLAN_OWN_MONEY)]

    @extend_schema(
        operation_id="cash_flow_forecast_read",
        summary="Forecast what one's accounts will hold",
        tags=TAGS,
        parameters=[ForecastQuery],
        responses=ForecastSerializer,
        examples=examples.FORECAST,
    )
    def get(self, request: Request) -> Response:
        """From what they hold now, standing orders, repayments of loans, deposits that mature, and habits.

        A habit is what came or went at least three times with one merchant, about as often and about as much. It is
        an estimate: nothing is reserved by it.
        """
        query = ForecastQuery(data=request.query_params.dict())
        refuse_unknown_parameters(request, query.fields)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        answer = selectors.forecast_for(actor_of(request), days=asked["days"], currency=asked.get("currency"))
        return Response(forecast_body(answer))


def forecast_body(answer: ForecastAnswer) -> dict[str, Any]:
    """Return a forecast as the API shows it."""
    found, currency = answer.forecast, answer.currency
    return {
        "currency": currency,
        "from": found.today,
        "to": found.days[-1].date,
        "start_balance": major(found.start_minor, currency),
        "end_balance": major(found.days[-1].balance_minor, currency),
        "lowest": _point(found.lowest, currency),
        "warnings": _warnings(answer),
        "days": [
            {
                **_point(day, currency),
                "in": major(day.in_minor, currency),
                "out": major(day.out_minor, currency),
            }
            for day in found.days
        ],
        "events": [
            {
                "date": each.date,
                "amount": major(each.amount_minor, currency),
                "source": each.source.value,
                "label": each.label,
                "explanation": each.explanation,
            }
            for each in found.movements
        ],
        "habits": [
            {
                "merchant": habit.merchant,
                "direction": habit.direction.value,
                "rhythm": habit.rhythm.value,
                "amount": major(habit.amount_minor, currency),
                "next_date": habit.next_date,
                "seen": habit.seen,
                "last_date": habit.last_date,
                "explanation": habit.explanation,
            }
            for habit in found.habits
        ],
    }


def _warnings(answer: ForecastAnswer) -> list[dict[str, Any]]:
    day = answer.forecast.first_below_zero
    if day is None:
        return []
    point = _point(day, answer.currency)
    sentence = (
        f"On {day.date} more is expected to go out than is there: {point['balance']} {answer.currency}."
    )
    return [{"code": "BELOW_ZERO", **point, "sentence": sentence}]


def _point(day: ForecastDay, currency: str) -> dict[str, Any]:
    return {"date": day.date, "balance": major(day.balance_minor, currency)}
