"""The addresses where money moves and movements are read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, ClassVar

from django.db import Error as DatabaseFailure
from django.http import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from core_banking.api.authentication import BearerAuthentication, ClaimedBearerAuthentication, actor_of
from core_banking.api.idempotency import (
    claim_of,
    is_dry_run,
    json_answer,
    replayed_response,
    response_of,
)
from core_banking.api.pagination import KeysetOrPages
from core_banking.api.permissions import Holds
from core_banking.kernel.errors import NotSignedIn
from core_banking.kernel.idempotency import Answer
from transactions.api import examples, reversals_examples
from transactions.api.filters import TransactionFilters
from transactions.api.reversals_serializers import TransactionDetailAnswer, links_body
from transactions.api.serializers import (
    BalanceTransferRequest,
    MovementRequest,
    OneSidedRequest,
    TransactionAnswer,
    transaction_body,
)
from transactions.contracts import (
    OUTGOING_TYPES,
    SUBMIT_ANY,
    SUBMIT_OWN,
    MovementCommand,
    TransactionCard,
    TransactionStatus,
    TransactionType,
)
from transactions.models import Transaction
from transactions.selectors import card_of, transaction_with_links, visible_transactions
from transactions.services import pin_proven_by, submit_transaction


def _ordered(card: TransactionCard) -> Answer:
    """A movement that was made is created; one that waits for staff to look at it is accepted."""
    held = card.status == TransactionStatus.HELD
    return json_answer(status.HTTP_202_ACCEPTED if held else status.HTTP_201_CREATED, transaction_body(card))


class _TransactionList(generics.GenericAPIView[Transaction]):
    """Listing and submitting; subclasses say which movements they are about."""

    permission_classes = (Holds(SUBMIT_OWN, SUBMIT_ANY),)
    pagination_class = KeysetOrPages
    filterset_class = TransactionFilters
    queryset = Transaction.objects.none()
    ordering_fields = ("id", "transaction_date", "amount")
    ordering_columns: ClassVar[Mapping[str, str]] = {"amount": "amount_minor"}
    ordering = ("-id",)
    money_movement: ClassVar[bool] = True
    kind: ClassVar[TransactionType | None] = None

    def get_authenticators(self) -> list[Any]:
        """Take the token's word on a movement: the movement's own first statement checks the session."""
        request: Request | None = self.request  # None while the schema is made
        if request is not None and request.method == "POST":
            return [ClaimedBearerAuthentication()]
        return [BearerAuthentication()]

    def handle_exception(self, exc: Exception) -> Response:
        """Answer 401 before anything else to a caller whose session has ended.

        What failed before the movement's first statement (the body, a header) failed on the token's word alone.
        """
        if self.request.method == "POST" and not getattr(exc, "already_recorded", False):
            try:
                BearerAuthentication().authenticate(self.request)
            except NotSignedIn as ended:
                exc = ended
            except DatabaseFailure:
                pass  # nobody can say now whether the session lives: the first failure is the answer
        return super().handle_exception(exc)

    def get_queryset(self) -> Any:
        """Return the transactions the caller may see."""
        rows = visible_transactions(actor_of(self.request))
        return rows if self.kind is None else rows.filter(transaction_type=self.kind.value)

    def list_transactions(self, request: Request) -> Response:
        """Answer one page."""
        actor = actor_of(request)
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        assert page is not None
        return self.get_paginated_response([transaction_body(card_of(actor, row)) for row in page])

    def submit(self, request: Request, command: MovementCommand, pin: str | None) -> HttpResponseBase:
        """Hand a movement to the bank and answer with its first answer.

        The PIN comes first, also before a known key: whoever holds a stolen token and guesses pays for each guess.
        """
        actor = actor_of(request)
        claim = claim_of(request, actor, request.path, _ordered)
        if command.transaction_type in OUTGOING_TYPES:
            command = replace(command, pin_proven=pin_proven_by(actor, pin))
        outcome = submit_transaction(actor=actor, command=command, claim=claim)
        if isinstance(outcome, Answer):
            return replayed_response(outcome)
        if command.dry_run:
            return response_of(json_answer(status.HTTP_200_OK, transaction_body(outcome)))
        return response_of(_ordered(outcome))


class TransactionsView(_TransactionList):
    """All kinds of movement at one address."""

    serializer_class = MovementRequest

    @extend_schema(
        operation_id="transactions_list",
        tags=["Transactions"],
        responses=TransactionAnswer(many=True),
        examples=examples.TRANSFERS,
    )
    def get(self, request: Request) -> Response:
        """List transactions, newest first: the caller's own, or all for staff."""
        return self.list_transactions(request)

    @extend_schema(
        operation_id="transactions_create",
        tags=["Transactions"],
        request=MovementRequest,
        responses={201: TransactionAnswer, 202: TransactionAnswer, 200: TransactionAnswer},
        examples=examples.MOVEMENT,
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Move money: deposit, withdrawal, transfer, payment; fee and interest for staff."""
        serializer = MovementRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        command = serializer.command(dry_run=is_dry_run(request))
        return self.submit(request, command, serializer.validated_data.get("pin"))


class _OneKind(_TransactionList):
    """One kind of movement at an address of its own."""

    request_serializer: ClassVar[type[OneSidedRequest]] = OneSidedRequest

    def submit_body(self, request: Request) -> HttpResponseBase:
        """Check the body and move the money."""
        assert self.kind is not None
        serializer = self.request_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        command = serializer.command(self.kind, dry_run=is_dry_run(request))
        return self.submit(request, command, serializer.validated_data.get("pin"))


class DepositsView(_OneKind):
    """Deposits."""

    kind = TransactionType.DEPOSIT
    serializer_class = OneSidedRequest

    @extend_schema(
        operation_id="deposits_list",
        tags=["Transactions"],
        responses=TransactionAnswer(many=True),
        examples=examples.DEPOSITS,
    )
    def get(self, request: Request) -> Response:
        """List deposits, newest first."""
        return self.list_transactions(request)

    @extend_schema(
        operation_id="deposits_create",
        tags=["Transactions"],
        request=OneSidedRequest,
        responses={201: TransactionAnswer, 202: TransactionAnswer, 200: TransactionAnswer},
        examples=examples.DEPOSIT,
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Pay money in."""
        return self.submit_body(request)


class WithdrawalsView(_OneKind):
    """Withdrawals."""

    kind = TransactionType.WITHDRAWAL
    serializer_class = OneSidedRequest

    @extend_schema(
        operation_id="withdrawals_list",
        tags=["Transactions"],
        responses=TransactionAnswer(many=True),
        examples=examples.WITHDRAWALS,
    )
    def get(self, request: Request) -> Response:
        """List withdrawals, newest first."""
        return self.list_transactions(request)

    @extend_schema(
        operation_id="withdrawals_create",
        tags=["Transactions"],
        request=OneSidedRequest,
        responses={201: TransactionAnswer, 202: TransactionAnswer, 200: TransactionAnswer},
        examples=examples.WITHDRAWAL,
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Take money out."""
        return self.submit_body(request)


class BalanceTransfersView(_OneKind):
    """Transfers between accounts of the bank."""

    kind = TransactionType.TRANSFER
    serializer_class = BalanceTransferRequest
    request_serializer = BalanceTransferRequest

    @extend_schema(
        operation_id="balance_transfers_list",
        tags=["Transactions"],
        responses=TransactionAnswer(many=True),
        examples=examples.TRANSFERS,
    )
    def get(self, request: Request) -> Response:
        """List transfers, newest first."""
        return self.list_transactions(request)

    @extend_schema(
        operation_id="balance_transfers_create",
        tags=["Transactions"],
        request=BalanceTransferRequest,
        responses={201: TransactionAnswer, 202: TransactionAnswer, 200: TransactionAnswer},
        examples=examples.TRANSFER,
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Transfer money to another account."""
        return self.submit_body(request)


class TransactionView(generics.GenericAPIView[Transaction]):
    """One transaction."""

    permission_classes = (Holds(SUBMIT_OWN, SUBMIT_ANY),)
    serializer_class = TransactionAnswer
    queryset = Transaction.objects.none()

    @extend_schema(
        operation_id="transactions_read",
        tags=["Transactions"],
        responses=TransactionDetailAnswer,
        examples=reversals_examples.DETAIL,
    )
    def get(self, request: Request, key: str) -> Response:
        """Read one transaction by its number or its TXN identifier."""
        card, links = transaction_with_links(actor_of(request), key)
        return Response({**transaction_body(card), **links_body(links)})
