"""Reads of interest: which accounts bear it, what has accrued, and what is still to be posted of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from typing import Any

from django.db.models import BigIntegerField, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.contracts import AccountStatus, AccountType, InterestPostingCard, InterestSettlement
from accounts.interest_accrual import ExactInterest, periods_posted_on
from accounts.interest_nights import NIGHT, AccruedSoFar, InterestTerms
from accounts.models import Account, InterestAccrual, InterestPosting
from core_banking.kernel import clock
from core_banking.kernel.day_count import DayCount

# A posting stands until its entry is reversed.
_STANDS = Q(journal_entry__reversed_by__isnull=True)
_FIXED = AccountType.FIXED_DEPOSIT.value
# Interest is the bank's debt: it goes on while the customer may not move his money. What has matured bears none.
_BEARING = Q(status__in=[AccountStatus.ACTIVE.value, AccountStatus.DORMANT.value]) | (
    Q(status=AccountStatus.FROZEN.value) & ~Q(status_before_freeze=AccountStatus.MATURED.value)
)


def accounts_to_accrue(date: dt.date, *, after_id: int = 0, limit: int = 500) -> list[int]:
    """Return accounts that bear interest in the night after a business date which has not accrued yet, in order."""

    def not_done(account_ids: list[int]) -> list[int]:
        done = InterestAccrual.objects.filter(account_id__in=account_ids, date=date)
        have = set(done.values_list("account_id", flat=True))
        return [account_id for account_id in account_ids if account_id not in have]

    return _first(bearing_interest(date), not_done, after_id=after_id, limit=limit)


def accounts_to_post_interest(date: dt.date, *, after_id: int = 0, limit: int = 500) -> list[int]:
    """Return accounts whose interest is posted at the start of a date and was not yet, in order.

    Those are the accounts whose period ends with the night before and that are owed something for it.
    """
    periods = periods_posted_on(date)
    if not periods:
        return []
    accounts = Account.objects.filter(
        _BEARING,
        Q(term_deposit__isnull=True) | Q(term_deposit__maturity_date__gt=date),
        interest_posting__in=[period.value for period in periods],
        annual_rate_ppm__gt=0,
    )
    period_end = date - NIGHT

    def owed_and_not_done(account_ids: list[int]) -> list[int]:
        postings = InterestPosting.objects.filter(account_id__in=account_ids)
        done = postings.filter(how=InterestSettlement.PERIOD.value, period_end__gte=period_end)
        have = set(done.values_list("account_id", flat=True))
        owed = owed_by_account(account_ids, until=period_end)
        return [account_id for account_id, minor in owed.items() if minor > 0 and account_id not in have]

    return _first(accounts, owed_and_not_done, after_id=after_id, limit=limit)


def _first(
    accounts: QuerySet[Account], due_among: Callable[[list[int]], list[int]], *, after_id: int, limit: int
) -> list[int]:
    """Return the first accounts that are due, found a handful after the other.

    By their numbers: a join with every night there ever was would be planned on what the tables held before.
    """
    found: list[int] = []
    while len(found) < limit:
        handful = list(accounts.filter(pk__gt=after_id).order_by("pk").values_list("pk", flat=True)[:limit])
        if not handful:
            break
        found += due_among(handful)
        after_id = handful[-1]
    return found[:limit]


def owed_minor(account_id: int, *, until: dt.date | None = None) -> int:
    """Return what has accrued on an account until a night (all there is, if left out) and was not settled since.

    In whole minor units: what the bank owes it in its book.
    """
    return owed_by_account([account_id], until=until).get(account_id, 0)


def owed_by_account(account_ids: Collection[int], *, until: dt.date | None = None) -> dict[int, int]:
    """Return what `owed_minor` does for each of many accounts on which anything has accrued, in one query."""
    nights = InterestAccrual.objects.filter(account_id=OuterRef("pk"))
    if until is not None:
        nights = nights.filter(date__lte=until)
    standing = InterestPosting.objects.filter(_STANDS, account_id=OuterRef("pk")).order_by()
    settled = standing.values("account_id").annotate(sum=Sum("gross_minor")).values("sum")
    rows = Account.objects.filter(pk__in=account_ids).annotate(
        booked=Subquery(nights.order_by("-date").values("booked_total_minor")[:1]),
        settled=Coalesce(Subquery(settled), 0, output_field=BigIntegerField()),
    )
    found = rows.order_by("pk").values_list("pk", "booked", "settled")
    return {account_id: booked - paid for account_id, booked, paid in found if booked is not None}


def paid_in_term_minor(account_id: int, started_on: dt.date) -> int:
    """Return the interest, before tax, that a running term has paid already, in minor units."""
    stands = InterestPosting.objects.filter(
        _STANDS, account_id=account_id, term_started_on=started_on, how=InterestSettlement.PERIOD.value
    )
    total: int = stands.aggregate(sum=Sum(F("gross_minor") + F("beyond_minor"), default=0))["sum"]
    return total


def newest_postings(account_id: int, count: int) -> list[InterestPostingCard]:
    """Return what was posted of an account's interest last, the newest first."""
    rows = _postings().filter(account_id=account_id).order_by("-id")[:count]
    return [_card_of_posting(row) for row in rows]


def _postings() -> QuerySet[InterestPosting]:
    rows = InterestPosting.objects.select_related("account", "paid_into")
    return rows.annotate(undone=F("journal_entry__reversed_by"))


def _card_of_posting(row: InterestPosting) -> InterestPostingCard:
    how = InterestSettlement(row.how)
    forgone = how is InterestSettlement.FORGONE
    return InterestPostingCard(
        id=row.pk,
        account_id=row.account_id,
        currency=row.account.currency,
        period_end=row.period_end,
        posted_on=row.posted_on,
        how=how,
        gross_minor=row.gross_minor if forgone else row.gross_minor + row.beyond_minor,
        tax_minor=row.tax_minor,
        tax_rate_ppm=row.tax_rate_ppm,
        paid_into_number=row.paid_into.account_number if row.paid_into else None,
        transaction_id=row.transaction_id,
        is_reversed=vars(row)["undone"] is not None,
    )


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
