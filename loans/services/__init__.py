"""Lending: its services, one module for each subject."""

from loans.services.applications import apply_for_loan, withdraw_loan_application
from loans.services.decisions import approve_loan, reject_loan, take_approved_loan
from loans.services.products import change_loan_product, create_loan_product

__all__ = [
    "apply_for_loan",
    "approve_loan",
    "change_loan_product",
    "create_loan_product",
    "reject_loan",
    "take_approved_loan",
    "withdraw_loan_application",
]
