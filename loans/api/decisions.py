"""The addresses of what takes two members of staff: write-offs, reschedules, taking a movement back."""

from __future__ import annotations

from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from core_banking.api.idempotency import claim_of, is_dry_run, json_answer, replayed_response, response_of
from core_banking.api.pagination import KeysetOrPages
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from core_banking.kernel.idempotency import Answer
from loans.api import life_examples as examples
from loans.api.life_serializers import (
    LoanMovementAnswer,
    LoanNoteRequest,
    LoanReasonRequest,
    LoanRefusalRequest,
    LoanRequestAnswer,
    LoanRescheduleRequest,
    movement_body,
    request_body,
)
from loans.contracts import MANAGE_ANY_LOAN
from loans.life_contracts import LoanMovementCard, LoanRequestCard, LoanRequestKind, LoanRequestStatus
from loans.models import Loan, LoanRequest
from loans.selectors import card_of_request, loan_request_card, loan_requests
from loans.services import (
    approve_loan_request,
    reject_loan_request,
    request_reschedule,
    request_write_off,
    reverse_loan_movement,
)

_TAGS = ["Loan decisions"]
_STAFF = Holds(MANAGE_ANY_LOAN)


def _waits(card: LoanRequestCard) -> Answer:
    return json_answer(status.HTTP_202_ACCEPTED, request_body(card))


def _decided(card: LoanRequestCard) -> Answer:
    return json_answer(status.HTTP_200_OK, request_body(card))


def _ordered(outcome: LoanMovementCard | LoanRequestCard) -> Answer:
    if isinstance(outcome, LoanMovementCard):
        return json_answer(status.HTTP_201_CREATED, movement_body(outcome, for_staff=True))
    return _waits(outcome)


def _answer_of(outcome: LoanRequestCard | Answer, *, dry_run: bool) -> HttpResponseBase:
    if isinstance(outcome, Answer):
        return replayed_response(outcome)
    return response_of(_decided(outcome) if dry_run else _waits(outcome))


class LoanWriteOffView(generics.GenericAPIView[Loan]):
    """Giving a loan up."""

    permission_classes = (_STAFF,)
    serializer_class = LoanReasonRequest
    queryset = Loan.objects.none()
    money_movement: ClassVar[bool] = True

    @extend_schema(
        operation_id="loans_write_off",
        tags=_TAGS,
        request=LoanReasonRequest,
        responses={202: LoanRequestAnswer, 200: LoanRequestAnswer},
        examples=examples.WRITE_OFF,
    )
    def post(self, request: Request, loan_id: int) -> HttpResponseBase:
        """Ask for all that a loan owes to be booked as lost; another member of staff decides."""
        body = LoanReasonRequest(data=request.data)
        body.is_valid(raise_exception=True)
        actor, dry_run = actor_of(request), is_dry_run(request)
        outcome = request_write_off(
            actor=actor,
            loan_id=loan_id,
            reason=body.validated_data["reason"],
            claim=claim_of(request, actor, request.path, _waits),
            dry_run=dry_run,
        )
        return _answer_of(outcome, dry_run=dry_run)


class LoanRescheduleView(generics.GenericAPIView[Loan]):
    """Planning a loan anew."""

    permission_classes = (_STAFF,)
    serializer_class = LoanRescheduleRequest
    queryset = Loan.objects.none()
    money_movement: ClassVar[bool] = True

    @extend_schema(
        operation_id="loans_reschedule",
        tags=_TAGS,
        request=LoanRescheduleRequest,
        responses={202: LoanRequestAnswer, 200: LoanRequestAnswer},
        examples=examples.RESCHEDULE,
    )
    def post(self, request: Request, loan_id: int) -> HttpResponseBase:
        """Ask for what is still owed to be repaid on other terms; another member of staff decides."""
        body = LoanRescheduleRequest(data=request.data)
        body.is_valid(raise_exception=True)
        actor, dry_run = actor_of(request), is_dry_run(request)
        outcome = request_reschedule(
            actor=actor,
            loan_id=loan_id,
            command=body.command(),
            claim=claim_of(request, actor, request.path, _waits),
            dry_run=dry_run,
        )
        return _answer_of(outcome, dry_run=dry_run)


