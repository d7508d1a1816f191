"""Opaque, signed positions in a list: a cursor of another list, or one that was edited, does not read."""

from __future__ import annotations

import base64
import binascii
import hmac
from dataclasses import dataclass
from enum import StrEnum

from core_banking.kernel.encryption import keyed_digest
from core_banking.kernel.errors import InvalidInput

_SIGNATURE_BYTES = 16
_LONGEST_CURSOR = 120


class Direction(StrEnum):
    """Which way from its position a cursor walks the list."""

    FORWARDS = "f"
    BACKWARDS = "b"


@dataclass(frozen=True, slots=True)
class Cursor:
    """The key of the row a page ended with, and the way to go on from it."""

    position: int
    direction: Direction


def write_cursor(cursor: Cursor, path: str, ordering: str) -> str:
    """Return the cursor as text for one list (`path`) in one ordering."""
    payload = f"{cursor.direction}{cursor.position}".encode()
    return base64.urlsafe_b64encode(_signature(payload, path, ordering) + payload).decode().rstrip("=")


def read_cursor(text: str, path: str, ordering: str) -> Cursor | None:
    """Return the cursor that `write_cursor` made for the same list, None for the empty one that starts.

    Raises `InvalidInput` for anything else.
    """
    if not text:
        return None
    try:
        if len(text) > _LONGEST_CURSOR:
            raise ValueError
        content = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        signature, payload = content[:_SIGNATURE_BYTES], content[_SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, _signature(payload, path, ordering)):
            raise ValueError
        return Cursor(int(payload[1:]), Direction(payload[:1].decode()))
    except (ValueError, binascii.Error):
        raise InvalidInput({"cursor": ["This cursor does not belong to this list."]}) from None


def _signature(payload: bytes, path: str, ordering: str) -> bytes:
    content = b"\x00".join([path.encode(), ordering.encode(), payload])
    return keyed_digest("list-cursor", content)[:_SIGNATURE_BYTES]
