"""What a loan of a product would cost, worked out for anybody who asks; nothing is kept."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.money import Currency, InvalidAmount, parse_amount_minor
from loans.contracts import MANAGE_ANY_LOAN, MANAGE_LOAN_PRODUCTS, AmountAsWritten, Quote
from loans.quote import quote
from loans.schedule import TermsCannotBePlanned
from loans.selectors.products import loan_product_card
from loans.terms import schedule_terms_of


def quote_of_product(
    actor: Actor,
    product_id: int,
    *,
    amount: AmountAsWritten,
    term: int,
    start_date: dt.date | None = None,
    overrides: Mapping[str, Any],
) -> Quote:
    """Return schedule and annual percentage rate of a loan of a product, `amount` in major units as written.

    Without a start date it begins today. `overrides` are terms as written: those the product leaves open, by staff
    any. Raises `NotFound` for a product that is not on offer, `InvalidInput` by field.
    """
    product = loan_product_card(actor, product_id)
    try:
        amount_minor = parse_amount_minor(amount, Currency.of(product.currency).exponent)
    except InvalidAmount as error:
        raise InvalidInput({"amount": [str(error)]}) from None
    terms = schedule_terms_of(
        product,
        amount_minor=amount_minor,
        term=term,
        start_date=start_date or clock.business_date(),
        overrides=overrides,
        staff=actor.may(MANAGE_LOAN_PRODUCTS) or actor.may(MANAGE_ANY_LOAN),
    )
    try:
        return quote(terms, product.currency)
    except TermsCannotBePlanned as error:
        raise InvalidInput({error.field: [str(error)]}) from None
