"""What the bank refuses when a movement is to be reversed."""

from __future__ import annotations

from core_banking.kernel.errors import ErrorCategory, StateConflict


class AlreadyReversed(StateConflict):
    """A movement is reversed once; details: `reversed_by`."""

    code = "already_reversed"
    category = ErrorCategory.CONFLICT
    sentence = "The transaction was reversed already."


class NotReversible(StateConflict):
    """A reversal stays, and so does what never happened, or belongs to a fixed deposit.

    Details: `transaction_type`, `status`.
    """

    code = "not_reversible"
    category = ErrorCategory.CONFLICT
    sentence = "This transaction cannot be reversed."


class ReversalPending(StateConflict):
    """A request to reverse the movement waits for a second member of staff; details: `request_id`."""

    code = "reversal_pending"
    category = ErrorCategory.CONFLICT
    sentence = "A reversal of the transaction waits for its approval."


class ReversalDecided(StateConflict):
    """The request was approved or rejected; details: its `status`."""

    code = "reversal_decided"
    category = ErrorCategory.CONFLICT
    sentence = "This request was decided already."
