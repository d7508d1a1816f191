"""Activating, freezing, closing, waking, maturing: one path through the table of `accounts.lifecycle`."""

from __future__ import annotations

from accounts.contracts import (
    MANAGE_ANY_ACCOUNT,
    AccountStatus,
    AccountType,
    AccountWithBalance,
    InterestPostingCard,
)
from accounts.errors import AccountNotEmpty, AccountStateConflict, KycRequired, PotMovesByGoal
from accounts.events import PAST_TENSE, AccountStatusChanged
from accounts.lifecycle import AccountAction, status_after
from accounts.models import Account
from accounts.selectors.accounts import card_of_account
from accounts.selectors.interest import owed_minor
from accounts.services.interest_at_closing import hold_for_closing, settle_at_closing
from accounts.services.locking import LockedAccount, lock_account, lock_account_as_the_bank
from accounts.services.numbering import with_new_number
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case, within_use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from core_banking.kernel.money import Money
from notifications.services import notify
from users.selectors import person_card

_CLOSED_BY_OWNER = "Closed by its owner"
_BY_THE_OWNER_TOO = frozenset({AccountAction.CLOSE, AccountAction.REACTIVATE})
_WITHOUT_REASON = frozenset({AccountAction.ACTIVATE, AccountAction.REACTIVATE})


@use_case
def freeze_account(*, actor: Actor, account_id: int, reason: str) -> AccountWithBalance:
    """Stop all movements of an account. Raises `AccountStateConflict`, `InvalidInput`, `NotAllowed`, `NotFound`."""
    return change_status(actor, account_id, AccountAction.FREEZE, reason)


@use_case
def unfreeze_account(*, actor: Actor, account_id: int, reason: str) -> AccountWithBalance:
    """Give a frozen account the status it had before. Raises what `freeze_account` raises."""
    return change_status(actor, account_id, AccountAction.UNFREEZE, reason)


@use_case
def close_account(*, actor: Actor, account_id: int, reason: str) -> AccountWithBalance:
    """Close an account for ever: by staff with a reason, or by its owner.

    Raises `AccountNotEmpty` while it holds money or holds are open, `PotMovesByGoal`, and what `freeze_account` raises.
    """
    return change_status(actor, account_id, AccountAction.CLOSE, reason)


@use_case
def reactivate_account(*, actor: Actor, account_id: int) -> AccountWithBalance:
    """Wake a dormant account: by its owner, whose KYC must be approved, or by staff.

    Raises `AccountStateConflict`, `KycRequired`, `NotAllowed`, `NotFound`.
    """
    return change_status(actor, account_id, AccountAction.REACTIVATE, "")


@within_use_case
def mature_account(*, actor: Actor, account_id: int) -> AccountWithBalance:
    """End the life of a fixed deposit as one: its money waits to be taken out. Raises `AccountStateConflict`."""
    return _by_the_bank(actor, account_id, AccountAction.MATURE, "Matured")


@within_use_case
def make_account_dormant(*, actor: Actor, account_id: int) -> AccountWithBalance:
    """Put an account that nobody uses to sleep, and tell its owner. Raises `AccountStateConflict`."""
    return _by_the_bank(actor, account_id, AccountAction.MAKE_DORMANT, "Not used for a long time")


@within_use_case
def close_emptied_account(*, actor: Actor, account_id: int, reason: str) -> AccountWithBalance:
    """Close an account whose money was just paid out. Raises `AccountStateConflict`, `AccountNotEmpty`."""
    return _by_the_bank(actor, account_id, AccountAction.CLOSE, reason)


def _by_the_bank(actor: Actor, account_id: int, action: AccountAction, reason: str) -> AccountWithBalance:
    locked = lock_account_as_the_bank(actor, account_id)
    return apply_action(actor=actor, locked=locked, action=action, reason=reason)


@within_use_case
def change_status(actor: Actor, account_id: int, action: AccountAction, reason: str) -> AccountWithBalance:
    """Let somebody change an account's status: staff not his own, and the owner what is left to him.

    Raises `AccountStateConflict`, `AccountNotEmpty`, `PotMovesByGoal`, `InvalidInput`, `KycRequired`, `NotAllowed`,
    `NotFound`.
    """
    if action not in _BY_THE_OWNER_TOO and not actor.may(MANAGE_ANY_ACCOUNT):
        raise NotAllowed
    if action is AccountAction.CLOSE:
        hold_for_closing(actor, account_id)
    locked = lock_account(actor, account_id)
    account = locked.account
    if action not in _BY_THE_OWNER_TOO and account.customer_id == actor.user_id:
        raise NotAllowed("Nobody decides about an account of his own.")
    if action is AccountAction.CLOSE and account.account_type == AccountType.POT:
        raise PotMovesByGoal(account_number=account.account_number)
    if action is AccountAction.REACTIVATE and not person_card(account.customer_id).is_account_verified:
        raise KycRequired("KYC verification required to use the account again.")
    return apply_action(
        actor=actor, locked=locked, action=action, reason=_reason_given(actor, action, reason)
    )


