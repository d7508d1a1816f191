"""The books proven from the raw rows: every stored figure is computed again and the first wrong one named.

These facts are checked: each entry balances in one currency, its lines are numbered without a gap and dated as it is,
and their accounts are there; each customer's lines are numbered without a gap and each carries the balance that the
lines up to it add up to, the bank's own carry none; each balance row equals its lines; every customer's account sits
under a control account of its currency. The database does the sums, so memory stays flat.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Final, TypeAlias

from django.db import connection

from ledger.figures import CHART_ACCOUNT

MAX_NAMED_PROBLEMS = 20

Check: TypeAlias = tuple[str, Callable[..., str]]
"""A statement that selects what is wrong, and how each of its rows is said in a sentence."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was checked and what was found wrong, the first problem first. No problem: the books are right."""

    entries: int
    lines: int
    customer_accounts: int
    problems: tuple[str, ...]

    @property
    def is_clean(self) -> bool:
        """Whether every invariant holds."""
        return not self.problems


_UNBALANCED_ENTRIES = """
SELECT entry.id, entry.reference, count(line.id), coalesce(sum(line.amount_minor), 0), coalesce(max(line.position), 0)
  FROM ledger_journalentry entry LEFT JOIN ledger_journalline line ON line.entry_id = entry.id
 GROUP BY entry.id, entry.reference
HAVING count(line.id) < 2 OR coalesce(sum(line.amount_minor), 0) <> 0 OR count(line.id) <> max(line.position)
 ORDER BY entry.id
"""

_LINES_WITHOUT_ENTRY = """
SELECT line.id, line.entry_id FROM ledger_journalline line
  LEFT JOIN ledger_journalentry entry ON entry.id = line.entry_id WHERE entry.id IS NULL ORDER BY line.id
"""

_LINES_WITHOUT_ACCOUNT = """
SELECT line.id, line.account_id FROM ledger_journalline line
  LEFT JOIN ledger_ledgeraccount account ON account.id = line.account_id WHERE account.id IS NULL ORDER BY line.id
"""

_MIXED_CURRENCIES = """
SELECT line.id, entry.reference, entry.currency, account.currency
  FROM ledger_journalline line
  JOIN ledger_journalentry entry ON entry.id = line.entry_id
  JOIN ledger_ledgeraccount account ON account.id = line.account_id
 WHERE account.currency <> entry.currency ORDER BY line.id
"""

_MISDATED_LINES = """
SELECT line.id, entry.reference FROM ledger_journalline line
  JOIN ledger_journalentry entry ON entry.id = line.entry_id
 WHERE line.posted_at <> entry.posted_at OR line.business_date <> entry.business_date ORDER BY line.id
"""

_BANK_LINES_WITH_BALANCE = """
SELECT line.id, account.code FROM ledger_journalline line
  JOIN ledger_ledgeraccount account ON account.id = line.account_id
 WHERE NOT account.is_customer_account AND (line.version IS NOT NULL OR line.balance_after_minor IS NOT NULL)
 ORDER BY line.id
"""

# Lines of customers' accounts in the order they were posted, with the running balance computed afresh.
_RUNNING_BALANCES = """
SELECT * FROM (
    SELECT line.id AS line_id, account.code AS code, line.version AS version, line.balance_after_minor AS stored,
           row_number() OVER w AS counted, -sum(line.amount_minor) OVER w AS computed,
           line.posted_at AS posted_at, lag(line.posted_at) OVER w AS posted_before,
           line.business_date AS business_date, lag(line.business_date) OVER w AS business_date_before
      FROM ledger_journalline line JOIN ledger_ledgeraccount account ON account.id = line.account_id
     WHERE account.is_customer_account
    WINDOW w AS (PARTITION BY line.account_id ORDER BY line.version, line.id ROWS UNBOUNDED PRECEDING)) walked
 WHERE version IS NULL OR stored IS NULL OR version <> counted OR stored <> computed
    OR posted_at < posted_before OR business_date < business_date_before
 ORDER BY line_id
"""

_BALANCE_ROWS = """
SELECT account.code, balance.balance_minor, balance.version, balance.held_minor,
       coalesce(line.total, 0), coalesce(line.counted, 0), coalesce(hold.total, 0)
  FROM ledger_ledgeraccount account
  LEFT JOIN ledger_balance balance ON balance.account_id = account.id
  LEFT JOIN (SELECT account_id, -sum(amount_minor) AS total, count(*) AS counted
               FROM ledger_journalline GROUP BY account_id) line ON line.account_id = account.id
  LEFT JOIN (SELECT account_id, sum(amount_minor) AS total FROM ledger_hold WHERE status = 'OPEN'
              GROUP BY account_id) hold ON hold.account_id = account.id
 WHERE account.is_customer_account
   AND (balance.account_id IS NULL OR balance.balance_minor <> coalesce(line.total, 0)
        OR balance.version <> coalesce(line.counted, 0) OR balance.held_minor <> coalesce(hold.total, 0)
        OR balance.balance_minor < 0)
 ORDER BY account.id
"""

_STRAY_BALANCE_ROWS = """
SELECT account.code FROM ledger_balance balance JOIN ledger_ledgeraccount account ON account.id = balance.account_id
 WHERE NOT account.is_customer_account ORDER BY account.id
"""

_CONTROL_ACCOUNTS = """
SELECT account.code, control.code FROM ledger_ledgeraccount account
  LEFT JOIN ledger_ledgeraccount control ON control.id = account.control_account_id
 WHERE account.is_customer_account AND (control.id IS NULL OR control.currency <> account.currency)
 ORDER BY account.id
"""

