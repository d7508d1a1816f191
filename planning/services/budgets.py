"""Budgets: made, changed and deleted by their owner."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import IntegrityError

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, savepoint, use_case
from core_banking.kernel.errors import NotFound
from core_banking.kernel.money import Currency, format_minor
from planning.contracts import BUDGETS_PER_CUSTOMER, BudgetPeriod, CategoryKind
from planning.errors import BudgetExists, TooManyBudgets
from planning.events import BudgetKept
from planning.models import Budget, BudgetTerms
from planning.periods import budget_period
from planning.selectors.budgets import BudgetCard, budget_for, terms_of
from planning.selectors.categories import named_category, planner_id
from planning.selectors.filed import Planner, planner_of
from planning.selectors.spending import chosen_currency
from planning.services.budget_warnings import begin_watch, warn_where_due
from planning.services.categories import CategoryName
from planning.services.expenses import amount_minor
from users.services import lock_person


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBudget:
    """A budget as it is asked for; the amount in major units."""

    category: CategoryName
    period: BudgetPeriod
    amount: Decimal
    rollover: bool = False
    currency: str | None = None


@use_case
def create_budget(*, actor: Actor, budget: NewBudget) -> BudgetCard:
    """Allow oneself an amount for a category and all below it; the present period is the first, from its first day.

    Warns at once where that much was spent already. Raises `NotAllowed`, `BudgetExists`, `TooManyBudgets`,
    `InvalidInput`.
    """
    user_id = planner_id(actor)
    lock_person(user_id)  # so that nobody's budgets are counted twice at once
    planner = planner_of(user_id)
    currency = chosen_currency(planner, budget.currency)
    row = Budget(
        customer_id=planner.user_id,
        category_id=_category(planner, budget.category),
        period=budget.period.value,
        currency=currency,
        started_on=clock.business_date(),
        created_at=clock.now(),
    )
    minor = amount_minor(budget.amount, currency)
    _save(row)
    if Budget.objects.filter(customer_id=user_id).count() > BUDGETS_PER_CUSTOMER:
        raise TooManyBudgets(limit=BUDGETS_PER_CUSTOMER)
    _set_terms(row, minor, rollover=budget.rollover)
    begin_watch()
    return _kept(actor, row, "CREATE")


@use_case
def change_budget(*, actor: Actor, budget_id: int, changes: dict[str, Any]) -> BudgetCard:
    """Change a budget from the present period on; what earlier periods allowed stays what it was.

    With another category or period it begins anew today. Raises `NotFound` and what `create_budget` raises.
    """
    row = _own(actor, budget_id)
    planner, terms = planner_of(row.customer_id), terms_of(row)[-1]
    category_id = _category(planner, changes["category"]) if "category" in changes else row.category_id
    period = changes.get("period", BudgetPeriod(row.period))
    minor = amount_minor(changes["amount"], row.currency) if "amount" in changes else terms.amount_minor
    if (category_id, period) != (row.category_id, row.period):
        row.category_id, row.period, row.started_on = category_id, period.value, clock.business_date()
        _save(row)
        row.terms.all().delete()
        row.warnings.all().delete()
    _set_terms(row, minor, rollover=changes.get("rollover", terms.rollover))
    return _kept(actor, row, "UPDATE")


@use_case
def delete_budget(*, actor: Actor, budget_id: int) -> None:
    """Delete a budget with its history of warnings. Raises `NotAllowed`, `NotFound`."""
    row = _own(actor, budget_id)
    emit(_event(actor, row, "DELETE"))
    row.delete()


def _own(actor: Actor, budget_id: int) -> Budget:
    rows = Budget.objects.select_for_update(no_key=True)
    row = rows.filter(pk=budget_id, customer_id=planner_id(actor)).first()
    if row is None:
        raise NotFound("There is no such budget.")
    return row


def _category(planner: Planner, named: CategoryName) -> int:
    return named_category(planner.tree, named, kinds=[CategoryKind.EXPENSE]).id


def _save(row: Budget) -> None:
    try:
        with savepoint():
            row.save()
    except IntegrityError:
        there = Budget.objects.filter(
            customer_id=row.customer_id,
            category_id=row.category_id,
            period=row.period,
            currency=row.currency,
        )
        raise BudgetExists(budget_id=there.values_list("pk", flat=True).first()) from None


def _set_terms(row: Budget, minor: int, *, rollover: bool) -> None:
    valid_from = budget_period(BudgetPeriod(row.period), clock.business_date()).first
    BudgetTerms.objects.update_or_create(
        budget=row, valid_from=valid_from, defaults={"amount_minor": minor, "rollover": rollover}
    )


def _kept(actor: Actor, row: Budget, action: str) -> BudgetCard:
    emit(_event(actor, row, action))
    warn_where_due(actor=actor, user_id=row.customer_id, dates=[])
    return budget_for(actor, row.pk)


def _event(actor: Actor, row: Budget, action: str) -> BudgetKept:
    latest = terms_of(row)[-1]
    return BudgetKept(
        actor=actor,
        customer_user_id=row.customer_id,
        budget_id=row.pk,
        action=action,
        amount=format_minor(latest.amount_minor, Currency.of(row.currency).exponent),
        currency=row.currency,
        period=row.period,
    )
