"""What transactions announce."""

from __future__ import annotations

from transactions.events.holds import HoldPlaced, HoldResolved
from transactions.events.movements import TransactionPosted

__all__ = [
    "HoldPlaced",
    "HoldResolved",
    "TransactionPosted",
]
