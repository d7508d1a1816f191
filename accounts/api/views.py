"""Accounts and products over HTTP: each view parses, makes one call, and renders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponseBase
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from accounts import selectors, services
from accounts.api import documentation
from accounts.api.filters import AccountFilter
from accounts.api.opening import claim_of_opening, pin_proven_by, response_to_opening
from accounts.api.opening_serializers import ActivationSerializer, EligibilityQuery, EligibilitySerializer
from accounts.api.permissions import CustomersAndAccountStaff
from accounts.api.serializers import (
    AccountApplicationSerializer,
    AccountChangeSerializer,
    AccountSerializer,
    BalanceQuery,
    BalanceSerializer,
    ClosedAccountSerializer,
    NewProductSerializer,
    ProductChangeSerializer,
    ProductSerializer,
    ReasonSerializer,
)
from accounts.contracts import MANAGE_ANY_ACCOUNT, MANAGE_PRODUCTS, AccountWithBalance
from accounts.models import Account, AccountProduct
from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.idempotency import is_dry_run
from core_banking.api.permissions import AnyoneReadsHolderWrites, Holds
from core_banking.api.principals import actor_of


class ProductViewSet(GenericViewSet[AccountProduct]):
    """The products on offer; everybody may read them, staff changes them."""

    permission_classes = [AnyoneReadsHolderWrites(MANAGE_PRODUCTS)]
    queryset = AccountProduct.objects.none()
    serializer_class = ProductSerializer
    lookup_url_kwarg = "product_id"

    def get_permissions(self) -> Sequence[Any]:
        if self.action == "eligibility":
            return [CustomersAndAccountStaff()]
        return super().get_permissions()

    def get_queryset(self) -> QuerySet[AccountProduct]:
        return selectors.products_on_offer(actor_of(self.request))

    @documentation.LIST_PRODUCTS
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(ProductSerializer(selectors.product_cards(page), many=True).data)

    @documentation.SHOW_PRODUCT
    def retrieve(self, request: Request, product_id: int) -> Response:
        return Response(ProductSerializer(selectors.product_card(actor_of(request), product_id)).data)

    @documentation.SHOW_ELIGIBILITY
    def eligibility(self, request: Request, product_id: int) -> Response:
        query = _query(EligibilityQuery(data=request.query_params.dict()), request)
        eligibility = selectors.eligibility_of(actor_of(request), product_id, query.get("customer_id"))
        return Response(EligibilitySerializer(eligibility).data)

    @documentation.CREATE_PRODUCT
    def create(self, request: Request) -> Response:
        body = NewProductSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        product = services.create_product(actor=actor_of(request), **body.validated_data)
        return Response(ProductSerializer(product).data, status=status.HTTP_201_CREATED)

    @documentation.CHANGE_PRODUCT
    def partial_update(self, request: Request, product_id: int) -> Response:
        body = ProductChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        product = services.change_product(
            actor=actor_of(request), product_id=product_id, terms=body.validated_data
        )
        return Response(ProductSerializer(product).data)


class AccountViewSet(GenericViewSet[Account]):
    """A customer's own accounts; for staff who manage accounts, everybody's."""

    permission_classes = [CustomersAndAccountStaff]
    queryset = Account.objects.none()
    serializer_class = AccountSerializer
    filterset_class = AccountFilter
    ordering_fields = ["id", "created_at", "account_number", "account_type", "status"]
    lookup_url_kwarg = "account_id"
    staff_actions = frozenset({"activate", "freeze", "unfreeze"})
    money_movement = frozenset({"create", "activate"})

    def get_permissions(self) -> Sequence[Any]:
        if self.action in self.staff_actions:
            return [Holds(MANAGE_ANY_ACCOUNT)()]
        return super().get_permissions()

    def get_queryset(self) -> QuerySet[Account]:
        if getattr(self, "swagger_fake_view", False):
            return Account.objects.none()
        return selectors.listed_accounts(actor_of(self.request))

    @documentation.LIST_ACCOUNTS
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        rows = AccountSerializer(
            selectors.with_balances(page), many=True, context={"actor": actor_of(request)}
        )
        return self.get_paginated_response(rows.data)

    @documentation.OPEN_ACCOUNT
    def create(self, request: Request) -> HttpResponseBase:
        body = AccountApplicationSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        actor, dry_run = actor_of(request), is_dry_run(request)
        claim = claim_of_opening(request, status.HTTP_201_CREATED, body.validated_data)
        application = body.to_application(pin_proven=pin_proven_by(actor, body.validated_data.get("pin")))
        outcome = services.open_account_once(
            actor=actor, application=application, claim=claim, dry_run=dry_run
        )
        return response_to_opening(request, outcome, status.HTTP_201_CREATED, dry_run=dry_run)

    @documentation.SHOW_ACCOUNT
    def retrieve(self, request: Request, account_id: int) -> Response:
        return _rendered(request, selectors.account_for(actor_of(request), account_id))

    @documentation.CHANGE_ACCOUNT
    def partial_update(self, request: Request, account_id: int) -> Response:
        body = AccountChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return _rendered(
            request,
            services.change_account(
                actor=actor_of(request), account_id=account_id, terms=body.validated_data
            ),
        )

    @documentation.ACTIVATE_ACCOUNT
    def activate(self, request: Request, account_id: int) -> HttpResponseBase:
        body = ActivationSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        dry_run = is_dry_run(request)
        outcome = services.activate_account_once(
            actor=actor_of(request),
            account_id=account_id,
            funds=body.to_funds(),
            claim=claim_of_opening(request, status.HTTP_200_OK, body.validated_data),
            dry_run=dry_run,
        )
        return response_to_opening(request, outcome, status.HTTP_200_OK, dry_run=dry_run)

    @documentation.FREEZE_ACCOUNT
    def freeze(self, request: Request, account_id: int) -> Response:
        return _rendered(
            request,
            services.freeze_account(actor=actor_of(request), account_id=account_id, reason=_reason(request)),
        )

    @documentation.UNFREEZE_ACCOUNT
    def unfreeze(self, request: Request, account_id: int) -> Response:
        return _rendered(
            request,
            services.unfreeze_account(
                actor=actor_of(request), account_id=account_id, reason=_reason(request)
            ),
        )

    @documentation.REACTIVATE_ACCOUNT
    def reactivate(self, request: Request, account_id: int) -> Response:
        return _rendered(request, services.reactivate_account(actor=actor_of(request), account_id=account_id))

    @documentation.CLOSE_ACCOUNT
    def close(self, request: Request, account_id: int) -> Response:
        actor = actor_of(request)
        closed = services.close_account(actor=actor, account_id=account_id, reason=_reason(request))
        return Response(ClosedAccountSerializer(closed, context={"actor": actor}).data)

    @documentation.SHOW_BALANCE
    def balance(self, request: Request, account_id: int) -> Response:
        query = _query(BalanceQuery(data=request.query_params.dict()), request)
        balance = selectors.balance_for(actor_of(request), account_id, query.get("at"))
        return Response(BalanceSerializer(balance).data)


def _rendered(
    request: Request, account: AccountWithBalance, http_status: int = status.HTTP_200_OK
) -> Response:
    body = AccountSerializer(account, context={"actor": actor_of(request)})
    return Response(body.data, status=http_status)


def _reason(request: Request) -> str:
    body = ReasonSerializer(data=request.data)
    body.is_valid(raise_exception=True)
    reason: str = body.validated_data["reason"]
    return reason


def _query(query: Serializer[Any], request: Request, *also_known: str) -> dict[str, Any]:
    refuse_unknown_parameters(request, [*query.fields, *also_known])
    query.is_valid(raise_exception=True)
    asked: dict[str, Any] = query.validated_data
    return asked
