"""Two moves in a customer's tree at once: each is fine by itself, together they would be a circle."""

from __future__ import annotations

from contextlib import suppress

import pytest

from core_banking.kernel.errors import InvalidInput
from planning.models import Category
from planning.selectors.categories import CategoryTree, category_tree
from planning.services import add_category, categories, change_category
from tests.builders import people
from tests.concurrency.crowd import crowd, meeting

pytestmark = pytest.mark.django_db(transaction=True)


def move_below_each_other(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let two hands move each of two categories below the other one; return how many of them hang below another."""
    person = people.approved_customer()
    actor = people.actor_for(person)
    first, second = (add_category(actor=actor, name=name).id for name in ("First", "Second"))
    wait = meeting(2, at_most_seconds=0.5)

    def read_together(user_id: int) -> CategoryTree:
        tree = category_tree(user_id)
        wait()
        return tree

    def move(number: int) -> None:
        moved, below = ((first, second), (second, first))[number]
        with suppress(InvalidInput):
            change_category(actor=actor, category_id=moved, changes={"parent": below})

    monkeypatch.setattr(categories, "category_tree", read_together)
    with crowd(2) as hands:
        hands.all_at_once(move)
    return Category.objects.filter(customer_id=person.id, parent__isnull=False).count()


def test_no_two_categories_hang_below_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    assert move_below_each_other(monkeypatch) == 1


@pytest.mark.postgresql  # SQLite has one writer at a time, locks or not
def test_control_without_the_lock_they_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(categories, "lock_person", lambda user_id: None)

    assert move_below_each_other(monkeypatch) == 2
