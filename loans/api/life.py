"""The addresses of a loan that runs: paying it back, its schedule, what closes it, and what happened to it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.idempotency import claim_of, is_dry_run, json_answer, replayed_response, response_of
from core_banking.api.pagination import KeysetOrPages
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from core_banking.kernel.actors import Actor
from core_banking.kernel.idempotency import Answer
from loans.api import life_examples as examples
from loans.api.life_serializers import (
    LoanMovementAnswer,
    LoanPayoffAnswer,
    LoanPayoffQuery,
    LoanRecoveryRequest,
    LoanRepaymentRequest,
    LoanScheduleAnswer,
    movement_body,
    payoff_body,
    schedule_body,
)
from loans.contracts import APPLY_FOR_OWN_LOAN, MANAGE_ANY_LOAN
from loans.life_contracts import LoanMovementCard
from loans.models import Loan, LoanMovement
from loans.selectors import card_of_movement, loan_movements, loan_payoff, loan_schedule
from loans.services import recover_loan, repay_loan
from users.errors import PinNotSet
from users.services import prove_pin

_TAGS = ["Loans"]
_BORROWERS_AND_STAFF = Holds(APPLY_FOR_OWN_LOAN, MANAGE_ANY_LOAN)


def pin_proven_by(actor: Actor, pin: str | None) -> bool:
    """Return whether the caller has proven his transaction PIN; sent by somebody who has none it proves nothing.

    Called before the use case: a wrong PIN stays charged whatever becomes of the request. Raises `PinInvalid` and
    `PinLocked`.
    """
    if pin is None or settings.TRANSACTION_PIN_POLICY == "never":
        return False
    try:
        prove_pin(actor=actor, pin=pin)
    except PinNotSet:
        return False
    return True


class LoanRepayView(generics.GenericAPIView[Loan]):
    """Paying a loan back."""

    permission_classes = (Holds(APPLY_FOR_OWN_LOAN),)
    serializer_class = LoanRepaymentRequest
    queryset = Loan.objects.none()
    money_movement: ClassVar[bool] = True

    @extend_schema(
        operation_id="loans_repay",
        tags=_TAGS,
        request=LoanRepaymentRequest,
        responses={201: LoanMovementAnswer, 200: LoanMovementAnswer},
        examples=examples.REPAY,
    )
    def post(self, request: Request, loan_id: int) -> HttpResponseBase:
        """Pay of one's own loan: penalties, fees, interest, principal, then ahead.

        Exactly what closes the loan closes it; more is refused, with what is owed.
        """
        body = LoanRepaymentRequest(data=request.data)
        body.is_valid(raise_exception=True)
        actor, dry_run = actor_of(request), is_dry_run(request)

        def paid(card: LoanMovementCard) -> Answer:
            return json_answer(status.HTTP_201_CREATED, movement_body(card, for_staff=False))

        claim = claim_of(request, actor, request.path, paid)
        command = body.command(pin_proven=pin_proven_by(actor, body.validated_data.get("pin")))
        outcome = repay_loan(actor=actor, loan_id=loan_id, command=command, claim=claim, dry_run=dry_run)
        if isinstance(outcome, Answer):
            return replayed_response(outcome)
        if dry_run:
            return response_of(json_answer(200, movement_body(outcome, for_staff=False)))
        return response_of(paid(outcome))


class LoanRecoverView(generics.GenericAPIView[Loan]):
    """What comes in of a loan that was written off."""

    permission_classes = (Holds(MANAGE_ANY_LOAN),)
    serializer_class = LoanRecoveryRequest
    queryset = Loan.objects.none()
    money_movement: ClassVar[bool] = True

    @extend_schema(
        operation_id="loans_recover",
        tags=_TAGS,
        request=LoanRecoveryRequest,
        responses={201: LoanMovementAnswer, 200: LoanMovementAnswer},
        examples=examples.RECOVER,
    )
    def post(self, request: Request, loan_id: int) -> HttpResponseBase:
        """Take in money of a loan that was written off, in cash or from an account, up to what was lost."""
        body = LoanRecoveryRequest(data=request.data)
        body.is_valid(raise_exception=True)
        actor, dry_run = actor_of(request), is_dry_run(request)

        def recovered(card: LoanMovementCard) -> Answer:
            return json_answer(status.HTTP_201_CREATED, movement_body(card, for_staff=True))

        outcome = recover_loan(
            actor=actor,
            loan_id=loan_id,
            command=body.command(),
            claim=claim_of(request, actor, request.path, recovered),
            dry_run=dry_run,
        )
        if isinstance(outcome, Answer):
            return replayed_response(outcome)
        if dry_run:
            return response_of(json_answer(200, movement_body(outcome, for_staff=True)))
        return response_of(recovered(outcome))


class LoanScheduleView(generics.GenericAPIView[Loan]):
    """A loan's schedule."""

    permission_classes = (_BORROWERS_AND_STAFF,)
    serializer_class = LoanScheduleAnswer
    queryset = Loan.objects.none()

    @extend_schema(
        operation_id="loans_schedule", tags=_TAGS, responses=LoanScheduleAnswer, examples=examples.SCHEDULE
    )
    def get(self, request: Request, loan_id: int) -> Response:
        """Show the schedule in force, and how far each repayment is paid."""
        return Response(schedule_body(loan_schedule(actor_of(request), loan_id)))


class LoanPayoffView(generics.GenericAPIView[Loan]):
    """What closes a loan."""

    permission_classes = (_BORROWERS_AND_STAFF,)
    read_may_conflict: ClassVar[bool] = True
    serializer_class = LoanPayoffAnswer
    queryset = Loan.objects.none()

    @extend_schema(
        operation_id="loans_payoff",
        tags=_TAGS,
        parameters=[LoanPayoffQuery],
        responses=LoanPayoffAnswer,
        examples=examples.PAYOFF,
    )
    def get(self, request: Request, loan_id: int) -> Response:
        """Show the exact amount that closes the loan on a day, if nothing is paid until then."""
        query = LoanPayoffQuery(data=request.query_params.dict())
        refuse_unknown_parameters(request, query.fields)
        query.is_valid(raise_exception=True)
        payoff = loan_payoff(actor_of(request), loan_id, query.validated_data.get("on"))
        return Response(payoff_body(payoff))


class LoanMovementsView(generics.GenericAPIView[LoanMovement]):
    """What happened to a loan."""

    permission_classes = (_BORROWERS_AND_STAFF,)
    pagination_class = KeysetOrPages
    serializer_class = LoanMovementAnswer
    queryset = LoanMovement.objects.none()
    ordering_fields = ("id",)
    ordering = ("-id",)

    @extend_schema(
        operation_id="loans_movements",
        tags=_TAGS,
        responses=LoanMovementAnswer(many=True),
        examples=examples.MOVEMENTS,
    )
    def get(self, request: Request, loan_id: int) -> Response:
        """List everything that changed what a loan owes, newest first."""
        actor = actor_of(request)
        rows = self.filter_queryset(loan_movements(actor, loan_id))
        page: Any = self.paginate_queryset(rows)
        for_staff = actor.may(MANAGE_ANY_LOAN)
        return self.get_paginated_response(
            [movement_body(card_of_movement(row), for_staff=for_staff) for row in page]
        )
