"""Cash expenses over HTTP."""

from __future__ import annotations

from typing import Any, Final

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core_banking.api.fields import AmountField
from core_banking.api.pagination import KeysetOrPages
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from core_banking.api.serializers import StrictSerializer
from planning import selectors, services
from planning.api import examples
from planning.api.categories import TAGS
from planning.api.fields import (
    LARGEST_ROW,
    CategoryNameField,
    CategorySerializer,
    CurrencyField,
    DayField,
    LineField,
    SumField,
    category_body,
    major,
)
from planning.contracts import EXPENSE_DESCRIPTION_LENGTH, PLAN_OWN_MONEY, CashExpenseCard
from planning.models import CashExpense

# 01/03/2027 is a day in January to some and in March to others.
_ISO_DATES: Final = ["%Y-%m-%d"]


class ExpenseFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter brings no types
    """Days, both inclusive, and the category itself."""

    category = django_filters.NumberFilter(
        field_name="category_id", decimal_places=0, min_value=1, max_value=LARGEST_ROW
    )
    to = django_filters.DateFilter(field_name="date", lookup_expr="lte", input_formats=_ISO_DATES)

    class Meta:
        model = CashExpense
        fields: tuple[str, ...] = ()

    @classmethod
    def get_filters(cls) -> Any:
        """Add `from`, which Python does not take as the name of an attribute."""
        first_day = django_filters.DateFilter(field_name="date", lookup_expr="gte", input_formats=_ISO_DATES)
        return {**super().get_filters(), "from": first_day}


class CashExpenseSerializer(serializers.Serializer[Any]):
    """What was spent in cash."""

    id = serializers.IntegerField()
    category = CategorySerializer()
    amount = SumField()
    currency = serializers.CharField()
    date = serializers.DateField()
    description = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()


class NewCashExpenseSerializer(StrictSerializer):
    """A cash expense; the day is today if left out."""

    category = CategoryNameField()
    amount = AmountField()
    date = DayField(required=False)
    description = LineField(
        max_length=EXPENSE_DESCRIPTION_LENGTH, required=False, allow_blank=True, default=""
    )
    currency = CurrencyField()


class CashExpenseChangeSerializer(StrictSerializer):
    """What may be set on a cash expense; what is left out stays as it is."""

    category = CategoryNameField(required=False)
    amount = AmountField(required=False)
    date = DayField(required=False)
    description = LineField(max_length=EXPENSE_DESCRIPTION_LENGTH, required=False, allow_blank=True)
    currency = CurrencyField(help_text="Needs the amount as well.")


class CashExpensesView(GenericAPIView[CashExpense]):
    """One's own cash expenses."""

    permission_classes = [Holds(PLAN_OWN_MONEY)]
    pagination_class = KeysetOrPages
    filterset_class = ExpenseFilters
    serializer_class = CashExpenseSerializer
    queryset = CashExpense.objects.none()

    @extend_schema(
        operation_id="expenses_list",
        summary="List cash expenses",
        tags=TAGS,
        responses=CashExpenseSerializer(many=True),
        examples=examples.EXPENSE,
    )
    def get(self, request: Request) -> Response:
        """What you wrote down last comes first."""
        rows = self.paginate_queryset(self.filter_queryset(selectors.own_expenses(actor_of(request)))) or []
        return self.get_paginated_response(
            [expense_body(card) for card in selectors.cash_expense_cards(rows)]
        )

    @extend_schema(
        operation_id="expenses_create",
        summary="Write down a cash expense",
        tags=TAGS,
        request=NewCashExpenseSerializer,
        responses={201: CashExpenseSerializer},
        examples=examples.NEW_EXPENSE,
    )
    def post(self, request: Request) -> Response:
        """It counts in your spending and budgets; no account is touched."""
        body = NewCashExpenseSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        card = services.write_expense(
            actor=actor_of(request), expense=services.NewExpense(**body.validated_data)
        )
        return Response(expense_body(card), status=status.HTTP_201_CREATED)


class CashExpenseView(APIView):
    """One cash expense."""

    permission_classes = [Holds(PLAN_OWN_MONEY)]

    @extend_schema(
        operation_id="expenses_change",
        summary="Change a cash expense",
        tags=TAGS,
        request=CashExpenseChangeSerializer,
        responses=CashExpenseSerializer,
        examples=examples.EXPENSE_CHANGE,
    )
    def patch(self, request: Request, expense_id: int) -> Response:
        """Set what is given."""
        body = CashExpenseChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        card = services.change_expense(
            actor=actor_of(request), expense_id=expense_id, changes=dict(body.validated_data)
        )
        return Response(expense_body(card))

    @extend_schema(
        operation_id="expenses_delete", summary="Delete a cash expense", tags=TAGS, responses={204: None}
    )
    def delete(self, request: Request, expense_id: int) -> Response:
        """Take it out of your figures."""
        services.delete_expense(actor=actor_of(request), expense_id=expense_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


def expense_body(card: CashExpenseCard) -> dict[str, Any]:
    """Return a cash expense as the API shows it."""
    return {
        "id": card.id,
        "category": category_body(card.category),
        "amount": major(card.amount_minor, card.currency),
        "currency": card.currency,
        "date": card.date,
        "description": card.description,
        "created_at": card.created_at,
    }
