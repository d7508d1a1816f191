"""Lists in pages: numbered pages for all, and keyset pages for lists that grow without bound."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.db.models import QuerySet
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from core_banking.api.cursors import Cursor, Direction, read_cursor, write_cursor
from core_banking.kernel.errors import InvalidInput, NotFound

if TYPE_CHECKING:
    # REST framework's settings name this module, so it must not need the views while it loads.
    from rest_framework.views import APIView

MAX_PAGE_SIZE = 200
EXACT_COUNT_LIMIT = 10_000
"""Growing lists count their rows up to here; beyond, the count says so and stops."""
_LAST_PAGE_NUMBER = 10**7


class PageNumbers(PageNumberPagination):
    """`?page=` and `?page_size=` (1 to 200). A malformed number is a 400, a page that is not there a 404."""

    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = MAX_PAGE_SIZE

    def get_page_size(self, request: Request) -> int:
        return _whole_number(
            request, "page_size", default=self.page_size or MAX_PAGE_SIZE, most=MAX_PAGE_SIZE
        )

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        self.request = request
        number = _whole_number(request, "page", default=1, most=_LAST_PAGE_NUMBER)
        try:
            self.page = Paginator(queryset, self.get_page_size(request)).page(number)
        except (EmptyPage, PageNotAnInteger):
            raise NotFound("There is no such page.") from None
        return list(self.page)

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        bounds = {"page": _LAST_PAGE_NUMBER, "page_size": MAX_PAGE_SIZE}
        return [
            {**parameter, "schema": {"type": "integer", "minimum": 1, "maximum": bounds[parameter["name"]]}}
            for parameter in super().get_schema_operation_parameters(view)
        ]


class KeysetOrPages(PageNumbers):
    """Numbered pages, or keyset pages once `?cursor=` is given (an empty one starts).

    Keyset pages cost the same at any depth and do not count (`count` is null). The view's queryset is walked
    by one unique column: `keyset_field` of the view, `id` if it names none, in the direction of the
    queryset's own ordering (descending if it has none). Numbered pages count exactly up to
    `EXACT_COUNT_LIMIT` rows and set `count_is_exact` to false beyond.
    """

    cursor_query_param = "cursor"

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        self.request = request
        self.size = self.get_page_size(request)
        field = getattr(view, "keyset_field", "id")
        if self.cursor_query_param in request.query_params:
            refuse_page_beside_cursor(request)
            return self._keyset_page(queryset, request, field)
        return self._numbered_page(queryset if queryset.ordered else queryset.order_by(f"-{field}"), request)

    def get_paginated_response(self, data: Any) -> Response:
        return Response(
            {
                "count": self.count,
                "count_is_exact": self.count_is_exact,
                "next": self.next_link,
                "previous": self.previous_link,
                "results": data,
            }
        )

    def _numbered_page(self, queryset: QuerySet[Any], request: Request) -> list[Any]:
        number = _whole_number(request, "page", default=1, most=_LAST_PAGE_NUMBER)
        counted = queryset.order_by()[: EXACT_COUNT_LIMIT + 1].count()
        self.count_is_exact: bool | None = counted <= EXACT_COUNT_LIMIT
        self.count: int | None = min(counted, EXACT_COUNT_LIMIT)
        start = (number - 1) * self.size
        rows = (
            list(queryset[start : start + self.size + 1])
            if not self.count_is_exact or start < counted
            else []
        )
        if not rows and number > 1:
            raise NotFound("There is no such page.")
        here = request.build_absolute_uri()
        self.next_link = replace_query_param(here, "page", number + 1) if len(rows) > self.size else None
        self.previous_link = _page_link(here, number - 1) if number > 1 else None
        return rows[: self.size]

    def _keyset_page(self, queryset: QuerySet[Any], request: Request, field: str) -> list[Any]:
        ordering = self.keyset_ordering(queryset, field)
        cursor = read_cursor(request.query_params.get(self.cursor_query_param, ""), request.path, ordering)
        rows = self.rows_beyond(queryset, field, ordering, cursor, self.size + 1)
        more = len(rows) > self.size
        rows = rows[: self.size]
        backwards = cursor is not None and cursor.direction is Direction.BACKWARDS
        if backwards:
            rows.reverse()
        self.count, self.count_is_exact = None, None
        has_next, has_previous = (True, more) if backwards else (more, cursor is not None)
        self.next_link = self._link(rows, field, ordering, Direction.FORWARDS) if has_next else None
        self.previous_link = self._link(rows, field, ordering, Direction.BACKWARDS) if has_previous else None
        return rows

    def _link(self, rows: Sequence[Any], field: str, ordering: str, direction: Direction) -> str | None:
        if not rows:
            return None
        assert self.request is not None
        edge = rows[-1] if direction is Direction.FORWARDS else rows[0]
        cursor = write_cursor(Cursor(self.position_of(edge, field), direction), self.request.path, ordering)
        return replace_query_param(self.request.build_absolute_uri(), self.cursor_query_param, cursor)

    # What a list that is walked by more than one unique column does differently.

    def keyset_ordering(self, queryset: QuerySet[Any], field: str) -> str:
        """Return the ordering a walk of `queryset` follows. Raises `InvalidInput` for one it cannot follow."""
        return _keyset_ordering(queryset, field)

    def position_of(self, row: Any, field: str) -> int:
        """Return a row's place in the walk."""
        return int(row[field] if isinstance(row, Mapping) else getattr(row, field))

    def rows_beyond(
        self, queryset: QuerySet[Any], field: str, ordering: str, cursor: Cursor | None, limit: int
    ) -> list[Any]:
        """Return the next rows from `cursor` on, nearest first."""
        return _rows_beyond(queryset, field, ordering, cursor, limit)

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        document: dict[str, Any] = super().get_paginated_response_schema(schema)
        document["properties"]["count"] = {
            "type": "integer",
            "nullable": True,
            "example": 123,
            "description": f"Null on keyset pages; at most {EXACT_COUNT_LIMIT} on numbered pages.",
        }
        document["properties"]["count_is_exact"] = {
            "type": "boolean",
            "nullable": True,
            "example": True,
            "description": "False when there are more rows than were counted; null on keyset pages.",
        }
        document["required"] = ["count", "count_is_exact", "next", "previous", "results"]
        return document

    def get_schema_operation_parameters(self, view: APIView) -> list[dict[str, Any]]:
        cursor = {
            "name": self.cursor_query_param,
            "required": False,
            "in": "query",
            "description": "Keyset pages: send it empty to start, then follow `next`.",
            "schema": {"type": "string"},
        }
        return [*super().get_schema_operation_parameters(view), cursor]


