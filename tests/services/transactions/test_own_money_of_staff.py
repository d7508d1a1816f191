"""Staff who banks here has no more rights over his own money than any other customer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotAllowed
from tests.builders.money import Holder, holder, submit
from tests.whole_database import picture_of_money
from transactions.contracts import SUBMIT_ANY
from transactions.errors import SingleLimitExceeded

pytestmark = pytest.mark.django_db


def teller_who_banks_here(own: Holder) -> Actor:
    actor = own.actor
    return replace(actor, permissions=actor.permissions | {SUBMIT_ANY})


@pytest.mark.parametrize(("kind", "side"), [("INTEREST", "receiver"), ("FEE", "sender")])
def test_he_books_no_interest_and_no_fee_on_his_own_account(kind: str, side: str) -> None:
    mine = holder(100_000)
    before = picture_of_money()
    with pytest.raises(NotAllowed):
        submit(teller_who_banks_here(mine), kind, "1.00", **{side: mine})
    assert picture_of_money() == before


def test_his_own_deposit_is_bound_by_the_single_limit() -> None:
    mine = holder(100_000)
    teller = teller_who_banks_here(mine)
    with pytest.raises(SingleLimitExceeded):
        submit(teller, "DEPOSIT", "10000.01", receiver=mine)
    submit(teller, "DEPOSIT", "10000.00", receiver=mine)
    assert mine.balance_minor == 1_100_000


def test_he_moves_no_customer_s_money_into_his_own_account() -> None:
    mine, ben = holder(), holder(100_000)
    before = picture_of_money()
    with pytest.raises(NotAllowed):
        submit(teller_who_banks_here(mine), "TRANSFER", "5.00", sender=ben, receiver=mine)
    assert picture_of_money() == before


def test_he_still_moves_his_own_money_and_that_of_others() -> None:
    mine, ben, eve = holder(100_000), holder(100_000), holder()
    teller = teller_who_banks_here(mine)
    submit(teller, "TRANSFER", "5.00", sender=mine, receiver=ben)
    submit(teller, "TRANSFER", "5.00", sender=ben, receiver=eve)
    submit(teller, "INTEREST", "1.00", receiver=eve)
    assert (mine.balance_minor, ben.balance_minor, eve.balance_minor) == (99_400, 99_900, 600)


def test_without_a_customer_s_right_his_own_account_is_closed_to_him() -> None:
    mine = holder(100_000)
    teller = replace(mine.actor, permissions=frozenset({SUBMIT_ANY}))
    with pytest.raises(NotAllowed):
        submit(teller, "WITHDRAWAL", "5.00", sender=mine)
    assert mine.balance_minor == 100_000
