"""Alerts over HTTP: each view parses, makes one call, and renders."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

import django_filters
from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from core_banking.api.pagination import KeysetOrPages
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from core_banking.kernel import clock
from fraud.api import alert_examples as examples
from fraud.api.alert_answers import (
    AlertAnswer,
    AlertDetailAnswer,
    AssignBody,
    ResolveBody,
    alert_body,
    alert_detail_body,
)
from fraud.contracts import DECIDE_ALERTS, VIEW_ALERTS, AlertStatus, AlertType, Disposition, Severity
from fraud.models import Alert
from fraud.selectors.alerts import alert_detail, alert_for, cards_of_alerts, is_row_number, visible_alerts
from fraud.services import assign_alert, resolve_alert

_TAGS: Final = ["Fraud"]
_ISO_DATES: Final = ["%Y-%m-%d"]


class AlertFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter brings no types
    """Status, severity, type, customer, assignee, account, payment, and the day it was raised (inclusive)."""

    status = django_filters.ChoiceFilter(choices=[(each.value, each.value) for each in AlertStatus])
    severity = django_filters.ChoiceFilter(choices=[(each.value, each.value) for each in Severity])
    alert_type = django_filters.ChoiceFilter(choices=[(each.value, each.value) for each in AlertType])
    disposition = django_filters.ChoiceFilter(choices=[(each.value, each.value) for each in Disposition])
    customer = django_filters.CharFilter(
        method="of_customer", help_text="The customer's number or `CUST…` identifier."
    )
    assigned = django_filters.CharFilter(
        method="assigned_to_somebody",
        help_text="Number or user name of a member of staff, `me`, or `nobody`.",
    )
    account = django_filters.NumberFilter(field_name="account_id", min_value=1, max_value=2**63 - 1)
    transaction_id = django_filters.CharFilter()
    date_from = django_filters.DateFilter(method="raised_from", input_formats=_ISO_DATES)
    date_to = django_filters.DateFilter(method="raised_to", input_formats=_ISO_DATES)

    class Meta:
        model = Alert
        fields: tuple[str, ...] = ()

    def of_customer(self, alerts: QuerySet[Alert], name: str, value: str) -> QuerySet[Alert]:
        """Keep the alerts about one customer."""
        person = Q(subject_id=int(value)) if is_row_number(value) else Q(subject__customer_id=value)
        return alerts.filter(person)

    def assigned_to_somebody(self, alerts: QuerySet[Alert], name: str, value: str) -> QuerySet[Alert]:
        """Keep what one member of staff, or nobody, looks at."""
        if value == "nobody":
            return alerts.filter(assigned_to__isnull=True)
        if value == "me":
            return alerts.filter(assigned_to_id=actor_of(self.request).user_id)
        if is_row_number(value):
            return alerts.filter(assigned_to_id=int(value))
        return alerts.filter(assigned_to__username=value)

    def raised_from(self, alerts: QuerySet[Alert], name: str, date: dt.date) -> QuerySet[Alert]:
        """Keep what was raised on a date or later."""
        return alerts.filter(created_at__gte=_start_of(date))

    def raised_to(self, alerts: QuerySet[Alert], name: str, date: dt.date) -> QuerySet[Alert]:
        """Keep what was raised on a date or before."""
        return alerts.filter(created_at__lt=_start_of(date, days_later=1))


def _start_of(date: dt.date, *, days_later: int = 0) -> dt.datetime:
    try:
        return clock.start_of_business_date(date + dt.timedelta(days=days_later))
    except OverflowError:  # the first and the last day of the calendar, in some time zones
        first, last = dt.datetime.min.replace(tzinfo=dt.UTC), dt.datetime.max.replace(tzinfo=dt.UTC)
        return last if date.year > 1 else first


class AlertViewSet(GenericViewSet[Alert]):
    """What staff has to look at. Nobody sees what is about himself, and nobody decides on what he ordered."""

    pagination_class = KeysetOrPages
    filterset_class = AlertFilters
    queryset = Alert.objects.none()
    serializer_class = AlertAnswer
    lookup_url_kwarg = "key"
    ordering_fields = ("id", "created_at", "risk_score")
    ordering = ("-id",)

    def get_permissions(self) -> list[Any]:
        return [Holds(VIEW_ALERTS if self.action in {"list", "retrieve"} else DECIDE_ALERTS)()]

    def get_queryset(self) -> QuerySet[Alert]:
        return visible_alerts(actor_of(self.request))

    @extend_schema(
        operation_id="fraud_alerts_list",
        summary="List fraud alerts",
        tags=_TAGS,
        responses=AlertAnswer(many=True),
        examples=examples.ALERTS,
    )
    def list(self, request: Request) -> Response:
        """The newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([alert_body(card) for card in cards_of_alerts(page)])

    @extend_schema(
        operation_id="fraud_alerts_read",
        summary="Show a fraud alert",
        tags=_TAGS,
        responses=AlertDetailAnswer,
        examples=examples.ALERT,
    )
    def retrieve(self, request: Request, key: str) -> Response:
        """The alert by number or `ALERT…`: the rules with their points, the facts, and what the account did lately."""
        return Response(alert_detail_body(alert_detail(alert_for(actor_of(request), key))))

    @extend_schema(
        operation_id="fraud_alerts_assign",
        summary="Take a fraud alert, or give it to a colleague",
        tags=_TAGS,
        request=AssignBody,
        responses=AlertDetailAnswer,
        examples=examples.ASSIGN,
    )
    def assign(self, request: Request, key: str) -> Response:
        """It is in review from then on."""
        body = AssignBody(data=request.data)
        body.is_valid(raise_exception=True)
        detail = assign_alert(actor=actor_of(request), key=key, assignee=body.validated_data.get("assignee"))
        return Response(alert_detail_body(detail))

    @extend_schema(
        operation_id="fraud_alerts_resolve",
        summary="Resolve a fraud alert",
        tags=_TAGS,
        request=ResolveBody,
        responses=AlertDetailAnswer,
        examples=examples.RESOLVE,
    )
    def resolve(self, request: Request, key: str) -> Response:
        """Say once what it was. A payment that waits is released (FALSE_POSITIVE) or declined (CONFIRMED_FRAUD)."""
        body = ResolveBody(data=request.data)
        body.is_valid(raise_exception=True)
        detail = resolve_alert(
            actor=actor_of(request),
            key=key,
            disposition=Disposition(body.validated_data["disposition"]),
            note=body.validated_data["note"],
        )
        return Response(alert_detail_body(detail))
