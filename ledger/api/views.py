"""The books over HTTP, for who may see them; every reading of a report leaves an entry in the audit trail."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final, TypeVar

from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.pagination import KeysetOrPages, PageNumbers
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from ledger import selectors, services
from ledger.api import examples
from ledger.api.csv_tables import table_of
from ledger.api.serializers import (
    BalanceSheetAnswer,
    ChartQuery,
    ChartRow,
    OnQuery,
    PeriodLockAnswer,
    PeriodLockForm,
    ProfitAndLossAnswer,
    RangeQuery,
    TrialBalanceAnswer,
)
from ledger.book_models import PeriodLock
from ledger.contracts import LOCK_PERIODS, VIEW_BOOKS
from ledger.models import LedgerAccount
from ledger.reports import AccountFigures

_TAGS: Final = ["Books"]
_PAGES: Final = ("page", "page_size")
Report = TypeVar("Report")


class _ReportView(APIView):
    """A report as JSON, or its accounts as a file."""

    permission_classes = [Holds(VIEW_BOOKS)]

    def asked(self, request: Request, query: serializers.Serializer[Any]) -> dict[str, Any]:
        """Return the validated query. Raises `InvalidInput` and `ValidationError`."""
        refuse_unknown_parameters(request, query.fields)
        query.is_valid(raise_exception=True)
        found: dict[str, Any] = query.validated_data
        return found

    def read(self, request: Request, name: str, asked: dict[str, Any], make: Callable[[], Report]) -> Report:
        """Make a report and leave its entry in the trail."""
        kept = {key: str(value) for key, value in asked.items()}
        return services.read_books(actor=actor_of(request), report=name, asked=kept, make=make)


class TrialBalanceView(_ReportView):
    """All accounts with their debits, credits and balances."""

    @extend_schema(
        operation_id="ledger_trial_balance",
        summary="Show the trial balance",
        description="At the end of a business date; accounts of customers and loans count at their control account.",
        tags=_TAGS,
        parameters=[OnQuery],
        responses={
            (200, "application/json"): TrialBalanceAnswer,
            (200, "text/csv"): OpenApiTypes.BINARY,
        },
        examples=examples.TRIAL_BALANCE,
    )
    def get(self, request: Request) -> HttpResponseBase:
        asked = self.asked(request, OnQuery(data=request.query_params.dict()))
        on, currency = asked["on"], asked.get("currency")
        found = self.read(request, "trial balance", asked, lambda: selectors.trial_balance(on, currency))
        if asked["format"] == "csv":
            return table_of(_all_of(report.accounts for report in found), f"trial-balance-{on}")
        return Response(TrialBalanceAnswer({"on": on, "currencies": found}).data)


class BalanceSheetView(_ReportView):
    """What the bank owns and owes."""

    @extend_schema(
        operation_id="ledger_balance_sheet",
        summary="Show the balance sheet",
        description=(
            "At the end of a business date: assets = liabilities + equity + result, in every currency. The result is "
            "all income less all expense ever."
        ),
        tags=_TAGS,
        parameters=[OnQuery],
        responses={
            (200, "application/json"): BalanceSheetAnswer,
            (200, "text/csv"): OpenApiTypes.BINARY,
        },
        examples=examples.BALANCE_SHEET,
    )
    def get(self, request: Request) -> HttpResponseBase:
        asked = self.asked(request, OnQuery(data=request.query_params.dict()))
        on, currency = asked["on"], asked.get("currency")
        found = self.read(request, "balance sheet", asked, lambda: selectors.balance_sheet(on, currency))
        if asked["format"] == "csv":
            sides = (side for each in found for side in (each.assets, each.liabilities, each.equity))
            return table_of(_all_of(sides), f"balance-sheet-{on}", results=found)
        return Response(BalanceSheetAnswer({"on": on, "currencies": found}).data)


class ProfitAndLossView(_ReportView):
    """What the bank earned and spent."""

    @extend_schema(
        operation_id="ledger_profit_and_loss",
        summary="Show profit and loss",
        description="Income and expense of business dates, both inclusive.",
        tags=_TAGS,
        parameters=[RangeQuery],
        responses={
            (200, "application/json"): ProfitAndLossAnswer,
            (200, "text/csv"): OpenApiTypes.BINARY,
        },
        examples=examples.PROFIT_AND_LOSS,
    )
    def get(self, request: Request) -> HttpResponseBase:
        asked = self.asked(request, RangeQuery(data=request.query_params.dict()))
        first, last, currency = asked["from"], asked["to"], asked.get("currency")
        found = self.read(
            request, "profit and loss", asked, lambda: selectors.profit_and_loss(first, last, currency)
        )
        if asked["format"] == "csv":
            sides = (side for each in found for side in (each.income, each.expense))
            return table_of(_all_of(sides), f"profit-and-loss-{first}-{last}")
        return Response(ProfitAndLossAnswer({"from": first, "to": last, "currencies": found}).data)


class ChartView(_ReportView, generics.GenericAPIView[LedgerAccount]):
    """The chart of accounts with balances."""

    pagination_class = PageNumbers
    filter_backends = []
    serializer_class = ChartRow
    queryset = LedgerAccount.objects.none()

    @extend_schema(
        operation_id="ledger_accounts_list",
        summary="List the chart of accounts",
        description="Accounts of the bank with balances; those of customers and loans count at their control account.",
        tags=_TAGS,
        parameters=[ChartQuery],
        responses=ChartRow(many=True),
        examples=examples.CHART,
    )
    def get(self, request: Request) -> Response:
        query = ChartQuery(data=request.query_params.dict())
        refuse_unknown_parameters(request, [*query.fields, *_PAGES])
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        kind = asked.get("kind")
        chart = self.read(
            request,
            "chart of accounts",
            asked,
            lambda: selectors.chart_figures(asked["on"], currency=asked.get("currency")),
        )
        page = self.paginate_queryset([each for each in chart if kind in {None, each.kind}])
        return self.get_paginated_response(ChartRow(page, many=True).data)


class PeriodLocksView(generics.GenericAPIView[PeriodLock]):
    """Through which day the books are locked."""

    pagination_class = KeysetOrPages
    serializer_class = PeriodLockAnswer
    queryset = PeriodLock.objects.none()
    ordering_fields = ("id",)
    ordering = ("-id",)

    def get_permissions(self) -> list[Any]:
        """Who sees the books sees the locks; who may lock adds one."""
        # None while the schema is drawn.
        request: Request | None = self.request
        right = LOCK_PERIODS if request is not None and request.method == "POST" else VIEW_BOOKS
        return [Holds(right)()]

    def get_queryset(self) -> QuerySet[PeriodLock]:
        return selectors.period_locks()

    @extend_schema(
        operation_id="ledger_period_locks_list",
        summary="List period locks",
        tags=_TAGS,
        responses=PeriodLockAnswer(many=True),
        examples=examples.LOCKS,
    )
    def get(self, request: Request) -> Response:
        """Every locking of the books, newest first; the newest says how far they are locked."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(PeriodLockAnswer(page, many=True).data)

    @extend_schema(
        operation_id="ledger_period_locks_create",
        summary="Lock the books",
        description=(
            "Nothing dated on or before this day is posted any more. A lock is for good and only ever reaches further; "
            "what is found wrong later is corrected by an entry of an open day."
        ),
        tags=_TAGS,
        request=PeriodLockForm,
        responses={201: PeriodLockAnswer},
        examples=examples.LOCK,
    )
    def post(self, request: Request) -> Response:
        form = PeriodLockForm(data=request.data)
        form.is_valid(raise_exception=True)
        lock = services.lock_period(actor=actor_of(request), **form.validated_data)
        return Response(PeriodLockAnswer(lock).data, status=status.HTTP_201_CREATED)


def _all_of(parts: Iterable[Iterable[AccountFigures]]) -> list[AccountFigures]:
    return [account for part in parts for account in part]
