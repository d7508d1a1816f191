"""A year of a household's money: every figure is a sum over the lines of its accounts in the ledger."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from operations.demo_life import FRIEND, SAVINGS, LifeMovement, household_life
from planning.contracts import BudgetPeriod, CategoryKind
from planning.periods import Period, months_of
from planning.selectors import Files, movements_to_file, own_budgets, spending_for
from planning.selectors.budgets import cards_of_budgets
from planning.selectors.filed import planner_of
from planning.selectors.spending import SpendingAnswer
from planning.services import NewBudget, NewExpense, create_budget, file_movement, write_expense
from planning.spending import SpendingBy
from tests.builders.accounts import offer_product
from tests.builders.money import TELLER, Holder, holder, second_account, submit
from tests.rolled_back import rolled_back
from transactions.contracts import REVERSE, SUBMIT_ANY, TransactionType
from transactions.services import reverse_transaction

# Which sums they are is decided before an engine is asked; the same statements run on both in other tests.
pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]

YEAR = Period(dt.date(2025, 1, 1), dt.date(2025, 12, 31))
SEED = 20250101
NUMBER_OF_MOVEMENTS = 616
CLERK = Actor(username="branch", permissions=frozenset({REVERSE, SUBMIT_ANY}))

_LINES_OF_CUSTOMER = """
SELECT e.id, e.reference, l.kind, -l.amount_minor, l.business_date
  FROM ledger_journalline l
  JOIN ledger_journalentry e ON e.id = l.entry_id
  JOIN accounts_account a ON a.ledger_account_id = l.account_id
 WHERE a.customer_id = %s
   AND e.reverses_id IS NULL
   AND NOT EXISTS (SELECT 1 FROM ledger_journalentry r WHERE r.reverses_id = e.id)
 ORDER BY e.id, l.position
"""


@dataclass(frozen=True)
class Household:
    """The customer, and under which category each of his movements belongs."""

    home: Holder
    category_of: Mapping[str, str]
    merchant_of: Mapping[str, str]
    cash: tuple[tuple[dt.date, str, int], ...]


@pytest.fixture(scope="module")
def household(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Household]:
    """Play the year once for all tests of the module."""
    with django_db_blocker.unblock(), rolled_back():
        yield _play()


def _play() -> Household:
    with clock.frozen_at(dt.datetime(2024, 12, 30, 9, tzinfo=dt.UTC)):
        offer_product("LIFE", account_type="CURRENT", fees={"WITHDRAWAL": "0.75"})
        home = holder(product_code="LIFE")
        accounts = {FRIEND: holder(), SAVINGS: second_account(home)}
    category_of, merchant_of = {}, {}
    for number, movement in enumerate(household_life(SEED, YEAR.first, YEAR.last)):
        moment = dt.datetime.combine(movement.date, dt.time(8, tzinfo=dt.UTC)) + dt.timedelta(
            seconds=30 * number
        )
        with clock.frozen_at(moment):
            transaction_id = _move(movement, home, accounts)
        category_of[transaction_id] = movement.category_key
        merchant_of[transaction_id] = movement.payee_name or movement.description
    cash = ((dt.date(2025, 3, 8), "gifts", 2_350), (dt.date(2025, 11, 30), "eating_out", 1_800))
    with clock.frozen_at(dt.datetime(2025, 12, 31, 22, tzinfo=dt.UTC)):
        _reverse_one(category_of)
        _file_one_by_hand(home, category_of)
        for date, key, minor in cash:
            expense = NewExpense(category=key, amount=Decimal(minor).scaleb(-2), date=date)
            write_expense(actor=home.actor, expense=expense)
    return Household(home, category_of, merchant_of, cash)


def _move(movement: LifeMovement, home: Holder, accounts: dict[str, Holder]) -> str:
    sides = {"receiver": home} if movement.kind is TransactionType.DEPOSIT else {"sender": home}
    if movement.other:
        sides["receiver"] = accounts[movement.other]
    card = submit(
        TELLER if movement.kind is TransactionType.DEPOSIT else home.actor,
        movement.kind,
        str(Decimal(movement.amount_hundredths).scaleb(-2)),
        payee_name=movement.payee_name,
        description=movement.description,
        **sides,
    )
    assert card.status == "COMPLETED"
    return card.transaction_id


def _reverse_one(category_of: Mapping[str, str]) -> None:
    taken_back = next(key for key, category in category_of.items() if category == "clothing")
    reverse_transaction(actor=CLERK, key=taken_back, reason="The shop was charged twice")


def _file_one_by_hand(home: Holder, category_of: dict[str, str]) -> None:
    """What nobody could sort teaches where its merchant belongs, before and after."""
    unsorted = [key for key, category in category_of.items() if category == "unsorted"]
    file_movement(actor=home.actor, transaction_id=unsorted[3], category="home_repairs")
    category_of.update(dict.fromkeys(unsorted, "home_repairs"))


def sums_of_the_ledger(household: Household, period: Period, by: SpendingBy) -> dict[str, int]:
    """What was spent, added up from the raw lines and from what was written down, with none of planning's code."""
    sums: dict[str, int] = defaultdict(int)
    for category, merchant, date, minor in _spent(household):
        if period.first <= date <= period.last:
            key = {"category": category, "merchant": merchant, "month": f"{date:%Y-%m}"}[by.value]
            sums[key] += minor
    return dict(sums)


