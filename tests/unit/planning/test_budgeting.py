"""Periods, the rollover of budgets, and what spending is compared with."""

from __future__ import annotations

import datetime as dt

import pytest

from planning.budgeting import BudgetState, PeriodStanding, Terms, first_day_needed, standings
from planning.contracts import BudgetPeriod, CategoryKind
from planning.periods import Period, budget_period, months_of, period_before
from planning.spending import Figure, Part, SpendingBy, share_hundredths, spending_of


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def period(first: str, last: str) -> Period:
    return Period(day(first), day(last))


@pytest.mark.parametrize(
    ("kind", "date", "expected"),
    [
        (BudgetPeriod.WEEKLY, "2026-11-22", period("2026-11-16", "2026-11-22")),
        (BudgetPeriod.WEEKLY, "2026-11-23", period("2026-11-23", "2026-11-29")),
        (BudgetPeriod.MONTHLY, "2028-02-29", period("2028-02-01", "2028-02-29")),
        (BudgetPeriod.YEARLY, "2026-12-31", period("2026-01-01", "2026-12-31")),
    ],
)
def test_the_period_of_a_day(kind: BudgetPeriod, date: str, expected: Period) -> None:
    assert budget_period(kind, day(date)) == expected


@pytest.mark.parametrize(
    ("asked", "before"),
    [
        (period("2026-03-01", "2026-03-31"), period("2026-02-01", "2026-02-28")),
        (period("2026-01-01", "2026-03-31"), period("2025-10-01", "2025-12-31")),
        (period("2026-01-01", "2026-12-31"), period("2025-01-01", "2025-12-31")),
        (period("2026-11-01", "2026-11-21"), period("2026-10-11", "2026-10-31")),
        (period("2026-11-20", "2026-11-20"), period("2026-11-19", "2026-11-19")),
    ],
)
def test_the_period_before_is_as_long(asked: Period, before: Period) -> None:
    assert period_before(asked) == before


def test_months_are_cut_to_the_period() -> None:
    assert list(months_of(period("2026-01-20", "2026-03-05"))) == [
        period("2026-01-20", "2026-01-31"),
        period("2026-02-01", "2026-02-28"),
        period("2026-03-01", "2026-03-05"),
    ]


def monthly(terms: list[Terms], spent: list[int]) -> list[PeriodStanding]:
    """Standings from January on, so much spent in each month."""
    return standings(
        BudgetPeriod.MONTHLY,
        day("2026-01-15"),
        dt.date(2026, len(spent), 10),
        terms,
        lambda month: spent[month.first.month - 1],
    )


def test_what_is_left_is_carried_on_and_so_is_what_was_overspent() -> None:
    found = monthly([Terms(day("2026-01-01"), 100, rollover=True)], [70, 160, 20, 0])

    assert [(each.carried_minor, each.available_minor, each.left_minor) for each in found] == [
        (0, 100, 30),
        (30, 130, -30),
        (-30, 70, 50),
        (50, 150, 150),
    ]


def test_without_rollover_each_period_begins_anew() -> None:
    found = monthly([Terms(day("2026-01-01"), 100, rollover=False)], [70, 160, 20])

    assert [each.available_minor for each in found] == [100, 100, 100]


def test_other_terms_hold_from_their_period_on() -> None:
    terms = [Terms(day("2026-03-01"), 300, rollover=True), Terms(day("2026-01-01"), 100, rollover=False)]

    found = monthly(terms, [70, 60, 20])

    assert [(each.amount_minor, each.carried_minor) for each in found] == [(100, 0), (100, 0), (300, 40)]


@pytest.mark.parametrize(
    ("carried", "spent", "percent", "state", "reached"),
    [
        (0, 7_999, 7999, BudgetState.OK, []),
        (0, 8_000, 8000, BudgetState.WARNING, [80]),
        (0, 9_999, 9999, BudgetState.WARNING, [80]),
        (0, 10_000, 10000, BudgetState.EXCEEDED, [80, 100]),
        (2_500, 10_000, 8000, BudgetState.WARNING, [80]),
        (-10_000, 0, None, BudgetState.OK, []),
        (-10_000, 1, None, BudgetState.EXCEEDED, [80, 100]),
        (0, -500, -500, BudgetState.OK, []),
    ],
)
def test_how_far_a_budget_is_used(
    carried: int, spent: int, percent: int | None, state: BudgetState, reached: list[int]
) -> None:
    standing = PeriodStanding(period("2026-11-01", "2026-11-30"), 10_000, carried, spent)

    assert (standing.percent_hundredths, standing.state) == (percent, state)
    assert [threshold for threshold in (80, 100) if standing.has_reached(threshold)] == reached


def part(date: str, minor: int, category: int = 1, kind: CategoryKind = CategoryKind.EXPENSE) -> Part:
    return Part(
        date=day(date),
        currency="USD",
        category_id=category,
        kind=kind,
        amount_minor=minor,
        merchant_key="m",
        merchant="M",
    )


def test_a_refund_lowers_what_was_spent_and_own_money_that_moves_counts_nothing() -> None:
    spending = spending_of(
        [
            part("2026-11-03", -5_000),
            part("2026-11-09", 1_500),
            part("2026-11-09", -9_000, category=2, kind=CategoryKind.TRANSFER),
            part("2026-11-09", 70_000, category=3, kind=CategoryKind.INCOME),
            part("2026-10-31", -2_000),
        ],
        period=period("2026-11-01", "2026-11-30"),
        by=SpendingBy.CATEGORY,
        kind=CategoryKind.EXPENSE,
        cash_category_id=2,
        category_names={1: "Clothing", 2: "Cash", 3: "Salary"},
        merchant_names={},
    )

    assert spending.total == Figure(3_500, 2, 2_000)
    assert spending.earned == Figure(70_000, 1, 0)
    assert spending.cash_withdrawn_minor == 9_000
    assert [(row.label, row.figure.amount_minor) for row in spending.rows] == [("Clothing", 3_500)]
    assert (spending.total.change_minor, spending.total.change_percent_hundredths) == (1_500, 7_500)
    assert spending.earned.change_percent_hundredths is None
    assert share_hundredths(Figure(1, 1, 0), Figure(0, 2, 0)) is None


@pytest.mark.parametrize(
    ("terms", "first"),
    [
        ([Terms(day("2020-01-01"), 100, rollover=False)], "2026-09-01"),
        ([Terms(day("2020-01-01"), 100, rollover=True)], "2020-01-01"),
        # The rest of June was not carried into July, and that of July on was carried into September.
        (
            [
                Terms(day("2020-01-01"), 100, rollover=False),
                Terms(day("2026-08-01"), 100, rollover=True),
            ],
            "2026-07-01",
        ),
        # Rollover that has ended before the oldest period shown decides on nothing any more.
        (
            [
                Terms(day("2020-01-01"), 100, rollover=True),
                Terms(day("2026-09-01"), 100, rollover=False),
            ],
            "2026-09-01",
        ),
    ],
    ids=["without", "always", "since August", "until August"],
)
def test_only_the_days_that_decide_on_what_is_shown_are_needed(terms: list[Terms], first: str) -> None:
    found = first_day_needed(BudgetPeriod.MONTHLY, day("2020-01-15"), day("2026-11-20"), terms, 2)

    assert found == day(first)
