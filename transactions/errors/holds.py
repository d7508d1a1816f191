"""What the bank refuses when a hold is to be resolved."""

from __future__ import annotations

from core_banking.kernel.errors import ErrorCategory, Refused, StateConflict


class HoldExpired(StateConflict):
    """The hold's time is over, whether or not it was released already; details: `expires_at`."""

    code = "hold_expired"
    category = ErrorCategory.CONFLICT
    sentence = "The hold has expired."


class CaptureExceedsHold(Refused):
    """More is to be captured than is held; details: `held`, `requested` in major units."""

    code = "capture_exceeds_hold"
    category = ErrorCategory.REFUSED
    sentence = "No more can be captured than is held."
