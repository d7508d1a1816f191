"""The tables of planning."""

from __future__ import annotations

from planning.models.categories import Category
from planning.models.rules import LearnedRule, ManualCategory
from planning.models.spending import Budget, BudgetTerms, BudgetWarning, CashExpense, SpendingWatch

__all__ = [
    "Budget",
    "BudgetTerms",
    "BudgetWarning",
    "CashExpense",
    "Category",
    "LearnedRule",
    "ManualCategory",
    "SpendingWatch",
]
