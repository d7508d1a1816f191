"""The frozen values of planning. Amounts are in minor units."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

PLAN_OWN_MONEY: Final = "planning.plan_own_money"
"""The right of customers to categories, budgets, goals and figures of their own."""

CATEGORY_NAME_LENGTH: Final = 60


class CategoryKind(StrEnum):
    """What money of a category is: spent, earned, or moved between one's own pockets (in no figure of spending)."""

    EXPENSE = "EXPENSE"
    INCOME = "INCOME"
    TRANSFER = "TRANSFER"
