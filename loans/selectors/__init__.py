"""Lending: its selectors, one module for each subject."""

from loans.selectors.arrears import (
    AtRisk,
    Portfolio,
    arrears_buckets,
    in_bucket,
    loans_in_arrears,
    loans_to_age,
    portfolio_at_risk,
)
from loans.selectors.eligibility import LoanEligibility, loan_eligibility_of
from loans.selectors.life import (
    card_of_movement,
    card_of_request,
    loan_movements,
    loan_request_card,
    loan_requests,
    loans_to_accrue,
    loans_with_fees_due,
)
from loans.selectors.loans import borrower_of, loan_card, loan_cards, visible_loans
from loans.selectors.plans import loan_payoff, loan_schedule
from loans.selectors.products import (
    card_of_loan_product,
    loan_product_card,
    loan_product_cards,
    loan_products_on_offer,
)
from loans.selectors.quotes import quote_of_product
from loans.selectors.running import running_loans

__all__ = [
    "AtRisk",
    "LoanEligibility",
    "Portfolio",
    "arrears_buckets",
    "borrower_of",
    "card_of_loan_product",
    "card_of_movement",
    "card_of_request",
    "in_bucket",
    "loan_card",
    "loan_cards",
    "loan_eligibility_of",
    "loan_movements",
    "loan_payoff",
    "loan_product_card",
    "loan_product_cards",
    "loan_products_on_offer",
    "loan_request_card",
    "loan_requests",
    "loan_schedule",
    "loans_in_arrears",
    "loans_to_accrue",
    "loans_to_age",
    "loans_with_fees_due",
    "portfolio_at_risk",
    "quote_of_product",
    "running_loans",
    "visible_loans",
]
