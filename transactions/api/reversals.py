"""The addresses where movements are taken back."""

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
from transactions.api import reversals_examples as examples
from transactions.api.reversals_serializers import (
    ReversalApprovalForm,
    ReversalForm,
    ReversalRejectionForm,
    ReversalRequestAnswer,
    TransactionDetailAnswer,
    reversal_body,
    reversal_request_body,
)
from transactions.contracts import REVERSE
from transactions.models import ReversalRequest, Transaction
from transactions.reversal_contracts import ReversalRequestCard, ReversalRequestStatus, ReversedMovement
from transactions.selectors import (
    card_of_reversal_request,
    reversal_request_card,
    visible_reversal_requests,
)
from transactions.services import approve_reversal, reject_reversal, reverse_transaction

_TAGS = ["Reversals"]


def _ordered(outcome: ReversedMovement | ReversalRequestCard) -> Answer:
    """A reversal that was made is created; one that waits for a second member of staff is accepted."""
    if isinstance(outcome, ReversedMovement):
        return json_answer(status.HTTP_201_CREATED, reversal_body(outcome))
    return json_answer(status.HTTP_202_ACCEPTED, reversal_request_body(outcome))


def _decided(card: ReversalRequestCard) -> Answer:
    return json_answer(status.HTTP_200_OK, reversal_request_body(card))


class TransactionReverseView(generics.GenericAPIView[Transaction]):
    """Taking one transaction back."""

    permission_classes = (Holds(REVERSE),)
    serializer_class = ReversalForm
    queryset = Transaction.objects.none()
    money_movement: ClassVar[bool] = True

    @extend_schema(
        operation_id="transactions_reverse",
        tags=_TAGS,
        request=ReversalForm,
        responses={
            201: TransactionDetailAnswer,
            202: ReversalRequestAnswer,
            200: TransactionDetailAnswer,
        },
        examples=examples.REVERSE,
    )
    def post(self, request: Request, key: str) -> HttpResponseBase:
        """Take a transaction back by a new one that mirrors it; above an amount, ask for a second signature."""
        form = ReversalForm(data=request.data)
        form.is_valid(raise_exception=True)
        actor, dry_run = actor_of(request), is_dry_run(request)
        claim = claim_of(request, actor, request.path, _ordered)
        outcome = reverse_transaction(
            actor=actor, key=key, reason=form.validated_data["reason"], claim=claim, dry_run=dry_run
        )
        if isinstance(outcome, Answer):
            return replayed_response(outcome)
        if dry_run and isinstance(outcome, ReversedMovement):
            return response_of(json_answer(status.HTTP_200_OK, reversal_body(outcome)))
        return response_of(_ordered(outcome))


class ReversalRequestFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter brings no types
    """Status, and the transaction that is to be reversed."""

    status = django_filters.ChoiceFilter(
        choices=[(status.value, status.value) for status in ReversalRequestStatus]
    )
    transaction_id = django_filters.CharFilter(field_name="transaction__transaction_id")

    class Meta:
        model = ReversalRequest
        fields: tuple[str, ...] = ()


class ReversalRequestsView(generics.GenericAPIView[ReversalRequest]):
    """Reversals that need two members of staff."""

    permission_classes = (Holds(REVERSE),)
    pagination_class = KeysetOrPages
    filterset_class = ReversalRequestFilters
    serializer_class = ReversalRequestAnswer
    queryset = ReversalRequest.objects.none()
    ordering_fields = ("id",)
    ordering = ("-id",)

    def get_queryset(self) -> QuerySet[ReversalRequest]:
        """Return all requests."""
        return visible_reversal_requests(actor_of(self.request))

    @extend_schema(
        operation_id="reversals_list",
        tags=_TAGS,
        responses=ReversalRequestAnswer(many=True),
        examples=examples.REQUESTS,
    )
    def get(self, request: Request) -> Response:
        """List requests for reversals, newest first."""
        page: Any = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(
            [reversal_request_body(card_of_reversal_request(row)) for row in page]
        )


class ReversalRequestView(generics.GenericAPIView[ReversalRequest]):
    """One request for a reversal."""

    permission_classes = (Holds(REVERSE),)
    serializer_class = ReversalRequestAnswer
    queryset = ReversalRequest.objects.none()

    @extend_schema(
        operation_id="reversals_read",
        tags=_TAGS,
        responses=ReversalRequestAnswer,
        examples=examples.REQUESTS,
    )
    def get(self, request: Request, request_id: int) -> Response:
        """Read one request for a reversal."""
        return Response(reversal_request_body(reversal_request_card(actor_of(request), request_id)))


class ReversalApproveView(generics.GenericAPIView[ReversalRequest]):
    """The second signature."""

    permission_classes = (Holds(REVERSE),)
    serializer_class = ReversalApprovalForm
    queryset = ReversalRequest.objects.none()
    money_movement: ClassVar[bool] = True

    @extend_schema(
        operation_id="reversals_approve",
        tags=_TAGS,
        request=ReversalApprovalForm,
        responses=ReversalRequestAnswer,
        examples=examples.APPROVE,
    )
    def post(self, request: Request, request_id: int) -> HttpResponseBase:
        """Make the reversal that another member of staff asked for."""
        form = ReversalApprovalForm(data=request.data)
        form.is_valid(raise_exception=True)
        actor, dry_run = actor_of(request), is_dry_run(request)
        outcome = approve_reversal(
            actor=actor,
            request_id=request_id,
            note=form.validated_data.get("note", ""),
            claim=claim_of(request, actor, request.path, _decided),
            dry_run=dry_run,
        )
        return replayed_response(outcome) if isinstance(outcome, Answer) else response_of(_decided(outcome))


class ReversalRejectView(generics.GenericAPIView[ReversalRequest]):
    """No second signature."""

    permission_classes = (Holds(REVERSE),)
    serializer_class = ReversalRejectionForm
    queryset = ReversalRequest.objects.none()

    @extend_schema(
        operation_id="reversals_reject",
        tags=_TAGS,
        request=ReversalRejectionForm,
        responses=ReversalRequestAnswer,
        examples=examples.REJECT,
    )
    def post(self, request: Request, request_id: int) -> HttpResponseBase:
        """Turn down the reversal that another member of staff asked for."""
        form = ReversalRejectionForm(data=request.data)
        form.is_valid(raise_exception=True)
        card = reject_reversal(
            actor=actor_of(request), request_id=request_id, note=form.validated_data["note"]
        )
        return response_of(_decided(card))
