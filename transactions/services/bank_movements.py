"""What the bank moves on a customer's account by contract: interest, the money of loans, and taking it back.

Whoever calls has decided on the movement and brings its entry; here it is held to the account's state, its owner's
PIN and what is available, posted, and recorded as any other movement.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Final

from accounts.contracts import AccountCard, AccountStatus, AccountType, BankMovement, BookedMovement
from accounts.errors import PotMovesByGoal
from accounts.selectors import account_card, account_cards
from accounts.services import lock_money_holder, lock_money_of_accounts
from core_banking.kernel import clock, ids
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, within_use_case
from core_banking.kernel.errors import NotFound
from core_banking.kernel.money import Currency, format_minor
from ledger.contracts import EntryDraft, PostedEntry
from ledger.errors import InsufficientFunds
from ledger.services import lock_balances, post_entries, post_entry
from transactions.contracts import TransactionStatus, TransactionType
from transactions.errors import AccountNotActive, KycRequiredToTransact, TermDepositLocked
from transactions.events import BankMovementsPosted, TransactionPosted
from transactions.models import Transaction
from transactions.services.authorisation import refuse_without_pin
from transactions.services.reversals import mirror_movement
from users.selectors import person_card

_STATES: Final = {
    TransactionType.LOAN_DISBURSEMENT: frozenset({AccountStatus.ACTIVE}),
    TransactionType.LOAN_REPAYMENT: frozenset({AccountStatus.ACTIVE, AccountStatus.MATURED}),
    # Interest is the bank's debt: it comes whether or not the customer may move his money.
    TransactionType.INTEREST: frozenset(
        {AccountStatus.ACTIVE, AccountStatus.FROZEN, AccountStatus.DORMANT, AccountStatus.MATURED}
    ),
}


@within_use_case
def carry_bank_movement(*, actor: Actor, movement: BankMovement) -> BookedMovement:
    """Post and record a movement of the bank's, and announce it; see `accounts.services.book_bank_movement`."""
    account = _locked_account(movement.account_id)
    available_minor = lock_balances([account.ledger_account_id])[account.ledger_account_id].available_minor
    _check(actor, account, movement, available_minor)
    draft = _draft(account, movement, ids.transaction_id(), clock.now(), clock.business_date())
    posted = post_entry(draft)
    row = _record(actor, account, movement, draft, posted)
    row.save(force_insert=True)
    emit(_announcement(actor, row, account))
    return _booked(row, posted, account)


@within_use_case
def carry_bank_movements(*, actor: Actor, movements: Sequence[BankMovement]) -> list[BookedMovement]:
    """Post and record movements of the bank's at once; see `accounts.services.book_bank_movements`."""
    if not movements:
        return []
    account_ids = {movement.account_id for movement in movements}
    lock_money_of_accounts(account_ids)
    accounts = account_cards(account_ids)
    moved = [accounts[movement.account_id] for movement in movements]
    balances = lock_balances(account.ledger_account_id for account in moved)
    available = {key: balance.available_minor for key, balance in balances.items()}
    now, today = clock.now(), clock.business_date()
    drafts = []
    numbers = ids.transaction_ids(len(movements))
    for account, movement, number in zip(moved, movements, numbers, strict=True):
        _check(actor, account, movement, available[account.ledger_account_id])
        available[account.ledger_account_id] += _change_minor(account, movement)
        drafts.append(_draft(account, movement, number, now, today))
    entries = post_entries(drafts)
    rows = [_record(actor, *each) for each in zip(moved, movements, drafts, entries, strict=True)]
    Transaction.objects.bulk_create(rows)
    announcements = [_announcement(actor, *each) for each in zip(rows, moved, strict=True)]
    emit(BankMovementsPosted(actor=actor, movements=announcements))
    return [_booked(*each) for each in zip(rows, entries, moved, strict=True)]


@within_use_case
def carry_bank_reversal(*, actor: Actor, transaction_id: str, reason: str) -> BookedMovement:
    """Post and record the mirror of a movement of the bank's; see `accounts.services.reverse_bank_movement`."""
    original = Transaction.objects.select_related("from_account", "to_account").get(
        transaction_id=transaction_id
    )
    account_id = original.to_account_id or original.from_account_id
    assert account_id is not None
    row, posted, account = mirror_movement(actor, original, account_id, reason)
    return _booked(row, posted, account)


