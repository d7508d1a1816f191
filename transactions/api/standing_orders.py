"""The addresses of standing orders, and of the early withdrawal of a fixed deposit."""

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
from core_banking.api.filters import refuse_unknown_parameters
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
from transactions.api import standing_orders_examples as examples
from transactions.api.standing_orders_serializers import (
    EarlyWithdrawalAnswer,
    EarlyWithdrawalRequest,
    ExecutionAnswer,
    StandingOrderAnswer,
    StandingOrderChangeRequest,
    StandingOrderRequest,
    early_withdrawal_body,
    execution_body,
    standing_order_body,
)
from transactions.contracts import SUBMIT_ANY, SUBMIT_OWN
from transactions.models import StandingOrder, StandingOrderExecution
from transactions.selectors import (
    card_of_execution,
    cards_of_standing_orders,
    executions_of,
    standing_order_card,
    visible_standing_orders,
)
from transactions.services import (
    cancel_standing_order,
    change_standing_order,
    pin_proven_by,
    place_standing_order,
    withdraw_early,
)
from transactions.standing_order_contracts import OrderStatus, StandingOrderCard
from transactions.term_deposit_contracts import EarlyWithdrawal

_TAGS = ["Standing orders"]


class StandingOrderFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter brings no types
    """Status, and the account it is paid from, its number in any case."""

    status = django_filters.ChoiceFilter(choices=[(status.value, status.value) for status in OrderStatus])
    from_account_number = django_filters.CharFilter(method="from_account")

    class Meta:
        model = StandingOrder
        fields: tuple[str, ...] = ()

    def from_account(self, rows: QuerySet[StandingOrder], name: str, number: str) -> QuerySet[StandingOrder]:
        """Keep the orders that are paid from one account."""
        return rows.filter(from_account__account_number=number.upper())


def _created(card: StandingOrderCard) -> Answer:
    return json_answer(status.HTTP_201_CREATED, standing_order_body(card))


def _withdrawn(withdrawal: EarlyWithdrawal) -> Answer:
    return json_answer(status.HTTP_200_OK, early_withdrawal_body(withdrawal))


