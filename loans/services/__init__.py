"""Lending: its services, one module for each subject."""

from loans.services.accrual import accrue_day
from loans.services.applications import apply_for_loan, withdraw_loan_application
from loans.services.arrears import age_loan
from loans.services.decisions import approve_loan, reject_loan, take_approved_loan
from loans.services.dues import charge_due_fees
from loans.services.products import change_loan_product, create_loan_product
from loans.services.repayment import repay_loan
from loans.services.requests import (
    approve_loan_request,
    reject_loan_request,
    request_reschedule,
    request_write_off,
    reverse_loan_movement,
)
from loans.services.write_off import recover_loan

__all__ = [
    "accrue_day",
    "age_loan",
    "apply_for_loan",
    "approve_loan",
    "approve_loan_request",
    "change_loan_product",
    "charge_due_fees",
    "create_loan_product",
    "recover_loan",
    "reject_loan",
    "reject_loan_request",
    "repay_loan",
    "request_reschedule",
    "request_write_off",
    "reverse_loan_movement",
    "take_approved_loan",
    "withdraw_loan_application",
]
