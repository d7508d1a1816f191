"""Categories: the bank's tree is shipped, a customer adds his own under it or beside it."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, savepoint, use_case, within_use_case
from core_banking.kernel.errors import InvalidInput, NotFound
from planning.contracts import (
    CATEGORIES_PER_CUSTOMER,
    DEEPEST_CATEGORY,
    SPENDING_KINDS,
    CategoryCard,
    CategoryKind,
)
from planning.default_categories import SHIPPED_CATEGORIES
from planning.errors import CategoryOfTheBank, TooManyCategories
from planning.events import CategoryKept
from planning.models import Budget, CashExpense, Category, LearnedRule, ManualCategory
from planning.selectors.categories import (
    CategoryTree,
    card_of_category,
    category_tree,
    named_category,
    planner_id,
)
from users.services import lock_person

CategoryName = int | str
"""A category as a request names it: by row number, or by key if it is the bank's."""


@use_case
def add_category(
    *, actor: Actor, name: str, parent: CategoryName | None = None, kind: CategoryKind | None = None
) -> CategoryCard:
    """Add a category of one's own; one that was retired under the same name and parent comes back.

    Its kind is its parent's; without one it is the given kind, of expenses if none is given. What was below a retired
    one stays retired. Raises `NotAllowed`, `TooManyCategories`, and `InvalidInput` for a name that is taken, a parent
    that is not there, a tree that gets too deep, or one to come back that was of another kind.
    """
    user_id = planner_id(actor)
    tree = _locked_tree(user_id)
    above = _parent(tree, parent, height=1)
    chosen = kind or (above.kind if above else CategoryKind.EXPENSE)
    if above is None:
        if chosen not in SPENDING_KINDS:
            raise InvalidInput({"kind": [f"Choose {' or '.join(SPENDING_KINDS)}."]})
    elif chosen is not above.kind:
        raise InvalidInput({"kind": [f"Below “{above.name}” it is {above.kind}."]})
    parent_id = above.id if above else None
    beside = _beside(tree, name, parent_id)
    if beside is not None and (beside.is_active or not beside.is_own):
        raise _taken()
    if beside is not None and beside.kind is not chosen:
        raise InvalidInput(
            {"kind": [f"“{beside.name}” was {beside.kind}: it comes back as that, or choose another name."]}
        )
    if beside is None and sum(card.is_own for card in tree.cards.values()) >= CATEGORIES_PER_CUSTOMER:
        raise TooManyCategories(limit=CATEGORIES_PER_CUSTOMER)
    if beside is not None:
        row = Category.objects.select_for_update(no_key=True).get(pk=beside.id)
        row.name, row.is_active = name, True
    else:
        row = Category(customer_id=user_id, name=name, parent_id=parent_id, kind=chosen.value)
    _save(row)
    emit(CategoryKept(actor=actor, customer_user_id=user_id, category_id=row.pk, action="CREATE"))
    return card_of_category(row)


@use_case
def change_category(*, actor: Actor, category_id: int, changes: dict[str, Any]) -> CategoryCard:
    """Rename a category of one's own, or move it below another `parent` of its kind, or to the top (None).

    Raises `NotAllowed`, `NotFound`, `CategoryOfTheBank`, and `InvalidInput` as `add_category` does.
    """
    row, tree = _own(actor, category_id)
    if "parent" in changes:
        below = tree.below(row.pk)
        height = max(tree.depth(each) for each in below) - tree.depth(row.pk) + 1
        above = _parent(tree, changes["parent"], height=height)
        if above is not None and above.id in below:
            raise InvalidInput({"parent": ["A category cannot be below itself."]})
        if above is not None and above.kind != row.kind:
            raise InvalidInput({"parent": [f"Choose a category of the kind {row.kind}."]})
        row.parent_id = above.id if above else None
    row.name = changes.get("name", row.name)
    beside = _beside(tree, row.name, row.parent_id)
    if beside is not None and beside.id != row.pk:
        raise _taken()
    _save(row)
    emit(CategoryKept(actor=actor, customer_user_id=row_owner(row), category_id=row.pk, action="UPDATE"))
    return card_of_category(row)


