"""Rows that have no seal: those that wait for it, for how long, and those that no sealer will ever come to."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db import connection

from audit.chain_faults import MOST_NAMED_FAULTS, ChainFault, Fault
from audit.sealing import Head, is_of_another_cluster, read_head
from core_banking.kernel import clock
from core_banking.kernel.db import instant_from_sql
from core_banking.kernel.statements import engine

COUNTED_AT_MOST: Final = 10_000

_BEHIND_POSTGRESQL: Final = "(entry.xid, entry.id) > (%s, %s) AND entry.id > %s"
_BEHIND_SQLITE: Final = "entry.id > %s"
_WAITING: Final = (
    "SELECT count(*), min(timestamp) FROM"
    " (SELECT timestamp FROM audit_auditlog entry WHERE {behind} LIMIT %s) AS waiting"
)
_SINCE: Final = (
    " AND entry.id >= (SELECT coalesce(min(audit_log_id), 0) FROM audit_auditseal WHERE seq >= %s)"
)
_PASSED_BY: Final = (
    "SELECT entry.id FROM audit_auditlog entry LEFT JOIN audit_auditseal seal ON seal.audit_log_id = entry.id"  # noqa: S608
    f" WHERE seal.seq IS NULL AND ({{behind}}) IS NOT TRUE{_SINCE} ORDER BY entry.id LIMIT %s"
)
_OF_NO_TRANSACTION: Final = (
    f"SELECT entry.id FROM audit_auditlog entry WHERE {_BEHIND_POSTGRESQL}"  # noqa: S608
    " AND entry.xid >= pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
    # A transaction sees its own rows before it has ended.
    " AND entry.xid <> coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0) ORDER BY entry.id LIMIT %s"
)

_PASSED_BY_ANYWHERE: Final = _PASSED_BY.replace(_SINCE, "")


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many rows wait for their seal, counted up to a bound, and for how many seconds the oldest has."""

    count: int
    seconds: float


def waiting_rows(head: Head | None = None) -> Waiting:
    """Return what waits; a look into an index. Raises `HeadMissing`."""
    behind, parameters = _behind(head or read_head())
    with connection.cursor() as cursor:
        cursor.execute(_WAITING.format(behind=behind), [*parameters, COUNTED_AT_MOST])
        count, oldest = cursor.fetchone()
    age = (clock.now() - instant_from_sql(oldest)) if oldest else dt.timedelta()
    return Waiting(count, max(0.0, age.total_seconds()))


def faults_of_waiting(head: Head, from_seq: int = 1) -> list[ChainFault]:
    """Return rows that were put in where the sealer had already been, and that sealing is late if it is.

    From a later seal on, only rows with the numbers that were sealed since are looked at.
    """
    statement = _PASSED_BY if from_seq > 1 else _PASSED_BY_ANYWHERE
    behind, parameters = _behind(head)
    with connection.cursor() as cursor:
        since = [from_seq] if from_seq > 1 else []
        cursor.execute(statement.format(behind=behind), [*parameters, *since, MOST_NAMED_FAULTS])
        faults = [
            ChainFault(Fault.ROW_NOT_SEALED, f"Row {row} has no seal, and rows after it do.", None, row)
            for (row,) in cursor.fetchall()
        ]
    faults += [
        ChainFault(Fault.ROW_NOT_SEALED, f"Row {row} names a transaction that never was.", None, row)
        for row in _of_no_transaction(head)
    ]
    late = lateness(head)
    return [*faults, ChainFault(Fault.SEALING_IS_LATE, late)] if late else faults


def _of_no_transaction(head: Head) -> list[int]:
    """Return rows that no sealer ever comes to, and that wait for none, whatever their timestamp says."""
    if engine() != "postgresql" or is_of_another_cluster(head):
        return []
    _, parameters = _behind(head)
    with connection.cursor() as cursor:
        cursor.execute(_OF_NO_TRANSACTION, [*parameters, MOST_NAMED_FAULTS])
        return [row for (row,) in cursor.fetchall()]


def lateness(head: Head | None = None) -> str:
    """Return a sentence if rows wait for longer than AUDIT_SEALED_WITHIN_SECONDS, else nothing."""
    waiting = waiting_rows(head)
    if not waiting.count or waiting.seconds <= settings.AUDIT_SEALED_WITHIN_SECONDS:
        return ""
    return f"Rows of the audit trail wait for their seal, the oldest for {round(waiting.seconds)} seconds."


def _behind(head: Head) -> tuple[str, list[int]]:
    if engine() == "postgresql":
        return _BEHIND_POSTGRESQL, [head.xid, head.audit_log_id, head.after_id]
    return _BEHIND_SQLITE, [head.audit_log_id]
