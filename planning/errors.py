"""The refusals of planning.

NotAllowed
└── CategoryOfTheBank     the bank's own categories are not the customer's to change
StateConflict
└── BudgetExists          there is a budget of this category, period and currency
Refused
└── CategoryIsFixed       what kind of movement it is says where it belongs
"""

from __future__ import annotations

from core_banking.kernel.errors import ErrorCategory, NotAllowed, Refused, StateConflict


class CategoryOfTheBank(NotAllowed):
    """A category of the bank's own tree, which everybody has."""

    code = "category_of_the_bank"
    category = ErrorCategory.NOT_ALLOWED
    sentence = "This category is the bank's own. Add one of yours instead."


class BudgetExists(StateConflict):
    """There is a budget of this category, period and currency; details carry its `budget_id`."""

    code = "budget_exists"
    category = ErrorCategory.CONFLICT
    sentence = "You already have a budget for this category, period and currency."


class CategoryIsFixed(Refused):
    """A movement between own accounts, of a loan, or one that was taken back: nobody files it by hand."""

    code = "category_is_fixed"
    category = ErrorCategory.REFUSED
    sentence = "What kind of movement this is already says where it belongs."
