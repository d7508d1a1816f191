"""A statement adds up although money moves while it is being read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from accounts.contracts import AccountCard, Statement
from accounts.selectors import statement_for
from core_banking.kernel import clock
from ledger import selectors
from tests.builders.accounts import STAFF, open_account, put_money, take_money
from tests.builders.people import approved_customer

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2031, 3, 10, 12, 0, tzinfo=dt.UTC)
TODAY, TOMORROW = NOON.date(), NOON.date() + dt.timedelta(days=1)


@pytest.fixture
def account() -> AccountCard:
    """100.00 in on the day before, 5.00 out today."""
    with clock.frozen_at(NOON - dt.timedelta(days=1)):
        account = open_account(approved_customer(), 10_000)
    with clock.frozen_at(NOON):
        take_money(account, 500)
    return account


def read_while_money_arrives(
    account: AccountCard, first: dt.date, monkeypatch: pytest.MonkeyPatch, after_look: int
) -> Statement:
    """Read the statement from a day until tomorrow; 7.00 arrive after its first, second, … look at the lines."""
    looks = 0

    def with_an_arrival(look: Callable[..., object]) -> Callable[..., object]:
        def looked(*args: object, **kwargs: object) -> object:
            nonlocal looks
            seen = look(*args, **kwargs)
            looks += 1
            if looks == after_look:
                put_money(account, 700)
            return seen

        return looked

    with clock.frozen_at(NOON), monkeypatch.context() as patch:
        for name in ("_last_line_before", "_lines_between"):
            patch.setattr(selectors, name, with_an_arrival(getattr(selectors, name)))
        return statement_for(STAFF, account.id, from_date=first, to_date=TOMORROW)


@pytest.mark.parametrize("after_look", [1, 2, 3])
@pytest.mark.parametrize("first", [TODAY - dt.timedelta(days=1), TODAY, TOMORROW])
def test_it_adds_up_and_its_lines_are_those_of_its_days(
    account: AccountCard, first: dt.date, after_look: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    statement = read_while_money_arrives(account, first, monkeypatch, after_look)

    lines = list(statement.lines[:100])
    assert (
        statement.closing_minor == statement.opening_minor + statement.credits_minor - statement.debits_minor
    )
    assert sum(line.change_minor for line in lines) == statement.credits_minor - statement.debits_minor
    assert len(statement.lines) == len(lines)
    assert [line.balance_after_minor for line in lines][-1:] in ([], [statement.closing_minor])
    assert all(first <= line.business_date <= TOMORROW for line in lines)
