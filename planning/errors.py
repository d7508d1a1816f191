"""The refusals of planning.

NotAllowed
└── CategoryOfTheBank     the bank's own categories are not the customer's to change
StateConflict
├── BudgetExists          there is a budget of this category, period and currency
├── GoalIsClosed          a savings goal that is closed stays as it was
├── GoalNotLocked         there is no lock to lift
├── SavingRuleExists      a goal has one rule of each kind that follows the account's movements
├── TooManyBudgets        the customer has as many budgets as the bank keeps for one
├── TooManyCategories     the customer has as many categories of his own as the bank keeps for one
├── TooManyGoals          the customer has as many goals as the bank keeps for one
├── TooManyGoalsToday     the customer has opened as many goals today as he may in a day
└── TooManySavingRules    the goal has as many rules as it may have
Refused
├── CategoryIsFixed       what kind of movement it is says where it belongs
└── GoalLocked            nothing leaves the pot of a locked goal before its day
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
    """A movement between own accounts, of a loan, cash taken out, or one taken back: nobody files it by hand."""

    code = "category_is_fixed"
    category = ErrorCategory.REFUSED
    sentence = "What kind of movement this is already says where it belongs."


class GoalIsClosed(StateConflict):
    """The savings goal was closed and its pot emptied."""

    code = "goal_closed"
    category = ErrorCategory.CONFLICT
    sentence = "This savings goal is closed."


class GoalNotLocked(StateConflict):
    """Nothing keeps the money of the savings goal in its pot."""

    code = "goal_not_locked"
    category = ErrorCategory.CONFLICT
    sentence = "This savings goal is not locked."


class SavingRuleExists(StateConflict):
    """The goal has a rule of this kind; details carry its `rule_id`."""

    code = "saving_rule_exists"
    category = ErrorCategory.CONFLICT
    sentence = "This goal already has a rule of this kind. Change that one."


class TooManyBudgets(StateConflict):
    """The customer has as many budgets as the bank keeps for one; details: `limit`."""

    code = "too_many_budgets"
    category = ErrorCategory.CONFLICT
    sentence = "You have as many budgets as the bank keeps. Delete one first."


class TooManyCategories(StateConflict):
    """The customer has as many categories of his own as the bank keeps for one; details: `limit`."""

    code = "too_many_categories"
    category = ErrorCategory.CONFLICT
    sentence = "You have as many categories of your own as the bank keeps."


class TooManyGoals(StateConflict):
    """The customer has as many goals as the bank keeps for one; details: `limit`."""

    code = "too_many_goals"
    category = ErrorCategory.CONFLICT
    sentence = "You have as many savings goals as the bank keeps. Close one first."


class TooManyGoalsToday(StateConflict):
    """The customer has opened as many goals today as he may in a day; details: `limit`."""

    code = "too_many_goals_today"
    category = ErrorCategory.CONFLICT
    sentence = "You have opened many savings goals today. Open the next one tomorrow."


class TooManySavingRules(StateConflict):
    """The goal has as many rules as it may have; details: `limit`."""

    code = "too_many_saving_rules"
    category = ErrorCategory.CONFLICT
    sentence = "This goal has as many rules as the bank keeps. Take one away first."


class GoalLocked(Refused):
    """The customer has locked the goal; details carry `locked_until`."""

    code = "goal_locked"
    category = ErrorCategory.REFUSED
    sentence = (
        "This savings goal is locked: nothing leaves it before that day, and the lock is not shortened."
    )