# An account that has sub-accounts is their sum, and nothing beside: each amount on it belongs to one of them.
_LINES_ON_CONTROL_ACCOUNTS = """
SELECT control.code, count(line.id) FROM ledger_ledgeraccount control
  JOIN ledger_journalline line ON line.account_id = control.id
 WHERE control.id IN (SELECT control_account_id FROM ledger_ledgeraccount WHERE control_account_id IS NOT NULL)
 GROUP BY control.code ORDER BY control.code
"""

_DAILY_TOTALS = f"""
SELECT account.code, compared.business_date, sum(compared.debits), sum(compared.credits)
  FROM (SELECT account_id, business_date, debits_minor AS debits, credits_minor AS credits FROM ledger_dailytotal
         UNION ALL
        SELECT {CHART_ACCOUNT}, line.business_date,
               -sum(CASE WHEN line.amount_minor > 0 THEN line.amount_minor ELSE 0 END),
               -sum(CASE WHEN line.amount_minor < 0 THEN -line.amount_minor ELSE 0 END)
          FROM ledger_journalline line JOIN ledger_ledgeraccount account ON account.id = line.account_id
         WHERE line.business_date <= (SELECT max(through) FROM ledger_dayrollup) GROUP BY 1, 2) compared
  JOIN ledger_ledgeraccount account ON account.id = compared.account_id
 GROUP BY account.code, compared.business_date HAVING sum(compared.debits) <> 0 OR sum(compared.credits) <> 0
 ORDER BY compared.business_date, account.code
"""  # noqa: S608 - a constant of the ledger

_BOOK_TOTALS = """
SELECT account.currency, sum(line.amount_minor) FROM ledger_journalline line
  JOIN ledger_ledgeraccount account ON account.id = line.account_id
 GROUP BY account.currency HAVING sum(line.amount_minor) <> 0 ORDER BY account.currency
"""


def _say_unbalanced(key: int, reference: str, count: int, total: int, last_position: int) -> str:
    if count < 2 or total != 0:
        return f"Entry {key} ({reference}) is not balanced: {count} lines sum to {total}."
    return f"Entry {key} ({reference}) has {count} lines; they are numbered up to {last_position}."


def _say_running_balance(
    line_id: int, code: str, version: int, stored: int, counted: int, computed: int, *times: object
) -> str:
    if version != counted:
        return f"Line {line_id} of {code} has version {version}; counting gives {counted}."
    if stored != computed:
        return f"Line {line_id} of {code} says the balance is {stored}; its lines add up to {computed}."
    return f"Line {line_id} of {code} is dated before the line that precedes it."


CHECKS: Final[Mapping[str, tuple[Check, ...]]] = {
    "entries_balance": (
        (_UNBALANCED_ENTRIES, _say_unbalanced),
        (
            _LINES_WITHOUT_ENTRY,
            lambda key, entry: f"Line {key} belongs to entry {entry}, which does not exist.",
        ),
        (
            _LINES_WITHOUT_ACCOUNT,
            lambda key, account: f"Line {key} belongs to account {account}, which does not exist.",
        ),
        (
            _MIXED_CURRENCIES,
            lambda key, reference, of_entry, of_account: (
                f"Line {key} of entry {reference} is in {of_account}; the entry is in {of_entry}."
            ),
        ),
    ),
    "versions_without_gap": ((_RUNNING_BALANCES, _say_running_balance),),
    "lines_dated_as_entries": (
        (_MISDATED_LINES, lambda key, reference: f"Line {key} is not dated as its entry {reference} is."),
        (
            _BANK_LINES_WITH_BALANCE,
            lambda key, code: f"Line {key} of the bank's own account {code} carries a running balance.",
        ),
    ),
    "balances_equal_lines": (
        (
            _BALANCE_ROWS,
            lambda code, balance, version, held, total, counted, holds: (
                f"Account {code} stores balance {balance}, version {version}, holds {held};"
                f" its rows give {total}, {counted}, {holds}."
            ),
        ),
        (
            _STRAY_BALANCE_ROWS,
            lambda code: f"The bank's own account {code} has a balance row; it must have none.",
        ),
    ),
    "sub_ledgers_equal_control": (
        (
            _CONTROL_ACCOUNTS,
            lambda code, control: f"Account {code} has no control account of its currency ({control}).",
        ),
        (
            _LINES_ON_CONTROL_ACCOUNTS,
            lambda code, count: f"Account {code} sums others; {count} lines are booked on it directly.",
        ),
    ),
    "currencies_sum_to_zero": (
        (_BOOK_TOTALS, lambda currency, total: f"All lines in {currency} sum to {total}, not to zero."),
    ),
    "daily_totals_equal_lines": (
        (
            _DAILY_TOTALS,
            lambda code, date, debits, credits_: (
                f"The totals of {date} on {code} differ from its lines by {debits} debits and {credits_} credits."
            ),
        ),
    ),
}
"""The proofs of the book by name, in their order."""


def verify() -> Verification:
    """Compute every figure of the book again from its rows and return what was found."""
    return Verification(
        entries=_count("ledger_journalentry"),
        lines=_count("ledger_journalline"),
        customer_accounts=_count("ledger_ledgeraccount WHERE is_customer_account"),
        problems=tuple(problems_found(itertools.chain(*CHECKS.values()))[:MAX_NAMED_PROBLEMS]),
    )


def problems_found(checks: Iterable[Check]) -> list[str]:
    """Run checks in their order and return a sentence for each thing wrong, a bounded number for each check."""
    return [say(*row) for statement, say in checks for row in _rows(statement)]


def _rows(statement: str) -> Iterable[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        rows: list[tuple[object, ...]] = cursor.fetchmany(MAX_NAMED_PROBLEMS)
    return rows


def _count(source: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {source}")  # noqa: S608 - one of three constants
        (count,) = cursor.fetchone()
    return int(count)
