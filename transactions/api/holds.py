"""The addresses of payments in two steps."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from core_banking.api.authentication import actor_of
from core_banking.api.idempotency import (
    claim_of,
    is_dry_run,
    json_answer,
    replayed_response,
    response_of,
)
from core_banking.api.pagination import KeysetOrPages
from core_banking.api.permissions import Holds
from core_banking.kernel.idempotency import Answer
from ledger.contracts import HoldStatus
from transactions.api import holds_examples as examples
from transactions.api.holds_serializers import (
    CapturedHoldAnswer,
    CaptureRequest,
    HoldAnswer,
    HoldRequest,
    captured_hold_body,
    hold_body,
)
from transactions.contracts import SUBMIT_ANY, SUBMIT_OWN
from transactions.hold_contracts import CapturedHold, HoldCard
from transactions.models import HoldOrder
from transactions.selectors import card_of_hold, hold_card, visible_holds
from transactions.services import authorise_hold, capture_hold, pin_proven_by, void_hold

_TAGS = ["Holds"]


class HoldFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter brings no types
    """Status and account, its number in any case."""

    status = django_filters.ChoiceFilter(
        field_name="hold__status", choices=[(status.value, status.value) for status in HoldStatus]
    )
    account_number = django_filters.CharFilter(method="on_account")

    class Meta:
        model = HoldOrder
        fields: tuple[str, ...] = ()

    def on_account(self, rows: QuerySet[HoldOrder], name: str, number: str) -> QuerySet[HoldOrder]:
        """Keep the holds on one account."""
        return rows.filter(account__account_number=number.upper())


def _created(card: HoldCard) -> Answer:
    return json_answer(status.HTTP_201_CREATED, hold_body(card))


def _captured(captured: CapturedHold) -> Answer:
    return json_answer(status.HTTP_200_OK, captured_hold_body(captured))


def _released(card: HoldCard) -> Answer:
    return json_answer(status.HTTP_200_OK, hold_body(card))


class HoldsView(generics.GenericAPIView[HoldOrder]):
    """Holds: the caller's own, or all for staff who move money."""

    permission_classes = (Holds(SUBMIT_OWN, SUBMIT_ANY),)
    pagination_class = KeysetOrPages
    filterset_class = HoldFilters
    serializer_class = HoldRequest
    queryset = HoldOrder.objects.none()
    ordering_fields = ("id",)
    ordering = ("-id",)
    money_movement: ClassVar[bool] = True

    def get_queryset(self) -> Any:
        """Return the holds the caller may see."""
        return visible_holds(actor_of(self.request))

    @extend_schema(
        operation_id="holds_list", tags=_TAGS, responses=HoldAnswer(many=True), examples=examples.HOLD
    )
    def get(self, request: Request) -> Response:
        """List holds, newest first."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        assert page is not None
        return self.get_paginated_response([hold_body(card_of_hold(row)) for row in page])

    @extend_schema(
        operation_id="holds_create",
        tags=_TAGS,
        request=HoldRequest,
        responses={201: HoldAnswer, 200: HoldAnswer},
        examples=examples.AUTHORISE,
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Set money aside: it lowers what is available, never the balance."""
        serializer = HoldRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        actor, dry_run = actor_of(request), is_dry_run(request)
        claim = claim_of(request, actor, request.path, _created)
        pin_proven = pin_proven_by(actor, serializer.validated_data.get("pin"))
        command = serializer.command(pin_proven=pin_proven, dry_run=dry_run)
        outcome = authorise_hold(actor=actor, command=command, claim=claim)
        if isinstance(outcome, Answer):
            return replayed_response(outcome)
        return response_of(json_answer(200, hold_body(outcome)) if dry_run else _created(outcome))


class HoldView(generics.GenericAPIView[HoldOrder]):
    """One hold."""

    permission_classes = (Holds(SUBMIT_OWN, SUBMIT_ANY),)
    serializer_class = HoldAnswer
    queryset = HoldOrder.objects.none()

    @extend_schema(operation_id="holds_read", tags=_TAGS, responses=HoldAnswer, examples=examples.HOLD)
    def get(self, request: Request, key: str) -> Response:
        """Read one hold by its number or its HLD identifier."""
        return Response(hold_body(hold_card(actor_of(request), key)))


class HoldCaptureView(generics.GenericAPIView[HoldOrder]):
    """The second step: taking what was set aside."""

    permission_classes = (Holds(SUBMIT_OWN, SUBMIT_ANY),)
    serializer_class = CaptureRequest
    queryset = HoldOrder.objects.none()
    money_movement: ClassVar[bool] = True

    @extend_schema(
        operation_id="holds_capture",
        tags=_TAGS,
        request=CaptureRequest,
        responses=CapturedHoldAnswer,
        examples=examples.CAPTURE,
    )
    def post(self, request: Request, key: str) -> HttpResponseBase:
        """Move money that was set aside, all of it or a part; the rest is released."""
        serializer = CaptureRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        actor, dry_run = actor_of(request), is_dry_run(request)
        claim = claim_of(request, actor, request.path, _captured)
        pin_proven = pin_proven_by(actor, serializer.validated_data.get("pin"))
        command = serializer.command(pin_proven=pin_proven, dry_run=dry_run)
        outcome = capture_hold(actor=actor, key=key, command=command, claim=claim)
        return replayed_response(outcome) if isinstance(outcome, Answer) else response_of(_captured(outcome))


class HoldVoidView(generics.GenericAPIView[HoldOrder]):
    """The other second step: giving it up."""

    permission_classes = (Holds(SUBMIT_OWN, SUBMIT_ANY),)
    serializer_class = HoldAnswer
    queryset = HoldOrder.objects.none()
    money_movement: ClassVar[bool] = True

    @extend_schema(
        operation_id="holds_void", tags=_TAGS, request=None, responses=HoldAnswer, examples=examples.VOID
    )
    def post(self, request: Request, key: str) -> HttpResponseBase:
        """Release a hold: all of it is available again."""
        actor, dry_run = actor_of(request), is_dry_run(request)
        claim = claim_of(request, actor, request.path, _released)
        outcome = void_hold(actor=actor, key=key, claim=claim, dry_run=dry_run)
        return replayed_response(outcome) if isinstance(outcome, Answer) else response_of(_released(outcome))
