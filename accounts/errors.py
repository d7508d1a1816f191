"""The refusals of accounts.

NotAllowed
└── KycRequired               the customer's identity is not approved: nothing is opened
StateConflict
├── AccountStateConflict      the account's status does not allow this
├── AccountNotEmpty           an account with money or holds is not closed
├── TermNotRunning            a fixed deposit that was not funded yet, or whose term is over
└── TermNotDue                a fixed deposit that does not mature on this date
Refused
└── PotMovesByGoal            the pot of a savings goal, named where only its goal may move or change it
"""

from __future__ import annotations

from core_banking.kernel.errors import ErrorCategory, NotAllowed, Refused, StateConflict


class KycRequired(NotAllowed):
    """The customer's KYC is not approved."""

    code = "kyc_required"
    category = ErrorCategory.NOT_ALLOWED
    sentence = "KYC verification required to create account. Please complete KYC verification."


class AccountStateConflict(StateConflict):
    """The account's status does not allow this; details carry `status`."""

    code = "account_state_conflict"
    category = ErrorCategory.CONFLICT
    sentence = "The account's status does not allow this."


class AccountNotEmpty(StateConflict):
    """The account still holds money or open holds; details carry `balance` and `held` in major units."""

    code = "account_not_empty"
    category = ErrorCategory.CONFLICT
    sentence = "An account is closed only when its balance is zero and nothing is held on it."


class TermNotRunning(StateConflict):
    """The fixed deposit has no running term; details carry `status`."""

    code = "term_not_running"
    category = ErrorCategory.CONFLICT
    sentence = "The term of this fixed deposit has not begun, or is over."


class TermNotDue(StateConflict):
    """The fixed deposit does not mature on this date, or the day has not come; details: `maturity_date`."""

    code = "term_not_due"
    category = ErrorCategory.CONFLICT
    sentence = "The fixed deposit does not mature on this date."


class PotMovesByGoal(Refused):
    """The account is the pot of a savings goal; details carry `account_number`."""

    code = "pot_moves_by_goal"
    category = ErrorCategory.REFUSED
    sentence = "A pot is filled, emptied and closed through its savings goal only."
