"""What the bank moves on a customer's account by contract: interest, the money of loans, and taking it back.

Whoever calls has decided on the movement and brings its entry; here it is held to the account's state, its owner's
PIN and what is available, posted, and recorded as any other movement.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

from accounts.contracts import AccountCard, AccountStatus, AccountType, BankMovement, BookedMovement
from accounts.selectors import account_card
from accounts.services import lock_money_holder
from core_banking.kernel import clock, ids
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, within_use_case
from core_banking.kernel.errors import NotFound
from core_banking.kernel.money import Currency, format_minor
from ledger.contracts import EntryDraft, PostedEntry
from ledger.errors import InsufficientFunds
from ledger.services import lock_balances, post_entry
from transactions.contracts import TransactionStatus, TransactionType
from transactions.errors import AccountNotActive, KycRequiredToTransact, TermDepositLocked
from transactions.events import TransactionPosted
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
    kind = TransactionType(movement.kind)
    account = _locked_account(movement.account_id)
    change_minor = _change_minor(account, movement)
    _check(actor, kind, account, movement)
    available_minor = lock_balances([account.ledger_account_id])[account.ledger_account_id].available_minor
    if -change_minor > available_minor:
        raise InsufficientFunds(
            available=_major(account, available_minor), requested=_major(account, -change_minor)
        )
    now, transaction_id = clock.now(), ids.transaction_id()
    today = clock.business_date()
    posted = post_entry(
        EntryDraft(
            kind=kind.value,
            currency=account.currency,
            reference=transaction_id,
            description=movement.description,
            business_date=today,
            value_date=movement.value_date or today,
            posted_at=now,
            lines=movement.lines,
        )
    )
    row = _record(actor, kind, account, movement, change_minor, transaction_id, now, posted)
    _announce(actor, row, account)
    return _booked(row, posted, account)


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


def _check(actor: Actor, kind: TransactionType, account: AccountCard, movement: BankMovement) -> None:
    if account.status not in _STATES[kind]:
        raise AccountNotActive(account_number=account.account_number, status=account.status.value)
    if kind is TransactionType.INTEREST:
        return
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


def _record(
    actor: Actor,
    kind: TransactionType,
    account: AccountCard,
    movement: BankMovement,
    change_minor: int,
    transaction_id: str,
    asked_at: dt.datetime,
    posted: PostedEntry,
) -> Transaction:
    """Write the record. What is kept back of money that comes in (a tax, a loan's fee) stands as its fee."""
    side = "to" if change_minor > 0 else "from"
    return Transaction.objects.create(
        transaction_id=transaction_id,
        transaction_type=kind.value,
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
        transaction_date=asked_at,
        processed_date=posted.posted_at,
        **{
            f"{side}_account_id": account.id,
            f"{side}_customer_id": account.customer_id,
            f"{side}_balance_after_minor": posted.balances_minor[account.ledger_account_id],
        },
    )


def _announce(actor: Actor, row: Transaction, account: AccountCard) -> None:
    emit(
        TransactionPosted(
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
