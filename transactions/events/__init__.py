"""What transactions announce."""

from __future__ import annotations

from transactions.events.movements import TransactionPosted

__all__ = ["TransactionPosted"]
