"""The refusals around the learned score."""

from __future__ import annotations

from core_banking.kernel.errors import DomainError, ErrorCategory


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
