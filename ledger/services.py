"""Writes of the ledger, each inside the use case of whoever asks."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Sequence

from core_banking.kernel import clock
from core_banking.kernel.db import within_use_case
from ledger.book_checks import keep_book_checks
from ledger.chart import CHART, ChartRole, chart_code
from ledger.closed_periods import lock_period, roll_up_day
from ledger.contracts import BalanceFacts, HoldFacts, HoldStatus, PostedEntry
from ledger.entries import EntryDraft, Line
from ledger.errors import InsufficientFunds
from ledger.holds import open_hold, resolve_open_hold
from ledger.models import AccountKind, Balance, EntryKind, JournalEntry, LedgerAccount
from ledger.posting import write_entry
from ledger.reading_books import note_ledger_export, read_books
from ledger.series import write_entries

__all__ = ["ChartRole", "bank_account_id", "ensure_chart", "forget_bank_accounts", "keep_book_checks", "lock_balances",
           "lock_period", "note_ledger_export", "open_customer_ledger_account", "open_sub_account", "place_hold",
           "post_entries", "post_entry", "read_books", "resolve_hold", "reverse_entry", "roll_up_day",
           "set_floor"]  # fmt: skip


@within_use_case
def post_entry(draft: EntryDraft) -> PostedEntry:
    """Write a balanced entry into the book. Raises `InsufficientFunds` or `BalanceTooLarge`."""
    return write_entry(draft)


@within_use_case
def post_entries(drafts: Sequence[EntryDraft]) -> list[PostedEntry]:
    """Write balanced entries of one moment into the book, in their order, as one after the other would be.

    Raises `InsufficientFunds` or `BalanceTooLarge`.
    """
    return write_entries(drafts)


@within_use_case
def reverse_entry(
    *, entry_id: int, reference: str, description: str, business_date: dt.date, posted_at: dt.datetime
) -> PostedEntry:
    """Post the mirror of an entry: each line with the other sign, counting from today. An entry has one at most.

    Raises `InsufficientFunds` when an account has not got any more what is to be taken back, or `BalanceTooLarge`.
    """
    entry = JournalEntry.objects.get(pk=entry_id)
    lines = entry.lines.order_by("position").values_list("account_id", "amount_minor")
    return write_entry(
        EntryDraft(
            kind=EntryKind.REVERSAL.value,
            currency=entry.currency,
            reference=reference,
            description=description,
            business_date=business_date,
            value_date=business_date,
            posted_at=posted_at,
            lines=tuple(Line(account, -amount, EntryKind.REVERSAL.value) for account, amount in lines),
            reverses_entry_id=entry_id,
        )
    )


@within_use_case
def open_customer_ledger_account(*, code: str, name: str, currency: str, floor_minor: int = 0) -> int:
    """Open a customer's sub-account under the control account of deposits, with its balance row; return its id."""
    account = LedgerAccount.objects.create(
        code=code,
        name=name,
        kind=AccountKind.LIABILITY,
        currency=currency,
        is_customer_account=True,
        control_account_id=bank_account_id(ChartRole.CUSTOMER_DEPOSITS, currency),
        created_at=clock.now(),
    )
    # The row exists before the first movement, so that even a never-used account can be locked.
    Balance.objects.create(account=account, floor_minor=floor_minor)
    return account.pk


@within_use_case
def open_sub_account(*, code: str, name: str, control: ChartRole, currency: str) -> int:
    """Open an account of the bank that an account of the chart sums, such as one loan's principal; return its id.

    It is of the kind of its control account, and has no balance row: its balance is the sum of its lines.
    """
    control_id = bank_account_id(control, currency)
    account = LedgerAccount.objects.create(
        code=code,
        name=name,
        kind=LedgerAccount.objects.values_list("kind", flat=True).get(pk=control_id),
        currency=currency,
        control_account_id=control_id,
        created_at=clock.now(),
    )
    return account.pk


@within_use_case
def set_floor(account_id: int, floor_minor: int) -> None:
    """Set what must stay in a customer's account, in minor units."""
    Balance.objects.filter(account_id=account_id).update(floor_minor=floor_minor)


@within_use_case
def lock_balances(account_ids: Iterable[int]) -> dict[int, BalanceFacts]:
    """Lock customers' balance rows in order of id and return what they hold, by ledger account."""
    rows = (
        Balance.objects.select_for_update(no_key=True)
        .filter(account_id__in=set(account_ids))
        .order_by("account_id")
        .values_list("account_id", "balance_minor", "version", "held_minor", "floor_minor")
    )
    return {row[0]: BalanceFacts(*row) for row in rows}


@within_use_case
def place_hold(
    *, account_id: int, amount_minor: int, reference: str, description: str, expires_at: dt.datetime | None
) -> HoldFacts:
    """Reserve money on a customer's account, under the lock of its balance. Raises `InsufficientFunds`."""
    available_minor = lock_balances([account_id])[account_id].available_minor
    if amount_minor > available_minor:
        raise InsufficientFunds
    return open_hold(
        account_id=account_id,
        amount_minor=amount_minor,
        reference=reference,
        description=description,
        created_at=clock.now(),
        expires_at=expires_at,
    )


@within_use_case
def resolve_hold(*, hold_id: int, status: HoldStatus, captured_minor: int = 0) -> HoldFacts:
    """Resolve an open hold and release all of it, under the locks of its account's balance and its own.

    Whoever captures moves the money in the same use case, after this: what was held is available to him then.
    Raises `HoldAlreadyResolved` with the status it has.
    """
    return resolve_open_hold(hold_id=hold_id, status=status, captured_minor=captured_minor, at=clock.now())


@functools.lru_cache(maxsize=256)
def bank_account_id(role: ChartRole, currency: str) -> int:
    """Return the ledger account of the bank for a role and currency. Rows of the chart never change or go away."""
    return LedgerAccount.objects.values_list("pk", flat=True).get(code=chart_code(role, currency))


def forget_bank_accounts() -> None:
    """Drop the remembered ids of the chart: after migrations, which may have made new rows."""
    bank_account_id.cache_clear()


def ensure_chart(currency: str) -> None:
    """Add the bank's own accounts of a currency that are missing."""
    for account in CHART:
        LedgerAccount.objects.get_or_create(
            code=chart_code(account.role, currency),
            defaults={
                "name": f"{account.name} ({currency})",
                "kind": account.kind,
                "currency": currency,
                "created_at": clock.now(),
            },
        )
    forget_bank_accounts()
