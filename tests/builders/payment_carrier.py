"""A stand-in for whoever releases and declines held payments, so that alerts are tested without the money path."""

from __future__ import annotations

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import within_use_case
from core_banking.kernel.errors import StateConflict

decided: list[tuple[str, bool, str]] = []
"""What was asked: the payment, whether to release it, and the note."""
refused: set[str] = set()
"""Payments that are no longer held."""


@within_use_case
def decide_held_payment(*, actor: Actor, transaction_id: str, release: bool, note: str) -> None:
    """Remember what was decided. Raises `StateConflict` for a payment that is no longer held."""
    if transaction_id in refused:
        raise StateConflict
    decided.append((transaction_id, release, note))
