"""The forms in which a value may lie in a dump or a log: raw, turned round, in hexadecimal, in Base64."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping

_SHORTEST_TRACE = 6
_BYTEA = re.compile(rb"\\\\?x((?:[0-9a-f]{2}){4,})")


def disguises_of(secret: str) -> dict[str, bytes]:
    """Return every form of `secret` to look for, by name. Letters are looked for in both cases as well."""
    forms: dict[str, bytes] = {}
    for name, text in _spellings(secret):
        content = text.encode()
        forms[name] = content
        forms[f"{name}, reversed"] = content[::-1]
        forms[f"{name}, hexadecimal"] = content.hex().encode()
        forms[f"{name}, HEXADECIMAL"] = content.hex().upper().encode()
        for offset in range(3):
            aligned = base64_at(content, offset)
            forms[f"{name}, Base64 at {offset}"] = aligned
            forms[f"{name}, URL-safe Base64 at {offset}"] = aligned.translate(bytes.maketrans(b"+/", b"-_"))
    return {name: form for name, form in forms.items() if len(form) >= _SHORTEST_TRACE}


def base64_at(content: bytes, offset: int) -> bytes:
    """Return the characters that Base64 makes of `content` wherever `offset` bytes (mod 3) stand before it.

    What depends on the bytes before or behind is left off.
    """
    encoded = base64.b64encode(bytes(offset) + content)
    first, last = (0, 2, 3)[offset], (offset + len(content)) * 8 // 6
    return encoded[first:last]


def traces_of(secrets: Mapping[str, str], haystack: bytes) -> list[str]:
    """Return where secrets were found, as `"ssn: raw"`; an empty list is what a test wants."""
    return [
        f"{label}: {form}"
        for label, secret in secrets.items()
        for form, needle in disguises_of(secret).items()
        if needle in haystack
    ]


def with_binary_columns(dump: bytes) -> bytes:
    r"""Return a PostgreSQL dump with its binary columns (`\x68…`) written out once more behind it."""
    return dump + b"\n".join([b"", *_binary_columns(dump)])


def _binary_columns(dump: bytes) -> Iterable[bytes]:
    return (bytes.fromhex(match.group(1).decode()) for match in _BYTEA.finditer(dump))


def _spellings(secret: str) -> Iterator[tuple[str, str]]:
    yield "raw", secret
    if secret.upper() != secret:
        yield "upper case", secret.upper()
    if secret.lower() != secret:
        yield "lower case", secret.lower()
    bare = re.sub(r"[\s-]", "", secret)
    if bare != secret:
        yield "without separators", bare
