"""The refusals of fraud."""

from __future__ import annotations

from core_banking.kernel.errors import DomainError, ErrorCategory, NotAllowed, Unavailable


class FraudBlocked(DomainError):
    """Scoring blocked the movement. Which rule did is never told to the customer."""

    code = "fraud_blocked"
    category = ErrorCategory.REFUSED
    sentence = "This payment was not made. Please contact the bank."


class ScreeningFailed(Unavailable):
    """Scoring itself failed, so nothing moves."""

    code = "screening_unavailable"
    category = ErrorCategory.UNAVAILABLE
    sentence = "The payment could not be checked just now. Nothing was moved; please try again."
    audited = True


class AlertAlreadyResolved(DomainError):
    """Somebody has decided on the alert before."""

    code = "alert_already_resolved"
    category = ErrorCategory.CONFLICT
    sentence = "This alert has been resolved already."


class OwnAlert(NotAllowed):
    """The alert is about the decider himself, or about what he ordered."""

    code = "own_alert"
    category = ErrorCategory.NOT_ALLOWED
    sentence = "Nobody decides on an alert about himself or about his own order."
