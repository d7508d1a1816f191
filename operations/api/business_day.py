"""The business day over HTTP: how it stands, how its closes went, closing it, and the testers' time machine."""

from __future__ import annotations

import datetime as dt
from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core_banking.api.pagination import KeysetOrPages
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from core_banking.kernel.errors import NotFound
from operations import selectors, services
from operations.api import business_day_examples as examples
from operations.api.business_day_serializers import (
    AdvanceForm,
    BusinessDayAnswer,
    ClosingAnswer,
    ClosingDetailAnswer,
    ClosingFailureAnswer,
    ClosingStepAnswer,
)
from operations.closing_contracts import CLOSE_BUSINESS_DAY, VIEW_CLOSINGS
from operations.models import ClosingRun

_TAGS = ["Business day"]
_FAILURES_SHOWN = 200
_ISO_DATES = ["%Y-%m-%d"]


class BusinessDayView(APIView):
    """The business day."""

    permission_classes = [Holds(VIEW_CLOSINGS)]

    @extend_schema(
        operation_id="business_day_read", tags=_TAGS, responses=BusinessDayAnswer, examples=examples.STATE
    )
    def get(self, request: Request) -> Response:
        """Show the business date, through which day the books are closed, and whether anything waits."""
        return Response(BusinessDayAnswer(selectors.business_day_for(actor_of(request))).data)


class ClosingFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter brings no types
    """Dates that were closed, both inclusive."""

    date_from = django_filters.DateFilter(field_name="date", lookup_expr="gte", input_formats=_ISO_DATES)
    date_to = django_filters.DateFilter(field_name="date", lookup_expr="lte", input_formats=_ISO_DATES)

    class Meta:
        model = ClosingRun
        fields: tuple[str, ...] = ()


class ClosingsView(generics.GenericAPIView[ClosingRun]):
    """The closes of business."""

    permission_classes = (Holds(VIEW_CLOSINGS),)
    pagination_class = KeysetOrPages
    filterset_class = ClosingFilters
    serializer_class = ClosingAnswer
    queryset = ClosingRun.objects.none()
    keyset_field = "date"
    ordering_fields = ("date",)
    ordering = ("-date",)

    def get_queryset(self) -> QuerySet[ClosingRun]:
        """Return all closes."""
        return selectors.closings(actor_of(self.request))

    @extend_schema(
        operation_id="business_day_closings_list",
        tags=_TAGS,
        responses=ClosingAnswer(many=True),
        examples=examples.CLOSINGS,
    )
    def get(self, request: Request) -> Response:
        """List the closes of business, newest first."""
        page: Any = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(ClosingAnswer(page, many=True).data)


class ClosingView(APIView):
    """The close of one day."""

    permission_classes = [Holds(VIEW_CLOSINGS)]

    @extend_schema(
        operation_id="business_day_closings_read",
        tags=_TAGS,
        responses=ClosingDetailAnswer,
        examples=examples.CLOSING,
    )
    def get(self, request: Request, date: str) -> Response:
        """Show the close of a day: its steps and what it had to set aside."""
        run = selectors.closing_of(actor_of(request), _date_of(date))
        failures = selectors.failures_of(run)[:_FAILURES_SHOWN]
        body = {
            **ClosingAnswer(run).data,
            "steps": ClosingStepAnswer(selectors.steps_of(run), many=True).data,
            "failures": ClosingFailureAnswer(failures, many=True).data,
        }
        return Response(body)


class CloseView(APIView):
    """Closing the days that are over."""

    permission_classes = [Holds(CLOSE_BUSINESS_DAY)]

    @extend_schema(
        operation_id="business_day_close",
        tags=_TAGS,
        request=None,
        responses={202: BusinessDayAnswer},
        examples=examples.STATE,
    )
    def post(self, request: Request) -> Response:
        """Have every day that is over closed, in the background; the worker also does it by itself."""
        state = services.ask_for_close(actor=actor_of(request))
        return Response(BusinessDayAnswer(state).data, status=status.HTTP_202_ACCEPTED)


class AdvanceView(APIView):
    """The testers' time machine."""

    permission_classes = [Holds(CLOSE_BUSINESS_DAY)]

    @extend_schema(
        operation_id="business_day_advance",
        tags=_TAGS,
        request=AdvanceForm,
        responses=BusinessDayAnswer,
        examples=examples.ADVANCE,
    )
    def post(self, request: Request) -> Response:
        """Move the business date forward, closing every day in between: for testers, never in production.

        At most 400 days at once; the answer comes when all of them are closed.
        """
        form = AdvanceForm(data=request.data)
        form.is_valid(raise_exception=True)
        state = services.advance_business_date(actor=actor_of(request), **form.validated_data)
        return Response(BusinessDayAnswer(state).data)


def _date_of(text: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise NotFound("There is no such day.") from None
