"""What transactions do when something happens: money that comes into a fixed deposit begins its term."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from accounts.contracts import NUMBER_PREFIXES, AccountType
from accounts.services import begin_term
from core_banking.kernel.events import DomainEvent
from transactions.contracts import TransactionType
from transactions.events import BulkLinesPosted, TransactionPosted

_PREFIX: Final = NUMBER_PREFIXES[AccountType.FIXED_DEPOSIT]
_FUNDING: Final = frozenset({TransactionType.DEPOSIT, TransactionType.TRANSFER})


def begin_funded_term(*, event: DomainEvent, **_: object) -> None:
    """Begin the term of a fixed deposit with the movement that funds it, in its transaction."""
    for number in _receivers_of(event):
        if number is not None and number.startswith(_PREFIX):
            begin_term(actor=event.actor, account_number=number)


def _receivers_of(event: DomainEvent) -> Iterable[str | None]:
    """Return the accounts that a movement may have funded."""
    if isinstance(event, TransactionPosted) and event.transaction_type in _FUNDING:
        return (event.to_account_number,)
    if isinstance(event, BulkLinesPosted):
        return (to_account_number for _, _, to_account_number in event.lines)
    return ()