def _locked_account(account_id: int) -> AccountCard:
    """Take the owner's money row and the balance, then look at the account: nothing about it changes any more."""
    found = account_card(account_id)
    if found is None:
        raise NotFound
    lock_money_holder(found.customer_id)
    lock_balances([found.ledger_account_id])
    account = account_card(account_id)
    assert account is not None
    return account


def _change_minor(account: AccountCard, movement: BankMovement) -> int:
    """Return by how much the balance changes, as the customer sees it."""
    return -sum(line.amount_minor for line in movement.lines if line.account_id == account.ledger_account_id)


def _check(actor: Actor, account: AccountCard, movement: BankMovement, available_minor: int) -> None:
    """Hold a movement to the account's state, the owner's PIN and what is available. Raises what refuses it."""
    _check_state(actor, account, movement)
    change_minor = _change_minor(account, movement)
    if -change_minor > available_minor:
        raise InsufficientFunds(
            available=_major(account, available_minor), requested=_major(account, -change_minor)
        )


def _check_state(actor: Actor, account: AccountCard, movement: BankMovement) -> None:
    kind = TransactionType(movement.kind)
    if account.status not in _STATES[kind]:
        raise AccountNotActive(account_number=account.account_number, status=account.status.value)
    if kind is TransactionType.INTEREST:
        return
    if account.account_type is AccountType.POT:
        raise PotMovesByGoal(account_number=account.account_number)
    if (
        kind is TransactionType.LOAN_REPAYMENT
        and account.account_type is AccountType.FIXED_DEPOSIT
        and account.status is AccountStatus.ACTIVE
    ):
        # Its money is bound for the term: an early withdrawal has its price, which a loan is no way around.
        raise TermDepositLocked(account_number=account.account_number)
    owner = person_card(account.customer_id)
    if owner.kyc_status != "APPROVED":
        raise KycRequiredToTransact
    if kind is TransactionType.LOAN_REPAYMENT and actor.user_id == account.customer_id:
        refuse_without_pin(owner, pin_proven=movement.pin_proven)


def _draft(
    account: AccountCard, movement: BankMovement, transaction_id: str, now: dt.datetime, today: dt.date
) -> EntryDraft:
    return EntryDraft(
        kind=TransactionType(movement.kind).value,
        currency=account.currency,
        reference=transaction_id,
        description=movement.description,
        business_date=today,
        value_date=movement.value_date or today,
        posted_at=now,
        lines=movement.lines,
    )


def _record(
    actor: Actor, account: AccountCard, movement: BankMovement, draft: EntryDraft, posted: PostedEntry
) -> Transaction:
    """Return the record. What is kept back of money that comes in (a tax, a loan's fee) stands as its fee."""
    change_minor = _change_minor(account, movement)
    side = "to" if change_minor > 0 else "from"
    return Transaction(
        transaction_id=draft.reference,
        transaction_type=draft.kind,
        status=TransactionStatus.COMPLETED.value,
        amount_minor=movement.amount_minor,
        fee_minor=abs(movement.amount_minor - abs(change_minor)),
        currency=account.currency,
        description=movement.description,
        reference=movement.reference,
        initiated_by_id=actor.user_id,
        on_behalf=False,
        journal_entry_id=posted.entry_id,
        business_date=posted.business_date,
        transaction_date=draft.posted_at,
        processed_date=posted.posted_at,
        **{
            f"{side}_account_id": account.id,
            f"{side}_customer_id": account.customer_id,
            f"{side}_balance_after_minor": posted.balances_minor[account.ledger_account_id],
        },
    )


def _announcement(actor: Actor, row: Transaction, account: AccountCard) -> TransactionPosted:
    return TransactionPosted(
        actor=actor,
        transaction_id=row.transaction_id,
        transaction_type=row.transaction_type,
        amount=_major(account, row.amount_minor),
        fee=_major(account, row.fee_minor),
        currency=row.currency,
        from_account_number=account.account_number if row.from_account_id else None,
        to_account_number=account.account_number if row.to_account_id else None,
        customer_user_id=account.customer_id,
        on_behalf=False,
    )


def _booked(row: Transaction, posted: PostedEntry, account: AccountCard) -> BookedMovement:
    return BookedMovement(
        transaction_id=row.transaction_id,
        entry_id=posted.entry_id,
        posted_at=posted.posted_at,
        business_date=posted.business_date,
        balance_after_minor=posted.balances_minor[account.ledger_account_id],
    )


def _major(account: AccountCard, amount_minor: int) -> str:
    return format_minor(amount_minor, Currency.of(account.currency).exponent)
