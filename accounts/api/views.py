"""Accounts and products over HTTP: each view parses, makes one call, and renders."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer
from rest_framework.viewsets import GenericViewSet

from accounts import selectors, services
from accounts.api import examples
from accounts.api.filters import AccountFilter
from accounts.api.permissions import CustomersAndAccountStaff
from accounts.api.serializers import (
    AccountApplicationSerializer,
    AccountChangeSerializer,
    AccountSerializer,
    BalanceQuery,
    BalanceSerializer,
    NewProductSerializer,
    ProductChangeSerializer,
    ProductSerializer,
    ReasonSerializer,
    StatementLineSerializer,
    StatementPageSerializer,
    StatementQuery,
    StatementSerializer,
)
from accounts.api.statement_pages import StatementPages
from accounts.contracts import MANAGE_ANY_ACCOUNT, MANAGE_PRODUCTS, AccountWithBalance
from accounts.models import Account, AccountProduct
from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.permissions import AnyoneReadsHolderWrites, Holds
from core_banking.api.principals import actor_of


class ProductViewSet(GenericViewSet[AccountProduct]):
    """The products on offer; everybody may read them, staff changes them."""

    permission_classes = [AnyoneReadsHolderWrites(MANAGE_PRODUCTS)]
    queryset = AccountProduct.objects.none()
    serializer_class = ProductSerializer
    lookup_url_kwarg = "product_id"

    def get_queryset(self) -> QuerySet[AccountProduct]:
        return selectors.products_on_offer(actor_of(self.request))

    @extend_schema(summary="List account products", tags=["Accounts"], responses=ProductSerializer(many=True))
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(ProductSerializer(selectors.product_cards(page), many=True).data)

    @extend_schema(summary="Show an account product", tags=["Accounts"])
    def retrieve(self, request: Request, product_id: int) -> Response:
        return Response(ProductSerializer(selectors.product_card(actor_of(request), product_id)).data)

    @extend_schema(
        summary="Create an account product",
        tags=["Accounts"],
        request=NewProductSerializer,
        responses={201: ProductSerializer},
        examples=examples.NEW_PRODUCT,
    )
    def create(self, request: Request) -> Response:
        body = NewProductSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        product = services.create_product(actor=actor_of(request), **body.validated_data)
        return Response(ProductSerializer(product).data, status=status.HTTP_201_CREATED)

    @extend_schema(
        summary="Change an account product",
        tags=["Accounts"],
        request=ProductChangeSerializer,
        responses=ProductSerializer,
        examples=examples.PRODUCT_CHANGE,
    )
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

    def get_permissions(self) -> Sequence[Any]:
        if self.action in self.staff_actions:
            return [Holds(MANAGE_ANY_ACCOUNT)()]
        return super().get_permissions()

    def get_queryset(self) -> QuerySet[Account]:
        if getattr(self, "swagger_fake_view", False):
            return Account.objects.none()
        return selectors.visible_accounts(actor_of(self.request))

    @extend_schema(
        summary="List accounts",
        tags=["Accounts"],
        responses=AccountSerializer(many=True),
        examples=examples.ACCOUNT_IN_LIST,
    )
    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response(AccountSerializer(selectors.with_balances(page), many=True).data)

    @extend_schema(
        summary="Open an account",
        tags=["Accounts"],
        request=AccountApplicationSerializer,
        responses={201: AccountSerializer},
        examples=examples.OPENING,
    )
    def create(self, request: Request) -> Response:
        body = AccountApplicationSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        account = services.open_account(actor=actor_of(request), application=body.to_application())
        return _rendered(account, status.HTTP_201_CREATED)

    @extend_schema(summary="Show an account", tags=["Accounts"], examples=examples.ACCOUNT_IN_LIST)
    def retrieve(self, request: Request, account_id: int) -> Response:
        return _rendered(selectors.account_for(actor_of(request), account_id))

    @extend_schema(
        summary="Change an account",
        tags=["Accounts"],
        request=AccountChangeSerializer,
        responses=AccountSerializer,
        examples=examples.ACCOUNT_CHANGE,
    )
    def partial_update(self, request: Request, account_id: int) -> Response:
        body = AccountChangeSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        return _rendered(
            services.change_account(actor=actor_of(request), account_id=account_id, terms=body.validated_data)
        )

    @extend_schema(
        summary="Activate an account", tags=["Accounts"], request=None, responses=AccountSerializer
    )
    def activate(self, request: Request, account_id: int) -> Response:
        return _rendered(services.activate_account(actor=actor_of(request), account_id=account_id))

    @extend_schema(
        summary="Freeze an account",
        tags=["Accounts"],
        request=ReasonSerializer,
        responses=AccountSerializer,
        examples=examples.REASON,
    )
    def freeze(self, request: Request, account_id: int) -> Response:
        return _rendered(
            services.freeze_account(actor=actor_of(request), account_id=account_id, reason=_reason(request))
        )

    @extend_schema(
        summary="Unfreeze an account",
        tags=["Accounts"],
        request=ReasonSerializer,
        responses=AccountSerializer,
        examples=examples.REASON,
    )
    def unfreeze(self, request: Request, account_id: int) -> Response:
        return _rendered(
            services.unfreeze_account(actor=actor_of(request), account_id=account_id, reason=_reason(request))
        )

    @extend_schema(
        summary="Close an account",
        tags=["Accounts"],
        request=ReasonSerializer,
        responses=AccountSerializer,
        examples=examples.REASON,
    )
    def close(self, request: Request, account_id: int) -> Response:
        return _rendered(
            services.close_account(actor=actor_of(request), account_id=account_id, reason=_reason(request))
        )

    @extend_schema(
        summary="Show a balance, now or in the past",
        tags=["Accounts"],
        parameters=[BalanceQuery],
        responses=BalanceSerializer,
        filters=False,
    )
    def balance(self, request: Request, account_id: int) -> Response:
        query = _query(BalanceQuery(data=request.query_params.dict()), request)
        balance = selectors.balance_for(actor_of(request), account_id, query.get("at"))
        return Response(BalanceSerializer(balance).data)

    @extend_schema(
        summary="Show a statement",
        tags=["Accounts"],
        parameters=[
            StatementQuery,
            OpenApiParameter("page", int, description="A page of the lines, by number."),
            OpenApiParameter("page_size", int, description="Lines on a page, 1 to 200."),
            OpenApiParameter("cursor", str, description="Send it empty to start, then follow `next`."),
        ],
        responses=StatementPageSerializer,
        filters=False,
        examples=examples.STATEMENT,
    )
    def statement(self, request: Request, account_id: int) -> Response:
        query = _query(
            StatementQuery(data=request.query_params.dict()), request, "page", "page_size", "cursor"
        )
        statement = selectors.statement_for(
            actor_of(request), account_id, from_date=query.get("from"), to_date=query.get("to")
        )
        pages = StatementPages()
        lines = pages.paginate_queryset(statement.lines, request, self) or []
        context = {"currency": statement.account.currency}
        return Response(
            {
                **StatementSerializer(statement, context=context).data,
                "next": pages.next_link,
                "previous": pages.previous_link,
                "lines": StatementLineSerializer(lines, many=True, context=context).data,
            }
        )


def _rendered(account: AccountWithBalance, http_status: int = status.HTTP_200_OK) -> Response:
    return Response(AccountSerializer(account).data, status=http_status)


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
