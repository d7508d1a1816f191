"""What accounts will hold day by day, from what they hold now and what is expected. Pure; amounts in minor units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from planning.habits import Habit

_DAY: Final = dt.timedelta(days=1)


class ForecastSource(StrEnum):
    """Why money is expected to move."""

    STANDING_ORDER = "STANDING_ORDER"
    LOAN = "LOAN"
    FIXED_DEPOSIT = "FIXED_DEPOSIT"
    SAVINGS_GOAL = "SAVINGS_GOAL"
    HABIT = "HABIT"


@dataclass(frozen=True, slots=True)
class ExpectedMovement:
    """Money that is expected to move on a date; below zero goes out."""

    date: dt.date
    amount_minor: int
    source: ForecastSource
    label: str
    explanation: str


@dataclass(frozen=True, slots=True)
class ForecastDay:
    """A day to come: what comes in and goes out on it, and what is held at its end."""

    date: dt.date
    in_minor: int
    out_minor: int
    balance_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What accounts of one currency will hold, from the day after `today` on."""

    today: dt.date
    start_minor: int
    days: Sequence[ForecastDay]
    movements: Sequence[ExpectedMovement]
    habits: Sequence[Habit]

    @property
    def lowest(self) -> ForecastDay:
        """The first of the days on which least is held."""
        return min(self.days, key=lambda day: day.balance_minor)

    @property
    def first_below_zero(self) -> ForecastDay | None:
        """The first day on which less than nothing would be held."""
        return next((day for day in self.days if day.balance_minor < 0), None)


def forecast(
    today: dt.date,
    number_of_days: int,
    start_minor: int,
    expected: Iterable[ExpectedMovement],
    habits: Sequence[Habit],
) -> Forecast:
    """Return the forecast of so many days after today; habits are expected beside what is known."""
    last = today + dt.timedelta(days=number_of_days)
    movements = [each for each in expected if today < each.date <= last]
    movements += [
        ExpectedMovement(date, habit.signed_minor, ForecastSource.HABIT, habit.merchant, habit.explanation)
        for habit in habits
        for date in habit.dates(last)
    ]
    movements.sort(key=lambda each: (each.date, each.amount_minor, each.label))
    moved: dict[dt.date, list[int]] = {}
    for each in movements:
        moved.setdefault(each.date, []).append(each.amount_minor)
    days, balance_minor = [], start_minor
    for number in range(1, number_of_days + 1):
        date = today + number * _DAY
        amounts = moved.get(date, [])
        balance_minor += sum(amounts)
        comes_in = sum(amount for amount in amounts if amount > 0)
        days.append(ForecastDay(date, comes_in, comes_in - sum(amounts), balance_minor))
    return Forecast(today=today, start_minor=start_minor, days=days, movements=movements, habits=habits)
