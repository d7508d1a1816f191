"""Lending: its admin, one module for each subject."""

from loans.admin.loans import LoanAdmin
from loans.admin.products import LoanProductAdmin

__all__ = ["LoanAdmin", "LoanProductAdmin"]