@use_case
def remove_category(*, actor: Actor, category_id: int) -> bool:
    """Delete a category of one's own; one that is used is retired instead, with all below it. Say whether it is gone.

    What is filed under it stays there. Raises `NotAllowed`, `NotFound`, `CategoryOfTheBank`.
    """
    row, tree = _own(actor, category_id)
    user_id, below = row_owner(row), tree.below(row.pk)
    is_used = len(below) > 1 or any(
        model.objects.filter(category_id=row.pk).exists()
        for model in (ManualCategory, LearnedRule, CashExpense, Budget)
    )
    if is_used:
        Category.objects.filter(pk__in=below, customer_id=user_id).update(is_active=False)
    else:
        row.delete()
    action = "UPDATE" if is_used else "DELETE"
    emit(CategoryKept(actor=actor, customer_user_id=user_id, category_id=category_id, action=action))
    return not is_used


def ship_categories(category_model: Any) -> None:
    """Add those of the bank's categories that are not there yet; what customers have made of the tree stays.

    Takes the model, since it runs after migrations, which may have gone to an older state.
    """
    there = dict(category_model.objects.exclude(key="").values_list("key", "pk"))
    for is_group in (True, False):
        category_model.objects.bulk_create(
            category_model(
                key=category.key,
                name=category.name,
                kind=category.kind.value,
                parent_id=there[category.parent] if category.parent else None,
            )
            for category in SHIPPED_CATEGORIES
            if category.key not in there and bool(category.parent) is not is_group
        )
        there = dict(category_model.objects.exclude(key="").values_list("key", "pk"))


def row_owner(row: Category) -> int:
    """Return whose own a category is."""
    assert row.customer_id is not None
    return row.customer_id


def _own(actor: Actor, category_id: int) -> tuple[Category, CategoryTree]:
    """Return a category of the caller's own under its lock, and his tree."""
    user_id = planner_id(actor)
    tree = _locked_tree(user_id)
    row = Category.objects.select_for_update(no_key=True).filter(pk=category_id, customer_id=user_id).first()
    if row is None and category_id in tree.cards:
        raise CategoryOfTheBank
    if row is None:
        raise NotFound("There is no such category.")
    return row, tree


@within_use_case
def _locked_tree(user_id: int) -> CategoryTree:
    """Return a customer's tree as it stays until the transaction ends: whoever else changes it waits at his row.

    Otherwise two moves, each fine by itself, could hang two categories below each other.
    """
    lock_person(user_id)
    return category_tree(user_id)


def _parent(tree: CategoryTree, named: CategoryName | None, *, height: int) -> CategoryCard | None:
    """Return the category that one of some height is to hang under; none for the top."""
    if named is None:
        return None
    above = named_category(tree, named, field_name="parent")
    if tree.depth(above.id) + height > DEEPEST_CATEGORY:
        raise InvalidInput({"parent": [f"The tree has at most {DEEPEST_CATEGORY} levels."]})
    return above


def _beside(tree: CategoryTree, name: str, parent_id: int | None) -> CategoryCard | None:
    """Return the category of a name below a parent, whatever its letters' case; one's own goes before the bank's."""
    found = [
        card
        for card in tree.cards.values()
        if card.parent_id == parent_id and card.name.casefold() == name.casefold()
    ]
    return max(found, key=lambda card: card.is_own, default=None)


def _save(row: Category) -> None:
    try:
        with savepoint():
            row.save()
    except IntegrityError:
        raise _taken() from None  # somebody signed in elsewhere was faster


def _taken() -> InvalidInput:
    return InvalidInput({"name": ["There is already a category of this name here."]})
