"""Reads of interest: which accounts bear it, what has accrued, and what is still to be posted of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from accounts.contracts import AccountStatus, AccountType
from accounts.interest_accrual import ExactInterest
from accounts.interest_nights import NIGHT, AccruedSoFar, InterestTerms
from accounts.models import Account, InterestAccrual
from core_banking.kernel import clock
from core_banking.kernel.day_count import DayCount

_FIXED = AccountType.FIXED_DEPOSIT.value
# Interest is the bank's debt: it goes on while the customer may not move his money. What has matured bears none.
_BEARING = Q(status__in=[AccountStatus.ACTIVE.value, AccountStatus.DORMANT.value]) | (
    Q(status=AccountStatus.FROZEN.value) & ~Q(status_before_freeze=AccountStatus.MATURED.value)
)


def accounts_to_accrue(date: dt.date, *, after_id: int = 0, limit: int = 500) -> list[int]:
    """Return accounts that bear interest in the night after a business date which has not accrued yet, in order."""
    done = InterestAccrual.objects.filter(account_id=OuterRef("pk"), date=date)
    due = bearing_interest(date).filter(~Exists(done), pk__gt=after_id)
    return list(due.order_by("pk").values_list("pk", flat=True)[:limit])


def bearing_interest(date: dt.date) -> QuerySet[Account]:
    """Return the accounts that bear interest in the night after a business date."""
    midnight = clock.start_of_business_date(date + NIGHT)
    opened = Q(interest_from__lte=date) | Q(interest_from__isnull=True, activated_at__lt=midnight)
    in_term = Q(term_deposit__started_on__lte=date, term_deposit__maturity_date__gt=date)
    return Account.objects.filter(
        _BEARING,
        (~Q(account_type=_FIXED) & opened) | (Q(account_type=_FIXED) & in_term),
        annual_rate_ppm__gt=0,
    )


def interest_terms(accounts: QuerySet[Account]) -> list[InterestTerms]:
    """Return by what accounts bear interest, in order of their number."""
    rows = accounts.order_by("pk").values_list(
        "pk",
        "ledger_account_id",
        "currency",
        "annual_rate_ppm",
        "day_count",
        "interest_from",
        "term_deposit__started_on",
        "term_deposit__maturity_date",
        "term_deposit__principal_minor",
        "term_deposit__annual_rate_ppm",
    )
    return [_terms_of(row) for row in rows]


def accrued_so_far(account_ids: Collection[int], *, until: dt.date | None = None) -> dict[int, AccruedSoFar]:
    """Return what has accrued on accounts until a night (the last one there is if left out); none has no entry."""
    nights = InterestAccrual.objects.filter(account_id=OuterRef("pk"))
    if until is not None:
        nights = nights.filter(date__lte=until)
    newest = nights.order_by("-date").values("date")[:1]
    last = Account.objects.filter(pk__in=account_ids).annotate(night=Subquery(newest))
    dates = dict(last.filter(night__isnull=False).values_list("pk", "night"))
    rows = InterestAccrual.objects.filter(account_id__in=dates, date__in=set(dates.values())).values_list(
        "account_id", "date", "term_started_on", "total_minor", "total_part", "booked_total_minor"
    )
    return {
        account_id: AccruedSoFar(date, started_on, ExactInterest(minor, part), booked)
        for account_id, date, started_on, minor, part, booked in rows
        if dates[account_id] == date
    }


def _terms_of(row: tuple[Any, ...]) -> InterestTerms:
    key, book, currency, rate, day_count, bears_from, started_on, maturity, principal, term_rate = row
    return InterestTerms(
        account_id=key,
        ledger_account_id=book,
        currency=currency,
        annual_rate_ppm=rate if term_rate is None else term_rate,
        day_count=DayCount(day_count),
        bears_from=bears_from,
        term_started_on=started_on,
        maturity_date=maturity,
        principal_minor=principal,
    )
