"""Pages of the staff site over tables that only grow: no page counts everything that is there."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Final

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest

COUNTED_ROWS: Final = 10_000


class BoundedPaginator(Paginator[Any]):
    """Counts up to a bound and no further: counting a whole trail or book would read all of it for one page."""

    @cached_property
    def count(self) -> int:
        """Return the number of rows, or the bound if there are more."""
        rows = self.object_list
        assert isinstance(rows, QuerySet)
        return rows[:COUNTED_ROWS].count()


class CurrencyFilter(admin.SimpleListFilter):
    """Offers the currencies that the bank keeps books in.

    Django's own filter would look through the whole table for the values in it, each time a page is shown.
    """

    title = "currency"
    parameter_name = "currency"

    def currencies(self) -> list[str]:
        """Return the currencies to offer: each app says where it knows them from."""
        raise NotImplementedError

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Return the choices."""
        return [(code, code) for code in self.currencies()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Return the rows of the chosen currency, or all."""
        return queryset if self.value() is None else queryset.filter(currency=self.value())
