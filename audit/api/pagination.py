"""Pages of the audit trail, walked by moment and row number together."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.db.models import Q, QuerySet

from audit.models import AuditLog
from core_banking.api.cursors import Cursor, Direction
from core_banking.api.pagination import KeysetOrPages

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)
_ROW_NUMBER_BITS: Final = 63


class TrailPages(KeysetOrPages):
    """`KeysetOrPages` for the order (timestamp, id).

    Moments may repeat, so a position holds both: with row numbers alone, a range of dates long past would
    have to be searched for from the newest row on.
    """

    def keyset_ordering(self, queryset: QuerySet[Any], field: str) -> str:
        return str(queryset.query.order_by[0])

    def position_of(self, row: AuditLog, field: str) -> int:
        moment = (row.timestamp - _EPOCH) // _MICROSECOND
        return (moment << _ROW_NUMBER_BITS) | row.pk

    def rows_beyond(
        self, queryset: QuerySet[Any], field: str, ordering: str, cursor: Cursor | None, limit: int
    ) -> list[AuditLog]:
        descending = ordering.startswith("-")
        if cursor is not None:
            descending = descending is (cursor.direction is Direction.FORWARDS)
            queryset = queryset.filter(_beyond(cursor.position, descending=descending))
        sign = "-" if descending else ""
        return list(queryset.order_by(f"{sign}timestamp", f"{sign}id")[:limit])


def _beyond(position: int, *, descending: bool) -> Q:
    moment = _EPOCH + (position >> _ROW_NUMBER_BITS) * _MICROSECOND
    number = position & ((1 << _ROW_NUMBER_BITS) - 1)
    side = "lt" if descending else "gt"
    # The first condition is implied by the second; it is the one an index range can use.
    return Q(**{f"timestamp__{side}e": moment}) & (
        Q(**{f"timestamp__{side}": moment}) | Q(**{f"id__{side}": number})
    )
