"""The one way to write a row of the audit trail as bytes, the same on both engines: what its seal is made of.

A format byte, then every column in the order of `COLUMNS`: a byte that says of what kind the value is, for what has
no fixed length four bytes of its length, and the value. So no two different rows are the same bytes, and null is not
the empty text. Details are JSON with sorted keys, without spaces, in ASCII, and with numbers in plain digits, because
PostgreSQL keeps a value and SQLite a text; instants are microseconds since 1970 in UTC, and addresses are
written as Python writes them. What cannot be read that way, because somebody has put it there by hand, is kept as it is
under a kind of its own: it is a changed row, not an error.
"""

from __future__ import annotations

import datetime as dt
import functools
import ipaddress
import json
import struct
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

FORMAT: Final = b"\x01"
"""The version of the encoding, its first byte. Another column or another way to write one is another version."""

COLUMNS: Final = (
    "id",
    "log_id",
    "action_type",
    "user_id",
    "username",
    "customer_id",
    "channel",
    "target_model",
    "target_id",
    "description",
    "outcome",
    "code",
    "subject_id",
    "details",
    "ip_address",
    "user_agent",
    "request_id",
    "timestamp",
    "xid",
)
_DETAILS: Final = COLUMNS.index("details")
_ADDRESS: Final = COLUMNS.index("ip_address")
_TIMESTAMP: Final = COLUMNS.index("timestamp")
_NEVER: Final = 2**63 - 1
"""How PostgreSQL's infinite instants are read, which no deed has: they are no number of microseconds."""

_READ_ON_POSTGRESQL: Final = {
    "details": "{table}.details::text",
    "ip_address": "abbrev({table}.ip_address)",
    "timestamp": (
        "CASE WHEN isfinite({table}.timestamp)"
        f" THEN (extract(epoch FROM {{table}}.timestamp) * 1000000)::bigint ELSE {_NEVER} END"
    ),
}
_READ_ON_SQLITE: Final = {"timestamp": "CAST({table}.timestamp AS text)", "ip_address": "{table}.ip_address"}

_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND: Final = dt.timedelta(microseconds=1)
_NULL: Final = b"n"
_INTEGER: Final = struct.Struct(">cq").pack
_LENGTH: Final = struct.Struct(">cI").pack


def selected_columns(table: str, engine: str) -> str:
    """Return what a statement selects of a table (or its alias) so that `encoded` can write its rows."""
    special = _READ_ON_POSTGRESQL if engine == "postgresql" else _READ_ON_SQLITE
    return ", ".join(special.get(name, "{table}." + name).format(table=table) for name in COLUMNS)


def encoded(row: Sequence[Any]) -> bytes:
    """Return the bytes of a row that was selected by `selected_columns`."""
    parts = [FORMAT]
    add = parts.append
    for place, value in enumerate(row):
        if value is None:
            add(_NULL)
        elif place == _DETAILS:
            add(_details(value))
        elif place == _TIMESTAMP:
            add(_instant(value))
        elif place == _ADDRESS:
            add(_sized(b"a", _address(value)))
        elif type(value) is str:
            text = value.encode("utf-8", "surrogatepass")
            add(_LENGTH(b"s", len(text)))
            add(text)
        elif type(value) is int:
            add(_INTEGER(b"i", value))
        else:
            add(_as_it_is(value))
    return b"".join(parts)


def microseconds(instant: dt.datetime) -> int:
    """Return an instant as whole microseconds since 1970 in UTC."""
    return (instant - _EPOCH) // _MICROSECOND


def canonical_json(text: str) -> str:
    """Return a JSON text in its one form: keys sorted, no spaces, ASCII, numbers in plain digits.

    Raises `ValueError` for what is no JSON, and for an object that has a key twice.
    """
    if text == "{}":
        return text
    value = json.loads(
        text, parse_float=_plain_number, parse_constant=_refuse, object_pairs_hook=_object_of_different_keys
    )
    try:
        return json.dumps(value, sort_keys=True, separators=(",", ":"))
    except TypeError:  # there is a number in it that is not whole: rare, so it may take its time
        return _written(value)


def _details(value: Any) -> bytes:
    if type(value) is not str:
        return _as_it_is(value)
    try:
        return _sized(b"j", canonical_json(value))
    except (ValueError, RecursionError):
        return _as_it_is(value)


def _instant(value: Any) -> bytes:
    if type(value) is int:
        return _INTEGER(b"t", value)
    try:
        instant = dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return _as_it_is(value)
    if instant.tzinfo is not None:
        return _as_it_is(value)
    return _INTEGER(b"t", microseconds(instant.replace(tzinfo=dt.UTC)))


@functools.lru_cache(maxsize=4096)
def _address(text: object) -> str:
    try:
        return str(ipaddress.ip_address(str(text)))
    except ValueError:
        return str(text)


def _sized(kind: bytes, text: str) -> bytes:
    content = text.encode("utf-8", "surrogatepass")
    return _LENGTH(kind, len(content)) + content


def _as_it_is(value: object) -> bytes:
    return _sized(b"?", f"{type(value).__name__} {value!r}")


def _plain_number(text: str) -> int | Decimal:
    number = Decimal(text)
    if number.adjusted() > 10_000 or number.adjusted() < -10_000:
        raise ValueError("A number too long to be written in plain digits.")
    return int(number) if number == number.to_integral_value() else number.normalize()


def _refuse(text: str) -> None:
    raise ValueError(f"{text} is no JSON.")


def _object_of_different_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A key stands twice in one object.")
    return found


def _written(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        members = (f"{json.dumps(key)}:{_written(value[key])}" for key in sorted(value))
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_written, value)) + "]"
    return json.dumps(value)
