"""Where KYC's secrets are encrypted and deciphered: each value for its one row and column.

Each customer has data keys of his own, one for what identifies him and one for his documents. The database keeps them
wrapped under `IDENTITY_KEYS` and `DOCUMENT_KEYS`: changing those rewraps a key and leaves the values alone, and who
destroys the data keys makes the values unreadable in every copy. A value copied to another row or column, by whoever
can write to the database, does not decipher there.

Values from before there were data keys are encrypted under the settings' keys themselves; they are read all the same.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from core_banking.kernel.encryption import (
    Purpose,
    UndecipherableValue,
    WrappedKey,
    blind_index,
    blind_indexes,
    decrypt_bytes,
    decrypt_text,
    decrypt_under,
    encrypt_under,
    keyed_digest,
    unwrap_key,
    wrap_key,
)
from kyc.errors import IdentityErased, StoredDataUnreadable

UNDER_DATA_KEY: Final = "d1:"
"""How a value under a data key begins; one under a key of the settings begins with `gAAAA`."""
DATA_KEY_BYTES: Final = 32
DATA_KEY_KINDS: Final = (Purpose.IDENTITY, Purpose.DOCUMENTS)
_CONTENT_DIGEST_DOMAIN = "kyc-document"


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerKeys:
    """A customer's data keys as they are kept: wrapped; None for a destroyed one, absent before the first value."""

    user_id: int
    wrapped: Mapping[Purpose, WrappedKey | None] = field(repr=False)

    @property
    def are_destroyed(self) -> bool:
        """Whether nobody can read this customer's identity any more."""
        return None in self.wrapped.values()

    def opened(self, kind: Purpose) -> bytes:
        """Return a data key in clear, for one request. Raises `IdentityErased` and `StoredDataUnreadable`."""
        wrapped = self.wrapped.get(kind)
        if wrapped is None:
            raise IdentityErased if kind in self.wrapped else StoredDataUnreadable
        try:
            return unwrap_key(kind, _data_key_context(kind, self.user_id), wrapped)
        except UndecipherableValue:
            raise StoredDataUnreadable from None


def new_data_key() -> bytes:
    """Return a data key: random, derived from nothing, so that its row is the only way to it."""
    return secrets.token_bytes(DATA_KEY_BYTES)


def wrapped_data_key(kind: Purpose, user_id: int, data_key: bytes) -> WrappedKey:
    """Return a customer's data key as it is kept, under the newest key of the settings."""
    return wrap_key(kind, _data_key_context(kind, user_id), data_key)


def rewrapped(keys: CustomerKeys, kind: Purpose) -> WrappedKey:
    """Return a data key wrapped anew under the newest key of the settings. Raises `StoredDataUnreadable`."""
    return wrapped_data_key(kind, keys.user_id, keys.opened(kind))


def is_under_data_key(token: str | bytes) -> bool:
    """Whether a stored value was encrypted under a data key; nothing is, too."""
    start = token[:3].decode("latin-1") if isinstance(token, bytes) else token[:3]
    return start in {"", UNDER_DATA_KEY}


def sealed_identity(keys: CustomerKeys, column: str, text: str) -> str:
    """Return an identity value encrypted for its column and person; nothing stays nothing."""
    if not text:
        return ""
    context = _identity_context(column, keys.user_id)
    return _as_text(encrypt_under(keys.opened(Purpose.IDENTITY), context, text.encode()))


def opened_identity(keys: CustomerKeys, column: str, token: str) -> str:
    """Return a stored identity value in clear. Raises `IdentityErased` and `StoredDataUnreadable`."""
    if keys.are_destroyed:
        raise IdentityErased
    if not token:
        return ""
    context = _identity_context(column, keys.user_id)
    try:
        if not is_under_data_key(token):
            return decrypt_text(Purpose.IDENTITY, context, token)
        return decrypt_under(keys.opened(Purpose.IDENTITY), context, _from_text(token)).decode()
    except (UndecipherableValue, UnicodeError, binascii.Error):
        raise StoredDataUnreadable from None


def identity_index(kind: str, number: str) -> bytes:
    """Return the 32-byte blind index of an identity number; `kind` is "ssn", "aadhaar" or "pan"."""
    return blind_index(f"kyc.{kind}", number)


def identity_indexes(kind: str, number: str) -> list[bytes]:
    """Return the blind index of a number under each key that rows may still be found by, the newest first."""
    return blind_indexes(f"kyc.{kind}", number)


def sealed_document(keys: CustomerKeys, column: str, document_uuid: str, content: bytes) -> bytes:
    """Return a document's content or name encrypted for that document; a name as text."""
    context = _document_context(column, document_uuid)
    sealed = encrypt_under(keys.opened(Purpose.DOCUMENTS), context, content)
    return UNDER_DATA_KEY.encode() + sealed if column == "content" else _as_text(sealed).encode()


def opened_document(keys: CustomerKeys, column: str, document_uuid: str, token: bytes) -> bytes:
    """Return a document's content or name in clear. Raises `IdentityErased` and `StoredDataUnreadable`."""
    if keys.are_destroyed:
        raise IdentityErased
    context = _document_context(column, document_uuid)
    try:
        if not is_under_data_key(token):
            return decrypt_bytes(Purpose.DOCUMENTS, context, token)
        sealed = token[3:] if column == "content" else _from_text(token.decode("ascii"))
        return decrypt_under(keys.opened(Purpose.DOCUMENTS), context, sealed)
    except (UndecipherableValue, UnicodeError, binascii.Error):
        raise StoredDataUnreadable from None


def content_digest(content: bytes) -> bytes:
    """Return the 32-byte keyed digest by which a repeated upload is recognised."""
    return keyed_digest(_CONTENT_DIGEST_DOMAIN, content)


def _as_text(sealed: bytes) -> str:
    return UNDER_DATA_KEY + base64.urlsafe_b64encode(sealed).decode("ascii")


def _from_text(token: str) -> bytes:
    return base64.b64decode(token[3:].encode("ascii"), altchars=b"-_", validate=True)


def _data_key_context(kind: Purpose, user_id: int) -> str:
    return f"kyc.data-key.{kind}:{user_id}"


def _identity_context(column: str, user_id: int) -> str:
    return f"kyc.identity.{column}:{user_id}"


def _document_context(column: str, document_uuid: str) -> str:
    return f"kyc.document.{column}:{document_uuid}"
