"""The movements of an account that automatic saving follows, by the number of their line on it.

Lines of an account are numbered without a gap under the lock of its balance: whoever sees one sees all before it, so
that a place among them is a place up to which everything was looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import F, Max, Q, QuerySet

from transactions.contracts import OUTGOING_TYPES, TransactionStatus, TransactionType
from transactions.models import Transaction

_INCOMING_TYPES = (TransactionType.DEPOSIT.value, TransactionType.TRANSFER.value)


@dataclass(frozen=True, slots=True)
class FollowedMovement:
    """A movement, its amount in minor units without the fee, and the number of its last line on the account."""

    row_id: int
    transaction_id: str
    amount_minor: int
    version: int


def next_payment_beside(
    account_id: int, ledger_account_id: int, after_version: int, multiple_minor: int
) -> FollowedMovement | None:
    """Return the first movement after a line that went out to others and is no multiple of an amount; None for none."""
    went_out = _standing(ledger_account_id, after_version).filter(
        ~Q(to_customer_id=F("from_customer_id")) | Q(to_customer_id__isnull=True),
        from_account_id=account_id,
        transaction_type__in=[kind.value for kind in OUTGOING_TYPES],
    )
    uneven = went_out.alias(beyond=F("amount_minor") % multiple_minor).exclude(beyond=0)
    return _first(uneven, ledger_account_id)


def next_income(
    account_id: int, ledger_account_id: int, after_version: int, at_least_minor: int
) -> FollowedMovement | None:
    """Return the first deposit or transfer from others after a line that brought at least an amount; None for none."""
    came_in = _standing(ledger_account_id, after_version).filter(
        ~Q(from_customer_id=F("to_customer_id")) | Q(from_customer_id__isnull=True),
        to_account_id=account_id,
        transaction_type__in=_INCOMING_TYPES,
        amount_minor__gte=at_least_minor,
    )
    return _first(came_in, ledger_account_id)


def _standing(ledger_account_id: int, after_version: int) -> QuerySet[Transaction]:
    """Return the movements with a line after another one that were made and not taken back."""
    return Transaction.objects.filter(
        journal_entry__lines__account_id=ledger_account_id,
        journal_entry__lines__version__gt=after_version,
        status=TransactionStatus.COMPLETED.value,
        undone__isnull=True,
    )


def _first(rows: QuerySet[Transaction], ledger_account_id: int) -> FollowedMovement | None:
    found = rows.order_by("journal_entry__lines__version").values_list("pk", "transaction_id", "amount_minor")
    first = found.first()
    if first is None:
        return None
    # A fee is a line of its own on the account: the movement is passed with its last one.
    lines = Transaction.objects.filter(pk=first[0], journal_entry__lines__account_id=ledger_account_id)
    version: int = lines.aggregate(last=Max("journal_entry__lines__version"))["last"]
    return FollowedMovement(*first, version)
