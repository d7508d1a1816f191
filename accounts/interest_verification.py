"""Interest proven from its raw rows: night after night it adds up, and the book says the same.

Each account's nights follow each other without a gap and carry the sums of those before; and entry by entry, what the
nights have booked less what the postings have settled is what stands on interest payable. So the account of each
currency holds what its accounts are owed. The database does the sums, so memory stays flat.
"""

from __future__ import annotations

from typing import Final

from django.db import connection

from accounts.interest_accrual import PARTS_OF_A_UNIT
from ledger.services import ChartRole
from ledger.verification import Check

_ROUNDED: Final = """
({minor} + CASE WHEN 2 * {part} > {unit} OR (2 * {part} = {unit} AND {minor} % 2 <> 0) THEN 1 ELSE 0 END)"""
_TOTAL: Final = _ROUNDED.format(minor="total_minor", part="total_part", unit=PARTS_OF_A_UNIT)
_TOTAL_BEFORE: Final = _ROUNDED.format(minor="minor_before", part="part_before", unit=PARTS_OF_A_UNIT)

# The sums of a fixed deposit begin anew with each term; what was booked goes on.
_NIGHTS: Final = """
SELECT * FROM (
    SELECT id, account_id, date, accrued_minor, accrued_part, total_minor, total_part, booked_minor, booked_total_minor,
           lag(date) OVER run AS night_before, coalesce(lag(total_minor) OVER run, 0) AS minor_before,
           coalesce(lag(total_part) OVER run, 0) AS part_before,
           coalesce(lag(booked_total_minor) OVER life, 0) AS booked_before
      FROM accounts_interestaccrual
    WINDOW run AS (PARTITION BY account_id, term_started_on ORDER BY date, id),
           life AS (PARTITION BY account_id ORDER BY date, id)) night
"""

_WRONG_SUMS: Final = f"""
SELECT account_id, date, total_minor, total_part, booked_minor, booked_total_minor FROM ({_NIGHTS}) walked
 WHERE CASE WHEN total_minor - minor_before - accrued_minor IN (0, 1)
            THEN {PARTS_OF_A_UNIT} * (total_minor - minor_before - accrued_minor)
                 <> part_before + accrued_part - total_part ELSE 1 = 1 END
    OR booked_minor <> {_TOTAL} - {_TOTAL_BEFORE} OR booked_total_minor <> booked_before + booked_minor
 ORDER BY account_id, date
"""  # noqa: S608 - constants of this module

_GAPS: Final = f"""
SELECT account_id, night_before, date FROM ({_NIGHTS}) walked
 WHERE night_before IS NOT NULL AND {{nights_between}} <> 1 ORDER BY account_id, date
"""  # noqa: S608 - constants of this module
_NIGHTS_BETWEEN: Final = {
    "postgresql": "date - night_before",
    "sqlite": "julianday(date) - julianday(night_before)",
}

_BOOKED_OTHERWISE: Final = f"""
SELECT compared.entry_id, sum(compared.by_rows), sum(compared.by_lines)
  FROM (SELECT journal_entry_id AS entry_id, booked_minor AS by_rows, 0 AS by_lines FROM accounts_interestaccrual
         WHERE booked_minor <> 0
         UNION ALL
        SELECT journal_entry_id, -gross_minor, 0 FROM accounts_interestposting
         UNION ALL
        SELECT undone.id, posting.gross_minor, 0 FROM accounts_interestposting posting
          JOIN ledger_journalentry undone ON undone.reverses_id = posting.journal_entry_id
         UNION ALL
        SELECT line.entry_id, 0, -line.amount_minor FROM ledger_journalline line
          JOIN ledger_ledgeraccount payable ON payable.id = line.account_id
         WHERE payable.code LIKE '{ChartRole.INTEREST_PAYABLE.value}-%' AND NOT payable.is_customer_account) compared
 GROUP BY compared.entry_id HAVING sum(compared.by_rows) <> sum(compared.by_lines) ORDER BY compared.entry_id
"""  # noqa: S608 - a constant of the ledger

_POSTED_TOO_MUCH: Final = """
SELECT account.id, account.account_number, coalesce(booked.minor, 0), posted.minor FROM accounts_account account
  JOIN (SELECT posting.account_id, sum(posting.gross_minor) AS minor FROM accounts_interestposting posting
          LEFT JOIN ledger_journalentry undone ON undone.reverses_id = posting.journal_entry_id
         WHERE undone.id IS NULL GROUP BY posting.account_id) posted ON posted.account_id = account.id
  LEFT JOIN (SELECT account_id, sum(booked_minor) AS minor FROM accounts_interestaccrual GROUP BY account_id) booked
    ON booked.account_id = account.id
 WHERE posted.minor > coalesce(booked.minor, 0) ORDER BY account.id
"""


def interest_checks() -> tuple[Check, ...]:
    """Return the proofs of interest, for the engine at hand; amounts in minor units."""
    gaps = _GAPS.format(nights_between=_NIGHTS_BETWEEN[connection.vendor])
    return (
        (
            _WRONG_SUMS,
            lambda account, date, minor, part, booked, so_far: (
                f"The interest of account {account} in the night of {date} does not add up:"
                f" {minor} and {part} parts in all, {booked} booked of {so_far}."
            ),
        ),
        (
            gaps,
            lambda account, before, date: (
                f"Account {account} has no night between those of {before} and {date}, or one of them twice."
            ),
        ),
        (
            _BOOKED_OTHERWISE,
            lambda entry, by_rows, by_lines: (
                f"Entry {entry} changes interest payable by {by_lines}; nights and postings by {by_rows}."
            ),
        ),
        (
            _POSTED_TOO_MUCH,
            lambda key, number, booked, posted: (
                f"Account {key} ({number}) was credited {posted} of interest; {booked} had accrued."
            ),
        ),
    )
