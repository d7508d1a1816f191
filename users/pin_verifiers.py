"""What is kept of a transaction PIN: a keyed digest that proves a guess and betrays nothing without the key.

Four digits fall to any hash that can be computed; what protects them is a key that is not in the database. The
first of `PIN_KEYS` makes new verifiers; a verifier names its key, so keys can be changed while people use them.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

from django.conf import settings

from core_banking.kernel.key_lists import key_id

_SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class PinVerifier:
    """A PIN as the database keeps it."""

    digest: bytes = field(repr=False)
    salt: bytes = field(repr=False)
    key_id: str


class UnknownPinKey(Exception):
    """The key that made a verifier is no longer in `PIN_KEYS`: its PIN cannot be checked any more."""


def new_verifier(user_id: int, pin: str) -> PinVerifier:
    """Return the verifier of a person's PIN under the newest key, with a new salt."""
    key: str = settings.PIN_KEYS[0]
    salt = secrets.token_bytes(_SALT_BYTES)
    return PinVerifier(digest=_digest(key, user_id, salt, pin), salt=salt, key_id=_key_id(key))


def verifies(verifier: PinVerifier, user_id: int, pin: str) -> bool:
    """Whether a guess is the PIN; takes the same time whichever digit is wrong. Raises `UnknownPinKey`."""
    for key in settings.PIN_KEYS:
        if _key_id(key) == verifier.key_id:
            guess = _digest(key, user_id, verifier.salt, pin)
            return hmac.compare_digest(guess, verifier.digest)
    raise UnknownPinKey


def is_outdated(verifier: PinVerifier) -> bool:
    """Whether an older key than the newest made it."""
    return verifier.key_id != _key_id(settings.PIN_KEYS[0])


def _digest(key: str, user_id: int, salt: bytes, pin: str) -> bytes:
    content = b"pin|" + user_id.to_bytes(8) + salt + pin.encode("utf-8", "replace")
    return hmac.digest(key.encode(), content, sha256)


def _key_id(key: str) -> str:
    return key_id("PIN_KEYS", key)
