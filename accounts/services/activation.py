"""Activating an account that staff has looked at: it gets its number, and its opening deposit."""

from __future__ import annotations

from accounts.contracts import MANAGE_ANY_ACCOUNT, AccountWithBalance, OpeningFunds
from accounts.errors import KycRequired
from accounts.lifecycle import AccountAction
from accounts.models import Account
from accounts.selectors.accounts import account_with_balance, visible_accounts
from accounts.selectors.eligibility import lacks_kyc, unmet_by
from accounts.selectors.products import card_of_product
from accounts.services.funding import problems_of_funds, take_opening_deposit
from accounts.services.status import change_status
from accounts.services.suspension import lock_money_holder
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import make_dry_run, use_case
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from core_banking.kernel.once import once_for_key
from users.selectors import person_card


@use_case
def activate_account(
    *, actor: Actor, account_id: int, funds: OpeningFunds | None = None
) -> AccountWithBalance:
    """Activate a PENDING account, give it its number and put its opening deposit on it.

    What counts is what the product asks for now. Raises `AccountStateConflict`, `NotAllowed`, `NotFound`,
    `KycRequired` where the KYC was rejected meanwhile, `InvalidInput` naming every requirement that is not met, and
    the refusals of the movement that pays the deposit.
    """
    return _activated(actor, account_id, funds)


@use_case
def activate_account_once(
    *,
    actor: Actor,
    account_id: int,
    funds: OpeningFunds | None,
    claim: IdempotencyClaim[AccountWithBalance] | None,
    dry_run: bool = False,
) -> AccountWithBalance | Answer:
    """Activate an account once for an idempotency key, or with `dry_run` only show what would become of it.

    Returns the account, or the key's first `Answer` word for word. Raises what `activate_account` raises, and
    `IdempotencyKeyReused`.
    """
    if dry_run:
        make_dry_run()
    return once_for_key(
        actor=actor,
        claim=claim,
        name="accounts.activate_account",
        deed=lambda: _activated(actor, account_id, funds),
    )


def _activated(actor: Actor, account_id: int, funds: OpeningFunds | None) -> AccountWithBalance:
    _hold_money_of_the_owner(actor, account_id)
    activated = change_status(actor, account_id, AccountAction.ACTIVATE, "")
    account = Account.objects.select_related("product").get(pk=account_id)
    product = card_of_product(account.product)
    owner = person_card(account.customer_id)
    if lacks_kyc(owner, product):
        raise KycRequired
    unmet = unmet_by(owner, product, beside=account_id) | problems_of_funds(product, funds)
    if unmet:
        raise InvalidInput(unmet)
    if funds is None:
        return activated
    take_opening_deposit(actor, account, product, funds)
    return account_with_balance(account_id)


def _hold_money_of_the_owner(actor: Actor, account_id: int) -> None:
    """Take the owner's money row before the account's balance, in the order of everything that moves money."""
    owners = visible_accounts(actor).filter(pk=account_id).values_list("customer_id", flat=True)
    owner_id = owners.first()
    if owner_id is not None and actor.may(MANAGE_ANY_ACCOUNT):
        lock_money_holder(owner_id)
