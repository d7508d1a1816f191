"""Writing one entry into the book: the same steps on two engines.

PostgreSQL runs them as one function call (`ledger_post_entry_v1`); on SQLite the transaction already holds
the only write lock, so they are plain statements. One conformance suite holds both to the same results.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connection

from core_banking.kernel.db import date_from_sql, instant_from_sql, sql_instant
from ledger.contracts import PostedEntry
from ledger.entries import EntryDraft, Line
from ledger.errors import BalanceTooLarge, InsufficientFunds, PeriodLocked
from ledger.models import MAX_BALANCE_MINOR

SQLSTATE_INSUFFICIENT_FUNDS = "BK002"
SQLSTATE_BALANCE_TOO_LARGE = "BK003"
SQLSTATE_PERIOD_LOCKED = "BK906"


def write_entry(draft: EntryDraft) -> PostedEntry:
    """Lock, check and write a draft. Raises `InsufficientFunds`, `BalanceTooLarge` or `PeriodLocked`.

    Nothing is written then. On PostgreSQL such a refusal aborts the transaction, so a caller that wants to go on
    opens a savepoint.
    """
    try:
        return _write_by_function(draft) if connection.vendor == "postgresql" else _write_by_statements(draft)
    except DatabaseError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error


def refusal_of(error: DatabaseError) -> InsufficientFunds | BalanceTooLarge | PeriodLocked | None:
    """Return the ledger's refusal behind a database error, or None if it is something else."""
    sqlstate = getattr(error.__cause__, "sqlstate", None)
    if sqlstate == SQLSTATE_INSUFFICIENT_FUNDS:
        return InsufficientFunds()
    # SQLite has no codes of our own, so its triggers say them in words.
    if sqlstate == SQLSTATE_PERIOD_LOCKED or (sqlstate is None and SQLSTATE_PERIOD_LOCKED in str(error)):
        return PeriodLocked()
    return BalanceTooLarge() if sqlstate == SQLSTATE_BALANCE_TOO_LARGE else None


def _write_by_function(draft: EntryDraft) -> PostedEntry:
    arguments: list[Any] = [
        draft.kind,
        draft.currency,
        draft.reference,
        draft.description,
        draft.business_date,
        draft.value_date,
        draft.posted_at,
        draft.reverses_entry_id,
        [line.account_id for line in draft.lines],
        [line.amount_minor for line in draft.lines],
        [line.kind for line in draft.lines],
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM ledger_post_entry_v1(%s, %s, %s, %s, %s::date, %s::date, %s::timestamptz, %s::bigint,"
            " %s::bigint[], %s::bigint[], %s::text[])",
            arguments,
        )
        entry_id, posted_at, business_date, accounts, balances = cursor.fetchone()
    after = dict(zip(accounts or [], balances or [], strict=True))
    return PostedEntry(entry_id, posted_at, business_date, after)


@dataclass(slots=True)
class RunningBalance:
    """A customer's balance while the lines of one entry are applied to it."""

    balance_minor: int
    version: int
    held_minor: int
    floor_minor: int
    change_minor: int = 0

    def apply(self, line: Line) -> tuple[int, int]:
        """Return the balance and version after the line."""
        self.balance_minor -= line.amount_minor
        self.change_minor -= line.amount_minor
        self.version += 1
        return self.balance_minor, self.version

    @property
    def is_short(self) -> bool:
        """Whether more has left than was available, now that all lines are applied."""
        return self.change_minor < 0 and self.balance_minor < self.floor_minor + self.held_minor


def _write_by_statements(draft: EntryDraft) -> PostedEntry:
    with connection.cursor() as cursor:
        accounts = {line.account_id for line in draft.lines}
        running, posted_at, business_date = read_balances(
            cursor, accounts, draft.posted_at, draft.business_date
        )
        positions = [
            running[line.account_id].apply(line) if line.account_id in running else (None, None)
            for line in draft.lines
        ]
        if any(balance.is_short for balance in running.values()):
            raise InsufficientFunds
        if any(balance.balance_minor > MAX_BALANCE_MINOR for balance in running.values()):
            raise BalanceTooLarge
        cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM ledger_journalentry")
        (entry_id,) = cursor.fetchone()
        _insert_lines(cursor, draft, entry_id, positions, posted_at, business_date)
        cursor.execute(
            "INSERT INTO ledger_journalentry (id, kind, currency, reference, description, business_date, value_date,"
            " posted_at, reverses_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [entry_id, draft.kind, draft.currency, draft.reference, draft.description, business_date,
             draft.value_date, sql_instant(posted_at), draft.reverses_entry_id],
        )  # fmt: skip
        cursor.executemany(
            "UPDATE ledger_balance SET balance_minor = %s, version = %s, last_posted_at = %s,"
            " last_business_date = %s WHERE account_id = %s",
            [
                [balance.balance_minor, balance.version, sql_instant(posted_at), business_date, account_id]
                for account_id, balance in running.items()
            ],
        )
    after = {account_id: balance.balance_minor for account_id, balance in running.items()}
    return PostedEntry(entry_id, posted_at, business_date, after)


def read_balances(
    cursor: Any, account_ids: Iterable[int], posted_at: dt.datetime, business_date: dt.date
) -> tuple[dict[int, RunningBalance], dt.datetime, dt.date]:
    """Return the balances of customers' accounts, and the moment and date no line may go back behind (SQLite)."""
    cursor.execute(
        "SELECT account_id, balance_minor, version, held_minor, floor_minor, last_posted_at, last_business_date"
        " FROM ledger_balance WHERE account_id IN (SELECT value FROM json_each(%s)) ORDER BY account_id",
        [json.dumps(list(account_ids))],
    )
    running: dict[int, RunningBalance] = {}
    for account_id, balance, version, held, floor, last_posted_at, last_business_date in cursor.fetchall():
        running[account_id] = RunningBalance(balance, version, held, floor)
        if last_posted_at is not None:
            posted_at = max(posted_at, instant_from_sql(last_posted_at))
            business_date = max(business_date, date_from_sql(last_business_date))
    return running, posted_at, business_date


def _insert_lines(
    cursor: Any,
    draft: EntryDraft,
    entry_id: int,
    positions: list[tuple[int, int] | tuple[None, None]],
    posted_at: dt.datetime,
    business_date: dt.date,
) -> None:
    cursor.executemany(
        "INSERT INTO ledger_journalline (entry_id, account_id, position, kind, amount_minor, balance_after_minor,"
        " version, posted_at, business_date) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
        [
            [entry_id, line.account_id, position, line.kind, line.amount_minor, balance_after, version,
             sql_instant(posted_at), business_date]
            for position, (line, (balance_after, version)) in enumerate(zip(draft.lines, positions, strict=True), 1)
        ],
    )  # fmt: skip
