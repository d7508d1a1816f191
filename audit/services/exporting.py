"""The trail as a file: recorded before its first line, read in pieces, however long it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Final

from django.conf import settings

from audit import selectors
from audit.contracts import VIEW_AUDIT_TRAIL, TrailFilters
from audit.csv_rows import header_line, lines_of
from audit.events import AuditTrailExported
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed

ROWS_AT_ONCE: Final = 1_000


def export_audit_trail(*, actor: Actor, filters: TrailFilters) -> Iterator[str]:
    """Return the matching entries as lines of CSV, oldest first; that they are taken out is recorded before.

    Raises `NotAllowed`, and `InvalidInput` for a range that is missing, empty or too long.
    """
    note_export(actor=actor, filters=filters)
    return _lines(filters)


@use_case
def note_export(*, actor: Actor, filters: TrailFilters) -> None:
    """Record an export. Raises `NotAllowed` and `InvalidInput`."""
    if not actor.may(VIEW_AUDIT_TRAIL):
        raise NotAllowed
    _require_range(filters)
    emit(AuditTrailExported(actor=actor, filters=filters.as_text()))


def _require_range(filters: TrailFilters) -> None:
    since, until = filters.since, filters.until
    if since is None or until is None:
        missing = {"from": since, "to": until}
        raise InvalidInput(
            {name: ["An export needs a range."] for name, value in missing.items() if value is None}
        )
    if since >= until:
        raise InvalidInput({"to": ["The range ends before it begins."]})
    longest: int = settings.AUDIT_EXPORT_LONGEST_DAYS
    if until - since > dt.timedelta(days=longest):
        raise InvalidInput({"to": [f"An export reaches over at most {longest} days."]})


def _lines(filters: TrailFilters) -> Iterator[str]:
    yield header_line()
    after = None
    while rows := selectors.piece_of_trail(filters, after=after, limit=ROWS_AT_ONCE):
        yield "".join(lines_of(rows))
        after = (rows[-1].timestamp, rows[-1].pk)
