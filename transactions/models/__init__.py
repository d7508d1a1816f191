"""The tables of transactions."""

from __future__ import annotations

from transactions.models.movements import Transaction

__all__ = ["Transaction"]