class StandingOrdersView(generics.GenericAPIView[StandingOrder]):
    """A customer's own standing orders."""

    permission_classes = (Holds(SUBMIT_OWN),)
    pagination_class = KeysetOrPages
    filterset_class = StandingOrderFilters
    serializer_class = StandingOrderRequest
    queryset = StandingOrder.objects.none()
    ordering_fields = ("id",)
    ordering = ("-id",)
    money_movement: ClassVar[bool] = True

    def get_queryset(self) -> Any:
        """Return the caller's orders."""
        return visible_standing_orders(actor_of(self.request))

    @extend_schema(
        operation_id="standing_orders_list",
        tags=_TAGS,
        responses=StandingOrderAnswer(many=True),
        examples=examples.ORDER,
    )
    def get(self, request: Request) -> Response:
        """List standing orders, newest first, cancelled and finished ones included."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        assert page is not None
        return self.get_paginated_response(
            [standing_order_body(card) for card in cards_of_standing_orders(page)]
        )

    @extend_schema(
        operation_id="standing_orders_create",
        tags=_TAGS,
        request=StandingOrderRequest,
        responses={201: StandingOrderAnswer, 200: StandingOrderAnswer},
        examples=examples.PLACE,
    )
    def post(self, request: Request) -> HttpResponseBase:
        """Order a transfer in advance, once or by a rule. The PIN is asked for here, once for all its payments."""
        serializer = StandingOrderRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        actor, dry_run = actor_of(request), is_dry_run(request)
        claim = claim_of(request, actor, request.path, _created)
        pin_proven = pin_proven_by(actor, serializer.validated_data.get("pin"))
        command = serializer.command(pin_proven=pin_proven, dry_run=dry_run)
        outcome = place_standing_order(actor=actor, command=command, claim=claim)
        if isinstance(outcome, Answer):
            return replayed_response(outcome)
        return response_of(json_answer(200, standing_order_body(outcome)) if dry_run else _created(outcome))


class StandingOrderView(generics.GenericAPIView[StandingOrder]):
    """One standing order."""

    permission_classes = (Holds(SUBMIT_OWN),)
    serializer_class = StandingOrderAnswer
    queryset = StandingOrder.objects.none()

    @extend_schema(
        operation_id="standing_orders_read",
        tags=_TAGS,
        responses=StandingOrderAnswer,
        examples=examples.ORDER,
    )
    def get(self, request: Request, order_id: int) -> Response:
        """Read one standing order, with the days of its next payments."""
        return Response(standing_order_body(standing_order_card(actor_of(request), order_id)))

    @extend_schema(
        operation_id="standing_orders_change",
        tags=_TAGS,
        request=StandingOrderChangeRequest,
        responses=StandingOrderAnswer,
        examples=examples.CHANGE,
    )
    def patch(self, request: Request, order_id: int) -> Response:
        """Change what is still to come; what was dealt with stays. Anything but the description needs the PIN."""
        serializer = StandingOrderChangeRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        actor = actor_of(request)
        pin_proven = pin_proven_by(actor, serializer.validated_data.get("pin"))
        card = change_standing_order(
            actor=actor, order_id=order_id, change=serializer.change(pin_proven=pin_proven)
        )
        return Response(standing_order_body(card))

    @extend_schema(operation_id="standing_orders_cancel", tags=_TAGS, responses={204: None})
    def delete(self, request: Request, order_id: int) -> Response:
        """Cancel a standing order for ever. It stays in the list, with what was paid."""
        cancel_standing_order(actor=actor_of(request), order_id=order_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


class StandingOrderExecutionsView(generics.GenericAPIView[StandingOrderExecution]):
    """What became of the due dates of an order."""

    permission_classes = (Holds(SUBMIT_OWN),)
    pagination_class = KeysetOrPages
    serializer_class = ExecutionAnswer
    queryset = StandingOrderExecution.objects.none()

    @extend_schema(
        operation_id="standing_orders_executions",
        tags=_TAGS,
        responses=ExecutionAnswer(many=True),
        filters=False,
        examples=examples.EXECUTIONS,
    )
    def get(self, request: Request, order_id: int) -> Response:
        """List what became of the due dates of an order, the latest first."""
        refuse_unknown_parameters(request, {"page", "page_size", "cursor"})
        page = self.paginate_queryset(executions_of(actor_of(request), order_id))
        assert page is not None
        return self.get_paginated_response([execution_body(card_of_execution(row)) for row in page])


class EarlyWithdrawalView(generics.GenericAPIView[StandingOrder]):
    """The end of a fixed deposit before its time."""

    permission_classes = (Holds(SUBMIT_OWN, SUBMIT_ANY),)
    serializer_class = EarlyWithdrawalRequest
    queryset = StandingOrder.objects.none()
    money_movement: ClassVar[bool] = True

    @extend_schema(
        operation_id="accounts_withdraw_early",
        tags=["Accounts"],
        request=EarlyWithdrawalRequest,
        responses=EarlyWithdrawalAnswer,
        examples=examples.WITHDRAW_EARLY,
    )
    def post(self, request: Request, account_id: int) -> HttpResponseBase:
        """Pay a fixed deposit out before its time, less the penalty, and close it.

        Interest is paid for the days so far; the penalty is a share of the principal (`early_withdrawal_penalty` of the
        product when the term began). `?dry_run=true` shows the amounts.
        """
        serializer = EarlyWithdrawalRequest(data=request.data)
        serializer.is_valid(raise_exception=True)
        actor, dry_run = actor_of(request), is_dry_run(request)
        claim = claim_of(request, actor, request.path, _withdrawn)
        pin_proven = pin_proven_by(actor, serializer.validated_data.get("pin"))
        outcome = withdraw_early(
            actor=actor, account_id=account_id, pin_proven=pin_proven, claim=claim, dry_run=dry_run
        )
        return replayed_response(outcome) if isinstance(outcome, Answer) else response_of(_withdrawn(outcome))
