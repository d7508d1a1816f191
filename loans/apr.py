"""The annual percentage rate by the actuarial method of Regulation Z (12 CFR part 1026), Appendix J. Pure, no float.

The rate is the nominal one: the rate of a unit-period times the number of unit-periods in a year, paragraph (b)(1).
The rate i of a unit-period is the one that balances the general equation of paragraph (b)(8):

    sum of A_k / ((1 + e_k i) (1 + i)^q_k)  =  sum of P_j / ((1 + f_j i) (1 + i)^t_j)

with advances A_k and payments P_j, each some full unit-periods (q, t) and a fraction of one (e, f) after the beginning.
Paragraphs (b)(3) to (b)(5) say what the unit-period is and how such intervals are counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from loans.calendar_dates import add_months
from loans.contracts import RepaymentUnit

_DIGITS = 40
_ACCURACY = Decimal(10) ** -20
"""Of the rate of a unit-period; the regulation asks for one eighth of a percentage point a year, 1026.22(a)(2)."""
_MOST_STEPS = 500
_FIRST_BOUND = Decimal(1) / 128
_LAST_BOUND = Decimal(2) ** 64
"""Rates of a unit-period between which the one that is looked for must lie."""
_DAYS_OF_A_MONTH = 30
_UNITS_A_YEAR = {RepaymentUnit.MONTHS: 12, RepaymentUnit.WEEKS: 52, RepaymentUnit.DAYS: 365}


@dataclass(frozen=True, slots=True)
class UnitPeriod:
    """The interval that a transaction is measured in, at most a year, paragraph (b)(4)."""

    every: int
    unit: RepaymentUnit

    @property
    def per_year(self) -> Fraction:
        """How many a year has: 12 months, 52 weeks or 365 days over its length, paragraph (b)(5)."""
        return Fraction(_UNITS_A_YEAR[self.unit], self.every)


@dataclass(frozen=True, slots=True)
class Flow:
    """An advance or a payment in minor units, so many full unit-periods and a fraction of one after the beginning."""

    amount_minor: int
    periods: int
    fraction: Fraction = Fraction(0)


def annual_percentage_rate(
    advances: Sequence[Flow], payments: Sequence[Flow], unit_periods_per_year: Fraction
) -> Fraction:
    """Return the rate as a share of one (0.12 is 12 %), to 20 digits after the point for the rate of a unit-period.

    Raises `ValueError` where the payments do not come to what was advanced, or nothing was advanced.
    """
    advanced = sum(flow.amount_minor for flow in advances)
    paid = sum(flow.amount_minor for flow in payments)
    if advanced <= 0 or paid < advanced:
        raise ValueError("A rate follows only where something is advanced and all of it is paid back.")
    if paid == advanced:
        return Fraction(0)
    ordered = sorted(
        [*advances, *(Flow(-flow.amount_minor, flow.periods, flow.fraction) for flow in payments)],
        key=lambda flow: flow.periods,
    )
    return Fraction(_unit_period_rate(ordered)) * unit_periods_per_year


def unit_periods_between(start: dt.date, end: dt.date, unit_period: UnitPeriod) -> tuple[int, Fraction]:
    """Return the full unit-periods between two dates, counted back from the later one, and the fraction that is left.

    Paragraph (b)(5): a rest of a unit-period in months is its full months of 30 days each and the days left over, over
    30 days for each month; of one in weeks or days, its days over the days of the unit-period.
    """
    if unit_period.unit != RepaymentUnit.MONTHS:
        length = unit_period.every * (7 if unit_period.unit == RepaymentUnit.WEEKS else 1)
        full, days = divmod((end - start).days, length)
        return full, Fraction(days, length)
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(end, -months) < start:
        months -= 1
    full, rest_of_months = divmod(months, unit_period.every)
    days = (add_months(end, -months) - start).days
    share = Fraction(rest_of_months * _DAYS_OF_A_MONTH + days, unit_period.every * _DAYS_OF_A_MONTH)
    return full, min(share, Fraction(1))


def _unit_period_rate(flows: Sequence[Flow]) -> Decimal:
    """Find where the value of the flows is nought: Newton's steps, kept within bounds that close in by halves.

    The value is below nought at a rate of 0, as more is paid than was advanced, and above it at one that is high
    enough, where the first flow is an advance.
    """
    with localcontext() as context:
        context.prec = _DIGITS
        low, high = Decimal(0), _FIRST_BOUND
        while _value(flows, high)[0] < 0:
            low, high = high, high * 2
            if high > _LAST_BOUND:
                raise ValueError("No rate balances what is advanced and what is paid.")
        rate = low
        for _ in range(_MOST_STEPS):
            value, slope = _value(flows, rate)
            if value < 0:
                low = rate
            else:
                high = rate
            following = rate - value / slope if slope else low
            if not low < following < high:
                following = (low + high) / 2
            if abs(following - rate) < _ACCURACY:
                return +following
            rate = following
    raise ValueError("No rate balances what is advanced and what is paid.")


def _value(flows: Iterable[Flow], rate: Decimal) -> tuple[Decimal, Decimal]:
    """Return the present value of flows in the order of their periods, and its slope over the rate."""
    discount = 1 / (1 + rate)
    value = slope = Decimal(0)
    power, reached = Decimal(1), 0
    for flow in flows:
        while reached < flow.periods:
            power *= discount
            reached += 1
        worth, periods = flow.amount_minor * power, flow.periods * discount
        if flow.fraction:
            share = Decimal(flow.fraction.numerator) / flow.fraction.denominator
            within = 1 + share * rate
            worth, periods = worth / within, periods + share / within
        value += worth
        slope -= worth * periods
    return value, slope
