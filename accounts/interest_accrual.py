"""Interest that accrues night by night, exact to the last part of a minor unit. No effects.

An amount is kept as whole minor units and a part of one more, in parts of `PARTS_OF_A_UNIT`: the least common multiple
of the 360, 365 and 366 days that a year may have, times the millionths that rates are written in. So the interest of
every night, under every convention, is a whole number of parts, and nights add up without any rounding at all.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from typing import Final

from dateutil.relativedelta import relativedelta

from accounts.contracts import InterestPostingPeriod
from core_banking.kernel.day_count import DayCount, year_share
from core_banking.kernel.rounding import divide_half_even

PARTS_OF_A_YEAR: Final = 1_603_080
"""lcm(360, 365, 366)."""
PPM: Final = 1_000_000
PARTS_OF_A_UNIT: Final = PARTS_OF_A_YEAR * PPM

_NIGHT: Final = dt.timedelta(days=1)
_QUARTER_MONTHS: Final = 3


@dataclass(frozen=True, slots=True, order=True)
class ExactInterest:
    """An exact amount: whole minor units, and `part` more of `PARTS_OF_A_UNIT` (never negative, less than all)."""

    minor: int = 0
    part: int = 0

    @classmethod
    def of_parts(cls, parts: int) -> ExactInterest:
        """Return parts of a minor unit as an amount."""
        return cls(*divmod(parts, PARTS_OF_A_UNIT))

    @property
    def parts(self) -> int:
        """The amount in parts of a minor unit."""
        return self.minor * PARTS_OF_A_UNIT + self.part

    def __add__(self, other: ExactInterest) -> ExactInterest:
        return ExactInterest.of_parts(self.parts + other.parts)

    def __sub__(self, other: ExactInterest) -> ExactInterest:
        return ExactInterest.of_parts(self.parts - other.parts)

    def rounded(self) -> int:
        """Return the amount in whole minor units, a half rounded to the even one."""
        return divide_half_even(self.parts, PARTS_OF_A_UNIT)


NO_INTEREST: Final = ExactInterest()


def interest_of_span(
    balance_minor: int, annual_rate_ppm: int, convention: DayCount, start: dt.date, end: dt.date
) -> ExactInterest:
    """Return what a balance that stays the same bears from one date to a later one, the first night counted.

    `annual_rate_ppm` is in millionths a year (1 % = 10,000). Balance times rate times share of a year, the share by the
    convention (ISDA 2006 Definitions §4.16). Raises `ValueError` for negative figures and for an end before the start.
    """
    if balance_minor < 0 or annual_rate_ppm < 0:
        raise ValueError("Balance and rate are not negative.")
    return ExactInterest.of_parts(balance_minor * annual_rate_ppm * _parts_of_a_year(convention, start, end))


def interest_of_night(
    balance_minor: int, annual_rate_ppm: int, convention: DayCount, date: dt.date
) -> ExactInterest:
    """Return what the balance at the end of a business date bears in the night that follows.

    Under 30/360 the night of a 30th before a 31st bears nothing, and the last night of February what is missing.
    """
    return interest_of_span(balance_minor, annual_rate_ppm, convention, date, date + _NIGHT)


def next_posting_date(
    period: InterestPostingPeriod, date: dt.date, maturity_date: dt.date | None
) -> dt.date | None:
    """Return the first day after a date on which interest is posted; None at maturity where there is no term."""
    if period is InterestPostingPeriod.AT_MATURITY:
        return maturity_date
    months = 1 if period is InterestPostingPeriod.MONTHLY else _QUARTER_MONTHS
    first = date.replace(day=1)
    following: dt.date = first + relativedelta(months=months - (first.month - 1) % months)
    return following if maturity_date is None else min(following, maturity_date)


def periods_posted_on(date: dt.date) -> tuple[InterestPostingPeriod, ...]:
    """Return the periods whose interest is posted at the start of a date: of the nights until the one before."""
    if date.day != 1:
        return ()
    if (date.month - 1) % _QUARTER_MONTHS:
        return (InterestPostingPeriod.MONTHLY,)
    return (InterestPostingPeriod.MONTHLY, InterestPostingPeriod.QUARTERLY)


@functools.lru_cache(maxsize=1024)
def _parts_of_a_year(convention: DayCount, start: dt.date, end: dt.date) -> int:
    parts = year_share(convention, start, end) * PARTS_OF_A_YEAR
    assert parts.denominator == 1, "every convention's share is a whole number of parts of a year"
    return parts.numerator
