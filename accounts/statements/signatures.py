"""The signature of a statement: a compact JSON Web Signature (RFC 7515) with EdDSA over what the bank vouches for.

A signature by itself vouches for the figures of a statement: account and holder (masked), dates, balances,
totals, number of lines. The signature of a file holds two members more, the format and the SHA-256 of the file around
the place where the signature stands, and so vouches for every other byte of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import orjson
from cryptography.exceptions import InvalidSignature

from accounts.statements.keys import PublicKeys, SigningKeys, bytes_without_padding, without_padding

WRITTEN_FORM: Final = r"[A-Za-z0-9_-]{1,400}\.[A-Za-z0-9_-]{1,1600}\.[A-Za-z0-9_-]{86}"
_TOKEN: Final = re.compile(WRITTEN_FORM)
# Says what is signed, so that no signature of another kind, made with the same key one day, can pass for one.
_TYPE: Final = "bank-statement"
_ALGORITHM: Final = "EdDSA"


class BadSignature(Exception):
    """A signature does not hold; `reason` is a stable code, `key_id` the key it names, if it names one."""

    def __init__(self, reason: str, key_id: str | None = None) -> None:
        super().__init__(reason)
        self.reason, self.key_id = reason, key_id


@dataclass(frozen=True, slots=True)
class Signed:
    """What a genuine signature vouches for, and the key that made it."""

    key_id: str
    claims: Mapping[str, Any]


def sign(keys: SigningKeys, claims: Mapping[str, str | int]) -> str:
    """Return the signature of claims; the same claims and key give the same signature."""
    header = {"alg": _ALGORITHM, "kid": keys.key_id, "typ": _TYPE}
    signed = f"{_written(header)}.{_written(claims)}"
    return f"{signed}.{without_padding(keys.signing.sign(signed.encode('ascii')))}"


def read_signature(token: str, keys: PublicKeys) -> Signed:
    """Return what a signature vouches for. Raises `BadSignature`: malformed, unknown_key or forged."""
    if not _TOKEN.fullmatch(token):
        raise BadSignature("malformed")
    header_text, claims_text, signature_text = token.split(".")
    try:
        # Not by `json`, which takes half a character for text: the key's id is shown, and could not be written.
        header = orjson.loads(bytes_without_padding(header_text))
        signature = bytes_without_padding(signature_text)
        key_id = str(header["kid"])
        ours = (header["alg"], header["typ"]) == (_ALGORITHM, _TYPE)
    except (ValueError, KeyError, TypeError, RecursionError):
        raise BadSignature("malformed") from None
    if not ours:
        raise BadSignature("malformed", key_id)
    key = keys.by_id.get(key_id)
    if key is None:
        raise BadSignature("unknown_key", key_id)
    try:
        key.verify(signature, f"{header_text}.{claims_text}".encode("ascii"))
    except InvalidSignature:
        raise BadSignature("forged", key_id) from None
    claims: dict[str, Any] = json.loads(bytes_without_padding(claims_text))
    return Signed(key_id, claims)


def _written(members: Mapping[str, str | int]) -> str:
    return without_padding(orjson.dumps(members, option=orjson.OPT_SORT_KEYS))
