"""Staff who banks here decides nothing about an account of his own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.contracts import MANAGE_ANY_ACCOUNT, OPEN_OWN_ACCOUNT, AccountCard, AccountStatus
from accounts.services import (
    activate_account,
    change_account,
    close_account,
    freeze_account,
    unfreeze_account,
)
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotAllowed
from tests.builders.accounts import STAFF, offer_product, open_account, present
from tests.builders.people import approved_customer
from users.contracts import PersonCard

pytestmark = pytest.mark.django_db


def staff_who_banks_here(person: PersonCard) -> Actor:
    return Actor(
        user_id=person.id,
        username=person.username,
        customer_id=person.customer_id,
        permissions=frozenset({OPEN_OWN_ACCOUNT, MANAGE_ANY_ACCOUNT}),
    )


def pending(person: PersonCard) -> AccountCard:
    offer_product("SLOW", auto_activate=False)
    return open_account(person, product_code="SLOW")


def frozen(person: PersonCard) -> AccountCard:
    account = open_account(person)
    return freeze_account(actor=STAFF, account_id=account.id, reason="A question").card


DEEDS: dict[str, tuple[Callable[[PersonCard], AccountCard], Callable[[Actor, int], Any]]] = {
    "activate": (pending, lambda actor, pk: activate_account(actor=actor, account_id=pk)),
    "freeze": (open_account, lambda actor, pk: freeze_account(actor=actor, account_id=pk, reason="x")),
    "unfreeze": (frozen, lambda actor, pk: unfreeze_account(actor=actor, account_id=pk, reason="x")),
    "limits": (
        open_account,
        lambda actor, pk: change_account(
            actor=actor, account_id=pk, terms={"daily_transaction_limit": "900000.00"}
        ),
    ),
    "minimum": (
        open_account,
        lambda actor, pk: change_account(actor=actor, account_id=pk, terms={"minimum_balance": "1.00"}),
    ),
}


@pytest.mark.parametrize(("account_of", "deed"), DEEDS.values(), ids=DEEDS)
def test_he_is_refused_like_any_owner_and_nothing_changes(
    account_of: Callable[[PersonCard], AccountCard], deed: Callable[[Actor, int], Any]
) -> None:
    person = approved_customer()
    account = account_of(person)
    with pytest.raises(NotAllowed):
        deed(staff_who_banks_here(person), account.id)
    assert present(account) == account


def test_he_names_and_closes_it_as_any_owner_may() -> None:
    person = approved_customer()
    actor, account = staff_who_banks_here(person), open_account(person)
    change_account(actor=actor, account_id=account.id, terms={"nickname": "Rainy days"})
    assert present(account).nickname == "Rainy days"
    assert (
        close_account(actor=actor, account_id=account.id, reason="Done").card.status is AccountStatus.CLOSED
    )
