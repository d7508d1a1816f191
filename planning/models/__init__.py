"""The tables of planning."""

from __future__ import annotations

from planning.models.categories import Category
from planning.models.goals import AutomaticSaving, GoalMilestone, SavingRule, SavingsGoal
from planning.models.rules import LearnedRule, ManualCategory
from planning.models.spending import Budget, BudgetTerms, BudgetWarning, CashExpense, SpendingWatch

__all__ = [
    "AutomaticSaving",
    "Budget",
    "BudgetTerms",
    "BudgetWarning",
    "CashExpense",
    "Category",
    "GoalMilestone",
    "LearnedRule",
    "ManualCategory",
    "SavingRule",
    "SavingsGoal",
    "SpendingWatch",
]
