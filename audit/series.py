"""Rows for many deeds at once: what they share is sent once, the rest of each as arrays."""

from __future__ import annotations

from typing import Any, Final

import orjson
from django.conf import settings
from django.db import connection

from audit.scrubbing import scrubbed_details
from core_banking.kernel import ids
from core_banking.kernel.events import EventSeries
from core_banking.kernel.redaction import REMOVED
from core_banking.kernel.statements import engine

COLUMNS: Final = (
    "log_id, action_type, user_id, username, customer_id, channel, target_model, target_id, description,"
    " outcome, code, subject_id, details, ip_address, user_agent, request_id, timestamp"
)
_LOG_ID, _TARGET, _SUBJECT, _DETAILS = 0, 7, 11, 12
_INSERT_AT_ONCE: Final = (
    f"INSERT INTO audit_auditlog ({COLUMNS})"  # noqa: S608
    " SELECT deed.log_id, %s, %s::bigint, %s, %s, %s, %s, deed.target, %s, %s, %s,"
    " coalesce(deed.subject, %s::bigint), deed.details, %s::inet, %s, %s, %s::timestamptz"
    " FROM jsonb_to_recordset(%s::jsonb) AS deed(log_id text, target text, details jsonb, subject bigint)"
)
_INSERT_EACH: Final = f"INSERT INTO audit_auditlog ({COLUMNS}) VALUES ({', '.join(['%s'] * 17)})"  # noqa: S608


def write_series_rows(event: EventSeries, shared_row: list[Any]) -> int:
    """Write a row for each deed of a series, return how many; `shared_row` is the event's, in order of `COLUMNS`.

    Raises `SecretInAuditTrail` when the names of the details tell of a secret, where settings ask for that.
    """
    deeds = event.audit_rows()
    if not deeds:
        return 0
    # The names are those of every deed, so what the first one may not say none may.
    first = scrubbed_details(deeds[0][1], refuse_secrets=settings.AUDIT_TRAIL_REFUSES_SECRETS)
    removed = {name: REMOVED for name, value in first.items() if value == REMOVED}
    rows: list[dict[str, Any]] = [
        {"log_id": log_id, "target": target[:100], "details": {**details, **removed}}
        for log_id, (target, details) in zip(ids.log_ids(len(deeds)), deeds, strict=True)
    ]
    subjects = event.audit_subjects()
    if subjects is not None:
        for row, subject in zip(rows, subjects, strict=True):
            row["subject"] = subject
    with connection.cursor() as cursor:
        if engine() == "postgresql":
            # One text for all rows: an array of texts would be escaped twice, letter by letter.
            shared = [
                value for place, value in enumerate(shared_row) if place not in {_LOG_ID, _TARGET, _DETAILS}
            ]
            cursor.execute(_INSERT_AT_ONCE, [*shared, _as_json(rows)])
        else:
            cursor.executemany(_INSERT_EACH, [_whole(shared_row, row) for row in rows])
    return len(rows)


def _as_json(value: Any) -> str:
    return orjson.dumps(value).decode()


def _whole(shared_row: list[Any], row: dict[str, Any]) -> list[Any]:
    whole = list(shared_row)
    whole[_LOG_ID], whole[_TARGET], whole[_DETAILS] = row["log_id"], row["target"], _as_json(row["details"])
    whole[_SUBJECT] = row.get("subject", whole[_SUBJECT])
    return whole
