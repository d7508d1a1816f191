"""Journal entries before they are posted: balanced by construction, plain Python."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core_banking.kernel.money import MAX_AMOUNT_MINOR
from ledger.errors import UnbalancedEntry


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a draft: `amount_minor` positive debits, negative credits the ledger account."""

    account_id: int
    amount_minor: int
    kind: str


def debit(account_id: int, amount_minor: int, kind: str) -> Line:
    """Return a line that debits `amount_minor` minor units (a customer's balance falls)."""
    return Line(account_id, amount_minor, kind)


def credit(account_id: int, amount_minor: int, kind: str) -> Line:
    """Return a line that credits `amount_minor` minor units (a customer's balance rises)."""
    return Line(account_id, -amount_minor, kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryDraft:
    """A balanced entry that has not been posted. Raises `UnbalancedEntry` when it could not be."""

    kind: str
    currency: str
    reference: str
    description: str
    business_date: dt.date
    value_date: dt.date
    posted_at: dt.datetime
    lines: tuple[Line, ...]
    reverses_entry_id: int | None = None

    def __post_init__(self) -> None:
        if len(self.lines) < 2:
            raise UnbalancedEntry("An entry has at least two lines.")
        if any(line.amount_minor == 0 or abs(line.amount_minor) > MAX_AMOUNT_MINOR for line in self.lines):
            raise UnbalancedEntry("A line moves between 1 and 10**15 minor units.")
        if sum(line.amount_minor for line in self.lines) != 0:
            raise UnbalancedEntry("Debits and credits differ.")
