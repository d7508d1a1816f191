"""Loan products as the bank itself offers them."""

from __future__ import annotations

from typing import Any

from core_banking.kernel.actors import Actor
from loans.contracts import MANAGE_ANY_LOAN, MANAGE_LOAN_PRODUCTS, LoanProductCard, LoanType
from loans.services import create_loan_product

LENDER = Actor(username="lending", permissions=frozenset({MANAGE_ANY_LOAN, MANAGE_LOAN_PRODUCTS}))
"""Somebody at the lending desk, for tests that do not care who."""


def offer_loan_product(code: str = "SPECIAL", **terms: Any) -> LoanProductCard:
    """Offer a loan product, on the terms of the shipped personal loan where nothing else is said."""
    return create_loan_product(
        actor=LENDER,
        code=code,
        loan_type=LoanType(terms.pop("loan_type", LoanType.PERSONAL)),
        currency=terms.pop("currency", "USD"),
        terms=terms,
    )
