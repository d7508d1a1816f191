"""The whole journal, read from one end to the other in constant memory: for exports and proofs of it elsewhere.

No name of a person is in it: sub-accounts go by their codes, and what a customer wrote to a payment stays out.
Read it inside of `reading_snapshot`, so that all of it is of one moment.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator

from django.db.models import Max, Min, Sum

from ledger.journal_records import DatedBalance, JournalAccount, JournalPosting, JournalRecord
from ledger.models import JournalEntry, JournalLine, LedgerAccount

_ENTRIES_AT_ONCE = 1000
_ACCOUNTS_AT_ONCE = 500


def dates_of_the_journal() -> tuple[dt.date, dt.date] | None:
    """Return the business dates of the first and the last entry, None for an empty book."""
    found = JournalEntry.objects.aggregate(first=Min("business_date"), last=Max("business_date"))
    return None if found["first"] is None else (found["first"], found["last"])


def accounts_of_the_journal() -> Iterator[JournalAccount]:
    """Yield every account of the book in order of its number, control accounts before what is under them."""
    last = 0
    while True:
        rows = list(
            LedgerAccount.objects.filter(id__gt=last)
            .order_by("id")
            .values_list("id", "code", "kind", "currency", "control_account__code", "name")[
                :_ACCOUNTS_AT_ONCE
            ]
        )
        for row in rows:
            yield JournalAccount(*row[:5], name="" if row[4] else row[5])
        if len(rows) < _ACCOUNTS_AT_ONCE:
            return
        last = rows[-1][0]


def records_of_the_journal(first: dt.date, last: dt.date) -> Iterator[JournalRecord]:
    """Yield the entries of business dates, both inclusive, in order of their numbers."""
    entries = JournalEntry.objects.filter(business_date__gte=first, business_date__lte=last)
    columns = (
        "id", "kind", "currency", "reference", "business_date", "value_date", "posted_at", "reverses_id",
    )  # fmt: skip
    after = 0
    while True:
        rows = list(entries.filter(id__gt=after).order_by("id").values_list(*columns)[:_ENTRIES_AT_ONCE])
        if not rows:
            return
        postings = _postings([row[0] for row in rows])
        for row in rows:
            # The row has eight columns, which the type of a query by names does not say.
            yield JournalRecord(*row, postings[row[0]])  # type: ignore[call-arg]
        after = rows[-1][0]


def _postings(entry_ids: list[int]) -> dict[int, tuple[JournalPosting, ...]]:
    lines = (
        JournalLine.objects.filter(entry_id__in=entry_ids)
        .order_by("entry_id", "position")
        .values_list(
            "entry_id", "kind", "amount_minor",
            "account_id", "account__code", "account__kind", "account__currency", "account__control_account__code",
        )
    )  # fmt: skip
    return {
        entry_id: tuple(JournalPosting(JournalAccount(*line[3:]), line[1], line[2]) for line in group)
        for entry_id, group in itertools.groupby(lines, key=lambda line: line[0])
    }


def net_before(date: dt.date) -> Iterator[tuple[JournalAccount, int]]:
    """Yield every account of the book with what its own lines before a business date add up to, debits positive."""
    for accounts in _in_chunks():
        sums = dict(
            JournalLine.objects.filter(account_id__in=list(accounts), business_date__lt=date)
            .values_list("account_id")
            .annotate(Sum("amount_minor"))
        )
        for account_id, account in accounts.items():
            yield account, int(sums.get(account_id, 0))


def monthly_balances_of_sub_accounts(first: dt.date, last: dt.date) -> Iterator[DatedBalance]:
    """Yield what each sub-account stood at when a month in which it moved was over, and last at the end of the range.

    A customer's is the balance that his line carries, not a sum of lines: whoever adds up the lines proves it.
    """
    for accounts in _in_chunks(sub_accounts_only=True):
        opening = dict(
            JournalLine.objects.filter(account_id__in=list(accounts), business_date__lt=first)
            .values_list("account_id")
            .annotate(Sum("amount_minor"))
        )
        lines = (
            JournalLine.objects.filter(
                account_id__in=list(accounts), business_date__gte=first, business_date__lte=last
            )
            .order_by("account_id", "business_date", "version", "id")
            .values_list("account_id", "business_date", "amount_minor", "balance_after_minor")
        )
        moved = itertools.groupby(lines.iterator(chunk_size=2000), key=lambda line: line[0])
        seen: set[int] = set()
        for account_id, own in moved:
            seen.add(account_id)
            yield from _month_by_month(accounts[account_id], int(opening.get(account_id, 0)), own)
        for account_id in sorted(set(accounts) - seen):
            yield DatedBalance(accounts[account_id], None, int(opening.get(account_id, 0)))


def _month_by_month(
    account: JournalAccount, net: int, lines: Iterator[tuple[int, dt.date, int, int | None]]
) -> Iterator[DatedBalance]:
    date: dt.date | None = None
    for _, on, amount, balance_after in lines:
        if date is not None and (on.year, on.month) != (date.year, date.month):
            yield DatedBalance(account, date, net)
        date = on
        net = net + amount if balance_after is None else -balance_after
    yield DatedBalance(account, None, net)


def _in_chunks(*, sub_accounts_only: bool = False) -> Iterator[dict[int, JournalAccount]]:
    accounts = accounts_of_the_journal()
    wanted = (each for each in accounts if each.control_code is not None or not sub_accounts_only)
    while chunk := list(itertools.islice(wanted, _ACCOUNTS_AT_ONCE)):
        yield {account.account_id: account for account in chunk}