class LoanMovementReverseView(generics.GenericAPIView[Loan]):
    """Taking one movement of a loan back."""

    permission_classes = (_STAFF,)
    serializer_class = LoanReasonRequest
    queryset = Loan.objects.none()
    money_movement: ClassVar[bool] = True

    @extend_schema(
        operation_id="loans_reverse_movement",
        tags=_TAGS,
        request=LoanReasonRequest,
        responses={201: LoanMovementAnswer, 202: LoanRequestAnswer, 200: LoanMovementAnswer},
        examples=examples.REVERSE,
    )
    def post(self, request: Request, loan_id: int, number: int) -> HttpResponseBase:
        """Take back the newest movement of a loan that still stands; above an amount, ask for a second signature."""
        body = LoanReasonRequest(data=request.data)
        body.is_valid(raise_exception=True)
        actor, dry_run = actor_of(request), is_dry_run(request)
        outcome = reverse_loan_movement(
            actor=actor,
            loan_id=loan_id,
            number=number,
            reason=body.validated_data["reason"],
            claim=claim_of(request, actor, request.path, _ordered),
            dry_run=dry_run,
        )
        if isinstance(outcome, Answer):
            return replayed_response(outcome)
        if dry_run and isinstance(outcome, LoanMovementCard):
            return response_of(json_answer(status.HTTP_200_OK, movement_body(outcome, for_staff=True)))
        return response_of(_ordered(outcome))


class LoanRequestFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter brings no types
    """Status, kind, and the loan by its number or reference."""

    status = django_filters.ChoiceFilter(choices=[(each.value, each.value) for each in LoanRequestStatus])
    kind = django_filters.ChoiceFilter(choices=[(each.value, each.value) for each in LoanRequestKind])
    loan_id = django_filters.NumberFilter(min_value=1, max_value=2**63 - 1)
    loan_reference = django_filters.CharFilter(field_name="loan__reference")

    class Meta:
        model = LoanRequest
        fields: tuple[str, ...] = ()


class LoanRequestsView(generics.GenericAPIView[LoanRequest]):
    """What waits or waited for a second member of staff."""

    permission_classes = (_STAFF,)
    pagination_class = KeysetOrPages
    filterset_class = LoanRequestFilters
    serializer_class = LoanRequestAnswer
    queryset = LoanRequest.objects.none()
    ordering_fields = ("id",)
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[LoanRequest]:
        """Return all requests."""
        return loan_requests(actor_of(self.request))

    @extend_schema(
        operation_id="loan_requests_list",
        tags=_TAGS,
        responses=LoanRequestAnswer(many=True),
        examples=examples.REQUESTS,
    )
    def get(self, request: Request) -> Response:
        """List requests, newest first."""
        page: Any = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([request_body(card_of_request(row)) for row in page])


class LoanRequestView(generics.GenericAPIView[LoanRequest]):
    """One request."""

    permission_classes = (_STAFF,)
    serializer_class = LoanRequestAnswer
    queryset = LoanRequest.objects.none()

    @extend_schema(
        operation_id="loan_requests_read",
        tags=_TAGS,
        responses=LoanRequestAnswer,
        examples=examples.REQUESTS,
    )
    def get(self, request: Request, request_id: int) -> Response:
        """Read one request."""
        return Response(request_body(loan_request_card(actor_of(request), request_id)))


class LoanRequestApproveView(generics.GenericAPIView[LoanRequest]):
    """The second signature."""

    permission_classes = (_STAFF,)
    serializer_class = LoanNoteRequest
    queryset = LoanRequest.objects.none()
    money_movement: ClassVar[bool] = True

    @extend_schema(
        operation_id="loan_requests_approve",
        tags=_TAGS,
        request=LoanNoteRequest,
        responses=LoanRequestAnswer,
        examples=examples.APPROVE,
    )
    def post(self, request: Request, request_id: int) -> HttpResponseBase:
        """Do what another member of staff asked for."""
        body = LoanNoteRequest(data=request.data)
        body.is_valid(raise_exception=True)
        actor = actor_of(request)
        outcome = approve_loan_request(
            actor=actor,
            request_id=request_id,
            note=body.validated_data.get("note", ""),
            claim=claim_of(request, actor, request.path, _decided),
            dry_run=is_dry_run(request),
        )
        return replayed_response(outcome) if isinstance(outcome, Answer) else response_of(_decided(outcome))


class LoanRequestRejectView(generics.GenericAPIView[LoanRequest]):
    """No second signature."""

    permission_classes = (_STAFF,)
    serializer_class = LoanRefusalRequest
    queryset = LoanRequest.objects.none()

    @extend_schema(
        operation_id="loan_requests_reject",
        tags=_TAGS,
        request=LoanRefusalRequest,
        responses=LoanRequestAnswer,
        examples=examples.REJECT,
    )
    def post(self, request: Request, request_id: int) -> HttpResponseBase:
        """Turn down what another member of staff asked for."""
        body = LoanRefusalRequest(data=request.data)
        body.is_valid(raise_exception=True)
        card = reject_loan_request(
            actor=actor_of(request), request_id=request_id, note=body.validated_data["note"]
        )
        return response_of(_decided(card))
