"""Bulk transfers, ordered as the API orders them, and worked off here and now."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from core_banking.kernel.actors import Actor
from core_banking.kernel.idempotency import Answer
from core_banking.kernel.jobs import run_waiting_jobs
from tests.builders.money import Holder
from transactions.bulk_contracts import BulkMode, BulkOrder, BulkTransferCard, RawLine
from transactions.models import BulkTransfer, BulkTransferLine
from transactions.selectors import card_of_bulk_transfer
from transactions.services import order_bulk_transfer

PATH = "/api/transfers/bulk/"

Wanted = tuple[Holder | str, str | int]


def bulk_order(
    sender: Holder, wanted: Sequence[Wanted], mode: str = "BEST_EFFORT", **fields: Any
) -> BulkOrder:
    """Return an order of transfers to receivers, given as holders or account numbers, with their amounts."""
    lines = [
        RawLine(number, _number(receiver), Decimal(amount), f"Line {number}", f"REF-{number}")
        for number, (receiver, amount) in enumerate(wanted, 1)
    ]
    return BulkOrder(from_account_number=sender.number, mode=BulkMode(mode), lines=lines, **fields)


def ordered(
    sender: Holder, wanted: Sequence[Wanted], mode: str = "BEST_EFFORT", *, actor: Actor | None = None
) -> BulkTransferCard:
    """Order a bulk transfer; its job waits."""
    outcome = order_bulk_transfer(actor=actor or sender.actor, order=bulk_order(sender, wanted, mode))
    assert not isinstance(outcome, Answer)
    return outcome


def worked_off(
    sender: Holder, wanted: Sequence[Wanted], mode: str = "BEST_EFFORT", *, actor: Actor | None = None
) -> BulkTransferCard:
    """Order a bulk transfer, run the jobs that wait, and return what became of it."""
    card = ordered(sender, wanted, mode, actor=actor)
    run_waiting_jobs()
    return present(card)


def present(card: BulkTransferCard) -> BulkTransferCard:
    """Return a bulk transfer as it is now."""
    return card_of_bulk_transfer(BulkTransfer.objects.get(pk=card.id))


def results(card: BulkTransferCard) -> list[tuple[int, str, str]]:
    """Return number, status and error code of each line."""
    rows = BulkTransferLine.objects.filter(bulk_transfer_id=card.id).order_by("line_number")
    return list(rows.values_list("line_number", "status", "error_code"))


def body(
    sender: Holder, wanted: Sequence[Wanted], mode: str = "BEST_EFFORT", **fields: Any
) -> dict[str, Any]:
    """Return the JSON body of an order."""
    lines = [{"to_account_number": _number(receiver), "amount": amount} for receiver, amount in wanted]
    return {"from_account_number": sender.number, "mode": mode, "lines": lines, **fields}


def _number(receiver: Holder | str) -> str:
    return receiver if isinstance(receiver, str) else receiver.number
