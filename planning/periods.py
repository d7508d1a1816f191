"""Periods of budgets, and the period before another one. Pure; both ends of every period are inclusive."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from planning.contracts import BudgetPeriod

_DAY: Final = dt.timedelta(days=1)
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """Days in a row, from `first` to `last`."""

    first: dt.date
    last: dt.date

    def __contains__(self, date: object) -> bool:
        return isinstance(date, dt.date) and self.first <= date <= self.last

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def budget_period(kind: BudgetPeriod, date: dt.date) -> Period:
    """Return the period of a budget that a date lies in: a week from Monday, a calendar month, a calendar year."""
    if kind is BudgetPeriod.WEEKLY:
        monday = date - dt.timedelta(days=date.weekday())
        return Period(monday, monday + dt.timedelta(days=6))
    if kind is BudgetPeriod.MONTHLY:
        return _month(date.year, date.month)
    return Period(dt.date(date.year, 1, 1), dt.date(date.year, _MONTHS, 31))


def budget_periods(kind: BudgetPeriod, first: dt.date, last: dt.date) -> Iterator[Period]:
    """Yield the periods of a budget from the one that `first` lies in to the one that `last` lies in."""
    period = budget_period(kind, first)
    while period.first <= last:
        yield period
        period = budget_period(kind, period.last + _DAY)


def period_before(period: Period) -> Period:
    """Return the period of equal length before another one.

    Whole calendar months are as long as as many whole calendar months before them; anything else as so many days.
    """
    last = period.first - _DAY
    if period.first.day == 1 and (period.last + _DAY).day == 1:
        months = _month_number(period.last) - _month_number(period.first) + 1
        year, month = divmod(_month_number(period.first) - months, _MONTHS)
        return Period(dt.date(year, month + 1, 1), last)
    return Period(period.first - dt.timedelta(days=period.days), last)


def months_of(period: Period) -> Iterator[Period]:
    """Yield the calendar months of a period, the first and the last as far as they lie in it."""
    for month in budget_periods(BudgetPeriod.MONTHLY, period.first, period.last):
        yield Period(max(month.first, period.first), min(month.last, period.last))


def _month(year: int, month: int) -> Period:
    return Period(dt.date(year, month, 1), dt.date(year, month, calendar.monthrange(year, month)[1]))


def _month_number(date: dt.date) -> int:
    return date.year * _MONTHS + date.month - 1
