"""The keys of the sealed chain: those that make seals, and those that sign its checkpoints."""

from __future__ import annotations

import base64
import functools
from collections.abc import Mapping

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from core_banking.kernel.key_lists import key_id, keys_of

SEALS = "AUDIT_KEYS"
CHECKPOINTS = "AUDIT_CHECKPOINT_KEYS"


def sealing_key() -> tuple[str, bytes]:
    """Return the id and the bytes of the key that makes new seals."""
    newest = keys_of(SEALS)[0]
    return key_id(SEALS, newest), newest.encode()


def keys_of_seals() -> Mapping[str, bytes]:
    """Return every key that a seal may have been made with, by id."""
    return {key_id(SEALS, key): key.encode() for key in keys_of(SEALS)}


def signing_key() -> tuple[str, Ed25519PrivateKey]:
    """Return the id and the key that signs new checkpoints."""
    newest = keys_of(CHECKPOINTS)[0]
    return key_id(CHECKPOINTS, newest), _private_key(newest)


def public_keys() -> Mapping[str, Ed25519PublicKey]:
    """Return every key that a checkpoint may be checked against, by id."""
    return {key_id(CHECKPOINTS, seed): _private_key(seed).public_key() for seed in keys_of(CHECKPOINTS)}


@functools.lru_cache(maxsize=16)
def _private_key(seed: str) -> Ed25519PrivateKey:
    content = base64.urlsafe_b64decode(seed + "=" * (-len(seed) % 4))
    if len(content) != 32:
        raise ValueError("A seed of AUDIT_CHECKPOINT_KEYS is 32 bytes in URL-safe base64.")
    return Ed25519PrivateKey.from_private_bytes(content)
