"""Creating and changing products, and shipping the first three."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError

from accounts.contracts import (
    MANAGE_PRODUCTS,
    OPENABLE_TYPES,
    AccountType,
    InterestPostingPeriod,
    ProductCard,
)
from accounts.events import Change, ProductChanged, ProductCreated
from accounts.models import AccountProduct, ProductFee
from accounts.selectors.products import card_of_product
from accounts.terms import ProductTerms, product_terms_as_written, read_fees, read_product_columns
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, savepoint, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from core_banking.kernel.money import CURRENCY_CODES, Currency
from ledger.services import ensure_chart

_SHIPPED_NAMES: Final = {
    AccountType.SAVINGS: "Savings account",
    AccountType.CURRENT: "Current account",
    AccountType.FIXED_DEPOSIT: "Fixed deposit",
}
_SHIPPED_SINGLE_LIMIT: Final = 10_000
_SHIPPED_DAILY_LIMIT: Final = 50_000
_SHIPPED_TRANSFER_FEE: Final = 1
"""Of the shipped products, in whole major units of the bank's default currency."""
_SHIPPED_TERM_MONTHS: Final = 12
_SHIPPED_PENALTY_PPM: Final = 10_000
"""Of the shipped fixed deposit: a year, and 1 % of the principal for an early withdrawal."""
_TERMS_OF_DEPOSITS: Final = frozenset({"term_months", "early_withdrawal_penalty", "maturity_instruction"})


@use_case
def create_product(
    *, actor: Actor, code: str, account_type: AccountType, currency: str, terms: ProductTerms
) -> ProductCard:
    """Offer a new product; terms left out take the shipped defaults. Raises `NotAllowed`, `InvalidInput`."""
    _refuse_without_right(actor)
    if account_type not in OPENABLE_TYPES:
        raise InvalidInput(
            {"account_type": ["Pots come with savings goals and have no product of their own."]}
        )
    if currency not in CURRENCY_CODES:
        raise InvalidInput({"currency": ["The bank does not know this currency."]})
    _refuse_foreign_terms(account_type, terms)
    columns = {
        **_default_columns(currency),
        **_default_term(account_type),
        "name": code,
        **read_product_columns(terms, currency),
    }
    fees = read_fees(terms.get("fees", {}), currency)
    product = AccountProduct(code=code, account_type=account_type, currency=currency, **columns)
    try:
        with savepoint():
            product.save(force_insert=True)
    except IntegrityError:
        raise InvalidInput({"code": ["There is already a product of this code."]}) from None
    _store_fees(product, fees)
    # A currency the bank has not had before needs its own accounts in the book.
    ensure_chart(currency)
    card = _stored_card(product.pk)
    changes: dict[str, Change] = {
        name: (None, value) for name, value in product_terms_as_written(card).items()
    }
    emit(ProductCreated(actor=actor, product_id=card.id, product_code=card.code, changes=changes))
    return card


@use_case
def change_product(*, actor: Actor, product_id: int, terms: ProductTerms) -> ProductCard:
    """Set the terms that are given; they bind accounts opened from now on; fees and withholding tax bind all at once.

    Raises `NotAllowed`, `NotFound`, `InvalidInput`.
    """
    _refuse_without_right(actor)
    product = AccountProduct.objects.select_for_update(no_key=True).filter(pk=product_id).first()
    if product is None or product.account_type == AccountType.POT:
        raise NotFound
    _refuse_foreign_terms(AccountType(product.account_type), terms)
    columns = read_product_columns(terms, product.currency)
    fees = read_fees(terms.get("fees", {}), product.currency)
    before = product_terms_as_written(card_of_product(product))
    if columns:
        AccountProduct.objects.filter(pk=product.pk).update(**columns)
    _store_fees(product, fees)
    card = _stored_card(product.pk)
    after = product_terms_as_written(card)
    changes = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    emit(ProductChanged(actor=actor, product_id=card.id, product_code=card.code, changes=changes))
    return card


def ship_products(product_model: Any, fee_model: Any) -> None:
    """Offer SAVINGS, CURRENT and FIXED_DEPOSIT in the bank's currency, where they are not there yet.

    Takes the models, since it runs after migrations, which may have gone to an older state. What staff has
    changed on a shipped product stays.
    """
    unit = 10 ** Currency.of(settings.DEFAULT_CURRENCY).exponent
    for account_type, name in _SHIPPED_NAMES.items():
        product, is_new = product_model.objects.get_or_create(
            code=account_type.value,
            defaults={
                "name": name,
                "account_type": account_type.value,
                "currency": settings.DEFAULT_CURRENCY,
                **_default_columns(settings.DEFAULT_CURRENCY),
                # An older state of the database does not know all of them yet.
                **{
                    name: value
                    for name, value in _default_term(account_type).items()
                    if hasattr(product_model, name)
                },
            },
        )
        if is_new:
            fee_minor = _SHIPPED_TRANSFER_FEE * unit
            fee_model.objects.create(product=product, transaction_type="TRANSFER", amount_minor=fee_minor)


def _default_columns(currency: str) -> dict[str, Any]:
    unit = 10 ** Currency.of(currency).exponent
    return {
        "single_limit_minor": _SHIPPED_SINGLE_LIMIT * unit,
        "daily_limit_minor": _SHIPPED_DAILY_LIMIT * unit,
    }


def _default_term(account_type: AccountType) -> dict[str, Any]:
    if account_type is not AccountType.FIXED_DEPOSIT:
        return {}
    return {
        "term_months": _SHIPPED_TERM_MONTHS,
        "early_withdrawal_penalty_ppm": _SHIPPED_PENALTY_PPM,
        "interest_posting": InterestPostingPeriod.AT_MATURITY.value,
    }


def _refuse_foreign_terms(account_type: AccountType, terms: ProductTerms) -> None:
    if account_type is AccountType.FIXED_DEPOSIT:
        return
    wrong = {name: ["Only a fixed deposit has a term."] for name in sorted(_TERMS_OF_DEPOSITS & set(terms))}
    if terms.get("interest_posting") == InterestPostingPeriod.AT_MATURITY:
        wrong["interest_posting"] = ["Only a fixed deposit matures."]
    if wrong:
        raise InvalidInput(wrong)


def _store_fees(product: AccountProduct, fees: Mapping[str, int | None]) -> None:
    for kind, amount_minor in fees.items():
        if amount_minor is None:
            ProductFee.objects.filter(product=product, transaction_type=kind).delete()
        else:
            ProductFee.objects.update_or_create(
                product=product, transaction_type=kind, defaults={"amount_minor": amount_minor}
            )


def _stored_card(product_id: int) -> ProductCard:
    return card_of_product(AccountProduct.objects.prefetch_related("fees").get(pk=product_id))


def _refuse_without_right(actor: Actor) -> None:
    if not actor.may(MANAGE_PRODUCTS):
        raise NotAllowed
