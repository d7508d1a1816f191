"""Lending: its services, one module for each subject."""

from loans.services.products import change_loan_product, create_loan_product

__all__ = [
    "change_loan_product",
    "create_loan_product",
]
