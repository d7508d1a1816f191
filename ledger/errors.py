"""What the ledger refuses."""

from __future__ import annotations

from core_banking.kernel.errors import ErrorCategory, Refused, StateConflict


class InsufficientFunds(Refused):
    """More would leave the account than is available; details: `available`, `requested` in major units."""

    code = "insufficient_funds"
    category = ErrorCategory.REFUSED
    sentence = "The account does not hold enough available funds."


class BalanceTooLarge(Refused):
    """The account would hold more than the bank can keep in one account."""

    code = "balance_too_large"
    category = ErrorCategory.REFUSED
    sentence = "The account cannot hold that much."


class HoldAlreadyResolved(StateConflict):
    """The hold was captured, voided or has expired; details carry its `status`."""

    code = "hold_already_resolved"
    category = ErrorCategory.CONFLICT
    sentence = "The hold is no longer open."


class PeriodLocked(StateConflict):
    """The books are locked for the day an entry would be dated; details: `locked_through`, the last such day."""

    code = "period_locked"
    category = ErrorCategory.CONFLICT
    sentence = "The books are locked for this day."


class DayNotClosed(Refused):
    """Only a day whose business is closed can be locked; details: `closed_through`, the last closed day."""

    code = "day_not_closed"
    category = ErrorCategory.REFUSED
    sentence = "This day has not been closed yet."


class UnbalancedEntry(ValueError):
    """A draft whose lines do not sum to zero: a programming error, never a customer's."""
