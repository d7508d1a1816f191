"""Habits: money that came or went again and again, about as often and about as much. Pure; amounts in minor units.

A habit is at least three payments (four if weekly) one way with one merchant, of which three quarters of the gaps fit
a rhythm and three quarters of the amounts lie between half and twice the middle one, and the last of which is not so
long ago that it seems to have stopped.
"""

from __future__ import annotations

import calendar
import datetime as dt
import statistics
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

from planning.contracts import Direction

LOOKED_BACK: Final = dt.timedelta(days=190)
"""How far back habits are looked for: half a year and a week."""
_DAY: Final = dt.timedelta(days=1)
_MONTHS: Final = 12


class Rhythm(StrEnum):
    """How often a habit comes back."""

    WEEKLY = "WEEKLY"
    FORTNIGHTLY = "FORTNIGHTLY"
    MONTHLY = "MONTHLY"


@dataclass(frozen=True, slots=True)
class _Shape:
    """The days between two payments of a rhythm, how many it takes, and after how many days it has stopped."""

    shortest: int
    longest: int
    fewest: int
    stops_after: int


_SHAPES: Final = {
    Rhythm.WEEKLY: _Shape(5, 9, 4, 14),
    Rhythm.FORTNIGHTLY: _Shape(11, 17, 3, 24),
    Rhythm.MONTHLY: _Shape(25, 36, 3, 46),
}
_OFTEN: Final = {
    Rhythm.WEEKLY: "every week",
    Rhythm.FORTNIGHTLY: "every two weeks",
    Rhythm.MONTHLY: "every month",
}


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that moved on a date; `amount_minor` is above zero whichever way it went."""

    date: dt.date
    merchant_key: str
    merchant: str
    direction: Direction
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """Money that is expected to move again, from `next_date` on in its rhythm."""

    merchant_key: str
    merchant: str
    direction: Direction
    rhythm: Rhythm
    amount_minor: int
    seen: int
    first_date: dt.date
    last_date: dt.date
    next_date: dt.date
    day_of_month: int

    @property
    def signed_minor(self) -> int:
        """The amount as its owner sees it: below zero goes out."""
        return self.amount_minor if self.direction is Direction.IN else -self.amount_minor

    @property
    def explanation(self) -> str:
        """Why it is expected, in a sentence for its owner; the amount stands beside it."""
        way = "from" if self.direction is Direction.IN else "to"
        return (
            f"{self.seen} times since {self.first_date} {way} {self.merchant}, about {_OFTEN[self.rhythm]},"
            f" last on {self.last_date}."
        )

    def dates(self, last: dt.date) -> Iterator[dt.date]:
        """Yield the days on which it is expected, until a last one."""
        date = self.next_date
        while date <= last:
            yield date
            date = _after(date, self.rhythm, self.day_of_month)


def habits_of(payments: Iterable[Payment], today: dt.date) -> list[Habit]:
    """Return the habits that payments show, in the order of their next dates."""
    groups: dict[tuple[Direction, str], list[Payment]] = {}
    for payment in payments:
        groups.setdefault((payment.direction, payment.merchant_key), []).append(payment)
    found = [_habit(group, today) for group in groups.values()]
    habits = [habit for habit in found if habit is not None]
    return sorted(habits, key=lambda habit: (habit.next_date, habit.merchant_key, habit.direction))


def _habit(payments: Sequence[Payment], today: dt.date) -> Habit | None:
    by_day: Counter[dt.date] = Counter()
    for payment in payments:
        by_day[payment.date] += payment.amount_minor
    days = sorted(by_day)
    rhythm = _rhythm(days, today)
    middle = statistics.median_low(by_day.values())
    if rhythm is None or not _mostly(middle <= 2 * each and each <= 2 * middle for each in by_day.values()):
        return None
    day_of_month = _usual_day(days)
    latest = max(payments, key=lambda payment: payment.date)
    return Habit(
        merchant_key=latest.merchant_key,
        merchant=latest.merchant,
        direction=latest.direction,
        rhythm=rhythm,
        amount_minor=middle,
        seen=len(days),
        first_date=days[0],
        last_date=days[-1],
        # What is late is expected tomorrow.
        next_date=max(_after(days[-1], rhythm, day_of_month), today + _DAY),
        day_of_month=day_of_month,
    )


def _rhythm(days: Sequence[dt.date], today: dt.date) -> Rhythm | None:
    gaps = [(later - earlier).days for earlier, later in pairwise(days)]
    for rhythm, shape in _SHAPES.items():
        if len(days) < shape.fewest or (today - days[-1]).days > shape.stops_after:
            continue
        if shape.shortest <= statistics.median_low(gaps) <= shape.longest and _mostly(
            shape.shortest <= gap <= shape.longest for gap in gaps
        ):
            return rhythm
    return None


def _mostly(facts: Iterable[bool]) -> bool:
    """Whether three quarters of some facts hold."""
    known = list(facts)
    return 4 * sum(known) >= 3 * len(known)


def _usual_day(days: Sequence[dt.date]) -> int:
    """Return the day of the month that comes most often; where none comes twice, the last one's."""
    (day, times), *_ = Counter(date.day for date in days).most_common(1)
    return day if times > 1 else days[-1].day


def _after(date: dt.date, rhythm: Rhythm, day_of_month: int) -> dt.date:
    if rhythm is not Rhythm.MONTHLY:
        return date + dt.timedelta(days=7 if rhythm is Rhythm.WEEKLY else 14)
    # Around the turn of a month the last one may have come a little early or late: the next is a month from it.
    middle = date + dt.timedelta(days=30)
    near = [_on_day(middle.year * _MONTHS + middle.month - 1 + step, day_of_month) for step in (-1, 0, 1)]
    return min((day for day in near if day > date), key=lambda day: abs(day - middle))


def _on_day(month_number: int, day: int) -> dt.date:
    year, month = divmod(month_number, _MONTHS)
    return dt.date(year, month + 1, min(day, calendar.monthrange(year, month + 1)[1]))
