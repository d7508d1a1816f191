"""Arrears: how long a loan is past due, what of it, which bucket that is, and which penalties it calls for. Pure.

A repayment is overdue from the day after its due date for as long as any of it is unpaid. A loan is past due by the
days since the oldest such due date (the rule of the Basel Committee's guidelines on problem assets, BCBS d403, and of
CGAP's definition of portfolio at risk).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from loans.allocation import LoanState, RepaymentState, payoff_on, standings
from loans.contracts import Installment

CURRENT: Final = "CURRENT"
"""The bucket of a loan that is not past due."""
RISK_DAYS: Final = (1, 30, 60, 90)
"""The portfolios at risk that the bank reports: one day past due, and more than 30, 60 and 90 days."""


@dataclass(frozen=True, slots=True)
class Arrears:
    """What of a loan is overdue on a day; `since` is the oldest due date, None where nothing is overdue."""

    since: dt.date | None
    days_past_due: int
    overdue_minor: int
    installments: tuple[Installment, ...] = ()


NO_ARREARS: Final = Arrears(None, 0, 0)


def arrears_on(state: LoanState) -> Arrears:
    """Return what is overdue on the state's day, penalties apart: they are due at once, and no repayment.

    It is never more than closes the loan: a fee that was paid ahead and waived later counts towards the last repayment.
    """
    overdue = [row for row in standings(state) if row.state is RepaymentState.OVERDUE]
    if not overdue:
        return NO_ARREARS
    since, closes = overdue[0].installment.due_date, payoff_on(state, state.today)
    unpaid_minor = sum(row.outstanding_minor for row in overdue)
    return Arrears(
        since=since,
        days_past_due=(state.today - since).days,
        overdue_minor=min(unpaid_minor, closes.total_minor - closes.penalties_minor),
        installments=tuple(row.installment for row in overdue),
    )


def penalties_due(
    arrears: Arrears, today: dt.date, *, after_days: int, charged: Collection[int]
) -> list[Installment]:
    """Return the repayments that a penalty is to be charged for: so many days late, and none was charged yet.

    A repayment is late from the day after its due date, also where `after_days` is 0.
    """
    wait = dt.timedelta(days=max(after_days, 1))
    return [
        each for each in arrears.installments if each.number not in charged and each.due_date + wait <= today
    ]


def next_look(state: LoanState, *, ahead_days: int) -> dt.date:
    """Return the first day after the state's on which a look finds anything new, if nothing moves until then.

    The next day while anything is overdue; else the day so many days before an unpaid repayment falls due, or the day
    after it did.
    """
    tomorrow = state.today + dt.timedelta(days=1)
    unpaid = [row for row in standings(state) if row.outstanding_minor]
    if any(row.state is RepaymentState.OVERDUE for row in unpaid):
        return tomorrow
    days = {row.installment.due_date + dt.timedelta(days=1) for row in unpaid[:1]}
    days |= {row.installment.due_date - dt.timedelta(days=ahead_days) for row in unpaid}
    return min((day for day in days if day >= tomorrow), default=tomorrow)


def bucket_names(bounds: Sequence[int]) -> tuple[str, ...]:
    """Return the buckets by name, the mildest first: for the bounds 30 and 60 `CURRENT`, `1-30`, `31-60`, `60+`."""
    starts = [1, *(bound + 1 for bound in bounds[:-1])]
    within = [f"{start}-{bound}" for start, bound in zip(starts, bounds, strict=True)]
    return (CURRENT, *within, f"{bounds[-1]}+")


def bucket_of(days_past_due: int, bounds: Sequence[int]) -> str:
    """Return the bucket of a loan that is so many days past due."""
    place = 0 if days_past_due <= 0 else 1 + sum(1 for bound in bounds if days_past_due > bound)
    return bucket_names(bounds)[place]


def days_of_bucket(name: str, bounds: Sequence[int]) -> tuple[int, int | None]:
    """Return the fewest and the most days past due of a bucket, None for no end. Raises `ValueError`."""
    place = bucket_names(bounds).index(name)
    if place == 0:
        return 0, 0
    return (
        1 if place == 1 else bounds[place - 2] + 1,
        bounds[place - 1] if place <= len(bounds) else None,
    )
