"""Reads of transactions."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from accounts.contracts import AccountStatus
from accounts.selectors import accounts_of
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotFound
from transactions.contracts import SUBMIT_ANY, PartyView, TransactionCard, TransactionStatus
from transactions.models import Transaction

_NOT_MADE = (TransactionStatus.HELD.value, TransactionStatus.DECLINED.value)


def visible_transactions(actor: Actor) -> QuerySet[Transaction]:
    """Return the transactions an actor may see: all for staff who move money, else those of his accounts.

    Of a payment that somebody else has ordered and that was not made, its receiver sees nothing.
    """
    rows = Transaction.objects.select_related("from_account", "to_account").order_by("-id")
    if actor.may(SUBMIT_ANY):
        return rows.select_related("from_account", "to_account", "initiated_by")
    came_about = ~Q(status__in=_NOT_MADE) | Q(from_customer__isnull=True)
    return rows.filter(Q(from_customer_id=actor.user_id) | (Q(to_customer_id=actor.user_id) & came_about))


def transaction_card(actor: Actor, key: str) -> TransactionCard:
    """Return one transaction by its row number or its `TXN…` identifier. Raises `NotFound`."""
    return card_of(actor, row_named(visible_transactions(actor), key))


def row_named(rows: QuerySet[Transaction], key: str) -> Transaction:
    """Return the one of some rows that has a row number or a `TXN…` identifier. Raises `NotFound`."""
    if key.isascii() and key.isdigit() and len(key) < 19:
        row = rows.filter(pk=int(key)).first()
    else:
        row = rows.filter(transaction_id=key).first()
    if row is None:
        raise NotFound("There is no such transaction.")
    return row


def card_of(actor: Actor, row: Transaction) -> TransactionCard:
    """Return a row as the actor may see it: the other party's balance is not his business."""
    is_senders_business = _is_senders_business(actor, row)
    return TransactionCard(
        id=row.pk,
        transaction_id=row.transaction_id,
        transaction_type=row.transaction_type,
        status=row.status,
        amount_minor=row.amount_minor,
        fee_minor=row.fee_minor,
        currency=row.currency,
        from_account=_side(actor, row.from_account, row.from_customer_id, row.from_balance_after_minor),
        to_account=_side(actor, row.to_account, row.to_customer_id, row.to_balance_after_minor),
        description=row.description,
        payee_name=row.payee_name,
        reference=row.reference,
        category=row.category if is_senders_business else "",
        transaction_date=row.transaction_date,
        processed_date=row.processed_date,
        business_date=row.business_date,
        on_behalf=row.on_behalf if is_senders_business else None,
        initiated_by=getattr(row.initiated_by, "username", None) if actor.may(SUBMIT_ANY) else None,
    )


def _is_senders_business(actor: Actor, row: Transaction) -> bool:
    """Whether the actor may see what the sender noted for himself: how he files a movement is his own affair."""
    orderer = row.from_customer_id if row.from_customer_id is not None else row.to_customer_id
    return actor.may(SUBMIT_ANY) or orderer == actor.user_id


def only_account_number_of(user_id: int) -> str | None:
    """Return the number of a customer's only account, or None when he has none or several; closed ones are past."""
    living = [card for card in accounts_of(user_id) if card.status is not AccountStatus.CLOSED]
    numbers = [card.account_number for card in living if card.account_number is not None]
    return numbers[0] if len(numbers) == 1 else None


def _side(
    actor: Actor, account: object, customer_id: int | None, balance_minor: int | None
) -> PartyView | None:
    if account is None:
        return None
    may_see = actor.may(SUBMIT_ANY) or customer_id == actor.user_id
    return PartyView(account.account_number, balance_minor if may_see else None)  # type: ignore[attr-defined]
