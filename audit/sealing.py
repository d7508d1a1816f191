"""Sealing the audit trail: each committed row gets its place in one chain, held there by a keyed digest.

    mac = HMAC-SHA256(key, mac of the seal before + seq (8 bytes, big-endian) + encoding of the row)

On PostgreSQL a sealer comes after the commit and takes the rows of transactions below the snapshot's horizon: every
transaction with a lower number has ended, so nothing can still appear below what it takes. It holds the head's row
locked, so any number of sealers may be at work, and all of a batch happens or none of it. On SQLite, which has one
writer, the row is sealed by the transaction that wrote it.
"""

from __future__ import annotations

import hmac
import logging
import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from django.db import connection

from audit.canonical import COLUMNS, encoded, selected_columns
from audit.chain_keys import sealing_key
from core_banking.kernel.db import short_transaction
from core_banking.kernel.statements import array_text, engine

BATCH: Final = 2_000
"""How many rows one transaction seals: the head is locked for some tens of milliseconds."""
BEFORE_THE_FIRST: Final = bytes(32)
"""What stands for the seal before the first one."""

_LOG = logging.getLogger(__name__)
_ID: Final = COLUMNS.index("id")
_XID: Final = COLUMNS.index("xid")
_SEQ: Final = struct.Struct(">q").pack

_HEAD: Final = "SELECT seq, mac, xid, audit_log_id, after_id FROM audit_chainhead WHERE id = 1"
# Below it every transaction has ended. The transaction's own number is asked for by tests alone.
_HORIZON: Final = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
_OWN: Final = "pg_current_xact_id()::text::bigint + 1"
_BEYOND: Final = "pg_snapshot_xmax(pg_current_snapshot())::text::bigint"
_EVERYTHING: Final = "9223372036854775807"
_WAITING_POSTGRESQL: Final = (
    f"SELECT {selected_columns('audit_auditlog', 'postgresql')} FROM audit_auditlog"  # noqa: S608
    " WHERE (xid, id) > (%s, %s) AND id > %s AND xid < {horizon} ORDER BY xid, id LIMIT %s"
)
_WAITING_SQLITE: Final = (
    f"SELECT {selected_columns('audit_auditlog', 'sqlite')} FROM audit_auditlog"  # noqa: S608
    " WHERE id > %s ORDER BY id LIMIT %s"
)
_WRITTEN_SQLITE: Final = (
    f"SELECT * FROM (SELECT {selected_columns('audit_auditlog', 'sqlite')} FROM audit_auditlog"  # noqa: S608
    " WHERE id > %s ORDER BY id DESC LIMIT %s) ORDER BY id"
)
_INSERT_POSTGRESQL: Final = (
    "INSERT INTO audit_auditseal (seq, audit_log_id, digest, mac, key_id)"
    " SELECT seq, row, decode(digest, 'hex'), decode(mac, 'hex'), %s"
    " FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::text[]) AS seal(seq, row, digest, mac)"
)
_INSERT_SQLITE: Final = (
    "INSERT INTO audit_auditseal (seq, audit_log_id, digest, mac, key_id) VALUES (%s, %s, %s, %s, %s)"
)
_MOVE_HEAD: Final = "UPDATE audit_chainhead SET seq = %s, mac = %s, xid = %s, audit_log_id = %s WHERE id = 1"


class HeadMissing(RuntimeError):
    """The chain has lost its head: nothing is sealed until somebody has looked."""


class TrailFromAnotherCluster(RuntimeError):
    """The last sealed row is of a transaction that this cluster has not begun: the database was restored into it."""


@dataclass(frozen=True, slots=True)
class Head:
    """Where the chain ends, and the row that was sealed last."""

    seq: int
    mac: bytes
    xid: int
    audit_log_id: int
    after_id: int


@dataclass(frozen=True, slots=True)
class Seal:
    """One row's place in the chain."""

    seq: int
    audit_log_id: int
    digest: bytes
    mac: bytes


def mac_of(key: bytes, previous: bytes, seq: int, encoding: bytes) -> bytes:
    """Return the keyed digest that holds a row at a place of the chain, behind the seal before it."""
    return hmac.digest(key, previous + _SEQ(seq) + encoding, "sha256")


