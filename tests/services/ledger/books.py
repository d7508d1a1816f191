"""A few accounts and the shortest way to post between them, without customers or products."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import ClassVar

from core_banking.kernel import ids
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.events import DomainEvent
from ledger.contracts import PostedEntry
from ledger.entries import EntryDraft, Line, credit, debit
from ledger.services import ChartRole, bank_account_id, ensure_chart, open_customer_ledger_account, post_entry

TELLER = system_actor("test")
NOON = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookTouched(DomainEvent):
    """Says that the use case did something; nothing of it is kept."""

    audited: ClassVar[bool] = False


@use_case
def open_account(*, actor: Actor, floor_minor: int = 0, currency: str = "USD") -> int:
    """Open a customer's ledger account; return its id."""
    emit(BookTouched(actor=actor))
    ensure_chart(currency)
    return open_customer_ledger_account(
        code=ids.prefixed_id("SAV", 9), name="A customer", currency=currency, floor_minor=floor_minor
    )


@use_case
def post(*, actor: Actor, draft: EntryDraft) -> PostedEntry:
    """Post one entry."""
    emit(BookTouched(actor=actor))
    return post_entry(draft)


def entry(
    *lines: Line,
    at: dt.datetime = NOON,
    date: dt.date | None = None,
    currency: str = "USD",
    reference: str | None = None,
) -> EntryDraft:
    """Draft an entry; the business date is that of `at` unless given."""
    return EntryDraft(
        kind="TRANSFER",
        currency=currency,
        reference=reference or ids.transaction_id(),
        description="A movement",
        business_date=date or at.date(),
        value_date=date or at.date(),
        posted_at=at,
        lines=lines,
    )


def cash(currency: str = "USD") -> int:
    """The bank's cash account."""
    return bank_account_id(ChartRole.CASH, currency)


def pay_in(
    account_id: int, amount_minor: int, *, at: dt.datetime = NOON, currency: str = "USD"
) -> PostedEntry:
    """Deposit cash."""
    lines = debit(cash(currency), amount_minor, "DEPOSIT"), credit(account_id, amount_minor, "DEPOSIT")
    return post(actor=TELLER, draft=entry(*lines, at=at, currency=currency))


def pay_out(account_id: int, amount_minor: int, *, at: dt.datetime = NOON) -> PostedEntry:
    """Withdraw cash."""
    lines = debit(account_id, amount_minor, "WITHDRAWAL"), credit(cash(), amount_minor, "WITHDRAWAL")
    return post(actor=TELLER, draft=entry(*lines, at=at))


def move(from_id: int, to_id: int, amount_minor: int, *, at: dt.datetime = NOON) -> PostedEntry:
    """Transfer between two accounts."""
    lines = debit(from_id, amount_minor, "TRANSFER"), credit(to_id, amount_minor, "TRANSFER")
    return post(actor=TELLER, draft=entry(*lines, at=at))


def account(*, floor_minor: int = 0, balance_minor: int = 0, currency: str = "USD") -> int:
    """Open a customer's ledger account that holds `balance_minor`."""
    account_id = open_account(actor=TELLER, floor_minor=floor_minor, currency=currency)
    if balance_minor:
        pay_in(account_id, balance_minor, currency=currency)
    return account_id
