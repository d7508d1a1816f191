"""The addresses of loan products."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import generics, status
from rest_framework.request import Request
from rest_framework.response import Response

from core_banking.api.permissions import AnyoneReadsHolderWrites
from core_banking.api.principals import actor_of
from loans.api import product_examples as examples
from loans.api.product_serializers import (
    LoanProductAnswer,
    LoanProductChange,
    NewLoanProduct,
    loan_product_body,
)
from loans.contracts import MANAGE_LOAN_PRODUCTS, LoanType
from loans.models import LoanProduct
from loans.selectors import loan_product_card, loan_product_cards, loan_products_on_offer
from loans.services import change_loan_product, create_loan_product

_TAGS = ["Loan products"]


class LoanProductFilters(django_filters.FilterSet):  # type: ignore[misc]  # django-filter brings no types
    """Type and currency."""

    loan_type = django_filters.ChoiceFilter(choices=[(each.value, each.value) for each in LoanType])
    currency = django_filters.CharFilter()

    class Meta:
        model = LoanProduct
        fields: tuple[str, ...] = ()


class LoanProductsView(generics.GenericAPIView[LoanProduct]):
    """What the bank lends; everybody may read it, staff adds to it."""

    permission_classes = (AnyoneReadsHolderWrites(MANAGE_LOAN_PRODUCTS),)
    filterset_class = LoanProductFilters
    serializer_class = NewLoanProduct
    queryset = LoanProduct.objects.none()
    ordering_fields = ("id", "code", "loan_type")

    def get_queryset(self) -> QuerySet[LoanProduct]:
        """Return the products the caller may see."""
        return loan_products_on_offer(actor_of(self.request))

    @extend_schema(
        operation_id="loan_products_list",
        tags=_TAGS,
        responses=LoanProductAnswer(many=True),
        examples=examples.LOAN_PRODUCT,
    )
    def get(self, request: Request) -> Response:
        """List loan products with their terms and requirements; staff also sees those taken off offer."""
        page: Any = self.paginate_queryset(self.filter_queryset(self.get_queryset())) or []
        return self.get_paginated_response([loan_product_body(card) for card in loan_product_cards(page)])

    @extend_schema(
        operation_id="loan_products_create",
        tags=_TAGS,
        request=NewLoanProduct,
        responses={201: LoanProductAnswer},
        examples=examples.NEW_LOAN_PRODUCT,
    )
    def post(self, request: Request) -> Response:
        """Offer a new loan product. Terms left out are those of the shipped product of its type."""
        body = NewLoanProduct(data=request.data)
        body.is_valid(raise_exception=True)
        product = create_loan_product(actor=actor_of(request), **body.validated_data)
        return Response(loan_product_body(product), status=status.HTTP_201_CREATED)


class LoanProductView(generics.GenericAPIView[LoanProduct]):
    """One loan product."""

    permission_classes = (AnyoneReadsHolderWrites(MANAGE_LOAN_PRODUCTS),)
    serializer_class = LoanProductChange
    queryset = LoanProduct.objects.none()

    @extend_schema(
        operation_id="loan_products_read",
        tags=_TAGS,
        responses=LoanProductAnswer,
        examples=examples.LOAN_PRODUCT,
    )
    def get(self, request: Request, loan_product_id: int) -> Response:
        """Show one loan product."""
        return Response(loan_product_body(loan_product_card(actor_of(request), loan_product_id)))

    @extend_schema(
        operation_id="loan_products_change",
        tags=_TAGS,
        request=LoanProductChange,
        responses=LoanProductAnswer,
        examples=examples.LOAN_PRODUCT_CHANGE,
    )
    def patch(self, request: Request, loan_product_id: int) -> Response:
        """Change terms or requirements. What is left out stays; loans that were approved keep their terms."""
        body = LoanProductChange(data=request.data)
        body.is_valid(raise_exception=True)
        product = change_loan_product(
            actor=actor_of(request), product_id=loan_product_id, terms=body.validated_data
        )
        return Response(loan_product_body(product))
