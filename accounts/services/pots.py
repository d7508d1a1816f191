"""Pots: accounts that keep the money of savings goals, opened and closed by their goals alone.

A pot is an account like any other in the book, so that statements, freezes, proofs and the closing of days need no
second way. It is of a product of its own, one for each currency, which nobody is offered.
"""

from __future__ import annotations

from typing import Final

from accounts.contracts import AccountCard, AccountType, ProductCard
from accounts.errors import KycRequired
from accounts.events import AccountOpened
from accounts.models import AccountProduct
from accounts.selectors.accounts import account_card
from accounts.selectors.products import card_of_product
from accounts.services.opening import create_account
from accounts.services.suspension import lock_money_holder
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, within_use_case
from core_banking.kernel.money import Money
from kyc.services import hold_identity
from users.selectors import person_card

_PRODUCT_NAME: Final = "Savings pot"


@within_use_case
def open_pot(*, actor: Actor, customer_id: int, currency: str) -> AccountCard:
    """Open a pot for a customer, active at once, without interest and without a minimum balance.

    Raises `KycRequired` while the customer's KYC is not approved, and `IdentityErased` for who is no customer any more.
    """
    # The identity record before the money row, as wherever an account is opened.
    hold_identity(customer_id)
    lock_money_holder(customer_id)
    owner = person_card(customer_id)
    if not owner.is_account_verified:
        raise KycRequired
    product = _product_in(currency)
    pot = create_account(owner, product, "", 0)
    emit(
        AccountOpened(
            actor=actor,
            account_id=pot.pk,
            owner_id=owner.id,
            account_number=pot.account_number,
            product_code=product.code,
            status=pot.status,
            minimum_balance=str(Money.of_minor(0, currency)),
            currency=currency,
        )
    )
    card = account_card(pot.pk)
    assert card is not None
    return card


def _product_in(currency: str) -> ProductCard:
    """Return the product of the pots in a currency, made with the first of them: several may be the first at once."""
    code = f"{AccountType.POT.value}-{currency}"  # with a sign that codes of staff do not have
    product = AccountProduct(
        code=code,
        name=_PRODUCT_NAME,
        account_type=AccountType.POT.value,
        currency=currency,
        single_limit_minor=0,
        daily_limit_minor=0,
        is_active=False,
    )
    AccountProduct.objects.bulk_create([product], ignore_conflicts=True)
    return card_of_product(AccountProduct.objects.prefetch_related("fees").get(code=code))
