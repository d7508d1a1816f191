"""Is this statement genuine, and still as the bank wrote it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import IO, Any, Final

from accounts.statements.keys import PublicKeys
from accounts.statements.sealed_files import read_signed_file
from accounts.statements.signatures import BadSignature, Signed, read_signature

REASONS: Final[Mapping[str, str]] = {
    "genuine": "The bank signed this, and nothing in it was changed since.",
    "not_signed": "There is no signature of this bank in it.",
    "malformed": "What stands in the place of the signature is none.",
    "unknown_key": "It is signed with a key that is none of this bank's.",
    "forged": "The signature was not made by this bank.",
    "altered": "The bank signed another file: something in this one was changed.",
}
"""What each verdict means, by its stable code."""

_SHOWN: Final = (
    "statement_id",
    "account_number",
    "account_holder",
    "currency",
    "from",
    "to",
    "opening_balance",
    "closing_balance",
    "total_credits",
    "total_debits",
    "line_count",
    "issued_at",
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found; `statement` is what the bank vouches for, only where the verdict is good."""

    reason: str
    key_id: str | None = None
    bank: str | None = None
    format: str | None = None
    statement: Mapping[str, Any] | None = None

    @property
    def is_valid(self) -> bool:
        """Whether the statement is the bank's and unchanged."""
        return self.reason == "genuine"

    @property
    def sentence(self) -> str:
        """The reason for a person."""
        return REASONS[self.reason]


def verify_file(file: IO[bytes], keys: PublicKeys) -> Verdict:
    """Judge a file, of any length and of any of the bank's formats."""
    try:
        return _genuine(read_signed_file(file, keys))
    except BadSignature as bad:
        return Verdict(bad.reason, bad.key_id)


def verify_signature(token: str, keys: PublicKeys) -> Verdict:
    """Judge a signature without its file: that the bank vouches for the figures in it, wherever they stand."""
    try:
        return _genuine(read_signature(token.strip(), keys))
    except BadSignature as bad:
        return Verdict(bad.reason, bad.key_id)


def _genuine(signed: Signed) -> Verdict:
    claims = signed.claims
    return Verdict(
        "genuine",
        signed.key_id,
        bank=claims.get("iss"),
        format=claims.get("format"),
        statement={name: claims[name] for name in _SHOWN if name in claims},
    )
