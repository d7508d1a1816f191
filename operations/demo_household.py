"""Three months of a demonstration customer's everyday money before the story begins, and how he plans it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Final

from accounts.contracts import AccountCard
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.money import Currency
from operations.demo_life import LifeMovement, household_life
from operations.demo_story import DemoMovement
from planning.contracts import BudgetPeriod
from planning.services import NewBudget, NewExpense, create_budget, watch_budgets, write_expense
from transactions.contracts import TransactionType

LIFE_DAYS: Final = 92
"""How long before the story his everyday life begins."""
_SEED: Final = 4
_SUNDAY: Final = 6
_BUDGETS: Final = (("food", 65_000, True), ("leisure", 9_000, False))


def life_before(begin: dt.datetime) -> list[LifeMovement]:
    """Return what moved on the customer's account in the months before a moment; nobody else is in it."""
    last = clock.business_date(begin) - dt.timedelta(days=1)
    first = last - dt.timedelta(days=LIFE_DAYS - 1)
    brought_along = LifeMovement(
        date=first,
        kind=TransactionType.DEPOSIT,
        amount_hundredths=250_000,
        category_key="other_income",
        description="From the bank before this one",
    )
    lived = household_life(_SEED, first, last)
    return [brought_along, *(movement for movement in lived if not movement.other)]


def live(
    bank: Actor,
    customer: Actor,
    account: AccountCard,
    begin: dt.datetime,
    move: Callable[[DemoMovement], None],
) -> int:
    """Play those months with two budgets, whose warnings come as they would have; return how much moved."""
    movements = life_before(begin)
    with clock.frozen_at(begin - dt.timedelta(days=LIFE_DAYS - 1)):
        for category, hundredths, rollover in _BUDGETS:
            budget = NewBudget(
                category=category,
                period=BudgetPeriod.MONTHLY,
                amount=_amount(hundredths, account),
                rollover=rollover,
                currency=account.currency,
            )
            create_budget(actor=customer, budget=budget)
    for number, movement in enumerate(movements):
        with clock.frozen_at(_moment(movement.date, number)):
            move(_told(movement))
            if movement.date.weekday() == _SUNDAY:
                watch_budgets(actor=bank)
    return len(movements)


def plan(bank: Actor, customer: Actor, account: AccountCard, begin: dt.datetime) -> None:
    """Let him write down what he spent in cash in the last days of the story."""
    expense = NewExpense(
        category="groceries",
        amount=_amount(1_250, account),
        description="Apples and bread at the market",
        currency=account.currency,
    )
    with clock.frozen_at(begin + dt.timedelta(days=26)):
        write_expense(actor=customer, expense=expense)
        watch_budgets(actor=bank)


def _moment(date: dt.date, number: int) -> dt.datetime:
    """Return a moment of a day at which people shop, later for each movement than for the one before."""
    return clock.start_of_business_date(date) + dt.timedelta(hours=10, seconds=90 * number)


def _told(movement: LifeMovement) -> DemoMovement:
    return DemoMovement(
        day=0,
        kind=movement.kind,
        amount_hundredths=movement.amount_hundredths,
        sender=None if movement.comes_in else "customer",
        receiver="customer" if movement.comes_in else None,
        payee_name=movement.payee_name,
        description=movement.description,
    )


def _amount(hundredths: int, account: AccountCard) -> Decimal:
    # The story is told in hundredths; a bank of another currency rounds them to what that one has.
    decimals = Decimal(1).scaleb(-Currency.of(account.currency).exponent)
    return Decimal(hundredths).scaleb(-2).quantize(decimals)
