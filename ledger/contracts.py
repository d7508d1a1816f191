"""The frozen values that cross between the ledger and its clients."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ledger.entries import EntryDraft, Line, credit, debit
from ledger.journal_records import DatedBalance, JournalAccount, JournalPosting, JournalRecord

__all__ = [
    "CLOSE_BUSINESS_DAY",
    "LOCK_PERIODS",
    "VIEW_BOOKS",
    "BalanceFacts",
    "CheckResult",
    "DatedBalance",
    "EntryDraft",
    "HoldFacts",
    "HoldStatus",
    "JournalAccount",
    "JournalPosting",
    "JournalRecord",
    "Line",
    "PostedEntry",
    "StatementLine",
    "StatementSummary",
    "credit",
    "debit",
]


VIEW_BOOKS: Final = "ledger.view_books"
LOCK_PERIODS: Final = "ledger.lock_periods"
CLOSE_BUSINESS_DAY: Final = "operations.close_business_day"
"""The right of whoever has a day closed, and with it rolled up."""


class HoldStatus(StrEnum):
    """The life of a hold: open until it is resolved, once."""

    OPEN = "OPEN"
    CAPTURED = "CAPTURED"
    VOIDED = "VOIDED"
    EXPIRED = "EXPIRED"


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What one proof of the books found: a sentence for each thing wrong, none if it holds."""

    name: str
    problems: tuple[str, ...]
    computed_at: dt.datetime
    took_ms: int


@dataclass(frozen=True, slots=True)
class HoldFacts:
    """A hold at one moment; amounts in minor units. What is not captured of a resolved hold was released."""

    hold_id: int
    account_id: int
    amount_minor: int
    captured_minor: int
    status: HoldStatus
    reference: str
    description: str
    created_at: dt.datetime
    expires_at: dt.datetime | None
    resolved_at: dt.datetime | None

    def has_expired(self, at: dt.datetime) -> bool:
        """Whether its time is over at an instant, whether or not it was resolved."""
        return self.expires_at is not None and self.expires_at <= at


@dataclass(frozen=True, slots=True)
class BalanceFacts:
    """A customer's ledger account at one moment, in minor units as the customer sees it."""

    account_id: int
    balance_minor: int
    version: int
    held_minor: int
    floor_minor: int

    @property
    def available_minor(self) -> int:
        """What may leave: balance less minimum balance less holds, never below zero."""
        return max(0, self.balance_minor - self.floor_minor - self.held_minor)


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """An entry that is now in the book, with the customers' balances after it by ledger account."""

    entry_id: int
    posted_at: dt.datetime
    business_date: dt.date
    balances_minor: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One line of a customer's account; `change_minor` is signed as the customer sees it."""

    line_id: int
    version: int
    posted_at: dt.datetime
    business_date: dt.date
    value_date: dt.date
    kind: str
    reference: str
    description: str
    change_minor: int
    balance_after_minor: int


@dataclass(frozen=True, slots=True)
class StatementSummary:
    """What a statement of a range of time adds up to: opening + credits - debits = closing, always."""

    opening_minor: int
    closing_minor: int
    credits_minor: int
    debits_minor: int
    line_count: int
    first_version: int
    last_version: int
