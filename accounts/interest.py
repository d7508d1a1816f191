"""Interest on a deposit, exact to the minor unit. No effects."""

from __future__ import annotations

import datetime as dt
from typing import Final

from core_banking.kernel.rounding import divide_half_even

DAYS_OF_YEAR: Final = 365
PPM: Final = 1_000_000


def simple_interest_minor(principal_minor: int, annual_rate_ppm: int, days: int) -> int:
    """Return simple interest in minor units: principal * rate * days / 365, rounded half-even.

    `annual_rate_ppm` is in millionths a year (1 % = 10,000). Source: day count ACTUAL/365 (Fixed), ISDA 2006
    Definitions §4.16(d); the tie goes to the even unit, as IEEE 754's roundTiesToEven.
    """
    if min(principal_minor, annual_rate_ppm, days) < 0:
        raise ValueError("Principal, rate and days are not negative.")
    return divide_half_even(principal_minor * annual_rate_ppm * days, DAYS_OF_YEAR * PPM)


def share_minor(amount_minor: int, share_ppm: int) -> int:
    """Return a share of an amount in minor units, rounded half-even; the share is in millionths."""
    return divide_half_even(amount_minor * share_ppm, PPM)


def days_between(first: dt.date, last: dt.date) -> int:
    """Return the nights between two dates: interest runs from the first day to the day before the last."""
    return (last - first).days
