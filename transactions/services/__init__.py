"""Writes of transactions: every way in which money is ordered to move."""

from __future__ import annotations

from transactions.services.authorisation import pin_proven_by
from transactions.services.holds import (
    authorise_hold,
    capture_hold,
    expire_due_holds,
    expire_hold,
    void_hold,
)
from transactions.services.submission import carry_out, submit_transaction

__all__ = [
    "authorise_hold",
    "capture_hold",
    "carry_out",
    "expire_due_holds",
    "expire_hold",
    "pin_proven_by",
    "submit_transaction",
    "void_hold",
]
