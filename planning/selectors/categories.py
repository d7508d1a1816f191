"""Reads of categories: the bank's and a customer's own, as a tree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Q

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput, NotAllowed
from planning.contracts import PLAN_OWN_MONEY, CategoryCard, CategoryKind
from planning.models import Category


@dataclass(frozen=True, slots=True)
class CategoryTree:
    """All categories of one customer, those that are retired among them, by row number."""

    cards: Mapping[int, CategoryCard]
    by_key: Mapping[str, int] = field(default_factory=dict)

    def below(self, category_id: int) -> frozenset[int]:
        """Return a category and all below it, by row number."""
        found, next_level = {category_id}, {category_id}
        while next_level:
            next_level = {card.id for card in self.cards.values() if card.parent_id in next_level} - found
            found |= next_level
        return frozenset(found)

    def depth(self, category_id: int | None) -> int:
        """Return on which level a category is: 1 for a group, 0 for none. A circle is walked once."""
        above: set[int] = set()
        while category_id is not None and category_id not in above:
            above.add(category_id)
            category_id = self.cards[category_id].parent_id
        return len(above)

    def in_order(self) -> Iterator[CategoryCard]:
        """Yield each category after its parent, brothers in the order in which they were made."""
        children: dict[int | None, list[CategoryCard]] = {}
        for card in sorted(self.cards.values(), key=lambda card: card.id):
            children.setdefault(card.parent_id, []).append(card)
        waiting = children.get(None, [])[::-1]
        while waiting:
            card = waiting.pop()
            yield card
            waiting += children.get(card.id, [])[::-1]


def planner_id(actor: Actor) -> int:
    """Return the customer whose money is planned. Raises `NotAllowed` for anybody without the right to it."""
    if actor.user_id is None or not actor.may(PLAN_OWN_MONEY):
        raise NotAllowed
    return actor.user_id


def category_tree(user_id: int) -> CategoryTree:
    """Return all categories that a customer has: one query."""
    rows = Category.objects.filter(Q(customer_id=user_id) | Q(customer__isnull=True)).order_by("id")
    cards = {row.pk: card_of_category(row) for row in rows}
    return CategoryTree(cards, {card.key: card.id for card in cards.values() if card.key})


def categories_for(
    actor: Actor, *, kind: CategoryKind | None = None, with_retired: bool = False
) -> list[CategoryCard]:
    """Return the tree of the caller, each category after its parent. Raises `NotAllowed`."""
    return [
        card
        for card in category_tree(planner_id(actor)).in_order()
        if (with_retired or card.is_active) and kind in (None, card.kind)
    ]


def named_category(
    tree: CategoryTree,
    named: int | str,
    *,
    field_name: str = "category",
    kinds: Iterable[CategoryKind] = (),
    with_retired: bool = False,
) -> CategoryCard:
    """Return a category by its row number, or by its key if it is the bank's.

    Raises `InvalidInput` for one that is not there, is retired, or is of none of the `kinds`, if any are given.
    """
    category_id = tree.by_key.get(named) if isinstance(named, str) else named
    card = tree.cards.get(category_id) if category_id is not None else None
    if card is None or not (card.is_active or with_retired):
        raise InvalidInput({field_name: ["There is no such category."]})
    allowed = tuple(kinds)
    if allowed and card.kind not in allowed:
        raise InvalidInput({field_name: [f"Choose a category of the kind {' or '.join(allowed)}."]})
    return card


def card_of_category(row: Category) -> CategoryCard:
    """Return a category as its customer sees it."""
    return CategoryCard(
        id=row.pk,
        key=row.key,
        name=row.name,
        kind=CategoryKind(row.kind),
        parent_id=row.parent_id,
        is_own=row.customer_id is not None,
        is_active=row.is_active,
    )
