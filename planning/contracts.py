"""The frozen values of planning. Amounts are in minor units."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

PLAN_OWN_MONEY: Final = "planning.plan_own_money"
"""The right of customers to categories, budgets, goals and figures of their own."""

CATEGORY_NAME_LENGTH: Final = 60
MERCHANT_KEY_LENGTH: Final = 160
MERCHANT_LENGTH: Final = 255
EXPENSE_DESCRIPTION_LENGTH: Final = 255
CATEGORIES_PER_CUSTOMER: Final = 200
"""Categories of one's own, those that are retired among them: each look at spending reads all of them."""
BUDGETS_PER_CUSTOMER: Final = 100
"""Budgets of one customer: the worker looks at all of them after each of his payments."""
DEEPEST_CATEGORY: Final = 3
"""Levels of the tree: a group, a category, a sub-category."""


class CategoryKind(StrEnum):
    """What money of a category is: spent, earned, or moved between one's own pockets (in no figure of spending)."""

    EXPENSE = "EXPENSE"
    INCOME = "INCOME"
    TRANSFER = "TRANSFER"


SPENDING_KINDS: Final = (CategoryKind.EXPENSE, CategoryKind.INCOME)
"""What figures are of: money moved between one's own pockets is in none."""


class Direction(StrEnum):
    """Which way money went, as one customer sees it."""

    IN = "IN"
    OUT = "OUT"


class BudgetPeriod(StrEnum):
    """How often a budget begins anew: weeks from Monday, calendar months, calendar years."""

    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"
    YEARLY = "YEARLY"


WARNING_THRESHOLDS: Final = (80, 100)
"""Percent of what a budget allows, at which its owner is warned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryCard:
    """A category as its customer sees it; `key` is empty for his own."""

    id: int
    key: str
    name: str
    kind: CategoryKind
    parent_id: int | None
    is_own: bool
    is_active: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedRuleCard:
    """What a customer has taught: money that goes one way to or from a merchant belongs to a category.

    `weight` counts the corrections in a row that said so.
    """

    id: int
    merchant: str
    direction: Direction
    category: CategoryCard
    weight: int
    created_at: dt.datetime
    updated_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class CashExpenseCard:
    """What somebody has spent in cash, in minor units of `currency`; it is on no ledger."""

    id: int
    category: CategoryCard
    amount_minor: int
    currency: str
    date: dt.date
    description: str
    created_at: dt.datetime
