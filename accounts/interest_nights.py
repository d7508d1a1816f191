"""The nights of one account: which are missing, and what the next one comes to. No effects."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from accounts.interest_accrual import NO_INTEREST, ExactInterest, interest_of_night, interest_of_span
from core_banking.kernel.day_count import DayCount

NIGHT: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestTerms:
    """By what an account bears interest; amounts in minor units, the rate in millionths a year.

    The term and its principal are those of a running fixed deposit, None for other accounts. `bears_from` is the first
    night there is, None where it is not known: then it is the first that is asked for.
    """

    account_id: int
    ledger_account_id: int
    currency: str
    annual_rate_ppm: int
    day_count: DayCount
    bears_from: dt.date | None
    term_started_on: dt.date | None = None
    maturity_date: dt.date | None = None
    principal_minor: int | None = None


@dataclass(frozen=True, slots=True)
class AccruedSoFar:
    """What has accrued until a night, that one included; `booked_total_minor` is what the book was told of it."""

    last_night: dt.date | None = None
    term_started_on: dt.date | None = None
    total: ExactInterest = NO_INTEREST
    booked_total_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AccruedNight:
    """What one night has brought, and where the account stands after it."""

    date: dt.date
    balance_minor: int
    accrued: ExactInterest
    booked_minor: int
    after: AccruedSoFar


def missing_nights(terms: InterestTerms, so_far: AccruedSoFar, date: dt.date) -> list[dt.date]:
    """Return the nights until that of `date` which have not accrued, in order: usually this one alone.

    A fixed deposit bears interest from the day its term begins to the night before it matures.
    """
    first = terms.term_started_on or terms.bears_from or (date if so_far.last_night is None else None)
    if so_far.last_night is not None:
        following = so_far.last_night + NIGHT
        first = following if first is None else max(first, following)
    assert first is not None
    last = date if terms.maturity_date is None else min(date, terms.maturity_date - NIGHT)
    return [first + number * NIGHT for number in range((last - first).days + 1)]


def accrue_night(
    terms: InterestTerms, so_far: AccruedSoFar, balance_minor: int, date: dt.date
) -> AccruedNight:
    """Return what a night brings, given the balance at the end of its business date.

    The night of a fixed deposit brings what is missing to the interest of its term so far on the principal that is
    left: where some was taken back, that interest is less than before, and the night brings less than nothing.
    """
    before = so_far.total if so_far.term_started_on == terms.term_started_on else NO_INTEREST
    rate, convention = terms.annual_rate_ppm, terms.day_count
    if terms.term_started_on is None:
        bearing_minor = balance_minor
        accrued = interest_of_night(bearing_minor, rate, convention, date)
        total = before + accrued
    else:
        assert terms.principal_minor is not None
        bearing_minor = min(terms.principal_minor, balance_minor)
        total = interest_of_span(bearing_minor, rate, convention, terms.term_started_on, date + NIGHT)
        accrued = total - before
    booked_minor = total.rounded() - before.rounded()
    return AccruedNight(
        date=date,
        balance_minor=bearing_minor,
        accrued=accrued,
        booked_minor=booked_minor,
        after=AccruedSoFar(date, terms.term_started_on, total, so_far.booked_total_minor + booked_minor),
    )
