"""Habits that payments show, and the balances that follow from them."""

from __future__ import annotations

import datetime as dt

import pytest

from planning.contracts import Direction
from planning.forecasting import ExpectedMovement, ForecastSource, forecast
from planning.habits import Habit, Payment, Rhythm, habits_of

TODAY = dt.date(2026, 11, 21)


def paid(*payments: tuple[str, int], merchant: str = "Harbour Lettings") -> list[Payment]:
    return [
        Payment(dt.date.fromisoformat(date), merchant.casefold(), merchant, Direction.OUT, minor)
        for date, minor in payments
    ]


def habit(payments: list[Payment]) -> Habit:
    (found,) = habits_of(payments, TODAY)
    return found


def test_rent_on_the_same_day_of_each_month_is_a_habit_that_says_why() -> None:
    rent = habit(paid(*((f"2026-{month:02d}-03", 95_000) for month in range(7, 12))))

    assert (rent.rhythm, rent.amount_minor, rent.next_date) == (
        Rhythm.MONTHLY,
        95_000,
        dt.date(2026, 12, 3),
    )
    assert rent.explanation == (
        "5 times since 2026-07-03 to Harbour Lettings, about every month, last on 2026-11-03."
    )
    assert list(rent.dates(dt.date(2027, 2, 28))) == [
        dt.date(2026, 12, 3),
        dt.date(2027, 1, 3),
        dt.date(2027, 2, 3),
    ]


def test_the_last_day_of_the_month_stays_the_last() -> None:
    pay = habit(paid(("2026-08-31", 1), ("2026-09-30", 1), ("2026-10-31", 1)))

    assert list(pay.dates(dt.date(2027, 3, 31))) == [
        dt.date(2026, 11, 30),
        dt.date(2026, 12, 31),
        dt.date(2027, 1, 31),
        dt.date(2027, 2, 28),
        dt.date(2027, 3, 31),
    ]


def test_a_week_of_shopping_is_what_lies_in_the_middle() -> None:
    weekly = habit(
        paid(("2026-10-24", 6_000), ("2026-10-31", 7_500), ("2026-11-07", 5_500), ("2026-11-14", 6_400))
    )

    assert (weekly.rhythm, weekly.amount_minor, weekly.next_date) == (
        Rhythm.WEEKLY,
        6_000,
        dt.date(2026, 11, 22),
    )


@pytest.mark.parametrize(
    "payments",
    [
        pytest.param([("2026-10-03", 1), ("2026-11-03", 1)], id="twice is not often"),
        pytest.param([("2026-04-03", 1), ("2026-05-03", 1), ("2026-06-03", 1)], id="it has stopped"),
        pytest.param([("2026-09-03", 1), ("2026-09-05", 1), ("2026-11-19", 1)], id="no rhythm"),
        pytest.param([("2026-09-03", 10), ("2026-10-03", 400), ("2026-11-03", 9_000)], id="no amount"),
    ],
)
def test_what_is_no_habit(payments: list[tuple[str, int]]) -> None:
    assert habits_of(paid(*payments), TODAY) == []


def test_each_day_holds_what_the_day_before_held_and_what_moved() -> None:
    rent = habit(paid(*((f"2026-{month:02d}-03", 95_000) for month in range(7, 12))))
    order = ExpectedMovement(
        dt.date(2026, 11, 25), -30_000, ForecastSource.STANDING_ORDER, "Priya", "Ordered."
    )
    pay = ExpectedMovement(dt.date(2026, 12, 1), 20_000, ForecastSource.FIXED_DEPOSIT, "FXD", "Matures.")
    past = ExpectedMovement(TODAY, -99_999, ForecastSource.LOAN, "LOAN", "Today is over.")

    found = forecast(TODAY, 30, 100_000, [order, pay, past], [rent])

    balances = {each.date: each.balance_minor for each in found.days}
    assert len(balances) == 30
    assert balances[dt.date(2026, 11, 24)] == 100_000
    assert balances[dt.date(2026, 11, 25)] == 70_000
    assert balances[dt.date(2026, 12, 1)] == 90_000
    assert balances[dt.date(2026, 12, 3)] == balances[dt.date(2026, 12, 21)] == -5_000
    assert (found.lowest.date, found.lowest.balance_minor) == (dt.date(2026, 12, 3), -5_000)
    assert found.first_below_zero == found.lowest
    assert [each.source for each in found.movements] == [
        ForecastSource.STANDING_ORDER,
        ForecastSource.FIXED_DEPOSIT,
        ForecastSource.HABIT,
    ]
