"""Many entries at once, for an engine without a posting function: the same steps as for one, each for many rows.

Its entries are those that one after the other would have made: balances and versions run along from draft to draft.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, connection

from core_banking.kernel.db import sql_instant
from ledger.contracts import PostedEntry
from ledger.entries import EntryDraft
from ledger.errors import BalanceTooLarge, InsufficientFunds
from ledger.models import MAX_BALANCE_MINOR
from ledger.posting import RunningBalance, read_balances, refusal_of, write_entry

_LINE = (
    "INSERT INTO ledger_journalline (entry_id, account_id, position, kind, amount_minor, balance_after_minor, version,"
    " posted_at, business_date) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_ENTRY = (
    "INSERT INTO ledger_journalentry (id, kind, currency, reference, description, business_date, value_date,"
    " posted_at, reverses_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_BALANCE = (
    "UPDATE ledger_balance SET balance_minor = %s, version = %s, last_posted_at = %s, last_business_date = %s"
    " WHERE account_id = %s"
)


def write_entries(drafts: Sequence[EntryDraft]) -> list[PostedEntry]:
    """Lock, check and write drafts of one moment in their order.

    Raises `InsufficientFunds` or `BalanceTooLarge` at the first draft the balances do not cover, and `PeriodLocked`,
    having written nothing of any.
    """
    if not drafts:
        return []
    if connection.vendor == "postgresql":
        return [write_entry(draft) for draft in drafts]
    try:
        with connection.cursor() as cursor:
            return _write_by_statements(cursor, drafts)
    except DatabaseError as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from error


def _write_by_statements(cursor: Any, drafts: Sequence[EntryDraft]) -> list[PostedEntry]:
    first = drafts[0]
    accounts = {line.account_id for draft in drafts for line in draft.lines}
    running, posted_at, business_date = read_balances(cursor, accounts, first.posted_at, first.business_date)
    cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM ledger_journalentry")
    (next_id,) = cursor.fetchone()
    instant, posted, lines, entries = sql_instant(posted_at), [], [], []
    for entry_id, draft in enumerate(drafts, next_id):
        after: dict[int, int] = {}
        for position, line in enumerate(draft.lines, 1):
            balance = running.get(line.account_id)
            balance_after, version = balance.apply(line) if balance else (None, None)
            if balance_after is not None:
                after[line.account_id] = balance_after
            lines.append([entry_id, line.account_id, position, line.kind, line.amount_minor, balance_after, version,
                          instant, business_date])  # fmt: skip
        _check(running, after)
        entries.append([entry_id, draft.kind, draft.currency, draft.reference, draft.description, business_date,
                        draft.value_date, instant, draft.reverses_entry_id])  # fmt: skip
        posted.append(PostedEntry(entry_id, posted_at, business_date, after))
    cursor.executemany(_LINE, lines)
    cursor.executemany(_ENTRY, entries)
    cursor.executemany(
        _BALANCE,
        [
            [each.balance_minor, each.version, instant, business_date, account]
            for account, each in running.items()
        ],
    )
    return posted


def _check(running: dict[int, RunningBalance], touched: dict[int, int]) -> None:
    """Check the accounts an entry has touched, and begin the next entry's change at nothing."""
    for account_id in touched:
        balance = running[account_id]
        if balance.is_short:
            raise InsufficientFunds
        if balance.balance_minor > MAX_BALANCE_MINOR:
            raise BalanceTooLarge
        balance.change_minor = 0
