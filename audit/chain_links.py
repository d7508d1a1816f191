"""The links of the chain, one after another: each seal computed again from its row and from the seal before it."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from hashlib import sha256
from typing import Any, Final

from django.db import connection

from audit.canonical import encoded, selected_columns
from audit.chain_faults import MOST_NAMED_FAULTS, ChainFault, Fault
from audit.chain_keys import keys_of_seals
from audit.checkpoints import Checkpoint, tree_leaf
from audit.merkle import root_of
from audit.sealing import BEFORE_THE_FIRST, mac_of
from core_banking.kernel.statements import engine

PIECE: Final = 4_000
"""How many rows are in memory at once."""
_SEQ, _ROW, _DIGEST, _MAC, _KEY, _COLUMNS = range(6)
_SEALS: Final = (
    "SELECT seal.seq, seal.audit_log_id, seal.digest, seal.mac, seal.key_id, {columns}"
    " FROM audit_auditseal seal LEFT JOIN audit_auditlog entry ON entry.id = seal.audit_log_id"
    " WHERE seal.seq > %s ORDER BY seal.seq LIMIT %s"
)
_ONE_MAC: Final = "SELECT mac FROM audit_auditseal WHERE seq = %s"
_ELSEWHERE: Final = "SELECT seq FROM audit_auditseal WHERE digest = %s AND seq <> %s ORDER BY seq LIMIT 1"
_LAST: Final = "SELECT coalesce(max(seq), 0) FROM audit_auditseal"


class Links:
    """Walks the chain from a seal on, and remembers how far it came."""

    def __init__(self, from_seq: int, most_rows: int | None, checkpoints: Sequence[Checkpoint]) -> None:
        self.from_seq = self._from = max(1, from_seq)
        self.checkpoints = len(checkpoints)
        self._most = most_rows
        # The last one wanted comes first; one that begins before us cannot be computed from here.
        self._checkpoints = [each for each in reversed(checkpoints) if each.first_seq >= self._from]
        self._keys = keys_of_seals()
        self._faults: list[ChainFault] = []
        self._leaves: list[bytes] = []
        self._wanted = self._checkpoints.pop() if self._checkpoints else None
        self.rows = 0
        self.through_seq = self._from - 1
        self.last_seq = 0

    def verify(self) -> list[ChainFault]:
        """Return what is wrong with the links, the first first."""
        self.last_seq = int(_one(_LAST, []))
        expected, previous = self._from, self._mac_before(self._from)
        statement = _SEALS.format(columns=selected_columns("entry", engine()))
        while seals := self._next_piece(statement, expected - 1):
            for seal in seals:
                if seal[_SEQ] != expected:
                    self._note(Fault.SEAL_MISSING, f"Seal {expected} is gone.", expected)
                    self._leaves.clear()
                self._check(seal, previous)
                expected, previous = seal[_SEQ] + 1, bytes(seal[_MAC])
            self.rows += len(seals)
            self.through_seq = expected - 1
        return self._faults

    def _next_piece(self, statement: str, after: int) -> list[Any]:
        size = PIECE if self._most is None else min(PIECE, self._most - self.rows)
        if size <= 0:
            return []
        with connection.cursor() as cursor:
            cursor.execute(statement, [after, size])
            piece: list[Any] = cursor.fetchall()
        return piece

    def _mac_before(self, seq: int) -> bytes:
        if seq == 1:
            return BEFORE_THE_FIRST
        found = _one(_ONE_MAC, [seq - 1])
        if found is None:
            self._note(Fault.SEAL_MISSING, f"Seal {seq - 1} is gone.", seq - 1)
            return BEFORE_THE_FIRST
        return bytes(found)

    def _check(self, seal: Sequence[Any], previous: bytes) -> None:
        seq, digest, mac = seal[_SEQ], bytes(seal[_DIGEST]), bytes(seal[_MAC])
        key = self._keys.get(seal[_KEY])
        encoding = encoded(seal[_COLUMNS:])
        if seal[_COLUMNS] is None:
            self._note(Fault.ROW_MISSING, f"Row {seal[_ROW]}, sealed at {seq}, is gone.", seq, seal[_ROW])
        elif sha256(encoding).digest() != digest:
            self._note_other_row(seq, seal[_ROW], encoding)
        elif key is None:
            sentence = f"Seal {seq} names a key {seal[_KEY]} that is none of AUDIT_KEYS."
            self._note(Fault.UNKNOWN_KEY, sentence, seq, seal[_ROW])
        elif not hmac.compare_digest(mac_of(key, previous, seq, encoding), mac):
            sentence = f"Seal {seq} is not what the key makes of row {seal[_ROW]} at this place."
            self._note(Fault.SEAL_CHANGED, sentence, seq, seal[_ROW])
        self._hold_against_checkpoint(seq, digest, mac)

    def _note_other_row(self, seq: int, row: int, encoding: bytes) -> None:
        if len(self._faults) >= MOST_NAMED_FAULTS:
            return
        elsewhere = _one(_ELSEWHERE, [sha256(encoding).digest(), seq])
        if elsewhere is None:
            self._note(Fault.ROW_CHANGED, f"Row {row}, sealed at {seq}, was changed.", seq, row)
        else:
            sentence = f"Row {row} stands at {seq} of the chain and was sealed at {elsewhere}."
            self._note(Fault.ROWS_REORDERED, sentence, seq, row)

    def _hold_against_checkpoint(self, seq: int, digest: bytes, mac: bytes) -> None:
        wanted = self._wanted
        if wanted is None or seq < wanted.first_seq:
            return
        self._leaves.append(tree_leaf(seq, digest, mac))
        if seq < wanted.seq:
            return
        if wanted.mac != mac or wanted.count != len(self._leaves) or wanted.root != root_of(self._leaves):
            sentence = f"Checkpoint {wanted.number} does not say what the seals up to {wanted.seq} say."
            self._note(Fault.CHECKPOINT_CHANGED, sentence, wanted.seq)
        self._leaves.clear()
        self._wanted = self._checkpoints.pop() if self._checkpoints else None

    def _note(self, kind: Fault, sentence: str, seq: int, row: int | None = None) -> None:
        if len(self._faults) < MOST_NAMED_FAULTS:
            self._faults.append(ChainFault(kind, sentence, seq, row))


def _one(statement: str, parameters: Sequence[Any]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        row = cursor.fetchone()
    return row[0] if row else None
