"""Where KYC's secrets are encrypted and deciphered: each value for its one row and column.

A value copied to another row or column, by whoever can write to the database, does not decipher there.
"""

from __future__ import annotations

from core_banking.kernel.encryption import (
    Purpose,
    UndecipherableValue,
    blind_index,
    decrypt_bytes,
    decrypt_text,
    encrypt_bytes,
    encrypt_text,
    keyed_digest,
)
from kyc.errors import StoredDataUnreadable

_CONTENT_DIGEST_DOMAIN = "kyc-document"


def sealed_identity(column: str, user_id: int, text: str) -> str:
    """Return an identity value encrypted for its column and person; nothing stays nothing."""
    return encrypt_text(Purpose.IDENTITY, _identity_context(column, user_id), text) if text else ""


def opened_identity(column: str, user_id: int, token: str) -> str:
    """Return a stored identity value in clear. Raises `StoredDataUnreadable`."""
    if not token:
        return ""
    try:
        return decrypt_text(Purpose.IDENTITY, _identity_context(column, user_id), token)
    except (UndecipherableValue, UnicodeError):
        raise StoredDataUnreadable from None


def identity_index(kind: str, number: str) -> bytes:
    """Return the 32-byte blind index of an identity number; `kind` is "ssn", "aadhaar" or "pan"."""
    return blind_index(f"kyc.{kind}", number)


def sealed_document(column: str, document_uuid: str, content: bytes) -> bytes:
    """Return a document's content or name encrypted for that document."""
    return encrypt_bytes(Purpose.DOCUMENTS, _document_context(column, document_uuid), content)


def opened_document(column: str, document_uuid: str, token: bytes) -> bytes:
    """Return a document's content or name in clear. Raises `StoredDataUnreadable`."""
    try:
        return decrypt_bytes(Purpose.DOCUMENTS, _document_context(column, document_uuid), token)
    except UndecipherableValue:
        raise StoredDataUnreadable from None


def content_digest(content: bytes) -> bytes:
    """Return the 32-byte keyed digest by which a repeated upload is recognised."""
    return keyed_digest(_CONTENT_DIGEST_DOMAIN, content)


def _identity_context(column: str, user_id: int) -> str:
    return f"kyc.identity.{column}:{user_id}"


def _document_context(column: str, document_uuid: str) -> str:
    return f"kyc.document.{column}:{document_uuid}"
