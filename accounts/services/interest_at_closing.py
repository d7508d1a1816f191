"""The interest that an account is owed when it is closed: paid to another account of its owner, or forgone."""

from __future__ import annotations

from accounts.contracts import (
    BOUND_TYPES,
    AccountCard,
    AccountStatus,
    InterestPostingCard,
    InterestSettlement,
)
from accounts.interest_nights import NIGHT
from accounts.models import Account
from accounts.selectors.accounts import account_card, visible_accounts
from accounts.selectors.interest import owed_minor
from accounts.services.interest_accrual import accrue_what_is_missing, lock_accruals
from accounts.services.interest_posting import Settlement, settle
from accounts.services.suspension import lock_money_holder
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import within_use_case
from ledger.services import lock_balances


@within_use_case
def hold_for_closing(actor: Actor, account_id: int) -> None:
    """Take the locks of what closing an account moves: the owner's money row, then the balances in their order."""
    account = visible_accounts(actor).filter(pk=account_id).first()
    if account is None:
        return  # whoever goes on says so
    lock_money_holder(account.customer_id)
    payee = _payee_of(account)
    lock_balances({account.ledger_account_id} | ({payee.ledger_account_id} if payee else set()))


@within_use_case
def settle_at_closing(*, actor: Actor, account: Account) -> InterestPostingCard | None:
    """Settle what an account is owed that is about to be closed; None where that is not a whole minor unit.

    It goes, less the tax, to the oldest other active account of the owner in the currency. Without one it is forgone:
    given back to the bank's expense. What is less than a minor unit lapses. The account is locked.
    """
    if account.account_number is None:
        return None
    lock_accruals([account.pk])
    accrue_what_is_missing(actor, account.pk, clock.business_date() - NIGHT)
    owed = owed_minor(account.pk)
    card = account_card(account.pk)
    assert card is not None
    if not owed:
        return None
    payee = _payee_of(account) if owed > 0 else None
    return settle(
        actor=actor,
        settlement=Settlement(
            account=card,
            payee=payee,
            how=InterestSettlement.CLOSING if payee else InterestSettlement.FORGONE,
            period_end=clock.business_date() - NIGHT,
            gross_minor=owed,
            beyond_minor=0 if payee else -owed,
        ),
    )


def _payee_of(account: Account) -> AccountCard | None:
    others = Account.objects.filter(
        customer_id=account.customer_id, currency=account.currency, status=AccountStatus.ACTIVE
    )
    others = others.exclude(pk=account.pk).exclude(account_type__in=BOUND_TYPES)
    oldest = others.order_by("pk").values_list("pk", flat=True).first()
    return account_card(oldest) if oldest is not None else None
