"""Writes of planning."""

from __future__ import annotations

from planning.goal_contracts import GoalOrder, RuleKind, RuleOrder
from planning.services.budget_warnings import keep_watching_budgets, warn_of_budgets, watch_budgets
from planning.services.budgets import NewBudget, change_budget, create_budget, delete_budget
from planning.services.categories import add_category, change_category, remove_category, ship_categories
from planning.services.erasure import forget_planner
from planning.services.expenses import NewExpense, change_expense, delete_expense, write_expense
from planning.services.filing import file_movement, forget_rule, unfile_movement
from planning.services.goals import change_goal, forget_goals, open_goal
from planning.services.goals_money import close_goal, contribute_to_goal, withdraw_from_goal
from planning.services.goals_release import release_goal
from planning.services.goals_rules import add_saving_rule, change_saving_rule, end_saving_rule
from planning.services.goals_savings import save_from_next_movement, save_on_date

__all__ = [
    "GoalOrder",
    "NewBudget",
    "NewExpense",
    "RuleKind",
    "RuleOrder",
    "add_category",
    "add_saving_rule",
    "change_budget",
    "change_category",
    "change_expense",
    "change_goal",
    "change_saving_rule",
    "close_goal",
    "contribute_to_goal",
    "create_budget",
    "delete_budget",
    "delete_expense",
    "end_saving_rule",
    "file_movement",
    "forget_goals",
    "forget_planner",
    "forget_rule",
    "keep_watching_budgets",
    "open_goal",
    "release_goal",
    "remove_category",
    "save_from_next_movement",
    "save_on_date",
    "ship_categories",
    "unfile_movement",
    "warn_of_budgets",
    "watch_budgets",
    "withdraw_from_goal",
    "write_expense",
]
