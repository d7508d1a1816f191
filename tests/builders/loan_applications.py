"""Loans as customers apply for them and the bank decides."""

from __future__ import annotations

from typing import Any

from core_banking.kernel.actors import Actor
from loans.contracts import LoanApplication, LoanType
from loans.loan_cards import LoanCard
from loans.services import apply_for_loan, approve_loan
from tests.builders import people
from tests.builders.money import Holder


def an_application(**changed: Any) -> LoanApplication:
    """Return an application for 1,200.00 over a year by somebody who earns 3,000.00 a month, with parts changed."""
    asked: dict[str, Any] = {"amount": "1200.00", "term": 12, "monthly_income": "3000.00", **changed}
    if "product_code" not in asked:
        asked.setdefault("loan_type", LoanType.PERSONAL)
    return LoanApplication(**asked)


def applied_for(borrower: Holder, **changed: Any) -> LoanCard:
    """Apply for a loan as a customer with an account; it waits for staff unless it is small."""
    card = apply_for_loan(actor=borrower.actor, application=an_application(**changed))
    assert isinstance(card, LoanCard)
    return card


def approved(loan: LoanCard, *, by: Actor | None = None, amount: Any = None) -> LoanCard:
    """Have a member of staff approve a loan, which pays it out where an account is named."""
    card = approve_loan(
        actor=by or people.actor_for(people.bank_admin()), loan_id=loan.id, amount_approved=amount
    )
    assert isinstance(card, LoanCard)
    return card
