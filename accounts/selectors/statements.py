"""The statement of an account: opening balance, lines with running balance, closing balance."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final, overload

from accounts.contracts import AccountCard, Statement
from accounts.selectors.accounts import account_for
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput
from ledger.contracts import StatementLine
from ledger.selectors import statement_lines, statement_summary

_LINES_AT_ONCE: Final = 1_000


def statement_for(
    actor: Actor, account_id: int, *, from_date: dt.date | None, to_date: dt.date | None
) -> Statement:
    """Return the statement of business dates, both inclusive; its lines are fetched when they are read.

    Left out, the dates are those of the account's opening and of today. Raises `InvalidInput` when the range
    ends before it begins, and what `account_for` raises.
    """
    account = account_for(actor, account_id).card
    today = clock.business_date()
    first_day = from_date or clock.business_date(account.created_at)
    last_day = to_date or max(today, first_day)
    if first_day > last_day:
        raise InvalidInput({"from": ["The first day must not be after the last day."]})
    # Nothing is posted after today, so the days beyond need not be asked for (and may be beyond the calendar).
    tomorrow = today + dt.timedelta(days=1)
    summary = statement_summary(account.ledger_account_id, min(first_day, tomorrow), min(last_day, tomorrow))
    return Statement(
        account=account,
        from_date=first_day,
        to_date=last_day,
        opening_minor=summary.opening_minor,
        closing_minor=summary.closing_minor,
        credits_minor=summary.credits_minor,
        debits_minor=summary.debits_minor,
        lines=LinesOfStatement(account, summary.first_version, summary.line_count),
    )


class LinesOfStatement(Sequence[StatementLine]):
    """The lines of a statement, oldest first; a slice is one query over gap-free versions, without an offset."""

    def __init__(self, account: AccountCard, first_version: int, line_count: int) -> None:
        self._ledger_account_id = account.ledger_account_id
        self.first_version = first_version
        self._line_count = line_count

    def __len__(self) -> int:
        return self._line_count

    def __iter__(self) -> Iterator[StatementLine]:
        """Read the lines a chunk at a time, so that their number does not matter."""
        for start in range(0, self._line_count, _LINES_AT_ONCE):
            yield from self[start : start + _LINES_AT_ONCE]

    @overload
    def __getitem__(self, index: int) -> StatementLine: ...
    @overload
    def __getitem__(self, index: slice) -> list[StatementLine]: ...
    def __getitem__(self, index: int | slice) -> StatementLine | list[StatementLine]:
        if isinstance(index, int):
            return self[index : index + 1][0]
        start, stop, _ = index.indices(self._line_count)
        if start >= stop:
            return []
        return statement_lines(
            self._ledger_account_id,
            first_version=self.first_version + start,
            last_version=self.first_version + stop - 1,
        )