@within_use_case
def apply_action(
    *, actor: Actor, locked: LockedAccount, action: AccountAction, reason: str
) -> AccountWithBalance:
    """Change the status of a locked account as the table of its life says, announce it and tell the owner.

    Who may ask for it was decided before. Raises `AccountStateConflict` and `AccountNotEmpty`.
    """
    account = locked.account
    old_status = AccountStatus(account.status)
    before_freeze = AccountStatus(account.status_before_freeze) if account.status_before_freeze else None
    new_status = status_after(action, old_status, before_freeze=before_freeze)
    if new_status is None:
        raise AccountStateConflict(status=account.status)
    closing_interest = None
    if action is AccountAction.CLOSE:
        _refuse_unless_empty(locked)
        closing_interest = settle_at_closing(actor=actor, account=account)
    _store(account, action, new_status, reason)
    emit(
        AccountStatusChanged(
            actor=actor,
            account_id=account.pk,
            owner_id=account.customer_id,
            account_number=account.account_number,
            action=action,
            old_status=old_status,
            new_status=new_status,
            reason=reason,
        )
    )
    _tell_owner(actor, account, action, closing_interest)
    accrued_minor = 0 if new_status is AccountStatus.CLOSED else owed_minor(account.pk)
    return AccountWithBalance(card_of_account(account), locked.balance, accrued_minor, closing_interest)


def _tell_owner(
    actor: Actor, account: Account, action: AccountAction, closing_interest: InterestPostingCard | None
) -> None:
    # What changed, not why: the reason may be an investigation's. A maturity is told with its amounts.
    if actor.user_id == account.customer_id or action is AccountAction.MATURE:
        return
    named = f"Account {account.account_number}" if account.account_number else "Your account application"
    notify(
        actor=actor,
        user_id=account.customer_id,
        kind=f"ACCOUNT_{PAST_TENSE[action].upper().replace(' ', '_')}",
        title=f"{named} was {PAST_TENSE[action]}",
        body=f"Its status is now {account.status}. {_what_became_of(closing_interest)}Ask the bank if you have"
        " questions.",
        data={"account_id": account.pk, "account_number": account.account_number},
    )


def _what_became_of(interest: InterestPostingCard | None) -> str:
    if interest is None:
        return ""
    amount = Money.of_minor(interest.net_minor or interest.gross_minor, interest.currency)
    if interest.paid_into_number is None:
        return f"{amount} {interest.currency} of interest was forgone. "
    return f"{amount} {interest.currency} of interest went to account {interest.paid_into_number}. "


def _reason_given(actor: Actor, action: AccountAction, reason: str) -> str:
    reason = reason.strip()
    if action is AccountAction.CLOSE and not actor.may(MANAGE_ANY_ACCOUNT):
        # An owner closes his own account; why is his business.
        return reason or _CLOSED_BY_OWNER
    if action not in _WITHOUT_REASON and not reason:
        raise InvalidInput({"reason": ["Give a reason."]})
    return reason


def _refuse_unless_empty(locked: LockedAccount) -> None:
    if locked.balance.balance_minor or locked.balance.held_minor:
        currency = locked.account.currency
        raise AccountNotEmpty(
            balance=str(Money.of_minor(locked.balance.balance_minor, currency)),
            held=str(Money.of_minor(locked.balance.held_minor, currency)),
        )


def _store(account: Account, action: AccountAction, status: AccountStatus, reason: str) -> None:
    now = clock.now()
    account.status_before_freeze = account.status if action is AccountAction.FREEZE else ""
    account.status, account.status_reason = status, reason
    if status is AccountStatus.CLOSED:
        account.closed_at = now
    if action is AccountAction.REACTIVATE:
        account.reactivated_at = now
    if action is not AccountAction.ACTIVATE:
        account.save()
        return
    account.activated_at = now
    account.interest_from = clock.business_date()

    def save(number: str) -> None:
        account.account_number = number
        account.save()

    with_new_number(AccountType(account.account_type), save)