def _spent(household: Household) -> Iterator[tuple[str, str, dt.date, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_LINES_OF_CUSTOMER, [household.home.person.id])
        rows = cursor.fetchall()
    for _, reference, kind, change_minor, date in rows:
        category = "bank_fees" if kind == "FEE" else household.category_of[reference]
        if category in {"own_transfer", "cash", "salary"}:
            continue
        merchant = "Core Bank" if kind == "FEE" else household.merchant_of[reference]
        if category == "money_sent":
            merchant = "the friend"
        yield category, merchant, dt.date.fromisoformat(str(date)), -change_minor
    for date, category, minor in household.cash:
        yield category, "Cash", date, minor


def spending(household: Household, period: Period, by: SpendingBy) -> SpendingAnswer:
    return spending_for(household.home.actor, period=period, by=by, kind=CategoryKind.EXPENSE, currency=None)


def figures(household: Household, period: Period, by: SpendingBy) -> dict[str, int]:
    answer = spending(household, period, by)
    keys = {
        row.key: answer.category(row.category_id).key if row.category_id is not None else row.label
        for row in answer.spending.rows
    }
    named = {keys[row.key]: row.figure.amount_minor for row in answer.spending.rows if row.figure.count}
    return {"the friend" if name.startswith("SAV") else name: minor for name, minor in named.items()}


def test_the_year_has_about_six_hundred_movements_of_twenty_categories(household: Household) -> None:
    assert len(household.category_of) == NUMBER_OF_MOVEMENTS
    assert len(set(household.category_of.values())) == 23


@pytest.mark.parametrize("by", SpendingBy)
def test_each_figure_is_the_sum_of_its_lines(household: Household, by: SpendingBy) -> None:
    windows = [YEAR, *months_of(YEAR), Period(dt.date(2025, 2, 11), dt.date(2025, 7, 4))]

    found = {window: figures(household, window, by) for window in windows}

    assert found == {window: sums_of_the_ledger(household, window, by) for window in windows}


def test_by_category_month_and_merchant_it_adds_up_to_the_same(household: Household) -> None:
    expected = sum(sums_of_the_ledger(household, YEAR, SpendingBy.MONTH).values())

    for by in SpendingBy:
        rows = spending(household, YEAR, by).spending
        assert sum(row.figure.amount_minor for row in rows.rows) == rows.total.amount_minor == expected
        assert sum(row.figure.count for row in rows.rows) == rows.total.count


def test_the_change_is_against_the_months_before(household: Household) -> None:
    quarter, before = (
        Period(dt.date(2025, 7, 1), dt.date(2025, 9, 30)),
        Period(dt.date(2025, 4, 1), dt.date(2025, 6, 30)),
    )
    now, then = (sums_of_the_ledger(household, each, SpendingBy.CATEGORY) for each in (quarter, before))

    answer = spending(household, quarter, SpendingBy.CATEGORY)

    assert answer.spending.previous == before
    for row in answer.spending.rows:
        assert row.category_id is not None
        key = answer.category(row.category_id).key
        assert (row.figure.amount_minor, row.figure.previous_minor) == (now.get(key, 0), then.get(key, 0))
    assert answer.spending.total.change_minor == sum(now.values()) - sum(then.values())


def test_what_was_earned_is_the_salary(household: Household) -> None:
    answer = spending(household, YEAR, SpendingBy.MONTH)

    assert answer.spending.earned.amount_minor == 12 * 410_000
    assert answer.spending.cash_written_down_minor == 2_350 + 1_800


def test_a_budget_counts_the_lines_of_its_categories_period_by_period(household: Household) -> None:
    """Twelve months of food with the rest carried over, as if the budget had been made in January."""
    home = household.home
    with clock.frozen_at(dt.datetime(2025, 1, 1, 7, tzinfo=dt.UTC)):
        budget = NewBudget(category="food", period=BudgetPeriod.MONTHLY, amount=Decimal("900"), rollover=True)
        create_budget(actor=home.actor, budget=budget)

    (card,) = cards_of_budgets(planner_of(home.person.id), list(own_budgets(home.actor)), YEAR.last)

    carried_minor = 0
    for standing in (*card.earlier, card.standing):
        lines = sums_of_the_ledger(household, standing.period, SpendingBy.CATEGORY)
        spent_minor = sum(lines.get(key, 0) for key in ("groceries", "eating_out", "coffee_snacks"))
        assert (standing.spent_minor, standing.carried_minor) == (spent_minor, carried_minor)
        carried_minor += 90_000 - spent_minor
    assert [standing.period for standing in (*card.earlier, card.standing)] == list(months_of(YEAR))


def test_every_movement_says_where_it_belongs(household: Household) -> None:
    actor = household.home.actor
    files = Files.of(actor)

    filed = files.of_rows(list(movements_to_file(actor)))

    found = {
        each.movement.transaction_id: files.category(each.verdict.category_id).key
        for each in filed
        if each.movement.transaction_type != "REVERSAL"
    }
    assert found == household.category_of
    assert len(filed) == NUMBER_OF_MOVEMENTS + 1
