"""The rule of schedules once more, written without looking at the bank's code: Decimals of 60 digits, day by day.

Nothing of `loans` is imported but the names of the terms: dates step through the calendar, actual days are counted one
by one, the equal instalment comes from discounting unit payments, and every rounding is `Decimal.quantize`.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from itertools import pairwise
from typing import Final

from loans.contracts import ScheduleTerms

_ONE_DAY: Final = dt.timedelta(days=1)
_NOISE: Final = Decimal(10) ** -30


def reference_rows(terms: ScheduleTerms) -> list[tuple[int, dt.date, int, int, int, int]]:
    """Return number, due date, principal, interest due, interest accrued and balance of each repayment."""
    with localcontext() as context:
        context.prec = 60
        return _rows(terms)


def due_dates(terms: ScheduleTerms) -> list[dt.date]:
    """Return the start and every due date."""
    if terms.repayment_unit == "MONTHS":
        return [_same_day_later(terms.start_date, k * terms.repayment_every) for k in range(terms.term + 1)]
    step = terms.repayment_every * (7 if terms.repayment_unit == "WEEKS" else 1)
    return [terms.start_date + k * step * _ONE_DAY for k in range(terms.term + 1)]


def _same_day_later(date: dt.date, months: int) -> dt.date:
    year, month = date.year, date.month
    for _ in range(months):
        month += 1
        if month > 12:
            year, month = year + 1, 1
    for day in (date.day, 30, 29, 28):
        try:
            return dt.date(year, month, min(day, date.day))
        except ValueError:
            continue
    raise AssertionError


def _share_of_year(terms: ScheduleTerms, start: dt.date, end: dt.date) -> Decimal:
    months, every = terms.repayment_unit == "MONTHS", Decimal(terms.repayment_every)
    if terms.interest_period == "SAME_AS_REPAYMENT" and months:
        return every / 12
    if terms.interest_period == "SAME_AS_REPAYMENT" and terms.repayment_unit == "WEEKS":
        return every / 52
    if terms.day_count == "30/360" and months:
        return 30 * every / 360
    if terms.day_count == "30/360":
        if terms.interest_period == "SAME_AS_REPAYMENT":
            return every / 360
        d1, d2 = min(start.day, 30), min(end.day, 30)
        days = 360 * (end.year - start.year) + 30 * (end.month - start.month) + (d2 - d1)
        return Decimal(days) / 360
    share, day = Decimal(0), start
    while day < end:
        leap = day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0)
        basis = {"ACTUAL/365": 365, "ACTUAL/360": 360, "ACTUAL/ACTUAL": 366 if leap else 365}[terms.day_count]
        share += Decimal(1) / basis
        day += _ONE_DAY
    return share


def _whole(value: Decimal, multiple: int = 1) -> int:
    exact = (value / multiple).quantize(_NOISE)
    return int(exact.quantize(Decimal(1), rounding=ROUND_HALF_EVEN)) * multiple


def _rows(terms: ScheduleTerms) -> list[tuple[int, dt.date, int, int, int, int]]:
    dates = due_dates(terms)
    rate = Decimal(terms.annual_rate_ppm) / 1_000_000
    factors = [rate * _share_of_year(terms, start, end) for start, end in pairwise(dates)]
    factors[: terms.interest_free_periods] = [Decimal(0)] * terms.interest_free_periods
    flat = _flat_interest(terms, factors) if terms.interest_method == "FLAT" else None
    balance, deferred = terms.amount_minor, 0
    rows = []
    for k, factor in enumerate(factors):
        accrued = flat[k] if flat else _whole(balance * factor)
        principal = balance if k == terms.term - 1 else _principal(terms, factors, k, accrued)
        balance -= principal
        deferred += accrued
        due = 0
        if k >= terms.grace_on_interest:
            due, deferred = deferred, 0
        rows.append((k + 1, dates[k + 1], principal, due, accrued, balance))
    return rows


def _flat_interest(terms: ScheduleTerms, factors: list[Decimal]) -> list[int]:
    total = terms.amount_minor * sum(factors, Decimal(0))
    bearing = terms.term - terms.interest_free_periods
    left, interest = _whole(total), [0] * terms.interest_free_periods
    for k in range(bearing):
        interest.append(left if k == bearing - 1 else _whole(total / bearing))
        left -= interest[-1]
    return interest


def _principal(terms: ScheduleTerms, factors: list[Decimal], k: int, accrued: int) -> int:
    """Return what a repayment that is not the last repays."""
    multiple = terms.installment_multiple_minor
    share = Decimal(terms.amount_minor) / (terms.term - terms.grace_on_principal)
    if k < terms.grace_on_principal:
        return 0
    if terms.interest_method == "FLAT" and multiple:
        total = terms.amount_minor * sum(factors, Decimal(0))
        interest = total / (terms.term - terms.interest_free_periods) if factors[k] else Decimal(0)
        return _whole(share + interest, multiple) - accrued
    if terms.interest_method == "FLAT" or terms.amortization == "EQUAL_PRINCIPAL":
        return _whole(share)
    worth, discount = Decimal(0), Decimal(1)
    for factor in factors[terms.grace_on_principal :]:
        discount /= 1 + factor
        worth += discount
    return _whole(terms.amount_minor / worth, multiple or 1) - accrued
