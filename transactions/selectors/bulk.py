"""Reads of bulk transfers."""

from __future__ import annotations

from django.db.models import QuerySet

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotFound
from transactions.bulk_contracts import BulkLineCard, BulkLineStatus, BulkTransferCard, LineRefusal
from transactions.contracts import SUBMIT_ANY
from transactions.models import BulkTransfer, BulkTransferLine

_LARGEST_ID_DIGITS = 18


def visible_bulk_transfers(actor: Actor) -> QuerySet[BulkTransfer]:
    """Return the bulk transfers an actor may see: all for staff who move money, else those out of his accounts."""
    rows = BulkTransfer.objects.select_related("from_account").order_by("-id")
    return rows if actor.may(SUBMIT_ANY) else rows.filter(from_customer_id=actor.user_id)


def bulk_transfer_card(actor: Actor, key: str) -> BulkTransferCard:
    """Return one bulk transfer by its number. Raises `NotFound`."""
    return card_of_bulk_transfer(_visible(actor, key))


def visible_bulk_lines(actor: Actor, key: str) -> QuerySet[BulkTransferLine]:
    """Return the lines of one bulk transfer in their order. Raises `NotFound`."""
    transfer = _visible(actor, key)
    return (
        BulkTransferLine.objects.filter(bulk_transfer_id=transfer.pk)
        .select_related("bulk_transfer")
        .order_by("line_number")
    )


def card_of_bulk_transfer(row: BulkTransfer, refusals: tuple[LineRefusal, ...] = ()) -> BulkTransferCard:
    """Return a row as its customer and the staff see it; `refusals` are those of a rehearsal, which keeps no lines."""
    number = row.from_account.account_number
    assert number is not None
    return BulkTransferCard(
        id=row.pk,
        mode=row.mode,
        status=row.status,
        from_account_number=number,
        currency=row.currency,
        total_count=row.total_count,
        processed_count=row.processed_count,
        succeeded_count=row.succeeded_count,
        refused_count=row.refused_count,
        total_minor=row.total_minor,
        succeeded_minor=row.succeeded_minor,
        fees_minor=row.fees_minor,
        created_at=row.created_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        refusals=refusals,
    )


def card_of_bulk_line(row: BulkTransferLine) -> BulkLineCard:
    """Return a line and what came of it: an identifier only for what was posted, an error only for what was refused."""
    is_refused = row.status == BulkLineStatus.REFUSED
    return BulkLineCard(
        number=row.line_number,
        status=row.status,
        to_account_number=row.to_account_number,
        amount_minor=row.amount_minor,
        currency=row.bulk_transfer.currency,
        description=row.description,
        reference=row.reference,
        transaction_id=row.transaction_id if row.status == BulkLineStatus.POSTED else None,
        refusal=LineRefusal(row.line_number, row.error_code, row.error, row.error_details)
        if is_refused
        else None,
    )


def _visible(actor: Actor, key: str) -> BulkTransfer:
    found = None
    if key.isascii() and key.isdigit() and len(key) <= _LARGEST_ID_DIGITS:
        found = visible_bulk_transfers(actor).filter(pk=int(key)).first()
    if found is None:
        raise NotFound("There is no such bulk transfer.")
    return found
