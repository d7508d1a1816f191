"""Files that carry the signature of all their other bytes.

Each format has one place near its end where the signature stands: the last row of a CSV, a processing instruction
after the last element of an XML document, an entry of a PDF's trailer. The signature covers every byte before and
after that place. Of a JSON document it covers the canonical form without its `signature` member, so that white space
and the order of members do not matter there.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import IO, Any, Final, NoReturn, Protocol

import orjson

from accounts.statements.keys import PublicKeys, SigningKeys
from accounts.statements.model import AccountStatement
from accounts.statements.signatures import WRITTEN_FORM, BadSignature, Signed, read_signature, sign

XML_PLACE: Final = (b"<?statement-signature ", b"?>\n")
PDF_PLACE_NAME: Final = b"/StatementSignature ("
CSV_PLACE_NAME: Final = b"SIGNATURE"

_CHUNK_BYTES: Final = 256 * 1024
_TAIL_BYTES: Final = 8 * 1024
LARGEST_JSON_BYTES: Final = 4 * 1024 * 1024
_TOKEN: Final = WRITTEN_FORM.encode("ascii")
# White space that was added at the end is found to be altered, not taken for the lack of a signature.
_PLACES: Final = tuple(
    re.compile(pattern + rb"\s*\Z", re.DOTALL)
    for pattern in (
        rb"\n" + CSV_PLACE_NAME + rb",{5}(" + _TOKEN + rb"),{6}",
        re.escape(XML_PLACE[0]) + rb"(" + _TOKEN + rb")\?>",
        re.escape(PDF_PLACE_NAME) + rb"(" + _TOKEN + rb")\)\s+>>\s+startxref\s+[0-9]{1,20}\s+%%EOF",
    )
)


class ByteSink(Protocol):
    """Somewhere bytes can be written to."""

    def write(self, content: bytes, /) -> Any:
        """Take the next bytes."""


class SealedFile:
    """A file in the making: what is written is also digested, and the last thing written signs it."""

    def __init__(
        self, sink: ByteSink, keys: SigningKeys, statement: AccountStatement, format_name: str
    ) -> None:
        self._sink, self._keys, self._digest = sink, keys, sha256()
        self._statement, self._format_name = statement, format_name
        self.length_bytes = 0
        self.signature = ""

    def write(self, content: bytes) -> None:
        """Write the next bytes."""
        self._digest.update(content)
        self._sink.write(content)
        self.length_bytes += len(content)

    def close(self, before: bytes, after: bytes) -> str:
        """Write the end of the file, with the signature between `before` and `after`; return the signature."""
        self.write(before)
        self._digest.update(after)
        self.signature = sign_digest(self._keys, self._statement, self._format_name, self._digest.hexdigest())
        self._sink.write(self.signature.encode("ascii") + after)
        return self.signature


def sign_digest(keys: SigningKeys, statement: AccountStatement, format_name: str, digest: str) -> str:
    """Return the signature of a file of a statement, whose other bytes have a SHA-256 digest."""
    return sign(keys, {**statement.claims(), "format": format_name, "sha256": digest})


def sign_document(keys: SigningKeys, statement: AccountStatement, document: Mapping[str, Any]) -> str:
    """Return the signature of a JSON document, which takes it as its `signature` member."""
    return sign_digest(keys, statement, "json", _canonical_digest(document))


def read_signed_file(file: IO[bytes], keys: PublicKeys) -> Signed:
    """Return what the bank vouched for in a file that is still as the bank wrote it.

    Reads any length in constant memory, but for JSON. Raises `BadSignature`: not_signed, malformed, unknown_key,
    forged, or altered where the signature is genuine and the file around it is another.
    """
    file.seek(0)
    start = file.read(64).lstrip()
    token, digest = _json_parts(file) if start.startswith(b"{") else _file_parts(file)
    signed = read_signature(token, keys)
    if signed.claims.get("sha256") != digest:
        raise BadSignature("altered", signed.key_id)
    return signed


def _file_parts(file: IO[bytes]) -> tuple[str, str]:
    """Return the signature in a file, and the digest of everything around it."""
    length = file.seek(0, os.SEEK_END)
    tail_start = max(0, length - _TAIL_BYTES)
    file.seek(tail_start)
    tail = file.read()
    place = next((found for pattern in _PLACES if (found := pattern.search(tail))), None)
    if place is None:
        raise BadSignature("not_signed")
    file.seek(0)
    digest, remaining = sha256(), tail_start + place.start(1)
    while remaining and (chunk := file.read(min(_CHUNK_BYTES, remaining))):
        digest.update(chunk)
        remaining -= len(chunk)
    digest.update(tail[place.end(1) :])
    return place[1].decode("ascii"), digest.hexdigest()


def _json_parts(file: IO[bytes]) -> tuple[str, str]:
    file.seek(0)
    text = file.read(LARGEST_JSON_BYTES + 1)
    if len(text) > LARGEST_JSON_BYTES:
        raise BadSignature("not_signed")
    try:
        document = json.loads(
            text, object_pairs_hook=_members_once, parse_float=_no_such_number, parse_constant=_no_such_number
        )
        token = document["signature"]
        digest = _canonical_digest(document)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadSignature("not_signed") from None
    if not isinstance(token, str):
        raise BadSignature("not_signed")
    return token, digest


def _canonical_digest(document: Mapping[str, Any]) -> str:
    members = {name: value for name, value in document.items() if name != "signature"}
    return sha256(orjson.dumps(members, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _members_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        # Two readers could take two different ones of them for the figure.
        raise ValueError("A member is given twice.")
    return members


def _no_such_number(text: str) -> NoReturn:
    raise ValueError(f"{text} is in no statement.")
