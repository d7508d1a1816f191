"""What the bank refuses when a day is to be closed, or the books to be proven."""

from __future__ import annotations

from core_banking.kernel.errors import ErrorCategory, NotAllowed, Refused, StateConflict


class ClosingUnderWay(StateConflict):
    """Another process closes business days at this moment; nothing was done."""

    code = "closing_under_way"
    category = ErrorCategory.CONFLICT
    sentence = "The close of business is under way already."


class TimeMachineOff(NotAllowed):
    """The business date goes no further than the clock in this bank (`TIME_MACHINE`)."""

    code = "time_machine_off"
    category = ErrorCategory.NOT_ALLOWED
    sentence = "The business date cannot be moved ahead of the clock in this bank."


class BooksTooLarge(Refused):
    """The book is too large to be proven while somebody waits; details: `most_lines`."""

    code = "books_too_large"
    category = ErrorCategory.REFUSED
    sentence = "The books are too large to be proven at once. Read what was found last."
