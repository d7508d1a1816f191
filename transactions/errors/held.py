"""What the bank refuses when a held payment is to be decided."""

from __future__ import annotations

from core_banking.kernel.errors import ErrorCategory, StateConflict


class TransactionNotHeld(StateConflict):
    """Only what is held is released or declined, and only once; details: its `status`."""

    code = "transaction_not_held"
    category = ErrorCategory.CONFLICT
    sentence = "This transaction is not held."
