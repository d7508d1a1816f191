"""The proof that one row of the trail was sealed: what its holder needs to check it without the bank.

It holds the row's encoding, its leaf, the path up to the root of a checkpoint, the signed checkpoint, and the public
key. Who knows the public key from elsewhere needs nothing more; docs/audit-chain.md shows the few lines it takes.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.db import connection

from audit.canonical import encoded, selected_columns
from audit.chain_keys import public_keys
from audit.chain_models import AuditCheckpoint, AuditSeal
from audit.checkpoints import checkpoint_of, checkpoint_of_row, leaves_between, tree_leaf
from audit.errors import AuditRowNotSealed
from audit.merkle import Step, path_of, root_from
from core_banking.kernel.statements import engine

_ROW: Final = "SELECT {columns} FROM audit_auditlog entry WHERE entry.id = %s"


class ProofDoesNotHold(ValueError):
    """A proof proves nothing; `str(error)` is a sentence for a person."""


def proof_of(audit_log_id: int) -> dict[str, Any]:
    """Return the proof of a row as JSON values. Raises `AuditRowNotSealed` until a checkpoint covers its seal."""
    seal = AuditSeal.objects.filter(audit_log_id=audit_log_id).first()
    row = AuditCheckpoint.objects.filter(seq__gte=seal.seq).order_by("seq").first() if seal else None
    if seal is None or row is None:
        raise AuditRowNotSealed
    checkpoint = checkpoint_of_row(row)
    leaves, _ = leaves_between(checkpoint.first_seq - 1, checkpoint.seq)
    place = seal.seq - checkpoint.first_seq
    key = public_keys().get(checkpoint.key_id)
    encoding = _encoding_of(audit_log_id)
    return {
        "audit_log_id": audit_log_id,
        "seq": seal.seq,
        "encoding": encoding.hex(),
        "encoding_digest": sha256(encoding).hexdigest(),
        "mac": bytes(seal.mac).hex(),
        "leaf": tree_leaf(seal.seq, bytes(seal.digest), bytes(seal.mac)).hex(),
        "path": [{"side": side, "hash": neighbour.hex()} for side, neighbour in path_of(leaves, place)],
        "root": checkpoint.root.hex(),
        "checkpoint": {**checkpoint.body(), "signature": checkpoint.signature.hex()},
        "public_key": key.public_bytes_raw().hex() if key else "",
    }


def check_proof(proof: Mapping[str, Any], trusted: Ed25519PublicKey | None = None) -> int:
    """Check a proof without a database, against a public key that is trusted, or the one it brings; return the seq.

    Raises `ProofDoesNotHold`.
    """
    try:
        encoding, mac, seq = bytes.fromhex(proof["encoding"]), bytes.fromhex(proof["mac"]), int(proof["seq"])
        checkpoint = checkpoint_of(proof["checkpoint"])
        path: list[Step] = [(step["side"], bytes.fromhex(step["hash"])) for step in proof["path"]]
        key = trusted or Ed25519PublicKey.from_public_bytes(bytes.fromhex(proof["public_key"]))
        leaf = tree_leaf(seq, sha256(encoding).digest(), mac)
    except (KeyError, TypeError, ValueError, OverflowError) as error:
        raise ProofDoesNotHold("This is no proof of a row of the audit trail.") from error
    if root_from(leaf, path) != checkpoint.root or not checkpoint.first_seq <= seq <= checkpoint.seq:
        raise ProofDoesNotHold("The row does not lead to the root of the checkpoint.")
    if not checkpoint.is_signed_by({checkpoint.key_id: key}):
        raise ProofDoesNotHold("The checkpoint is not signed by this key.")
    return seq


def _encoding_of(audit_log_id: int) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute(_ROW.format(columns=selected_columns("entry", engine())), [audit_log_id])
        return encoded(cursor.fetchone())
