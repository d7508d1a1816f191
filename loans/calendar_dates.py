"""When repayments fall due: dates that keep the day of the start, and what share of a year lies between them.

Pure: no clock, no database. A date in the months is always counted from the start, never from the repayment before it:
what began on 31 January falls due on 28 February and then on 31 March.
"""

from __future__ import annotations

import calendar
import datetime as dt
from fractions import Fraction

from core_banking.kernel.day_count import DayCount, days_by, year_share
from loans.contracts import InterestPeriod, RepaymentUnit, ScheduleTerms

_MONTHS_IN_A_YEAR = 12
_WEEKS_IN_A_YEAR = 52
_DAYS_OF_A_MONTH_BY_THIRTY_360 = 30


def add_months(start: dt.date, months: int) -> dt.date:
    """Return the date so many months after another: the same day, or the last of a month that is too short.

    Raises `ValueError` beyond the year 9999.
    """
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    if not dt.MINYEAR <= year <= dt.MAXYEAR:
        raise ValueError("The last repayment would fall due beyond the year 9999.")
    return dt.date(year, month + 1, min(start.day, calendar.monthrange(year, month + 1)[1]))


def due_date_of(terms: ScheduleTerms, number: int) -> dt.date:
    """Return when a repayment falls due by its number, the first being 1; number 0 is the start itself.

    Raises `ValueError` beyond the year 9999.
    """
    steps = number * terms.repayment_every
    if terms.repayment_unit == RepaymentUnit.MONTHS:
        return add_months(terms.start_date, steps)
    try:
        return terms.start_date + dt.timedelta(days=steps * _days_of(terms.repayment_unit))
    except OverflowError:
        raise ValueError("The last repayment would fall due beyond the year 9999.") from None


def place_on_the_dates(terms: ScheduleTerms, date: dt.date) -> int | None:
    """Return the number whose due date this is, 0 for the start, below zero before it; none if it is between two."""
    if terms.repayment_unit == RepaymentUnit.MONTHS:
        start = terms.start_date
        units = (date.year - start.year) * 12 + date.month - start.month
    else:
        units, rest_of_days = divmod((date - terms.start_date).days, _days_of(terms.repayment_unit))
        if rest_of_days:
            return None
    number, rest = divmod(units, terms.repayment_every)
    return number if rest == 0 and due_date_of(terms, number) == date else None


def is_regular(terms: ScheduleTerms, starts_on: dt.date, due_date: dt.date) -> bool:
    """Tell whether a period lies on the dates of the terms: from one of them to the next."""
    number = place_on_the_dates(terms, due_date)
    return number is not None and place_on_the_dates(terms, starts_on) == number - 1


def days_of_period(terms: ScheduleTerms, starts_on: dt.date, due_date: dt.date) -> int:
    """Return the days of a period by the terms' day count; by 30/360 each month of repayments has 30."""
    if _counts_whole_months(terms) and is_regular(terms, starts_on, due_date):
        return terms.repayment_every * _DAYS_OF_A_MONTH_BY_THIRTY_360
    return days_by(terms.day_count, starts_on, due_date)


def share_of_year(terms: ScheduleTerms, starts_on: dt.date, due_date: dt.date) -> Fraction:
    """Return what share of a year a period is for its interest, exactly.

    By DAILY it is the days over the basis of the day count. By SAME_AS_REPAYMENT a month is a twelfth, a week one of
    52 (as in Regulation Z, Appendix J (b)(5)), and days are over the basis of the day count. A period that does not
    lie on the dates of the terms counts by its days either way.
    """
    if not is_regular(terms, starts_on, due_date):
        return year_share(terms.day_count, starts_on, due_date)
    if terms.interest_period == InterestPeriod.SAME_AS_REPAYMENT:
        if terms.repayment_unit == RepaymentUnit.MONTHS:
            return Fraction(terms.repayment_every, _MONTHS_IN_A_YEAR)
        if terms.repayment_unit == RepaymentUnit.WEEKS:
            return Fraction(terms.repayment_every, _WEEKS_IN_A_YEAR)
        if terms.day_count == DayCount.THIRTY_360:
            return Fraction(terms.repayment_every, 360)
    if _counts_whole_months(terms):
        return Fraction(terms.repayment_every, _MONTHS_IN_A_YEAR)
    return year_share(terms.day_count, starts_on, due_date)


def _counts_whole_months(terms: ScheduleTerms) -> bool:
    return terms.day_count == DayCount.THIRTY_360 and terms.repayment_unit == RepaymentUnit.MONTHS


def _days_of(unit: RepaymentUnit) -> int:
    return 7 if unit == RepaymentUnit.WEEKS else 1