def seal_waiting_rows(*, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Seal every row that can be sealed now, in batches of a transaction each; return how many were.

    Where another process seals, this one has nothing to do. Raises `HeadMissing` and `TrailFromAnotherCluster`.
    """
    total = 0
    if engine() != "postgresql" and read_head().seq:
        return (
            0  # each row was sealed by who wrote it: what has no seal was put in past the bank, and gets none
        )
    while goes_on():
        with short_transaction():
            sealed = seal_batch()
        total += sealed
        if sealed < BATCH:
            break
    return total


def seal_new_rows(written: int) -> None:
    """Seal the rows that the open transaction has just written, and no other: for SQLite, which has one writer.

    A row without a seal that stands before them was put in past the bank: it stays as it is, for the proof to name.
    Only a chain that has not begun takes all there is.
    """
    head = lock_head(wait=False)
    if head is None:
        return
    if not head.seq:
        sealed = _seal_next(head, BATCH, "")
        while sealed == BATCH:
            sealed = seal_batch()
        return
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN_SQLITE, [head.audit_log_id, written])
        _seal_rows(head, cursor.fetchall())


def seal_batch(*, limit: int = BATCH, own_rows: bool = False) -> int:
    """Seal the next rows in the transaction that is open; return how many, 0 where another process is at it.

    `own_rows` also takes what this very transaction wrote: for tests, whose rows are never committed.
    """
    head = lock_head(wait=False)
    if head is None:
        return 0
    if engine() == "postgresql":
        if not own_rows and is_of_another_cluster(head):
            raise TrailFromAnotherCluster(
                "The audit trail comes from another cluster: run `manage.py seal_audit_trail --after-restore`."
            )
        horizon = _OWN if own_rows else _HORIZON
    else:
        horizon = ""
    return _seal_next(head, limit, horizon)


def seal_restored_rows() -> int:
    """Seal what a restored database brought unsealed, and count this cluster's transactions anew; return how many.

    Rows of a transaction that this cluster has not begun are all committed. For one who has stopped the bank; where
    the database was not restored it does nothing.
    """
    total = 0
    with short_transaction():
        head = lock_head(wait=True)
        if engine() != "postgresql" or head is None or not is_of_another_cluster(head):
            return 0
        newest = _value(f"SELECT coalesce(max(id), 0) FROM audit_auditlog WHERE xid >= {_BEYOND}")  # noqa: S608
        while sealed := _seal_next(head, BATCH, _EVERYTHING):
            total += sealed
            head = read_head()
        with connection.cursor() as cursor:
            cursor.execute("UPDATE audit_chainhead SET xid = 0, audit_log_id = 0, after_id = %s", [newest])
    _LOG.warning(
        "The audit trail was restored: rows up to %s are sealed, and %s were not before.", newest, total
    )
    return total


def read_head() -> Head:
    """Return the head as it is. Raises `HeadMissing`."""
    with connection.cursor() as cursor:
        cursor.execute(_HEAD)
        return _head_of(cursor.fetchone())


def lock_head(*, wait: bool) -> Head | None:
    """Lock the head until the transaction ends, and return it; None where another holds it and we do not wait.

    Raises `HeadMissing`.
    """
    if engine() != "postgresql":
        return read_head()
    with connection.cursor() as cursor:
        cursor.execute(_HEAD + (" FOR UPDATE" if wait else " FOR UPDATE SKIP LOCKED"))
        row = cursor.fetchone()
    if row is None:
        read_head()  # which tells a head that is locked from one that is gone
        return None
    return _head_of(row)


def _head_of(row: Sequence[Any] | None) -> Head:
    if row is None:
        raise HeadMissing("The head of the audit chain is missing: run `manage.py verify_audit`.")
    seq, mac, xid, audit_log_id, after_id = row
    return Head(seq, bytes(mac), xid, audit_log_id, after_id)


def is_of_another_cluster(head: Head) -> bool:
    """Whether the row that was sealed last is of a transaction that this cluster has not begun (PostgreSQL)."""
    return head.xid >= int(_value(f"SELECT {_BEYOND}"))


def _seal_next(head: Head, limit: int, horizon: str) -> int:
    with connection.cursor() as cursor:
        if engine() == "postgresql":
            statement = _WAITING_POSTGRESQL.format(horizon=horizon)
            cursor.execute(statement, [head.xid, head.audit_log_id, head.after_id, limit])
        else:
            cursor.execute(_WAITING_SQLITE, [head.audit_log_id, limit])
        rows = cursor.fetchall()
    _seal_rows(head, rows)
    return len(rows)


def _seal_rows(head: Head, rows: Sequence[Sequence[Any]]) -> None:
    if rows:
        key_id, key = sealing_key()
        _write(_sealed(rows, head, key), key_id, xid=rows[-1][_XID] or 0)


def _sealed(rows: Sequence[Sequence[Any]], head: Head, key: bytes) -> list[Seal]:
    seals, previous = [], head.mac
    for seq, row in enumerate(rows, start=head.seq + 1):
        encoding = encoded(row)
        previous = mac_of(key, previous, seq, encoding)
        seals.append(Seal(seq, row[_ID], sha256(encoding).digest(), previous))
    return seals


def _write(seals: Sequence[Seal], key_id: str, *, xid: int) -> None:
    last = seals[-1]
    with connection.cursor() as cursor:
        if engine() == "postgresql":
            cursor.execute(
                _INSERT_POSTGRESQL,
                [
                    key_id,
                    array_text(seal.seq for seal in seals),
                    array_text(seal.audit_log_id for seal in seals),
                    array_text(seal.digest.hex() for seal in seals),
                    array_text(seal.mac.hex() for seal in seals),
                ],
            )
        else:
            cursor.executemany(
                _INSERT_SQLITE,
                [(seal.seq, seal.audit_log_id, seal.digest, seal.mac, key_id) for seal in seals],
            )
        cursor.execute(_MOVE_HEAD, [last.seq, last.mac, xid, last.audit_log_id])


def _value(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        row = cursor.fetchone()
    return row[0] if row else None
