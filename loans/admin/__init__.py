"""Lending: its admin, one module for each subject."""

from loans.admin.life import LoanMovementAdmin, LoanRequestAdmin
from loans.admin.loans import LoanAdmin
from loans.admin.products import LoanProductAdmin

__all__ = ["LoanAdmin", "LoanMovementAdmin", "LoanProductAdmin", "LoanRequestAdmin"]
