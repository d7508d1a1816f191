"""May this movement be reversed, and does it take two? Pure rules on frozen facts.

A freeze, a suspension or dormancy stops the customer from moving money, not the bank from putting its book right: so
staff may reverse on such an account. A closed account is at its end and takes part in nothing.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from accounts.contracts import AccountStatus, AccountType
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotAllowed
from core_banking.kernel.money import Currency, format_minor
from ledger.errors import InsufficientFunds
from transactions.contracts import LOAN_TYPES, ORDERABLE_TYPES, REVERSE, TransactionStatus
from transactions.errors import AccountNotActive, AlreadyReversed, NotReversible
from transactions.reversal_contracts import ReversalFacts

# Money in these accounts moves as their contract says; a mirrored entry would leave the contract behind.
_BOUND_BY_CONTRACT: Final = frozenset({AccountType.FIXED_DEPOSIT})


def check_may_reverse(actor: Actor, facts: ReversalFacts) -> None:
    """Refuse what may not be reversed, or not by this member of staff, whatever the accounts hold.

    Raises `NotAllowed`, `NotReversible`, `AlreadyReversed` and `AccountNotActive`.
    """
    if not actor.may(REVERSE):
        raise NotAllowed
    parties = [party.account for party in (facts.payer, facts.receiver) if party is not None]
    if facts.transaction_type in LOAN_TYPES:
        raise NotReversible(
            "This is the money of a loan: it is taken back at the loan.",
            transaction_type=facts.transaction_type,
            status=facts.status,
        )
    if (
        facts.transaction_type not in ORDERABLE_TYPES
        or facts.status != TransactionStatus.COMPLETED
        or any(account.account_type in _BOUND_BY_CONTRACT for account in parties)
    ):
        raise NotReversible(transaction_type=facts.transaction_type, status=facts.status)
    check_takes_no_part(actor, facts)
    if facts.reversed_by is not None:
        raise AlreadyReversed(reversed_by=facts.reversed_by)
    for account in parties:
        if account.status is AccountStatus.CLOSED:
            raise AccountNotActive(account_number=account.account_number, status=account.status.value)


def check_takes_no_part(actor: Actor, facts: ReversalFacts) -> None:
    """Refuse who ordered the movement or owns an account in it, whichever way he would decide. Raises `NotAllowed`."""
    owners = {party.account.customer_id for party in (facts.payer, facts.receiver) if party is not None}
    if actor.user_id is not None and actor.user_id in {facts.initiated_by, *owners}:
        raise NotAllowed("Nobody decides on the reversal of a transaction he ordered or takes part in.")


def check_funds(facts: ReversalFacts) -> None:
    """Refuse to take back more than is there. Raises `InsufficientFunds`."""
    if facts.payer is None:
        return
    available_minor = facts.payer.balance.available_minor
    if facts.amount_minor > available_minor:
        exponent = Currency.of(facts.currency).exponent
        raise InsufficientFunds(
            available=format_minor(available_minor, exponent),
            requested=format_minor(facts.amount_minor, exponent),
        )


def needs_four_eyes(facts: ReversalFacts, above: Decimal) -> bool:
    """Whether the amount, fee not counted, is above what one member of staff may reverse; `above` in major units."""
    return Decimal(facts.amount_minor).scaleb(-Currency.of(facts.currency).exponent) > above
