"""Plans of a customer, one of each kind: for tests that need something to look at."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from core_banking.kernel.actors import Actor
from planning.contracts import BudgetPeriod
from planning.selectors import own_rules
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
    return {
        "category_id": category.id,
        "expense_id": expense.id,
        "budget_id": budget.id,
        "rule_id": own_rules(customer).get().pk,
        "transaction_id": transaction_id,
    }
