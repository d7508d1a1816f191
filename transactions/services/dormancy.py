"""Accounts that fall asleep because their owners do not use them."""

from __future__ import annotations

from accounts.contracts import BOUND_TYPES, AccountStatus
from accounts.selectors import account_card
from accounts.services import make_account_dormant
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import make_dry_run, use_case
from core_banking.kernel.errors import NotAllowed, NotFound
from ledger.services import lock_balances
from transactions.selectors.dormancy import dormancy_begins_before, used_since


@use_case
def make_dormant(*, actor: Actor, account_id: int) -> bool:
    """Put an account to sleep whose owner has not used it for `DORMANT_AFTER_DAYS`, and tell him.

    Returns whether it fell asleep: one that was used, woken or frozen meanwhile did not. Raises `NotAllowed` for
    anybody but the bank itself, and `NotFound`.
    """
    if not actor.is_the_bank:
        raise NotAllowed
    card = account_card(account_id)
    if card is None:
        raise NotFound
    # Who moves its money holds the same lock: he is seen, or comes to an account that sleeps.
    lock_balances([card.ledger_account_id])
    card = account_card(account_id)
    assert card is not None
    instant = dormancy_begins_before(clock.business_date())
    in_use_since = max(filter(None, (card.activated_at, card.reactivated_at)), default=None)
    sleeps = (
        card.status is AccountStatus.ACTIVE
        and card.account_type not in BOUND_TYPES
        and in_use_since is not None
        and in_use_since < instant
        and not used_since([account_id], instant)
    )
    if not sleeps:
        make_dry_run()
        return False
    make_account_dormant(actor=actor, account_id=account_id)
    return True
