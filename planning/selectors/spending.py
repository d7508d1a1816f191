"""What a customer has spent and earned, and his movements under their categories."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput, NotFound
from core_banking.kernel.money import CURRENCY_CODES
from planning import default_categories as shipped
from planning.contracts import CategoryCard, CategoryKind
from planning.merchants import account_key
from planning.periods import Period
from planning.selectors.categories import CategoryTree, planner_id
from planning.selectors.filed import FiledMovement, Planner, filed_rows, parts_between, planner_of
from planning.spending import Spending, SpendingBy, earliest_day, spending_of
from transactions.selectors import movements_in_the_book, saved_payees


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendingAnswer:
    """What was spent in one currency, and the customer's currencies and categories."""

    spending: Spending
    currency: str
    currencies: tuple[str, ...]
    tree: CategoryTree

    def category(self, category_id: int) -> CategoryCard:
        """Return a category that a row is about."""
        return self.tree.cards[category_id]


def spending_for(
    actor: Actor, *, period: Period, by: SpendingBy, kind: CategoryKind, currency: str | None
) -> SpendingAnswer:
    """Return what the caller spent, or earned, in a period. Raises `NotAllowed`, `InvalidInput` for the currency."""
    planner = planner_of(planner_id(actor))
    chosen = chosen_currency(planner, currency)
    parts = parts_between(planner, earliest_day(period, by), period.last)
    labels = nicknames_of(actor) if by is SpendingBy.MERCHANT else {}
    spending = spending_of(
        (part for part in parts if part.currency == chosen),
        period=period,
        by=by,
        kind=kind,
        cash_category_id=planner.key_id(shipped.CASH),
        category_names={card.id: card.name for card in planner.tree.cards.values()},
        merchant_names=labels,
    )
    return SpendingAnswer(
        spending=spending, currency=chosen, currencies=planner.currencies or (chosen,), tree=planner.tree
    )


def chosen_currency(planner: Planner, currency: str | None) -> str:
    """Return the currency asked for, or the customer's own. Raises `InvalidInput` for one that nobody knows."""
    if currency is None:
        return planner.default_currency
    if currency not in CURRENCY_CODES:
        raise InvalidInput({"currency": ["The bank does not know this currency."]})
    return currency


def movements_to_file(actor: Actor) -> QuerySet[Any]:
    """Return the rows of the caller's movements that are in the book, the newest first. Raises `NotAllowed`."""
    return movements_in_the_book(planner_id(actor))


class _Row(Protocol):
    @property
    def pk(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Files:
    """A customer's movements under their categories, a page at a time; all else is read once."""

    planner: Planner
    nicknames: dict[str, str]

    @classmethod
    def of(cls, actor: Actor) -> Files:
        """Return those of the caller. Raises `NotAllowed`."""
        return cls(planner_of(planner_id(actor)), nicknames_of(actor))

    def of_rows(self, rows: Collection[_Row]) -> list[FiledMovement]:
        """Return movements under their categories, in the order of their rows."""
        found = filed_rows(self.planner, [row.pk for row in rows])
        return [found[row.pk] for row in rows if row.pk in found]

    def merchant(self, filed: FiledMovement) -> str:
        """Return whom a movement is with: a saved payee by the name he was saved under."""
        return self.nicknames.get(filed.facts.merchant_key, filed.merchant)

    def category(self, category_id: int) -> CategoryCard:
        """Return a category by its row number."""
        return self.planner.tree.cards[category_id]


def filed_movement(actor: Actor, transaction_id: str) -> tuple[Files, FiledMovement]:
    """Return one of the caller's movements under its category. Raises `NotAllowed`, `NotFound`."""
    files = Files.of(actor)
    rows = list(movements_to_file(actor).filter(transaction_id=transaction_id)[:1])
    found = files.of_rows(rows)
    if not found:
        raise NotFound("There is no such movement.")
    return files, found[0]


def nicknames_of(actor: Actor) -> dict[str, str]:
    """Return the names under which the caller has saved payees, by the merchant key of their accounts."""
    payees = saved_payees(actor).exclude(nickname="")
    return {
        account_key(number): nickname
        for number, nickname in payees.values_list("account__account_number", "nickname")
        if number is not None
    }
