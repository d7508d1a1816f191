"""Taking hold of an account: whoever moves its money holds the same lock, so he sees the change or precedes it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from accounts.contracts import MANAGE_ANY_ACCOUNT
from accounts.models import Account
from accounts.selectors.accounts import visible_accounts
from accounts.services.suspension import lock_money_holders
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import within_use_case
from core_banking.kernel.errors import NotFound
from ledger.contracts import BalanceFacts
from ledger.services import lock_balances


@dataclass(frozen=True, slots=True)
class LockedAccount:
    """An account as it is under the lock of its balance."""

    account: Account
    balance: BalanceFacts


@within_use_case
def lock_account(actor: Actor, account_id: int) -> LockedAccount:
    """Lock the balance of an account the actor may see, then read the account.

    Raises `NotFound` if it is not there or not the actor's, `NotAllowed` for people without accounts or rights.
    """
    visible = visible_accounts(actor).filter(pk=account_id)
    ledger_account_id = visible.values_list("ledger_account_id", flat=True).first()
    if ledger_account_id is None:
        raise NotFound
    balance = lock_balances([ledger_account_id])[ledger_account_id]
    return LockedAccount(visible.get(), balance)


@within_use_case
def lock_account_as_the_bank(actor: Actor, account_id: int) -> LockedAccount:
    """Lock an account for what the bank does by itself, whoever's it is. Raises `NotFound`."""
    return lock_account(replace(actor, permissions=actor.permissions | {MANAGE_ANY_ACCOUNT}), account_id)


@within_use_case
def lock_money_of_accounts(account_ids: Collection[int]) -> None:
    """Take the money rows of the owners of accounts, then the balances, each in their order.

    Whoever reads the accounts afterwards sees them as they stay. Raises `NotFound` where one is missing.
    """
    rows = Account.objects.filter(pk__in=account_ids)
    parties = list(rows.values_list("customer_id", "ledger_account_id"))
    if len(parties) < len(set(account_ids)):
        raise NotFound
    lock_money_holders(customer_id for customer_id, _ in parties)
    lock_balances(ledger_account_id for _, ledger_account_id in parties)
