"""Reads of what the bank lends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from django.db.models import QuerySet

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotFound
from loans.contracts import (
    MANAGE_LOAN_PRODUCTS,
    Amortization,
    DayCount,
    InterestMethod,
    InterestPeriod,
    LoanProductCard,
    LoanType,
    PrepaymentEffect,
    RepaymentUnit,
)
from loans.models import LoanProduct

_AS_ENUM = {
    "loan_type": LoanType,
    "interest_method": InterestMethod,
    "interest_period": InterestPeriod,
    "amortization": Amortization,
    "day_count": DayCount,
    "repayment_unit": RepaymentUnit,
    "prepayment_effect": PrepaymentEffect,
    "overridable": tuple,
    "required_documents": tuple,
    "required_numbers": tuple,
}


def loan_products_on_offer(actor: Actor) -> QuerySet[LoanProduct]:
    """Return the products somebody may see: those on offer, and for staff who manage them all."""
    products = LoanProduct.objects.order_by("id")
    return products if actor.may(MANAGE_LOAN_PRODUCTS) else products.filter(is_active=True)


def loan_product_card(actor: Actor, product_id: int) -> LoanProductCard:
    """Return one product. Raises `NotFound` if it is not there or not on offer to the caller."""
    product = loan_products_on_offer(actor).filter(pk=product_id).first()
    if product is None:
        raise NotFound
    return card_of_loan_product(product)


def loan_product_cards(products: Iterable[LoanProduct]) -> list[LoanProductCard]:
    """Return products as frozen cards."""
    return [card_of_loan_product(product) for product in products]


def card_of_loan_product(product: LoanProduct) -> LoanProductCard:
    """Return a product row as a frozen card; they have the same names."""
    values: dict[str, Any] = {field.name: getattr(product, field.name) for field in fields(LoanProductCard)}
    for name, made in _AS_ENUM.items():
        values[name] = made(values[name])
    return LoanProductCard(**values)
