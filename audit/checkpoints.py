"""Signed checkpoints of the chain: what keeps somebody who has the database, and even its keys, from making it anew.

After every so many rows, or seconds, a checkpoint says where the chain stands. It is signed with Ed25519 (RFC 8032),
kept as a row, and appended to a file outside the database. Each names the digest of the one before it, and the root of
a hash tree over the seals since then, from which follows that one row was sealed (`audit.proofs`).
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.db import connection

from audit.canonical import microseconds
from audit.chain_keys import signing_key
from audit.chain_models import AuditCheckpoint
from audit.merkle import leaf_hash, root_of
from audit.sealing import lock_head
from core_banking.kernel import clock
from core_banking.kernel.db import short_transaction

SIGNED_FOR: Final = b"core-banking audit checkpoint v1\n"
"""What every signed text begins with, so that no signature serves another purpose."""
NO_CHECKPOINT: Final = bytes(32)
"""What the first checkpoint names as the one before it."""
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_LEAVES: Final = "SELECT seq, digest, mac FROM audit_auditseal WHERE seq > %s AND seq <= %s ORDER BY seq"


class UnreadableCheckpoint(ValueError):
    """A line that should be a checkpoint is none; `str(error)` is a sentence for a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """Where the chain stood; `made_at` in microseconds since 1970 in UTC, so that it is signed as it is kept."""

    number: int
    seq: int
    mac: bytes
    count: int
    root: bytes
    previous: bytes
    made_at: int
    key_id: str
    signature: bytes = b""

    @property
    def first_seq(self) -> int:
        """The first seal it covers."""
        return self.seq - self.count + 1

    def body(self) -> dict[str, int | str]:
        """Return what is signed, by name."""
        return {
            "number": self.number,
            "seq": self.seq,
            "mac": self.mac.hex(),
            "count": self.count,
            "root": self.root.hex(),
            "previous": self.previous.hex(),
            "made_at": self.made_at,
            "key_id": self.key_id,
        }

    def message(self) -> bytes:
        """Return the bytes that are signed: sorted keys, no spaces, behind `SIGNED_FOR`."""
        return SIGNED_FOR + json.dumps(self.body(), sort_keys=True, separators=(",", ":")).encode("ascii")

    def digest(self) -> bytes:
        """Return what the next checkpoint names this one by."""
        return sha256(self.message()).digest()

    def as_line(self) -> str:
        """Return the line of the file outside."""
        return json.dumps({**self.body(), "signature": self.signature.hex()}, separators=(",", ":"))

    def is_signed_by(self, keys: Mapping[str, Ed25519PublicKey]) -> bool:
        """Whether one of the keys, the one it names, has signed it."""
        key = keys.get(self.key_id)
        if key is None:
            return False
        try:
            key.verify(self.signature, self.message())
        except InvalidSignature:
            return False
        return True


def checkpoint_of_line(line: str) -> Checkpoint:
    """Read a line of the file outside. Raises `UnreadableCheckpoint`."""
    try:
        return checkpoint_of(json.loads(line))
    except (ValueError, RecursionError) as error:
        raise UnreadableCheckpoint("A line of the file is no checkpoint.") from error


def checkpoint_of(members: Any) -> Checkpoint:
    """Read a checkpoint from what its JSON says. Raises `UnreadableCheckpoint`."""
    numbers, texts = ("number", "seq", "count", "made_at"), ("mac", "root", "previous", "signature")
    try:
        if any(type(members[name]) is not int for name in numbers):
            raise TypeError("a number is no number")
        read: dict[str, Any] = {name: members[name] for name in numbers}
        read |= {name: bytes.fromhex(members[name]) for name in texts}
        return Checkpoint(**read, key_id=str(members["key_id"]))
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableCheckpoint("This is no checkpoint.") from error


