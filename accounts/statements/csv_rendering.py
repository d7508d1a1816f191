"""A statement as CSV (RFC 4180): UTF-8, one header row, the same columns in every row.

record  OPENING    the opening balance
        LINE       one line of the account; exactly one of debit and credit is filled in
        CLOSING    the closing balance, with the totals of debits and credits
        SIGNATURE  the signature of everything above
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from accounts.statements.model import AccountStatement
from accounts.statements.plain_text import harmless_cell
from accounts.statements.sealed_files import CSV_PLACE_NAME, SealedFile
from core_banking.kernel.clock import isoformat_utc
from ledger.contracts import StatementLine

COLUMNS: Final = (
    "record",
    "date",
    "value_date",
    "posted_at",
    "type",
    "description",
    "reference",
    "debit",
    "credit",
    "balance",
    "account_number",
    "currency",
)
_ROWS_AT_ONCE: Final = 500


def write_csv(statement: AccountStatement, file: SealedFile) -> None:
    """Write the statement, a few hundred rows at a time."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    for number, row in enumerate(_rows(statement), start=1):
        writer.writerow(row)
        if number % _ROWS_AT_ONCE == 0:
            _pass_on(text, file)
    _pass_on(text, file)
    place = CSV_PLACE_NAME + b"," * COLUMNS.index("description")
    file.close(place, b"," * (len(COLUMNS) - 1 - COLUMNS.index("description")) + b"\r\n")


def _pass_on(text: io.StringIO, file: SealedFile) -> None:
    file.write(text.getvalue().encode())
    text.seek(0)
    text.truncate()


def _rows(statement: AccountStatement) -> Iterator[Sequence[str]]:
    account = (harmless_cell(statement.account_number), statement.currency.code)
    statement_id, amount = statement.statement_id, statement.amount
    first, last = statement.from_date.isoformat(), statement.to_date.isoformat()
    opening, closing = amount(statement.opening_minor), amount(statement.closing_minor)
    totals = (amount(statement.debits_minor), amount(statement.credits_minor))
    yield COLUMNS
    yield ("OPENING", first, "", "", "", "Opening balance", statement_id, "", "", opening, *account)
    for line in statement.lines:
        yield (*_line(statement, line), *account)
    yield ("CLOSING", last, "", "", "", "Closing balance", statement_id, *totals, closing, *account)


def _line(statement: AccountStatement, line: StatementLine) -> tuple[str, ...]:
    change = line.change_minor
    return (
        "LINE",
        line.business_date.isoformat(),
        line.value_date.isoformat(),
        isoformat_utc(line.posted_at),
        harmless_cell(line.kind),
        harmless_cell(line.description),
        harmless_cell(line.reference),
        statement.amount(-change) if change < 0 else "",
        statement.amount(change) if change > 0 else "",
        statement.amount(line.balance_after_minor),
    )
