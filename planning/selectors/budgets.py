"""Reads of budgets: how each one stands, from the book and what was spent in cash."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotFound
from planning.budgeting import PeriodStanding, Terms, first_day_needed, standings
from planning.contracts import BudgetPeriod, CategoryCard
from planning.models import Budget
from planning.periods import budget_period
from planning.selectors.categories import planner_id
from planning.selectors.filed import Planner, parts_between, planner_of
from planning.spending import Part

PERIODS_SHOWN = 12
"""How many periods that are over are shown of a budget."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetCard:
    """A budget as its owner sees it: how it stands now, and how its last periods ended; amounts in minor units."""

    id: int
    category: CategoryCard
    kind: BudgetPeriod
    currency: str
    rollover: bool
    started_on: dt.date
    created_at: dt.datetime
    today: dt.date
    standing: PeriodStanding
    earlier: Sequence[PeriodStanding]

    @property
    def days_left(self) -> int:
        """How many days of the period are still to come."""
        return (self.standing.period.last - self.today).days


def budgets_of(user_id: int) -> QuerySet[Budget]:
    """Return a customer's budgets with their terms, the oldest first."""
    return Budget.objects.filter(customer_id=user_id).prefetch_related("terms").order_by("id")


def own_budgets(actor: Actor) -> QuerySet[Budget]:
    """Return the caller's budgets with their terms, the oldest first. Raises `NotAllowed`."""
    return budgets_of(planner_id(actor))


def budget_for(actor: Actor, budget_id: int) -> BudgetCard:
    """Return one of the caller's budgets. Raises `NotFound`, `NotAllowed`."""
    found = list(own_budgets(actor).filter(pk=budget_id))
    if not found:
        raise NotFound("There is no such budget.")
    return budget_cards(actor, found)[0]


def budget_cards(actor: Actor, budgets: Iterable[Budget]) -> list[BudgetCard]:
    """Return budgets of the caller as they stand on the bank's business date; the money is read once for all."""
    rows = list(budgets)
    return cards_of_budgets(planner_of(planner_id(actor)), rows, clock.business_date()) if rows else []


def cards_of_budgets(planner: Planner, budgets: Sequence[Budget], today: dt.date) -> list[BudgetCard]:
    """Return a customer's budgets as they stand on a business date."""
    first = min(_first_day(budget, today) for budget in budgets)
    last = max(budget_period(BudgetPeriod(budget.period), today).last for budget in budgets)
    parts = parts_between(planner, first, last)
    return [_card(planner, budget, parts, today) for budget in budgets]


def terms_of(budget: Budget) -> list[Terms]:
    """Return what was ever set for a budget, the oldest first."""
    return sorted(Terms(row.valid_from, row.amount_minor, row.rollover) for row in budget.terms.all())


def _first_day(budget: Budget, today: dt.date) -> dt.date:
    return first_day_needed(
        BudgetPeriod(budget.period), budget.started_on, today, terms_of(budget), PERIODS_SHOWN
    )


def _card(planner: Planner, budget: Budget, parts: Sequence[Part], today: dt.date) -> BudgetCard:
    kind, terms = BudgetPeriod(budget.period), terms_of(budget)
    categories = planner.tree.below(budget.category_id)
    spent: dict[dt.date, int] = defaultdict(int)
    for part in parts:
        if part.currency == budget.currency and part.category_id in categories:
            spent[budget_period(kind, part.date).first] -= part.amount_minor
    *earlier, present = standings(kind, budget.started_on, today, terms, lambda period: spent[period.first])
    return BudgetCard(
        id=budget.pk,
        category=planner.tree.cards[budget.category_id],
        kind=kind,
        currency=budget.currency,
        rollover=terms[-1].rollover,
        started_on=budget.started_on,
        created_at=budget.created_at,
        today=today,
        standing=present,
        earlier=tuple(earlier[-PERIODS_SHOWN:]),
    )
