"""Cash expenses, as their owner writes them down: in his figures, and on no ledger."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import InvalidInput, NotFound
from core_banking.kernel.money import Currency, InvalidAmount, format_minor, minor_of
from planning.contracts import CashExpenseCard, CategoryKind
from planning.events import CashExpenseKept
from planning.models import CashExpense
from planning.selectors.categories import named_category, planner_id
from planning.selectors.expenses import cash_expense_cards
from planning.selectors.filed import Planner, planner_of
from planning.selectors.spending import chosen_currency
from planning.services.budget_warnings import warn_where_due
from planning.services.categories import CategoryName


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExpense:
    """A cash expense as it is written down; the amount in major units, the date today's if left out."""

    category: CategoryName
    amount: Decimal
    date: dt.date | None = None
    description: str = ""
    currency: str | None = None


@use_case
def write_expense(*, actor: Actor, expense: NewExpense) -> CashExpenseCard:
    """Write down what was spent in cash; its budgets count it at once.

    Raises `NotAllowed`, and `InvalidInput` for a category that is none of expenses, a day to come, a wrong amount.
    """
    planner = planner_of(planner_id(actor))
    currency = chosen_currency(planner, expense.currency)
    row = CashExpense(
        customer_id=planner.user_id,
        category_id=_category(planner, expense.category),
        amount_minor=amount_minor(expense.amount, currency),
        currency=currency,
        date=_past(expense.date or clock.business_date()),
        description=expense.description,
        created_at=clock.now(),
    )
    row.save(force_insert=True)
    return _kept(actor, row, "CREATE")


@use_case
def change_expense(*, actor: Actor, expense_id: int, changes: dict[str, Any]) -> CashExpenseCard:
    """Change what is given of a cash expense. Raises `NotFound` and what `write_expense` raises."""
    row = _own(actor, expense_id)
    planner = planner_of(row.customer_id)
    if "category" in changes:
        row.category_id = _category(planner, changes["category"])
    currency = chosen_currency(planner, changes["currency"]) if "currency" in changes else row.currency
    if "amount" in changes:
        row.amount_minor = amount_minor(changes["amount"], currency)
    elif currency != row.currency:
        raise InvalidInput({"amount": ["Give the amount in the other currency too."]})
    row.currency = currency
    row.date = _past(changes.get("date") or row.date)
    row.description = changes.get("description", row.description)
    row.save()
    return _kept(actor, row, "UPDATE")


@use_case
def delete_expense(*, actor: Actor, expense_id: int) -> None:
    """Delete a cash expense. Raises `NotAllowed`, `NotFound`."""
    row = _own(actor, expense_id)
    emit(_event(actor, row, "DELETE"))
    row.delete()


def amount_minor(amount: Decimal, currency: str) -> int:
    """Return an amount in minor units of a currency. Raises `InvalidInput`."""
    try:
        return minor_of(amount, Currency.of(currency).exponent)
    except InvalidAmount as error:
        raise InvalidInput({"amount": [str(error)]}) from None


def _own(actor: Actor, expense_id: int) -> CashExpense:
    rows = CashExpense.objects.select_for_update(no_key=True)
    row = rows.filter(pk=expense_id, customer_id=planner_id(actor)).first()
    if row is None:
        raise NotFound("There is no such expense.")
    return row


def _category(planner: Planner, named: CategoryName) -> int:
    return named_category(planner.tree, named, kinds=[CategoryKind.EXPENSE]).id


def _past(date: dt.date) -> dt.date:
    if date > clock.business_date():
        raise InvalidInput({"date": ["This day has not come yet."]})
    return date


def _kept(actor: Actor, row: CashExpense, action: str) -> CashExpenseCard:
    emit(_event(actor, row, action))
    warn_where_due(actor=actor, user_id=row.customer_id, dates=[row.date])
    rows = CashExpense.objects.filter(pk=row.pk).select_related("category")
    return cash_expense_cards(rows)[0]


def _event(actor: Actor, row: CashExpense, action: str) -> CashExpenseKept:
    return CashExpenseKept(
        actor=actor,
        customer_user_id=row.customer_id,
        expense_id=row.pk,
        action=action,
        amount=format_minor(row.amount_minor, Currency.of(row.currency).exponent),
        currency=row.currency,
        date=row.date,
    )
