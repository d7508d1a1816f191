"""Searches of the staff site over tables that only grow: whole values, each found in its own index.

Django's own search compares upper-cased texts (`=`) or parts of them, and joins before it compares: no index serves
either, so that one search reads the whole table.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from django.db.models import Model, Q, QuerySet

MOST_RELATED: Final = 1_000
"""Rows of another table that a search goes on from; a whole value names one, or a few."""


def search_whole_values(rows: QuerySet[Any], paths: Sequence[str], term: str) -> QuerySet[Any]:
    """Return those rows of which a value at the end of one of the paths is the text, as typed, in capitals or in small.

    Args:
        rows: Where to search.
        paths: Paths of lookups from the rows' model, as `account_number` or `customer__customer_id`.
        term: What was typed; an empty one finds all rows.
    """
    typed = term.strip().replace("\0", "")
    if not typed:
        return rows
    values = {typed, typed.upper(), typed.casefold()}
    wanted = Q()
    for path in paths:
        wanted |= _condition(rows.model, path.split("__"), values)
    return rows.filter(wanted) if wanted else rows.none()


def _condition(model: type[Model], path: Sequence[str], values: Collection[Any]) -> Q:
    """Return the condition on a model's own columns; where no row can fit, one that says nothing.

    Rows of other tables are looked up first: a condition across a join together with others serves no index.
    """
    name, *rest = path
    if not rest:
        return Q(**{f"{name}__in": list(values)})
    field: Any = model._meta.get_field(name)
    related = field.related_model
    condition = _condition(related, rest, values)
    target = field.target_field.attname
    keys = (
        list(related._base_manager.filter(condition).values_list(target, flat=True)[:MOST_RELATED])
        if condition
        else []
    )
    return Q(**{f"{name}__in": keys}) if keys else Q()
