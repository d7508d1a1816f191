"""The terms of fixed deposits: when one matures, and what it pays at maturity or before. No effects."""

from __future__ import annotations

import datetime as dt

from dateutil.relativedelta import relativedelta

from accounts.contracts import TermPayout
from accounts.interest import share_minor
from accounts.interest_accrual import interest_of_span
from core_banking.kernel.day_count import DayCount


def maturity_date_of(started_on: dt.date, term_months: int) -> dt.date:
    """Return the day a term ends: the same day of a later month, or that month's last where it is shorter."""
    return started_on + relativedelta(months=term_months)


def payout_at_maturity(
    principal_minor: int,
    annual_rate_ppm: int,
    convention: DayCount,
    started_on: dt.date,
    maturity_date: dt.date,
) -> TermPayout:
    """Return what a term pays that was kept to its end: simple interest for every night of it.

    It is the sum of what accrued in those nights, rounded half-even once.
    """
    interest = interest_of_span(principal_minor, annual_rate_ppm, convention, started_on, maturity_date)
    return TermPayout(principal_minor, interest.rounded())


def payout_before_maturity(
    principal_minor: int,
    annual_rate_ppm: int,
    convention: DayCount,
    penalty_ppm: int,
    started_on: dt.date,
    withdrawn_on: dt.date,
) -> TermPayout:
    """Return what an early withdrawal pays: interest for the nights it stayed, less a share of the principal.

    The penalty may take more than the interest, never more than there is.
    """
    last = max(started_on, withdrawn_on)
    interest_minor = interest_of_span(
        principal_minor, annual_rate_ppm, convention, started_on, last
    ).rounded()
    penalty_minor = min(share_minor(principal_minor, penalty_ppm), principal_minor + interest_minor)
    return TermPayout(principal_minor, interest_minor, penalty_minor)
