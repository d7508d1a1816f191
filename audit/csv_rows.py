"""The trail as lines of CSV, each safe to open in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Final

from audit.models import AuditLog
from core_banking.kernel.clock import isoformat_utc

COLUMNS: Final = (
    "log_id",
    "timestamp",
    "action_type",
    "user_id",
    "username",
    "customer_id",
    "target_model",
    "target_id",
    "description",
    "outcome",
    "code",
    "subject",
    "details",
    "channel",
    "ip_address",
    "user_agent",
    "request_id",
)
# What makes a spreadsheet calculate, in narrow and wide form; white space before it does not stop it.
_CALCULATES: Final = frozenset("=+-@\uff1d\uff0b\uff0d\uff20")
_BREAKS: Final = frozenset("\t\r\n")


def header_line() -> str:
    """Return the names of the columns as one line."""
    return _line(COLUMNS)


def lines_of(rows: Iterable[AuditLog]) -> Iterator[str]:
    """Yield each entry as one line; texts that people wrote cannot become formulas."""
    for row in rows:
        yield _line(
            [
                row.log_id,
                isoformat_utc(row.timestamp),
                *map(_harmless, (row.action_type, str(row.user_id or ""), row.username, row.customer_id)),
                *map(_harmless, (row.target_model, row.target_id, row.description, row.outcome, row.code)),
                str(row.subject_id or ""),
                json.dumps(row.details, ensure_ascii=False, sort_keys=True),
                *map(_harmless, (row.channel, row.ip_address or "", row.user_agent, row.request_id)),
            ]
        )


def _harmless(text: str) -> str:
    begins = text.lstrip(" ")[:1]
    return f"'{text}" if begins in _CALCULATES | _BREAKS and begins else text


def _line(cells: Iterable[str]) -> str:
    target = io.StringIO()
    csv.writer(target, lineterminator="\r\n").writerow(cells)
    return target.getvalue()
