"""Reads of planning."""

from __future__ import annotations

from planning.selectors.budgets import budget_cards, budget_for, own_budgets
from planning.selectors.categories import categories_for
from planning.selectors.expenses import (
    cash_expense_cards,
    cash_expense_for,
    own_expenses,
    own_rules,
    rule_cards,
)
from planning.selectors.spending import Files, filed_movement, movements_to_file, spending_for

__all__ = [
    "Files",
    "budget_cards",
    "budget_for",
    "cash_expense_cards",
    "cash_expense_for",
    "categories_for",
    "filed_movement",
    "movements_to_file",
    "own_budgets",
    "own_expenses",
    "own_rules",
    "rule_cards",
    "spending_for",
]
