"""Lending: its selectors, one module for each subject."""

from loans.selectors.products import (
    card_of_loan_product,
    loan_product_card,
    loan_product_cards,
    loan_products_on_offer,
)

__all__ = [
    "card_of_loan_product",
    "loan_product_card",
    "loan_product_cards",
    "loan_products_on_offer",
]