def refuse_page_beside_cursor(request: Request) -> None:
    """Refuse a numbered page where a cursor is given too. Raises `InvalidInput`."""
    if "page" in request.query_params:
        raise InvalidInput({"page": ["Give a page or a cursor, not both."]})


def _whole_number(request: Request, name: str, *, default: int, most: int) -> int:
    text = request.query_params.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) <= 9 and 1 <= int(text) <= most):
        raise InvalidInput({name: [f"Give a whole number from 1 to {most}."]})
    return int(text)


def _page_link(here: str, number: int) -> str:
    return remove_query_param(here, "page") if number == 1 else replace_query_param(here, "page", number)


def _keyset_ordering(queryset: QuerySet[Any], field: str) -> str:
    """Return the ordering a keyset walk follows. Raises `InvalidInput` for one it cannot follow."""
    declared = queryset.query.order_by or tuple(queryset.model._meta.ordering) or (f"-{field}",)
    first = "-" + field if declared[0] in {"-pk", f"-{field}"} else field
    if declared[0] not in {field, f"-{field}", "pk", "-pk"}:
        raise InvalidInput({"ordering": ["This ordering cannot be combined with a cursor."]})
    return first


def _rows_beyond(
    queryset: QuerySet[Any], field: str, ordering: str, cursor: Cursor | None, limit: int
) -> list[Any]:
    descending = ordering.startswith("-")
    if cursor is not None:
        if cursor.direction is Direction.BACKWARDS:
            descending = not descending
        comparison = f"{field}__{'lt' if descending else 'gt'}"
        queryset = queryset.filter(**{comparison: cursor.position})
    return list(queryset.order_by(f"-{field}" if descending else field)[:limit])
