"""Spending, and movements under their categories, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

from core_banking.api.cursors import Cursor, Direction, write_cursor
from core_banking.api.filters import refuse_unknown_parameters
from core_banking.api.pagination import KeysetOrPages, refuse_page_beside_cursor
from core_banking.api.permissions import Holds
from core_banking.api.principals import actor_of
from planning import selectors, services
from planning.api import examples
from planning.api.categories import TAGS
from planning.api.spending_serializers import (
    FiledMovementSerializer,
    FilingSerializer,
    MovementsQuery,
    SpendingQuery,
    SpendingSerializer,
    movement_body,
    spending_body,
)
from planning.contracts import PLAN_OWN_MONEY, CategoryKind
from planning.selectors import Files
from planning.selectors.categories import named_category
from planning.selectors.filed import FiledMovement
from planning.spending import SpendingBy

_ROWS_AT_ONCE: Final = 200
_MOST_BATCHES: Final = 10
"""A page that is not full after so many rows ends there: its link goes on."""


class SpendingView(APIView):
    """What one has spent, or earned."""

    permission_classes = [Holds(PLAN_OWN_MONEY)]

    @extend_schema(
        operation_id="spending_read",
        summary="Spending by category, month or merchant",
        tags=TAGS,
        parameters=[SpendingQuery],
        responses=SpendingSerializer,
        examples=examples.SPENDING,
    )
    def get(self, request: Request) -> Response:
        """What went out of your accounts and what you spent in cash, compared with the period before.

        Money moved between your own accounts and pots, cash taken out, and the principal of loans are no spending;
        fees, taxes and interest are. A refund lowers what it gives back; what was taken back counts nothing. The
        period before is as long: as many whole months before whole months, else as many days.
        """
        query = SpendingQuery(data=request.query_params.dict())
        refuse_unknown_parameters(request, query.fields)
        query.is_valid(raise_exception=True)
        asked = query.validated_data
        answer = selectors.spending_for(
            actor_of(request),
            period=query.period,
            by=SpendingBy(asked["by"]),
            kind=CategoryKind(asked["kind"]),
            currency=asked.get("currency"),
        )
        return Response(spending_body(answer))


class FiledPages(KeysetOrPages):
    """Keyset pages of movements under their categories: rows are read on until a page is full of those that match.

    A list that is filtered by what is computed cannot be counted, so there are no numbered pages. Where matches are
    rare a page may have few rows or none: as long as it has a link, there is more to look through.
    """

    def __init__(self, files: Files, matches: Callable[[FiledMovement], bool]) -> None:
        super().__init__()
        self._files, self._matches = files, matches
        self._stopped: Cursor | None = None

    def paginate_queryset(
        self, queryset: Any, request: Request, view: APIView | None = None
    ) -> list[Any] | None:
        """Return a page of filed movements."""
        refuse_page_beside_cursor(request)
        self.request, self.size = request, self.get_page_size(request)
        page = self._keyset_page(queryset, request, "id")
        if self._stopped is not None:
            ordering = self.keyset_ordering(queryset, "id")
            link = replace_query_param(
                request.build_absolute_uri(),
                self.cursor_query_param,
                write_cursor(self._stopped, request.path, ordering),
            )
            if self._stopped.direction is Direction.FORWARDS:
                self.next_link = link
            else:
                self.previous_link = link
        return page

    def position_of(self, row: Any, field: str) -> int:
        """Return the row number of a movement."""
        return int(row.row if isinstance(row, FiledMovement) else row.pk)

    def rows_beyond(
        self, queryset: QuerySet[Any], field: str, ordering: str, cursor: Cursor | None, limit: int
    ) -> list[Any]:
        """Return the next movements that match, of a bounded number of rows; where that ends is kept."""
        found: list[Any] = []
        for _batch in range(_MOST_BATCHES):
            rows = super().rows_beyond(queryset, field, ordering, cursor, _ROWS_AT_ONCE)
            found += [filed for filed in self._files.of_rows(rows) if self._matches(filed)]
            if len(found) >= limit or len(rows) < _ROWS_AT_ONCE:
                return found[:limit]
            direction = cursor.direction if cursor else Direction.FORWARDS
            cursor = Cursor(self.position_of(rows[-1], field), direction)
        self._stopped = cursor
        return found


class FiledMovementsView(GenericAPIView[Any]):
    """One's own movements under their categories."""

    permission_classes = [Holds(PLAN_OWN_MONEY)]
    pagination_class = KeysetOrPages
    serializer_class = FiledMovementSerializer
    filter_backends: tuple[Any, ...] = ()

    @extend_schema(
        operation_id="spending_movements_list",
        summary="List movements with their categories",
        tags=TAGS,
        parameters=[MovementsQuery],
        responses=FiledMovementSerializer(many=True),
        examples=examples.FILED_MOVEMENT,
    )
    def get(self, request: Request) -> Response:
        """The newest first, always in keyset pages: follow `next`. Each says why it is in its category."""
        query = MovementsQuery(data=request.query_params.dict())
        refuse_unknown_parameters(request, [*query.fields, "cursor", "page_size"])
        query.is_valid(raise_exception=True)
        asked, actor = query.validated_data, actor_of(request)
        files = Files.of(actor)
        rows = selectors.movements_to_file(actor)
        days = {"from": "business_date__gte", "to": "business_date__lte", "currency": "currency"}
        rows = rows.filter(**{lookup: asked[name] for name, lookup in days.items() if name in asked})
        pages = FiledPages(files, _matching(files, asked))
        page = pages.paginate_queryset(rows, request, self) or []
        return pages.get_paginated_response([movement_body(files, filed) for filed in page])


class FilingView(APIView):
    """The category of one movement."""

    permission_classes = [Holds(PLAN_OWN_MONEY)]

    @extend_schema(
        operation_id="spending_movements_file",
        summary="File a movement under a category",
        tags=TAGS,
        request=FilingSerializer,
        responses=FiledMovementSerializer,
        examples=examples.FILING,
    )
    def put(self, request: Request, transaction_id: str) -> Response:
        """It stays there, and later movements with the same merchant are filed there too, until you say otherwise."""
        body = FilingSerializer(data=request.data)
        body.is_valid(raise_exception=True)
        files, filed = services.file_movement(
            actor=actor_of(request), transaction_id=transaction_id, **body.validated_data
        )
        return Response(movement_body(files, filed))

    @extend_schema(
        operation_id="spending_movements_unfile",
        summary="Let the rules decide on a movement again",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request: Request, transaction_id: str) -> Response:
        """Takes back what you chose for this movement; what was learned from it stays until you delete the rule."""
        services.unfile_movement(actor=actor_of(request), transaction_id=transaction_id)
        return Response(status=status.HTTP_204_NO_CONTENT)


def _matching(files: Files, asked: dict[str, Any]) -> Callable[[FiledMovement], bool]:
    """Return whether a movement is one of those asked for."""
    wanted = None
    if "category" in asked:
        card = named_category(files.planner.tree, asked["category"], with_retired=True)
        wanted = files.planner.tree.below(card.id)
    merchant = asked.get("merchant")

    def matches(filed: FiledMovement) -> bool:
        counted = {filed.verdict.category_id, *(part.category_id for part in filed.parts)}
        merchants = {filed.facts.merchant_key, *(part.merchant_key for part in filed.parts)}
        return (wanted is None or not wanted.isdisjoint(counted)) and (
            merchant is None or merchant in merchants
        )

    return matches
