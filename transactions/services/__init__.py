"""Writes of transactions: every way in which money is ordered to move."""

from __future__ import annotations

from transactions.services.authorisation import pin_proven_by
from transactions.services.submission import carry_out, submit_transaction

__all__ = ["carry_out", "pin_proven_by", "submit_transaction"]
