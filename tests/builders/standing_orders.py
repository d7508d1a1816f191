"""Standing orders as customers place them, and the bank that carries them out."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from core_banking.kernel.actors import system_actor
from core_banking.kernel.idempotency import Answer
from tests.builders.money import Holder
from transactions.models import StandingOrderExecution
from transactions.services import place_standing_order, run_standing_order
from transactions.standing_order_contracts import ExecutionCard, StandingOrderCard, StandingOrderCommand

THE_BANK = system_actor("due work")
"""The bank itself, at its daily work."""


def standing_order(
    sender: Holder, receiver: Holder, amount: str = "50.00", **terms: Any
) -> StandingOrderCard:
    """Place an order through the use case; `start_date` must be among the terms."""
    command = StandingOrderCommand(
        from_account_number=sender.number, to_account_number=receiver.number, amount=Decimal(amount), **terms
    )
    card = place_standing_order(actor=sender.actor, command=command)
    assert not isinstance(card, Answer)
    return card


def run(order: StandingOrderCard, due_date: dt.date) -> ExecutionCard | None:
    """Let the bank deal with one due date of an order."""
    return run_standing_order(actor=THE_BANK, order_id=order.id, due_date=due_date)


def outcomes(order: StandingOrderCard) -> list[tuple[str, str, int]]:
    """Return due date, status and number of tries of everything that was dealt with, in order of the dates."""
    rows = StandingOrderExecution.objects.filter(order_id=order.id).order_by("due_date")
    return [(row.due_date.isoformat(), row.status, row.attempts) for row in rows]
