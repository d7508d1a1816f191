"""Creating and changing what the bank lends, and shipping the first three products."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django.conf import settings
from django.db import IntegrityError

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, savepoint, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from core_banking.kernel.money import CURRENCY_CODES
from ledger.services import ensure_chart
from loans.contracts import MANAGE_LOAN_PRODUCTS, LoanProductCard, LoanType
from loans.events.products import Change, LoanProductChanged, LoanProductCreated
from loans.models import LoanProduct
from loans.product_terms import changed_product, default_card, product_as_written, shipped_columns
from loans.selectors.products import card_of_loan_product

_MADE_BY_THE_DATABASE = {"id", "created_at"}


@use_case
def create_loan_product(
    *, actor: Actor, code: str, loan_type: LoanType, currency: str, terms: Mapping[str, Any]
) -> LoanProductCard:
    """Offer a new loan product; terms left out are those of the shipped product of its type.

    Nothing is approved at once unless `instant_approval_up_to` is given. Raises `NotAllowed`, `InvalidInput`.
    """
    _refuse_without_right(actor)
    if currency not in CURRENCY_CODES:
        raise InvalidInput({"currency": ["The bank does not know this currency."]})
    default = default_card(code, loan_type, currency)
    columns = {
        field.name: _as_column(getattr(default, field.name))
        for field in fields(default)
        if field.name not in _MADE_BY_THE_DATABASE
    }
    product = LoanProduct(**{**columns, **changed_product(default, terms)})
    try:
        with savepoint():
            product.save(force_insert=True)
    except IntegrityError:
        raise InvalidInput({"code": ["There is already a product of this code."]}) from None
    # A currency the bank has not lent in before needs its own accounts in the book.
    ensure_chart(currency)
    card = card_of_loan_product(LoanProduct.objects.get(pk=product.pk))
    changes: dict[str, Change] = {name: (None, value) for name, value in product_as_written(card).items()}
    emit(LoanProductCreated(actor=actor, product_id=card.id, product_code=card.code, changes=changes))
    return card


@use_case
def change_loan_product(*, actor: Actor, product_id: int, terms: Mapping[str, Any]) -> LoanProductCard:
    """Set the terms that are given; they bind loans approved from now on, never those that run.

    Raises `NotAllowed`, `NotFound`, `InvalidInput`.
    """
    _refuse_without_right(actor)
    product = LoanProduct.objects.select_for_update(no_key=True).filter(pk=product_id).first()
    if product is None:
        raise NotFound
    before = card_of_loan_product(product)
    columns = changed_product(before, terms)
    if columns:
        LoanProduct.objects.filter(pk=product.pk).update(**columns)
    card = card_of_loan_product(LoanProduct.objects.get(pk=product.pk))
    old, new = product_as_written(before), product_as_written(card)
    changes = {name: (old[name], new[name]) for name in new if old[name] != new[name]}
    emit(LoanProductChanged(actor=actor, product_id=card.id, product_code=card.code, changes=changes))
    return card


def ship_loan_products(product_model: Any) -> None:
    """Offer PERSONAL, HOME and CAR in the bank's currency, where they are not there yet.

    Takes the model, since it runs after migrations, which may have gone to an older state. What staff has changed on
    a shipped product stays.
    """
    currency = settings.DEFAULT_CURRENCY
    for loan_type in LoanType:
        product_model.objects.get_or_create(
            code=loan_type.value,
            defaults={
                "loan_type": loan_type.value,
                "currency": currency,
                **shipped_columns(loan_type, currency),
            },
        )


def _as_column(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _refuse_without_right(actor: Actor) -> None:
    if not actor.may(MANAGE_LOAN_PRODUCTS):
        raise NotAllowed
