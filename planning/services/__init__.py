"""Writes of planning."""

from __future__ import annotations

from planning.services.budget_warnings import warn_of_budgets, watch_budgets
from planning.services.budgets import NewBudget, change_budget, create_budget, delete_budget
from planning.services.categories import add_category, change_category, remove_category, ship_categories
from planning.services.erasure import forget_planner
from planning.services.expenses import NewExpense, change_expense, delete_expense, write_expense
from planning.services.filing import file_movement, forget_rule, unfile_movement

__all__ = [
    "NewBudget",
    "NewExpense",
    "add_category",
    "change_budget",
    "change_category",
    "change_expense",
    "create_budget",
    "delete_budget",
    "delete_expense",
    "file_movement",
    "forget_planner",
    "forget_rule",
    "remove_category",
    "ship_categories",
    "unfile_movement",
    "warn_of_budgets",
    "watch_budgets",
    "write_expense",
]
