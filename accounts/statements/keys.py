"""The keys of statements: Ed25519 (RFC 8032), told apart by a short digest of the public half.

Public keys are published as a JSON Web Key Set (RFC 7517, RFC 8037), so that any JOSE library can check a statement.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_KEY_BYTES = 32


class UnusableKey(ValueError):
    """A text that should be a key is none; `str(error)` is a sentence for a person."""


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """The keys that a signature may be checked against, by key id."""

    by_id: Mapping[str, Ed25519PublicKey]

    def as_key_set(self) -> dict[str, list[dict[str, str]]]:
        """Return the keys as a JSON Web Key Set."""
        return {
            "keys": [
                {
                    "kty": "OKP",
                    "crv": "Ed25519",
                    "use": "sig",
                    "alg": "EdDSA",
                    "kid": key_id,
                    "x": without_padding(key.public_bytes_raw()),
                }
                for key_id, key in self.by_id.items()
            ]
        }


@dataclass(frozen=True, slots=True)
class SigningKeys:
    """The bank's keys: the first one signs, all of them are good for checking."""

    key_id: str
    signing: Ed25519PrivateKey
    public: PublicKeys

    @classmethod
    def of_seeds(cls, seeds: Sequence[str]) -> SigningKeys:
        """Read seeds of 32 bytes in URL-safe base64. Raises `UnusableKey`."""
        if not seeds:
            raise UnusableKey("There is no key to sign with.")
        private = [Ed25519PrivateKey.from_private_bytes(_key_bytes(seed)) for seed in seeds]
        public = _by_id(key.public_key() for key in private)
        return cls(key_id_of(private[0].public_key()), private[0], PublicKeys(public))


def read_public_keys(text: str) -> PublicKeys:
    """Read a JSON Web Key Set, one JSON Web Key, or a bare public key in URL-safe base64. Raises `UnusableKey`."""
    if not text.lstrip().startswith("{"):
        return PublicKeys(_by_id([_public_key(text.strip())]))
    try:
        document = json.loads(text)
        members = document.get("keys", [document])
        written = [str(member["x"]) for member in members if member.get("crv") == "Ed25519"]
    except (ValueError, KeyError, TypeError, AttributeError):
        written = []
    if not written:
        raise UnusableKey("There is no Ed25519 key in this set of public keys.")
    return PublicKeys(_by_id(_public_key(each) for each in written))


def key_id_of(key: Ed25519PublicKey) -> str:
    """Return the id of a public key: the first 16 hexadecimal digits of its SHA-256."""
    return sha256(key.public_bytes_raw()).hexdigest()[:16]


def without_padding(content: bytes) -> str:
    """Write bytes as URL-safe base64 without padding, the way of JOSE."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def bytes_without_padding(text: str) -> bytes:
    """Read URL-safe base64 without padding; a text that is not exactly what would be written is a `ValueError`."""
    content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if without_padding(content) != text:
        raise ValueError("Not the one way to write these bytes.")
    return content


def _by_id(keys: Iterable[Ed25519PublicKey]) -> dict[str, Ed25519PublicKey]:
    return {key_id_of(key): key for key in keys}


def _public_key(text: str) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(_key_bytes(text))


def _key_bytes(text: str) -> bytes:
    try:
        content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (binascii.Error, ValueError):
        content = b""
    if len(content) != _KEY_BYTES:
        raise UnusableKey("A key is 32 bytes in URL-safe base64.")
    return content
