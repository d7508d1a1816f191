"""The addresses of arrears, for who manages loans, and of the portfolio at risk, for who sees the books as well."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from core_banking.kernel import clock
from ledger.contracts import VIEW_BOOKS
from loans.api.arrears_serializers import (
    LoanInArrearsAnswer,
    PortfolioAtRiskAnswer,
    PortfolioQuery,
    arrears_body,
    portfolio_body,
)
from loans.contracts import MANAGE_ANY_LOAN
from loans.models import Loan
from loans.selectors import arrears_buckets, in_bucket, loan_cards, loans_in_arrears, portfolio_at_risk

_TAGS = ["Loans"]

_ARREARS = [
    OpenApiExample(
        "Five weeks late",
        value={
            "id": 12,
            "reference": "LOAN3K7Q2M9X4T",
            "customer_id": "CUST8F3A2B1C",
            "product": "PERSONAL",
            "currency": "USD",
            "bucket": "31-60",
            "days_past_due": 35,
            "arrears_since": "2024-02-01",
            "overdue": "213.24",
            "penalties": "20.00",
            "principal": "1200.00",
            "outstanding": "1245.24",
        },
        response_only=True,
    )
]
_NONE = {"loans": 0, "principal": "0.00", "share": "0.00"}
_PORTFOLIO = [
    OpenApiExample(
        "A quarter is late",
        value={
            "on": "2024-03-07",
            "portfolios": [
                {
                    "currency": "USD",
                    "loans": 4,
                    "principal": "4800.00",
                    "par1": {"loans": 1, "principal": "1200.00", "share": "25.00"},
                    "par30": {"loans": 1, "principal": "1200.00", "share": "25.00"},
                    "par60": _NONE,
                    "par90": _NONE,
                }
            ],
        },
        response_only=True,
    )
]


class ArrearsFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter brings no types
    """Bucket and currency."""

    bucket = django_filters.ChoiceFilter(
        choices=lambda: [(name, name) for name in arrears_buckets()], method="of_bucket"
    )
    currency = django_filters.CharFilter()

    class Meta:
        model = Loan
        fields: tuple[str, ...] = ()

    def of_bucket(self, loans: QuerySet[Loan], name: str, value: str) -> QuerySet[Loan]:
        """Keep the loans of one bucket."""
        return in_bucket(loans, value)


class LoansInArrearsView(generics.GenericAPIView[Loan]):
    """Loans that are past due."""

    permission_classes = (Holds(MANAGE_ANY_LOAN),)
    filterset_class = ArrearsFilters
    serializer_class = LoanInArrearsAnswer
    queryset = Loan.objects.none()
    ordering_fields = ("days_past_due", "arrears_since", "id")
    ordering: ClassVar[tuple[str, ...]] = ("-days_past_due", "id")

    def get_queryset(self) -> QuerySet[Loan]:
        """Return the loans that were past due at the last close of business and were not paid up since."""
        return loans_in_arrears(actor_of(self.request))

    @extend_schema(
        operation_id="loans_in_arrears",
        tags=_TAGS,
        responses=LoanInArrearsAnswer(many=True),
        examples=_ARREARS,
    )
    def get(self, request: Request) -> Response:
        """List loans that are past due, the worst first. The close of business finds them each morning."""
        page: Any = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([arrears_body(card) for card in loan_cards(page)])


class PortfolioAtRiskView(APIView):
    """How much of what the bank has lent is late."""

    permission_classes = (Holds(MANAGE_ANY_LOAN, VIEW_BOOKS),)

    @extend_schema(
        operation_id="loans_portfolio_at_risk",
        tags=_TAGS,
        parameters=[PortfolioQuery],
        responses=PortfolioAtRiskAnswer,
        examples=_PORTFOLIO,
    )
    def get(self, request: Request) -> Response:
        """Show the outstanding principal at the end of a business date and what of it is at risk, by currency.

        A loan is at risk with all its principal once a repayment is past due: by a day or more (`par1`), or by more
        than 30, 60 or 90 days.
        """
        query = PortfolioQuery(data=request.query_params.dict())
        refuse_unknown_parameters(request, query.fields)
        query.is_valid(raise_exception=True)
        on = query.validated_data.get("on") or clock.business_date()
        portfolios = portfolio_at_risk(actor_of(request), on)
        return Response({"on": on, "portfolios": [portfolio_body(each) for each in portfolios]})
