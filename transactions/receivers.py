"""What transactions do when something happens: money that comes into a fixed deposit begins its term."""

from __future__ import annotations

from typing import Final

from accounts.contracts import NUMBER_PREFIXES, AccountType
from accounts.services import begin_term
from core_banking.kernel.events import DomainEvent
from transactions.contracts import TransactionType
from transactions.events import TransactionPosted

_PREFIX: Final = NUMBER_PREFIXES[AccountType.FIXED_DEPOSIT]
_FUNDING: Final = frozenset({TransactionType.DEPOSIT, TransactionType.TRANSFER})


def begin_funded_term(*, event: DomainEvent, **_: object) -> None:
    """Begin the term of a fixed deposit with the movement that funds it, in its transaction."""
    if not isinstance(event, TransactionPosted) or event.transaction_type not in _FUNDING:
        return
    number = event.to_account_number
    if number is not None and number.startswith(_PREFIX):
        begin_term(actor=event.actor, account_number=number)
