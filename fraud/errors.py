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


class NameMatchStateConflict(DomainError):
    """A match stands elsewhere than the step expects: nothing is proposed, or it is decided already."""

    code = "name_match_state_conflict"
    category = ErrorCategory.CONFLICT
    sentence = "The match does not stand where this step expects it."


class PayeeNotCleared(DomainError):
    """A payment that waits is released, and its payee's name still stands as one of a list."""

    code = "payee_not_cleared"
    category = ErrorCategory.CONFLICT
    sentence = "The payee's name is like a listed one, and two members of staff have not cleared it."


class LearningUnavailable(DomainError):
    """The library that trains the learned score is not installed."""

    code = "learning_unavailable"
    category = ErrorCategory.CONFLICT
    sentence = "Training needs scikit-learn: install the bank with its extra 'learned'."


class TooFewDispositions(DomainError):
    """Staff has not found enough frauds, or enough that was none, to learn from."""

    code = "too_few_dispositions"
    category = ErrorCategory.CONFLICT
    sentence = "There are too few decided alerts and screened movements to learn from."


class LearnedModelStateConflict(DomainError):
    """A model is activated that counts already, or stopped while it does not."""

    code = "learned_model_state_conflict"
    category = ErrorCategory.CONFLICT
    sentence = "The learned model is already as this step would make it."


class RulesHaveChanged(DomainError):
    """Somebody else has changed the rules since they were read."""

    code = "fraud_rules_changed"
    category = ErrorCategory.CONFLICT
    sentence = "The rules have been changed since you read them. Look at them again."
