"""Pages of a statement's lines: by number, or by cursor. Both cost the same at any depth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rest_framework.request import Request
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from core_banking.api.cursors import Cursor, Direction, read_cursor, write_cursor
from core_banking.api.pagination import PageNumbers, refuse_page_beside_cursor
from ledger.contracts import StatementLine


class StatementPages(PageNumbers):
    """Numbered pages, or pages after a cursor: lines are sliced by their gap-free versions, never skipped over.

    A cursor belongs to one range of dates. Where that range includes today, lines posted meanwhile come last.
    """

    page_size = 200
    cursor_query_param = "cursor"

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """Return one page of the lines, and remember the links to its neighbours."""
        if self.cursor_query_param in request.query_params:
            return self._page_at_cursor(queryset, request)
        page = super().paginate_queryset(queryset, request, view)
        self.next_link, self.previous_link = self.get_next_link(), self.get_previous_link()
        return page

    def _page_at_cursor(self, lines: Sequence[StatementLine], request: Request) -> list[StatementLine]:
        refuse_page_beside_cursor(request)
        size = self.get_page_size(request)
        cursor = read_cursor(request.query_params[self.cursor_query_param], request.path, _range_of(request))
        start, stop = 0, size
        if cursor is not None and cursor.direction is Direction.FORWARDS:
            start, stop = cursor.position, cursor.position + size
        elif cursor is not None:
            start, stop = max(0, cursor.position - size), cursor.position
        more = stop < len(lines)
        self.next_link = _link(request, Cursor(stop, Direction.FORWARDS)) if more else None
        self.previous_link = _link(request, Cursor(start, Direction.BACKWARDS)) if start else None
        return list(lines[start:stop])


def _link(request: Request, cursor: Cursor) -> str:
    text = write_cursor(cursor, request.path, _range_of(request))
    return replace_query_param(request.build_absolute_uri(), StatementPages.cursor_query_param, text)


def _range_of(request: Request) -> str:
    return f"{request.query_params.get('from', '')}:{request.query_params.get('to', '')}"
