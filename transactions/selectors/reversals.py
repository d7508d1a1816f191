"""Reads of reversals."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotAllowed, NotFound
from transactions.contracts import REVERSE, TransactionCard
from transactions.models import Reversal, ReversalRequest, Transaction
from transactions.reversal_contracts import ReversalLinks, ReversalRequestCard
from transactions.selectors.movements import card_of, row_named, visible_transactions


def visible_reversal_requests(actor: Actor) -> QuerySet[ReversalRequest]:
    """Return all requests for reversals, newest first. Raises `NotAllowed` for who may not reverse."""
    if not actor.may(REVERSE):
        raise NotAllowed
    return ReversalRequest.objects.select_related(
        "transaction__from_account",
        "transaction__to_account",
        "requested_by",
        "decided_by",
        "reversal__reversal",
    ).order_by("-id")


def reversal_request_card(actor: Actor, request_id: int) -> ReversalRequestCard:
    """Return one request. Raises `NotFound` and `NotAllowed`."""
    row = visible_reversal_requests(actor).filter(pk=request_id).first()
    if row is None:
        raise NotFound("There is no such request.")
    return card_of_reversal_request(row)


def movement_to_reverse(key: str) -> Transaction:
    """Return a movement by its number or its `TXN…` identifier, whoever asks. Raises `NotFound`."""
    return row_named(Transaction.objects.select_related("from_account", "to_account"), key)


def transaction_with_links(actor: Actor, key: str) -> tuple[TransactionCard, ReversalLinks]:
    """Return one transaction and what it has to do with reversals, in one query; why is staff's business.

    Raises `NotFound`.
    """
    rows = visible_transactions(actor).select_related("undoing__original", "undone__reversal")
    row = row_named(rows, key)
    undoing: Reversal | None = getattr(row, "undoing", None)
    undone: Reversal | None = getattr(row, "undone", None)
    link = undoing or undone
    links = ReversalLinks(
        reverses=undoing.original.transaction_id if undoing else None,
        reversed_by=undone.reversal.transaction_id if undone else None,
        reason=link.reason if link and actor.may(REVERSE) else None,
    )
    return card_of(actor, row), links


def card_of_reversal_request(row: ReversalRequest) -> ReversalRequestCard:
    """Return a row as staff sees it; the row comes from one of this module's queries."""
    movement = row.transaction
    made: Any = getattr(row, "reversal", None)
    return ReversalRequestCard(
        id=row.pk,
        transaction_id=movement.transaction_id,
        transaction_type=movement.transaction_type,
        amount_minor=movement.amount_minor,
        fee_minor=movement.fee_minor,
        currency=movement.currency,
        from_account_number=movement.from_account.account_number if movement.from_account else None,
        to_account_number=movement.to_account.account_number if movement.to_account else None,
        reason=row.reason,
        status=row.status,
        requested_by=row.requested_by.username,
        requested_at=row.requested_at,
        decided_by=row.decided_by.username if row.decided_by else None,
        decided_at=row.decided_at,
        note=row.note,
        reversal_transaction_id=made.reversal.transaction_id if made else None,
    )
