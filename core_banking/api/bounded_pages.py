"""Pages of the staff site over tables that only grow: no page counts everything that is there."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from django.core.paginator import Paginator
from django.db.models import QuerySet

COUNTED_ROWS: Final = 10_000


class BoundedPaginator(Paginator[Any]):
    """Counts up to a bound and no further: counting a whole trail or book would read all of it for one page."""

    @cached_property
    def count(self) -> int:
        """Return the number of rows, or the bound if there are more."""
        rows = self.object_list
        assert isinstance(rows, QuerySet)
        return rows[:COUNTED_ROWS].count()
