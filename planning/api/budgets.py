"""Budgets over HTTP."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core_banking.api.fields import AmountField
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from core_banking.api.serializers import StrictSerializer
from planning import selectors, services
from planning.api import examples
from planning.api.categories import TAGS
from planning.api.fields import (
    CategoryNameField,
    CategorySerializer,
    CurrencyField,
    PercentField,
    SumField,
    category_body,
    major,
    percent,
)
from planning.budgeting import BudgetState, PeriodStanding
from planning.contracts import PLAN_OWN_MONEY, BudgetPeriod
from planning.models import Budget
from planning.selectors.budgets import BudgetCard

_PERIODS = [(period.value, period.value) for period in BudgetPeriod]


class _PeriodSerializer(serializers.Serializer[Any]):
    """What a period of a budget allows and what became of it; all but the amount may be below zero."""

    to = serializers.DateField()
    amount = SumField(help_text="What is set for a period.")
    carried = SumField(help_text="What was left of the period before; below zero what was overspent.")
    available = SumField(help_text="Amount and carried.")
    spent = SumField()
    left = SumField(help_text="Available less spent.")

    def get_fields(self) -> dict[str, Any]:
        """Add `from`, which Python does not take as the name of an attribute."""
        return {"from": serializers.DateField(), **super().get_fields()}


class BudgetPeriodSerializer(_PeriodSerializer):
    """A period of a budget that is over."""


class BudgetSerializer(_PeriodSerializer):
    """A budget as it stands in its present period."""

    id = serializers.IntegerField()
    category = CategorySerializer()
    period = serializers.ChoiceField(choices=_PERIODS)
    currency = serializers.CharField()
    rollover = serializers.BooleanField()
    days_left = serializers.IntegerField(help_text="Days of the period after today.")
    percent = PercentField(allow_null=True, help_text="Spent of what is available; null if that is nothing.")
    state = serializers.ChoiceField(choices=[(state.value, state.value) for state in BudgetState])
    started_on = serializers.DateField()
    created_at = serializers.DateTimeField()


class BudgetWithHistorySerializer(BudgetSerializer):
    """A budget, and up to twelve periods before the present one, the oldest first."""

    history = BudgetPeriodSerializer(many=True)


class NewBudgetSerializer(StrictSerializer):
    """A budget for a category and all below it."""

    category = CategoryNameField()
    period = serializers.ChoiceField(choices=_PERIODS)
    amount = AmountField()
    rollover = serializers.BooleanField(required=False, default=False)
    currency = CurrencyField()


class BudgetChangeSerializer(StrictSerializer):
    """What may be set on a budget; what is left out stays as it is."""

    sensitive_fields = frozenset({"currency"})

    category = CategoryNameField(required=False)
    period = serializers.ChoiceField(choices=_PERIODS, required=False)
    amount = AmountField(required=False)
    rollover = serializers.BooleanField(required=False)


class BudgetsView(GenericAPIView[Budget]):
    """One's own budgets."""

    permission_classes = [Holds(PLAN_OWN_MONEY)]
    serializer_class = BudgetSerializer
    queryset = Budget.objects.none()

    @extend_schema(
        operation_id="budgets_list",
        summary="List budgets",
        tags=TAGS,
        responses=BudgetSerializer(many=True),
        examples=examples.BUDGET,
    )
    def get(self, request: Request) -> Response:
        """Each with what was spent and is left in its present period."""
        actor = actor_of(request)
        rows = self.paginate_queryset(self.filter_queryset(selectors.own_budgets(actor))) or []
        return self.get_paginated_response(
            [budget_body(card) for card in selectors.budget_cards(actor, rows)]
        )

    @extend_schema(
        operation_id="budgets_create",
        summary="Make a budget",
        tags=TAGS,
        request=NewBudgetSerializer,
        responses={201: BudgetSerializer},
        examples=examples.NEW_BUDGET,
    )
    def post(self, request: Request) -> Response:
        """It begins with the present week, month or year, from its first day. You are warned at 80 % and 100 %."""
        body = NewBudgetSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        asked = {**body.validated_data, "period": BudgetPeriod(body.validated_data["period"])}
        card = services.create_budget(actor=actor_of(request), budget=services.NewBudget(**asked))
        return Response(budget_body(card), status=status.HTTP_201_CREATED)


class BudgetView(APIView):
    """One budget."""

    permission_classes = [Holds(PLAN_OWN_MONEY)]

    @extend_schema(
        operation_id="budgets_read",
        summary="Show a budget with its earlier periods",
        tags=TAGS,
        responses=BudgetWithHistorySerializer,
        examples=examples.BUDGET_WITH_HISTORY,
    )
    def get(self, request: Request, budget_id: int) -> Response:
        """One budget, and how its last periods ended."""
        card = selectors.budget_for(actor_of(request), budget_id)
        history = [_period_body(each, card.currency) for each in card.earlier]
        return Response({**budget_body(card), "history": history})

    @extend_schema(
        operation_id="budgets_change",
        summary="Change a budget",
        tags=TAGS,
        request=BudgetChangeSerializer,
        responses=BudgetSerializer,
        examples=examples.BUDGET_CHANGE,
    )
    def patch(self, request: Request, budget_id: int) -> Response:
        """From the present period on. With another category or period it begins anew."""
        body = BudgetChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        changes = dict(body.validated_data)
        if "period" in changes:
            changes["period"] = BudgetPeriod(changes["period"])
        card = services.change_budget(actor=actor_of(request), budget_id=budget_id, changes=changes)
        return Response(budget_body(card))

    @extend_schema(operation_id="budgets_delete", summary="Delete a budget", tags=TAGS, responses={204: None})
    def delete(self, request: Request, budget_id: int) -> Response:
        """Delete a budget; what was spent stays in your figures."""
        services.delete_budget(actor=actor_of(request), budget_id=budget_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


def budget_body(card: BudgetCard) -> dict[str, Any]:
    """Return a budget as the API shows it."""
    return {
        "id": card.id,
        "category": category_body(card.category),
        "period": card.kind.value,
        "currency": card.currency,
        "rollover": card.rollover,
        **_period_body(card.standing, card.currency),
        "days_left": card.days_left,
        "percent": percent(card.standing.percent_hundredths),
        "state": card.standing.state.value,
        "started_on": card.started_on,
        "created_at": card.created_at,
    }


def _period_body(standing: PeriodStanding, currency: str) -> dict[str, Any]:
    return {
        "from": standing.period.first,
        "to": standing.period.last,
        "amount": major(standing.amount_minor, currency),
        "carried": major(standing.carried_minor, currency),
        "available": major(standing.available_minor, currency),
        "spent": major(standing.spent_minor, currency),
        "left": major(standing.left_minor, currency),
    }
