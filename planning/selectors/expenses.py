"""Reads of cash expenses and of learned rules."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import QuerySet

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotFound
from planning.contracts import CashExpenseCard, Direction, LearnedRuleCard
from planning.models import CashExpense, LearnedRule
from planning.selectors.categories import card_of_category, planner_id


def own_expenses(actor: Actor) -> QuerySet[CashExpense]:
    """Return what the caller has spent in cash, what was written down last first. Raises `NotAllowed`."""
    rows = CashExpense.objects.filter(customer_id=planner_id(actor))
    return rows.select_related("category").order_by("-id")


def cash_expense_cards(rows: Iterable[CashExpense]) -> list[CashExpenseCard]:
    """Return cash expenses as their owner sees them."""
    return [
        CashExpenseCard(
            id=row.pk,
            category=card_of_category(row.category),
            amount_minor=row.amount_minor,
            currency=row.currency,
            date=row.date,
            description=row.description,
            created_at=row.created_at,
        )
        for row in rows
    ]


def cash_expense_for(actor: Actor, expense_id: int) -> CashExpenseCard:
    """Return one of the caller's cash expenses. Raises `NotFound`, `NotAllowed`."""
    found = cash_expense_cards(own_expenses(actor).filter(pk=expense_id))
    if not found:
        raise NotFound("There is no such expense.")
    return found[0]


def own_rules(actor: Actor) -> QuerySet[LearnedRule]:
    """Return the rules that the caller has taught, the latest first. Raises `NotAllowed`."""
    rows = LearnedRule.objects.filter(customer_id=planner_id(actor))
    return rows.select_related("category").order_by("-id")


def rule_cards(rows: Iterable[LearnedRule]) -> list[LearnedRuleCard]:
    """Return learned rules as their owner sees them."""
    return [
        LearnedRuleCard(
            id=row.pk,
            merchant=row.merchant,
            direction=Direction(row.direction),
            category=card_of_category(row.category),
            weight=row.weight,
            created_at=row.created_at,
            updated_at=row.updated_at,
        )
        for row in rows
    ]
