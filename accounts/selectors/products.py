"""Reads of products."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.contracts import (
    MANAGE_PRODUCTS,
    AccountType,
    InterestPostingPeriod,
    MaturityInstruction,
    ProductCard,
)
from accounts.models import AccountProduct
from core_banking.kernel.actors import Actor
from core_banking.kernel.day_count import DayCount
from core_banking.kernel.errors import NotFound


def products_on_offer(actor: Actor) -> QuerySet[AccountProduct]:
    """Return the products somebody may see: those on offer, and for staff who manage them all, with their fees.

    That of pots is the bank's own and shown to nobody.
    """
    products = (
        AccountProduct.objects.prefetch_related("fees").exclude(account_type=AccountType.POT).order_by("id")
    )
    return products if actor.may(MANAGE_PRODUCTS) else products.filter(is_active=True)


def product_card(actor: Actor, product_id: int) -> ProductCard:
    """Return one product. Raises `NotFound` if it is not there or not on offer to the caller."""
    product = products_on_offer(actor).filter(pk=product_id).first()
    if product is None:
        raise NotFound
    return card_of_product(product)


def product_cards(products: Iterable[AccountProduct]) -> list[ProductCard]:
    """Return products as frozen cards; their fees were fetched with them."""
    return [card_of_product(product) for product in products]


def product_applied_for(account_type: AccountType | None, code: str | None) -> ProductCard | None:
    """Return the active product of a code, or the oldest active one of a type; None if there is none."""
    products = AccountProduct.objects.filter(is_active=True).prefetch_related("fees").order_by("id")
    if account_type is not None:
        products = products.filter(account_type=account_type)
    if code is not None:
        products = products.filter(code=code)
    product = products.first()
    return card_of_product(product) if product else None


def card_of_product(product: AccountProduct) -> ProductCard:
    """Return a product row as a frozen card."""
    return ProductCard(
        id=product.pk,
        code=product.code,
        name=product.name,
        account_type=AccountType(product.account_type),
        currency=product.currency,
        annual_rate_ppm=product.annual_rate_ppm,
        minimum_balance_minor=product.minimum_balance_minor,
        opening_deposit_minor=product.opening_deposit_minor,
        kyc_required=product.kyc_required,
        minimum_age_years=product.minimum_age_years,
        required_documents=tuple(product.required_documents),
        required_numbers=tuple(product.required_numbers),
        one_per_customer=product.one_per_customer,
        single_limit_minor=product.single_limit_minor,
        daily_limit_minor=product.daily_limit_minor,
        auto_activate=product.auto_activate,
        is_active=product.is_active,
        created_at=product.created_at,
        fees_minor={fee.transaction_type: fee.amount_minor for fee in product.fees.all()},
        term_months=product.term_months,
        early_withdrawal_penalty_ppm=product.early_withdrawal_penalty_ppm,
        day_count=DayCount(product.day_count),
        interest_posting=InterestPostingPeriod(product.interest_posting),
        withholding_tax_ppm=product.withholding_tax_ppm,
        maturity_instruction=MaturityInstruction(product.maturity_instruction)
        if product.term_months
        else None,
    )
