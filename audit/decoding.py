"""What the sealed encoding of a row says: how the holder of a proof reads the entry that is proven.

It undoes `audit.canonical.encoded`, without a database, and believes nothing: bytes of another form are refused.
"""

from __future__ import annotations

import datetime as dt
import struct
from collections.abc import Iterator
from typing import Final

from audit.canonical import COLUMNS, FORMAT

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_NUMBERS: Final = b"it"
_TEXTS: Final = b"saj?"


def decoded(encoding: bytes) -> dict[str, str | int | None]:
    """Return the columns of a row by name; an instant as ISO 8601 text. Raises `ValueError` for what is no row."""
    if encoding[:1] != FORMAT:
        raise ValueError("This is no row of a known format.")
    values = list(_values(encoding))
    if len(values) != len(COLUMNS):
        raise ValueError("This row has not the columns of an entry.")
    return dict(zip(COLUMNS, values, strict=True))


def _values(encoding: bytes) -> Iterator[str | int | None]:
    place = len(FORMAT)
    while place < len(encoding):
        kind, place = encoding[place], place + 1
        if kind in _NUMBERS:
            number = int.from_bytes(_taken(encoding, place, 8), "big", signed=True)
            yield _instant(number) if kind == ord("t") else number
            place += 8
        elif kind in _TEXTS:
            (length,) = struct.unpack(">I", _taken(encoding, place, 4))
            yield _taken(encoding, place + 4, length).decode("utf-8", "surrogatepass")
            place += 4 + length
        elif kind == ord("n"):
            yield None
        else:
            raise ValueError("This row holds a value of an unknown kind.")


def _taken(encoding: bytes, place: int, length: int) -> bytes:
    part = encoding[place : place + length]
    if len(part) != length:
        raise ValueError("This row ends within a value.")
    return part


def _instant(microseconds: int) -> str | int:
    try:
        return (_EPOCH + dt.timedelta(microseconds=microseconds)).isoformat()
    except OverflowError:
        return microseconds