def checkpoint_of_row(row: AuditCheckpoint) -> Checkpoint:
    """Return what a row says."""
    return Checkpoint(
        number=row.number,
        seq=row.seq,
        mac=bytes(row.mac),
        count=row.count,
        root=bytes(row.root),
        previous=bytes(row.previous),
        made_at=microseconds(row.made_at),
        key_id=row.key_id,
        signature=bytes(row.signature),
    )


def tree_leaf(seq: int, digest: bytes, mac: bytes) -> bytes:
    """Return the hash of a seal as a leaf: its place, the digest of the row's encoding, and the keyed digest."""
    return leaf_hash(seq.to_bytes(8) + digest + mac)


def leaves_between(after: int, through: int) -> tuple[list[bytes], bytes]:
    """Return the leaves of the seals after one up to another, and the keyed digest of the last."""
    with connection.cursor() as cursor:
        cursor.execute(_LEAVES, [after, through])
        seals = [(seq, bytes(digest), bytes(mac)) for seq, digest, mac in cursor.fetchall()]
    return [tree_leaf(*seal) for seal in seals], seals[-1][2] if seals else b""


def make_due_checkpoints(*, now_due: bool = False) -> list[Checkpoint]:
    """Make the checkpoints that are due, and return them; `now_due` asks for one of every row that is sealed.

    A transaction of its own, with the head locked: of two processes one makes them. None covers more rows than
    AUDIT_CHECKPOINT_EVERY_ROWS.
    """
    made: list[Checkpoint] = []
    with short_transaction():
        head = lock_head(wait=now_due)
        if head is None:
            return made
        newest = AuditCheckpoint.objects.order_by("-number").first()
        last = checkpoint_of_row(newest) if newest else None
        covered = last.seq if last else 0
        while covered < head.seq and (now_due or _is_due(last, head.seq - covered)):
            last = _next(last, covered, min(covered + settings.AUDIT_CHECKPOINT_EVERY_ROWS, head.seq))
            covered = last.seq
            made.append(last)
        AuditCheckpoint.objects.bulk_create(map(_row_of, made))
    return made


def _is_due(last: Checkpoint | None, uncovered: int) -> bool:
    if last is None or uncovered >= settings.AUDIT_CHECKPOINT_EVERY_ROWS:
        return True
    age = microseconds(clock.now()) - last.made_at
    longest: int = settings.AUDIT_CHECKPOINT_EVERY_SECONDS
    # A clock that was set ahead and back again must not hold checkpoints up until it is that late again.
    return age < 0 or age >= longest * 1_000_000


def _next(last: Checkpoint | None, covered: int, through: int) -> Checkpoint:
    leaves, mac = leaves_between(covered, through)
    key_id, key = signing_key()
    unsigned = Checkpoint(
        number=last.number + 1 if last else 1,
        seq=through,
        mac=mac,
        count=through - covered,
        root=root_of(leaves),
        previous=last.digest() if last else NO_CHECKPOINT,
        made_at=microseconds(clock.now()),
        key_id=key_id,
    )
    return signed(unsigned, key.sign(unsigned.message()))


def signed(checkpoint: Checkpoint, signature: bytes) -> Checkpoint:
    """Return a checkpoint with its signature."""
    members = {name: getattr(checkpoint, name) for name in Checkpoint.__dataclass_fields__}
    return Checkpoint(**{**members, "signature": signature})


def _row_of(checkpoint: Checkpoint) -> AuditCheckpoint:
    members: dict[str, Any] = {name: getattr(checkpoint, name) for name in Checkpoint.__dataclass_fields__}
    made_at = _EPOCH + dt.timedelta(microseconds=checkpoint.made_at)
    return AuditCheckpoint(**{**members, "made_at": made_at})


def kept_checkpoints(from_seq: int = 1) -> Sequence[Checkpoint]:
    """Return the checkpoints in the database that reach a seal or one after it, in order."""
    rows = AuditCheckpoint.objects.filter(seq__gte=from_seq).order_by("number")
    return [checkpoint_of_row(row) for row in rows.iterator(chunk_size=1_000)]
