"""The addresses where staff decides on payments that fraud scoring holds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.request import Request

from core_banking.api.authentication import actor_of
from core_banking.api.idempotency import (
    claim_of,
    is_dry_run,
    json_answer,
    replayed_response,
    response_of,
)
from core_banking.api.permissions import Holds
from core_banking.api.serializers import StrictSerializer
from core_banking.kernel.idempotency import Answer
from fraud.contracts import DECIDE_ALERTS, Disposition
from transactions.api import examples
from transactions.api.reversals_serializers import RequiredTextField
from transactions.api.serializers import TransactionAnswer, transaction_body
from transactions.contracts import TransactionCard
from transactions.models import Transaction
from transactions.services import decline_payment, release_payment

_TAGS = ["Held payments"]


class HeldPaymentForm(StrictSerializer):
    """Why a held payment is decided so."""

    note = RequiredTextField(max_length=1000)


class DeclineForm(HeldPaymentForm):
    """Why a held payment is not made, and what its alert was found to be."""

    disposition = serializers.ChoiceField(
        [disposition.value for disposition in Disposition],
        default=Disposition.CONFIRMED_FRAUD.value,
        help_text="FALSE_POSITIVE for a payment that was no fraud, and cannot be made any more or is not wanted.",
    )

    def validate_disposition(self, value: str) -> Disposition:
        """Return what was found as the bank knows it."""
        return Disposition(value)


def _decided(card: TransactionCard) -> Answer:
    return json_answer(status.HTTP_200_OK, transaction_body(card))


class _Decision(generics.GenericAPIView[Transaction]):
    """Deciding on one held payment; subclasses say how."""

    permission_classes = (Holds(DECIDE_ALERTS),)
    serializer_class = HeldPaymentForm
    queryset = Transaction.objects.none()
    money_movement: ClassVar[bool] = True

    def decide(
        self, request: Request, key: str, decision: Callable[..., TransactionCard | Answer]
    ) -> HttpResponseBase:
        """Check the body and hand the decision to the bank."""
        form = self.get_serializer(data=request.data)
        form.is_valid(raise_exception=True)
        actor, dry_run = actor_of(request), is_dry_run(request)
        options: dict[str, Any] = {**form.validated_data, "dry_run": dry_run}
        claim = claim_of(request, actor, request.path, _decided)
        outcome = decision(actor=actor, key=key, claim=claim, **options)
        return replayed_response(outcome) if isinstance(outcome, Answer) else response_of(_decided(outcome))


class TransactionReleaseView(_Decision):
    """Making a held payment after all."""

    @extend_schema(
        operation_id="transactions_release",
        tags=_TAGS,
        request=HeldPaymentForm,
        responses=TransactionAnswer,
        examples=examples.RELEASE,
    )
    def post(self, request: Request, key: str) -> HttpResponseBase:
        """Make a payment that is under review; never one's own, nor one ordered oneself."""
        return self.decide(request, key, release_payment)


class TransactionDeclineView(_Decision):
    """Not making a held payment."""

    serializer_class = DeclineForm

    @extend_schema(
        operation_id="transactions_decline",
        tags=_TAGS,
        request=DeclineForm,
        responses=TransactionAnswer,
        examples=examples.DECLINE,
    )
    def post(self, request: Request, key: str) -> HttpResponseBase:
        """Do not make a payment that is under review, and give its money free; never one's own."""
        return self.decide(request, key, decline_payment)
