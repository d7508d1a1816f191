"""Day counts: how many days lie between two dates for interest, and what share of a year they are. No effects.

Every convention here is additive: the shares of two spans that meet add up to the share of the whole, so interest
that accrues night by night comes to exactly what the whole span gives.

Sources: ISDA 2006 Definitions §4.16: (b) Actual/Actual, (d) Actual/365 (Fixed), (e) Actual/360, (g) 30E/360 (the
Eurobond basis, of the two usual forms of 30/360 the one that is additive over any calendar).
"""

from __future__ import annotations

import calendar
import datetime as dt
from enum import StrEnum
from fractions import Fraction


class DayCount(StrEnum):
    """A convention by the name that products and the API use."""

    THIRTY_360 = "30/360"
    ACTUAL_365 = "ACTUAL/365"
    ACTUAL_360 = "ACTUAL/360"
    ACTUAL_ACTUAL = "ACTUAL/ACTUAL"


def days_by(convention: DayCount, start: dt.date, end: dt.date) -> int:
    """Return the days from one date to a later one as the convention counts them: the first counts, the last not."""
    if convention is DayCount.THIRTY_360:
        return _days_of_thirty(end) - _days_of_thirty(start)
    return (end - start).days


def year_share(convention: DayCount, start: dt.date, end: dt.date) -> Fraction:
    """Return the exact share of a year that lies between two dates, the first counted and the last not.

    Raises `ValueError` where the second comes before the first.
    """
    if end < start:
        raise ValueError("A span of interest ends on or after the day it begins.")
    if convention is DayCount.ACTUAL_ACTUAL:
        return _share_of_calendar_years(start, end)
    basis = 365 if convention is DayCount.ACTUAL_365 else 360
    return Fraction(days_by(convention, start, end), basis)


def _days_of_thirty(date: dt.date) -> int:
    return 360 * date.year + 30 * date.month + min(date.day, 30)


def _share_of_calendar_years(start: dt.date, end: dt.date) -> Fraction:
    """Return the days in each calendar year over that year's own length, added up."""
    share, first = Fraction(0), start
    while first < end:
        last = min(end, dt.date(first.year + 1, 1, 1)) if first.year < dt.MAXYEAR else end
        share += Fraction((last - first).days, 366 if calendar.isleap(first.year) else 365)
        first = last
    return share
