"""The first money of an account: how much it must be, and whose it may be. The movement is made a floor above."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from accounts.contracts import MANAGE_ANY_ACCOUNT, OpeningFunds, ProductCard
from accounts.models import Account
from accounts.requirements import opening_deposit_problem
from accounts.terms import read_amount
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import within_use_case
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.money import InvalidAmount, Money

_AT_THE_COUNTER = (
    "Name an account of yours to pay the opening deposit from, or open the account at the counter."
)


def problems_of_funds(product: ProductCard, funds: OpeningFunds | None) -> dict[str, list[str]]:
    """Return what is wrong with the opening deposit that is brought, by field; empty when it is enough."""
    try:
        brought_minor = None if funds is None else amount_minor_of(funds, product)
    except InvalidAmount as error:
        return {"opening_deposit": [str(error)]}
    problem = opening_deposit_problem(product, brought_minor)
    return {} if problem is None else {"opening_deposit": [problem]}


def amount_minor_of(funds: OpeningFunds, product: ProductCard) -> int:
    """Return the amount that is brought, in minor units; left out, what the product asks. Raises `InvalidAmount`."""
    if funds.amount is None:
        return product.opening_deposit_minor
    return read_amount(funds.amount, product.currency)


@within_use_case
def take_opening_deposit(actor: Actor, account: Account, product: ProductCard, funds: OpeningFunds) -> None:
    """Put the opening deposit on an account that has just got its number, in the transaction that gave it.

    Without an account to take it from it is cash, which only staff takes. Whoever is named by
    `OPENING_DEPOSIT_CARRIER` moves the money as any other, with its record, limits and audit row. Raises
    `InvalidInput`, and the refusals of the movement.
    """
    amount_minor = amount_minor_of(funds, product)
    if not amount_minor:
        raise InvalidInput({"opening_deposit": ["Say how much."]})
    by_staff = actor.may(MANAGE_ANY_ACCOUNT) and account.customer_id != actor.user_id
    if funds.from_account_number is None:
        if not by_staff:
            raise InvalidInput({"funding_account_number": [_AT_THE_COUNTER]})
    elif not _is_of_the_owner(funds.from_account_number, account):
        raise InvalidInput({"funding_account_number": ["The customer has no such account."]})
    carry: Callable[..., Any] = import_string(settings.OPENING_DEPOSIT_CARRIER)
    carry(
        actor=actor,
        account_number=account.account_number,
        amount=Decimal(str(Money.of_minor(amount_minor, product.currency))),
        from_account_number=funds.from_account_number,
        pin_proven=funds.pin_proven,
    )


def _is_of_the_owner(number: str, account: Account) -> bool:
    others = Account.objects.filter(customer_id=account.customer_id).exclude(pk=account.pk)
    return others.filter(account_number=number).exists()
