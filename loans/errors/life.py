"""What the bank refuses of a loan that runs."""

from __future__ import annotations

from core_banking.kernel.errors import ErrorCategory, Refused, StateConflict


class LoanStateConflict(StateConflict):
    """The loan's status does not allow this; details: `status`."""

    code = "loan_state_conflict"
    category = ErrorCategory.CONFLICT
    sentence = "The loan's status does not allow this."


class DisbursementAccountUnusable(StateConflict):
    """There is no active account of the customer, in the loan's currency, to pay it out to."""

    code = "disbursement_account_unusable"
    category = ErrorCategory.CONFLICT
    sentence = "The loan needs an active account of the customer in its currency to be paid out to."


class MoreThanOwed(Refused):
    """A payment is at most what closes the loan; details: `owed`, `amount` in major units."""

    code = "more_than_owed"
    category = ErrorCategory.REFUSED
    sentence = "This is more than is owed."


class LoanMovementNotReversible(StateConflict):
    """Only the newest movement of a loan that was not reversed is; details: `newest`, its number, if there is one."""

    code = "loan_movement_not_reversible"
    category = ErrorCategory.CONFLICT
    sentence = "Only the newest movement of a loan that still stands can be reversed."


class LoanRequestPending(StateConflict):
    """Something about the loan waits for a second member of staff already; details: `request_id`."""

    code = "loan_request_pending"
    category = ErrorCategory.CONFLICT
    sentence = "A request about this loan waits for its decision."


class LoanRequestAlreadyDecided(StateConflict):
    """The request was approved or rejected; details: its `status`."""

    code = "loan_request_decided"
    category = ErrorCategory.CONFLICT
    sentence = "This request was decided already."
