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
from planning.selectors.forecast import forecast_for
from planning.selectors.goals import goal_card, goal_cards, pots_of, visible_goals
from planning.selectors.goals_rules import (
    card_of_rule,
    card_of_saving,
    fixed_savings_due,
    next_saving_date,
    place_of_rule_behind,
    rule_card_of,
    rules_behind,
    rules_of,
    savings_of,
)
from planning.selectors.spending import Files, filed_movement, movements_to_file, spending_for

__all__ = [
    "Files",
    "budget_cards",
    "budget_for",
    "card_of_rule",
    "card_of_saving",
    "cash_expense_cards",
    "cash_expense_for",
    "categories_for",
    "filed_movement",
    "fixed_savings_due",
    "forecast_for",
    "goal_card",
    "goal_cards",
    "movements_to_file",
    "next_saving_date",
    "own_budgets",
    "own_expenses",
    "own_rules",
    "place_of_rule_behind",
    "pots_of",
    "rule_card_of",
    "rule_cards",
    "rules_behind",
    "rules_of",
    "savings_of",
    "spending_for",
    "visible_goals",
]
