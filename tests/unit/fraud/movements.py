"""Movements as the money path knows them, and a small life of an account, without any table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from fraud.contracts import Origin, ProfileRow, RuleBook, Screening, ScreeningRequest
from fraud.scoring import screen
from fraud.shipped_rules import shipped_book

NOON: Final = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
SHIPPED: Final = shipped_book()


def movement(**changed: Any) -> ScreeningRequest:
    """Return a transfer of 100.00 out of 10,000.00 by a customer from his own telephone, with changes."""
    usual = ScreeningRequest(
        origin=Origin.CUSTOMER,
        movement="TRANSFER",
        amount_minor=10_000,
        currency="USD",
        at=NOON,
        business_date=NOON.date(),
        account_id=1,
        customer_user_id=1,
        other_account_id=2,
        other_customer_user_id=2,
        counterparty="account:2",
        device="telephone",
        network="home",
        balance_minor=1_000_000,
        available_minor=1_000_000,
        single_limit_minor=500_000,
        daily_limit_minor=1_000_000,
        other=ProfileRow(),
    )
    return replace(usual, **changed)


def lived(movements: Iterable[ScreeningRequest], book: RuleBook = SHIPPED) -> tuple[list[Screening], str]:
    """Score one movement after the other, all of them made; return the scores and the state they leave."""
    state, screenings = "", []
    for each in movements:
        found = screen(replace(each, own=replace(each.own, state=state)), book)
        screenings.append(found)
        state = found.state_after
    return screenings, state


def ordinary_months(days: int = 90) -> list[ScreeningRequest]:
    """Return what a customer with a home does: groceries every other day, and rent on each thirtieth."""
    life = []
    for day in range(days):
        at = NOON + dt.timedelta(days=day - days, hours=day % 7)
        if day % 2:
            shop = f"account:{10 + day % 5}"
            life.append(movement(at=at, amount_minor=2_000 + 613 * (day % 9), counterparty=shop))
        if day % 30 == 0:
            life.append(movement(at=at, amount_minor=120_000, counterparty="account:5"))
    return life
