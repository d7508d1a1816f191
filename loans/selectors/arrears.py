"""Reads of arrears: which loans are to be looked at, who is late, and how much of the portfolio is at risk."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput, NotAllowed
from ledger.contracts import VIEW_BOOKS
from loans.arrears import CURRENT, RISK_DAYS, bucket_names, days_of_bucket
from loans.contracts import MANAGE_ANY_LOAN, LoanStatus
from loans.models import Loan
from loans.selectors.loans import visible_loans


def loans_to_age(date: dt.date, *, after_id: int = 0, limit: int = 500) -> list[int]:
    """Return loans, by row number, whose arrears are to be looked at on a date and were not yet.

    The last look has said when the next one is due (`loans.arrears.next_look`); whatever moved since asks for one the
    next morning.
    """
    waiting = Q(look_again_on__isnull=True) | Q(look_again_on__lte=date)
    rows = Loan.objects.filter(
        waiting, Q(aged_on__isnull=True) | Q(aged_on__lt=date), status=LoanStatus.ACTIVE, pk__gt=after_id
    )
    return list(rows.order_by("pk").values_list("pk", flat=True)[:limit])


def loans_in_arrears(actor: Actor) -> QuerySet[Loan]:
    """Return the loans that were past due when they were last looked at, the worst first. Raises `NotAllowed`."""
    if not actor.may(MANAGE_ANY_LOAN):
        raise NotAllowed
    late = visible_loans(actor).filter(status=LoanStatus.ACTIVE, arrears_since__isnull=False)
    return late.order_by("-days_past_due", "id")


def in_bucket(loans: QuerySet[Loan], bucket: str) -> QuerySet[Loan]:
    """Return those of some loans that are in a bucket of arrears."""
    fewest, most = days_of_bucket(bucket, settings.ARREARS_BUCKETS)
    within = loans.filter(days_past_due__gte=fewest)
    return within if most is None else within.filter(days_past_due__lte=most)


def arrears_buckets() -> tuple[str, ...]:
    """Return the buckets of loans that are past due, the mildest first."""
    return tuple(name for name in bucket_names(settings.ARREARS_BUCKETS) if name != CURRENT)


@dataclass(frozen=True, slots=True)
class AtRisk:
    """How many loans, and how much of their principal, are past due by `days` (1) or by more (30, 60, 90)."""

    days: int
    loans: int
    principal_minor: int
    share: Fraction


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All loans of one currency that owe principal on a day, and what of it is at risk; amounts in minor units."""

    currency: str
    loans: int
    principal_minor: int
    at_risk: Sequence[AtRisk]


# Where each loan stood at the end of a day follows from its movements up to then: what it owed, what of its schedule
# was paid, and the version that was in force, which is the one that the next movement found.
_STANDING: Final = """
    SELECT loan.id AS loan_id, loan.currency,
           SUM(moved.principal_minor) AS principal_minor,
           -SUM(CASE WHEN COALESCE(undone.kind, moved.kind) = 'REPAYMENT' THEN moved.principal_minor ELSE 0 END)
               AS principal_paid,
           -SUM(CASE WHEN COALESCE(undone.kind, moved.kind) = 'REPAYMENT' THEN moved.interest_minor ELSE 0 END)
               AS interest_paid,
           -SUM(CASE WHEN COALESCE(undone.kind, moved.kind) = 'REPAYMENT' THEN moved.fees_minor ELSE 0 END)
               AS fees_paid,
           COALESCE(
               (SELECT later.schedule_version FROM loans_loanmovement later
                WHERE later.loan_id = loan.id AND later.business_date > %(on)s ORDER BY later.number LIMIT 1),
               loan.schedule_version
           ) AS version
    FROM loans_loan loan
    JOIN loans_loanmovement moved ON moved.loan_id = loan.id AND moved.business_date <= %(on)s
    LEFT JOIN loans_loanmovement undone ON undone.id = moved.reverses_id
    GROUP BY loan.id, loan.currency, loan.schedule_version
    HAVING SUM(moved.principal_minor) > 0
"""

# Repayments are paid in order, so one is unpaid where what fell due through it is more than was paid.
_PORTFOLIO: Final = f"""
WITH standing AS ({_STANDING}),
due AS (
    SELECT each.loan_id, each.due_date,
           SUM(each.principal_minor) OVER paid_in_order AS principal,
           SUM(each.interest_minor) OVER paid_in_order AS interest,
           SUM(CASE WHEN waived.id IS NULL THEN each.fee_minor ELSE 0 END) OVER paid_in_order AS fees
    FROM loans_scheduledinstallment each
    JOIN standing ON standing.loan_id = each.loan_id AND standing.version = each.version
    LEFT JOIN loans_loanmovement fee
        ON fee.loan_id = each.loan_id AND fee.kind = 'FEE' AND fee.installment_number = each.number
    LEFT JOIN loans_loanmovement waived ON waived.reverses_id = fee.id AND waived.business_date <= %(on)s
    WHERE each.due_date < %(on)s
    WINDOW paid_in_order AS (PARTITION BY each.loan_id ORDER BY each.number)
),
late AS (
    SELECT due.loan_id, MIN(due.due_date) AS since
    FROM due JOIN standing ON standing.loan_id = due.loan_id
    WHERE due.principal > standing.principal_paid OR due.interest > standing.interest_paid
        OR due.fees > standing.fees_paid
    GROUP BY due.loan_id
)
SELECT standing.currency, COUNT(*), SUM(standing.principal_minor),
       {
    ", ".join(
        f"SUM(CASE WHEN late.since < %(before_{days})s THEN 1 ELSE 0 END), "
        f"SUM(CASE WHEN late.since < %(before_{days})s THEN standing.principal_minor ELSE 0 END)"
        for days in RISK_DAYS
    )
}
FROM standing LEFT JOIN late ON late.loan_id = standing.loan_id
GROUP BY standing.currency ORDER BY standing.currency
"""  # noqa: S608 - put together from constants


def portfolio_at_risk(actor: Actor, on: dt.date | None = None) -> list[Portfolio]:
    """Return the outstanding principal at the end of a business date (today's, if none), and what of it is past due.

    A loan is at risk with all its principal: from one day past due on, and by more than 30, 60 and 90 days (the
    portfolio at risk as CGAP defines it). Raises `NotAllowed`, and `InvalidInput` for a day ahead.
    """
    if not (actor.may(MANAGE_ANY_LOAN) or actor.may(VIEW_BOOKS)):
        raise NotAllowed
    today = clock.business_date()
    on = on or today
    if on > today:
        raise InvalidInput({"on": ["This day has not come yet."]})
    parameters: dict[str, Any] = {"on": on}
    for days in RISK_DAYS:
        # One day past due is due before today; more than 30 days is due before 30 days ago.
        since = 0 if days == 1 else days
        parameters[f"before_{days}"] = dt.date.fromordinal(max(1, on.toordinal() - since))
    with connection.cursor() as cursor:
        cursor.execute(_PORTFOLIO, parameters)
        return [_portfolio(*row) for row in cursor.fetchall()]


def _portfolio(currency: str, loans: int, principal: int, *at_risk: int) -> Portfolio:
    pairs = zip(RISK_DAYS, at_risk[::2], at_risk[1::2], strict=True)
    return Portfolio(
        currency=currency,
        loans=int(loans),
        principal_minor=int(principal),
        at_risk=[
            AtRisk(days, int(number), int(late), Fraction(int(late), int(principal)))
            for days, number, late in pairs
        ],
    )
