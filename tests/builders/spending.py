"""Plans of a customer, one of each kind: for tests that need something to look at."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core_banking.kernel.actors import Actor
from planning.contracts import BudgetPeriod
from planning.models import LearnedRule
from planning.services import (
    NewBudget,
    NewExpense,
    add_category,
    create_budget,
    file_movement,
    write_expense,
)


def plans_of(customer: Actor, transaction_id: str) -> dict[str, Any]:
    """Add a category, an expense and a budget, file a movement by hand, and return their names in paths."""
    category = add_category(actor=customer, name="Weekly market", parent="food")
    expense = write_expense(actor=customer, expense=NewExpense(category=category.id, amount=Decimal("4.50")))
    budget = create_budget(
        actor=customer,
        budget=NewBudget(category="food", period=BudgetPeriod.MONTHLY, amount=Decimal("400")),
    )
    file_movement(actor=customer, transaction_id=transaction_id, category="other_income")
    assert customer.user_id is not None
    # Not by filing: the movement at hand names nobody, and teaches nothing.
    rule = LearnedRule.objects.create(
        customer_id=customer.user_id,
        direction="OUT",
        merchant_key="corner grocer",
        merchant="Corner Grocer",
        category_id=category.id,
    )
    return {
        "category_id": category.id,
        "expense_id": expense.id,
        "budget_id": budget.id,
        "rule_id": rule.pk,
        "transaction_id": transaction_id,
    }
