"""What each account of the chart came to, read without walking through the whole book.

Closed days are rolled up into daily totals; only the lines of the days after them are added up afresh.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db import connection
from django.db.models import Max, Min, Sum

from ledger.book_models import DailyTotal, DayRollUp
from ledger.models import JournalEntry, LedgerAccount
from ledger.reports import AccountFigures

_FIRST_DAY = dt.date.min

_LINES = """
  FROM ledger_journalentry entry
  JOIN ledger_journalline line ON line.entry_id = entry.id
  JOIN ledger_ledgeraccount account ON account.id = line.account_id
 WHERE entry.business_date > %s AND entry.business_date <= %s
"""
_SUMS = """
       sum(CASE WHEN line.amount_minor > 0 THEN line.amount_minor ELSE 0 END),
       sum(CASE WHEN line.amount_minor < 0 THEN -line.amount_minor ELSE 0 END)
"""
CHART_ACCOUNT = "coalesce(account.control_account_id, account.id)"
"""In SQL, the account of the chart that a line counts at: a sub-account's is its control account."""

SUM_OF_LINES = f"SELECT {CHART_ACCOUNT}, {_SUMS} {_LINES} GROUP BY 1"
ROLL_UP = (
    "INSERT INTO ledger_dailytotal (account_id, business_date, debits_minor, credits_minor)"
    f" SELECT {CHART_ACCOUNT}, entry.business_date, {_SUMS} {_LINES} GROUP BY 1, 2"
)


def rolled_up_through() -> dt.date:
    """Return the last day whose daily totals are complete; the first day there is if none is."""
    return DayRollUp.objects.aggregate(last=Max("through"))["last"] or _FIRST_DAY


def figures(
    through: dt.date, *, since: dt.date | None = None, currency: str | None = None
) -> list[AccountFigures]:
    """Return every account of the chart with its debits and credits of business dates, in order of code.

    Both dates are inclusive; without `since` from the first entry on. Without `currency` all of them.
    """
    rolled_up = rolled_up_through()
    # Nothing is dated on the first day there is, which has none before it.
    before = since - dt.timedelta(days=1) if since is not None and since > _FIRST_DAY else _FIRST_DAY
    sums: dict[int, tuple[int, int]] = {}
    # A roll-up that ends meanwhile changes nothing here: what lies after `rolled_up` is read from the lines.
    for source in (_of_totals(before, min(through, rolled_up)), _of_lines(max(before, rolled_up), through)):
        for account_id, debits, credits_ in source:
            earlier = sums.get(account_id, (0, 0))
            sums[account_id] = (earlier[0] + debits, earlier[1] + credits_)
    chart = LedgerAccount.objects.filter(control_account__isnull=True, is_customer_account=False)
    if currency is not None:
        chart = chart.filter(currency=currency)
    rows = chart.order_by("code").values_list("id", "code", "name", "kind", "currency")
    return [AccountFigures(*row, *sums.get(row[0], (0, 0))) for row in rows]


def days_to_roll_up(through: dt.date, limit: int = 1000) -> list[dt.date]:
    """Return the days up to `through` that have entries and are not rolled up yet, oldest first."""
    days: list[dt.date] = []
    last = rolled_up_through()
    while len(days) < limit:
        entries = JournalEntry.objects.filter(business_date__gt=last, business_date__lte=through)
        found = entries.aggregate(first=Min("business_date"))["first"]  # one look into the index for each day
        if found is None:
            break
        days.append(found)
        last = found
    return days


def _of_totals(after: dt.date, through: dt.date) -> Iterator[tuple[int, int, int]]:
    totals = DailyTotal.objects.filter(business_date__gt=after, business_date__lte=through)
    for account_id, debits, credits_ in totals.values_list("account_id").annotate(
        Sum("debits_minor"), Sum("credits_minor")
    ):
        yield account_id, int(debits), int(credits_)


def _of_lines(after: dt.date, through: dt.date) -> Iterator[tuple[int, int, int]]:
    if after >= through:
        return
    with connection.cursor() as cursor:
        cursor.execute(SUM_OF_LINES, [after, through])
        rows = cursor.fetchall()
    for account_id, debits, credits_ in rows:
        yield account_id, int(debits), int(credits_)
