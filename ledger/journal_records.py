"""Entries and accounts of the journal as whoever exports it sees them: plain values, no names of people."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class JournalAccount:
    """An account of the book; `control_code` names the account of the chart that a sub-account is under."""

    account_id: int
    code: str
    kind: str
    currency: str
    control_code: str | None = None
    name: str = ""
    """Of an account of the chart; a sub-account's stays out, for it may be a person's."""


@dataclass(frozen=True, slots=True)
class JournalPosting:
    """One line of an entry; debits are positive, in minor units of the entry's currency."""

    account: JournalAccount
    kind: str
    amount_minor: int


@dataclass(frozen=True, slots=True)
class JournalRecord:
    """One entry with its lines in their order."""

    entry_id: int
    kind: str
    currency: str
    reference: str
    business_date: dt.date
    value_date: dt.date
    posted_at: dt.datetime
    reverses_id: int | None
    postings: tuple[JournalPosting, ...]


@dataclass(frozen=True, slots=True)
class DatedBalance:
    """What a sub-account stood at when the month of a line was over, or without one at the end: debit positive."""

    account: JournalAccount
    last_line_on: dt.date | None
    net_minor: int
