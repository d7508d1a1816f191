"""Reports as tables of comma-separated values: a row for each account; totals are for the reader to add up."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.http import HttpResponse

from core_banking.kernel.money import Currency as CurrencyOfCode
from core_banking.kernel.money import format_minor
from ledger.reports import AccountFigures, BalanceSheet

COLUMNS = ("currency", "code", "name", "kind", "debits", "credits", "balance")


def table_of(
    accounts: Iterable[AccountFigures], file_name: str, *, results: Iterable[BalanceSheet] = ()
) -> HttpResponse:
    """Return accounts as a file with a heading; amounts in major units, balances as the kind counts them.

    `results` are the sheets whose result follows in a row of its own: without it their sides would not agree.
    """
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(_row(account) for account in accounts)
    writer.writerows(_result_row(sheet) for sheet in results)
    return HttpResponse(
        text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{file_name}.csv"'},
    )


def _row(account: AccountFigures) -> list[Any]:
    exponent = CurrencyOfCode.of(account.currency).exponent
    amounts = (account.debits_minor, account.credits_minor, account.balance_minor)
    return [
        account.currency,
        account.code,
        account.name,
        account.kind,
        *(format_minor(amount, exponent) for amount in amounts),
    ]


def _result_row(sheet: BalanceSheet) -> list[Any]:
    """Return what income less expense came to; it has no account of its own."""
    result = format_minor(sheet.result_minor, CurrencyOfCode.of(sheet.currency).exponent)
    return [sheet.currency, "", f"Income less expense ({sheet.currency})", "RESULT", "", "", result]
