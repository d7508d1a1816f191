"""The refusals of applications and decisions.

NotAllowed
└── KycRequired
    └── KycRequiredToBorrow       the customer's identity is not approved
StateConflict
└── LiveLoanExists                one loan at a time
Refused
└── LoanRequirementsNotMet        what the product asks for is not there; lists what is met and what is not
"""

from __future__ import annotations

from accounts.errors import KycRequired
from core_banking.kernel.errors import ErrorCategory, Refused, StateConflict


class KycRequiredToBorrow(KycRequired):
    """The customer's KYC is not approved; same code as on opening an account."""

    sentence = "KYC verification required to apply for a loan. Please complete KYC verification."


class LiveLoanExists(StateConflict):
    """The customer has a loan that is applied for, approved or running; details: `loan` and its `status`."""

    code = "live_loan_exists"
    category = ErrorCategory.CONFLICT
    sentence = (
        "There is already a loan that is applied for, approved or running. One customer has one at a time."
    )


class LoanRequirementsNotMet(Refused):
    """What the product asks of the borrower is not there; details: `unmet` by name with reasons, and `met`."""

    code = "loan_requirements_not_met"
    category = ErrorCategory.REFUSED
    sentence = "Not every requirement of this loan is met."
