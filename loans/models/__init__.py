"""The tables of lending."""

from __future__ import annotations

from loans.models.loans import InterestAccrual, Loan, LoanMovement, LoanRequest, ScheduledInstallment
from loans.models.products import LoanProduct

__all__ = [
    "InterestAccrual",
    "Loan",
    "LoanMovement",
    "LoanProduct",
    "LoanRequest",
    "ScheduledInstallment",
]
