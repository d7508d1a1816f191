"""The ledger written out, entry by entry, for bookkeeping programs: an independent proof of the double entry.

Transactions come from the lines; balance assertions from elsewhere: those of the chart from the daily totals, those
of customers' accounts from the balances that their lines carry. So whoever adds up the one proves the other.
Memory stays flat, however long the book is.
"""

from __future__ import annotations

import calendar
import csv
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final

from django.conf import settings

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import reading_snapshot
from core_banking.kernel.money import Currency, format_minor
from ledger import selectors
from ledger.services import note_ledger_export
from operations import beancount

FORMATS: Final = ("beancount", "csv")
_CSV_COLUMNS: Final = ("date", "entry", "kind", "reference", "account", "currency", "amount")
_ONE_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ExportRange:
    """The business dates of an export, both inclusive; `carries` says whether earlier entries are brought forward."""

    first: dt.date
    last: dt.date
    carries: bool


def export_ledger(
    *,
    actor: Actor,
    target: IO[str],
    file_format: str,
    first: dt.date | None = None,
    last: dt.date | None = None,
) -> int:
    """Write the entries of business dates, all if left out, to an open file; return how many there were.

    All of it is of one moment. Leaves an entry in the audit trail before the first line. Raises `NotAllowed`.
    """
    asked = {"from": first, "to": last}
    kept = {name: date.isoformat() for name, date in asked.items() if date is not None}
    note_ledger_export(actor=actor, file_format=file_format, asked=kept)
    with reading_snapshot():
        span = _range(first, last)
        if file_format == "csv":
            return _write_csv(target, span)
        return _write_beancount(target, span)


def month_ends(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Yield the last days of months from `first` on and before `last`."""
    year, month = first.year, first.month
    while (end := dt.date(year, month, calendar.monthrange(year, month)[1])) < last:
        yield end
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)


def _range(first: dt.date | None, last: dt.date | None) -> ExportRange:
    """Return the dates asked for as far as there is anything to say: from the day before the journal to the one after.

    So no date is too early or too late to be asked for, and no month is written out that has not come.
    """
    today = clock.business_date()
    dates = selectors.dates_of_the_journal() or (today, today)
    earliest, latest = dates[0] - _ONE_DAY, max(dates[1], today) + _ONE_DAY
    end = min(max(last, earliest), latest) if last is not None else latest - _ONE_DAY
    begin = min(max(first, earliest), latest) if first is not None else min(dates[0], end)
    return ExportRange(begin, max(begin, end), carries=begin > dates[0])


def _write_csv(target: IO[str], span: ExportRange) -> int:
    writer = csv.writer(target)
    writer.writerow(_CSV_COLUMNS)
    count = 0
    for record in selectors.records_of_the_journal(span.first, span.last):
        count += 1
        exponent = Currency.of(record.currency).exponent
        writer.writerows(
            [
                record.business_date, record.entry_id, record.kind, record.reference, posting.account.code,
                record.currency, format_minor(posting.amount_minor, exponent),
            ]
            for posting in record.postings
        )  # fmt: skip
    return count


def _write_beancount(target: IO[str], span: ExportRange) -> int:
    opened_on = span.first - _ONE_DAY
    currencies = selectors.currencies_of_the_book()
    target.write(beancount.heading(f"{settings.BANK_NAME}: the ledger", currencies, opened_on))
    for account in selectors.accounts_of_the_journal():
        target.write(beancount.opened(account, opened_on))
    if span.carries:
        _bring_forward(target, span, currencies)
    count = 0
    for record in selectors.records_of_the_journal(span.first, span.last):
        count += 1
        target.write(beancount.transaction(record))
    _assert_balances(target, span)
    return count


def _bring_forward(target: IO[str], span: ExportRange, currencies: list[str]) -> None:
    opened_on = span.first - _ONE_DAY
    target.write(beancount.opened_for_carrying(opened_on))
    for account, net_minor in selectors.net_before(span.first):
        if net_minor:
            target.write(beancount.carried_forward(account, net_minor, opened_on))
    for currency in currencies:
        target.write(beancount.balance(beancount.OPENING_BALANCES, 0, currency, opened_on))


def _assert_balances(target: IO[str], span: ExportRange) -> None:
    target.write("\n")
    names = {
        account.account_id: beancount.account_name(account)
        for account in selectors.accounts_of_the_journal()
        if account.control_code is None
    }
    for end in [*month_ends(span.first, span.last), span.last]:
        for figures in selectors.chart_figures(end):
            name = names[figures.account_id]
            target.write(beancount.balance(name, figures.net_minor, figures.currency, end))
    for found in selectors.monthly_balances_of_sub_accounts(span.first, span.last):
        end = _end_of_month(found.last_line_on, span.last)
        name = beancount.account_name(found.account)
        target.write(beancount.balance(name, found.net_minor, found.account.currency, end))


def _end_of_month(date: dt.date | None, last: dt.date) -> dt.date:
    if date is None:
        return last
    return min(date.replace(day=calendar.monthrange(date.year, date.month)[1]), last)
