"""Rows for many deeds at once: what they share is sent once, the rest of each as arrays."""

from __future__ import annotations

from typing import Any, Final

import orjson
from django.conf import settings
from django.db import connection

from audit.scrubbing import scrubbed_details
from core_banking.kernel import ids
from core_banking.kernel.events import EventSeries
from core_banking.kernel.redaction import REMOVED, without_numbers
from core_banking.kernel.statements import engine

COLUMNS: Final = (
    "log_id, action_type, user_id, username, customer_id, channel, target_model, target_id, description,"
    " outcome, code, subject_id, details, ip_address, user_agent, request_id, timestamp"
)
_LOG_ID, _TARGET, _DETAILS = 0, 7, 12
_SHARED: Final = (
    "%s, %s::bigint, %s, %s, %s, %s, deed.target, %s, %s, %s, %s::bigint, deed.details::jsonb, %s::inet, %s, %s,"
    " %s::timestamptz"
)
_INSERT_AT_ONCE: Final = (
    f"INSERT INTO audit_auditlog ({COLUMNS}) SELECT deed.log_id, {_SHARED}"  # noqa: S608
    " FROM unnest(%s::text[], %s::text[], %s::text[]) AS deed(log_id, target, details)"
)
_INSERT_EACH: Final = f"INSERT INTO audit_auditlog ({COLUMNS}) VALUES ({', '.join(['%s'] * 17)})"  # noqa: S608


def write_series_rows(event: EventSeries, shared_row: list[Any]) -> None:
    """Write a row for each deed of a series; `shared_row` is the row of the event itself, in order of `COLUMNS`.

    Raises `SecretInAuditTrail` when the names of the details tell of a secret, where settings ask for that.
    """
    deeds = event.audit_rows()
    if not deeds:
        return
    # The names are those of every deed, so what the first one may not say none may.
    first = scrubbed_details(deeds[0][1], refuse_secrets=settings.AUDIT_TRAIL_REFUSES_SECRETS)
    removed = {name: REMOVED for name, value in first.items() if value == REMOVED}
    rows = [(ids.log_id(), target[:100], _as_json({**details, **removed})) for target, details in deeds]
    with connection.cursor() as cursor:
        if engine() == "postgresql":
            shared = [
                value for place, value in enumerate(shared_row) if place not in {_LOG_ID, _TARGET, _DETAILS}
            ]
            cursor.execute(_INSERT_AT_ONCE, [*shared, *(list(column) for column in zip(*rows, strict=True))])
        else:
            cursor.executemany(_INSERT_EACH, [_whole(shared_row, row) for row in rows])


def _as_json(details: Any) -> str:
    # Numbers stand inside JSON texts, so what is removed leaves the JSON whole.
    return without_numbers(orjson.dumps(details).decode())


def _whole(shared_row: list[Any], row: tuple[str, str, str]) -> list[Any]:
    log_id, target, details = row
    whole = list(shared_row)
    whole[_LOG_ID], whole[_TARGET], whole[_DETAILS] = log_id, target, details
    return whole
