"""What may not enter the audit trail: secrets by their names, identity numbers by their shapes.

A key that names a secret (`password`, `pin`, `ssn`, …) is a programming error of the event that carries it.
A full identity number inside free text is a customer's doing ("my SSN is …" as the purpose of a payment): it
is removed, and the rest of the text is kept.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from typing import Final

from core_banking.kernel.redaction import REMOVED, without_numbers

_ABOUT_A_PERSON: Final = frozenset({"aadhaar", "aadhar", "address", "birth", "dob", "pan", "ssn"})
_TO_SIGN_IN: Final = frozenset({"otp", "passcode", "passphrase", "passwd", "password", "pin", "totp"})
_TO_A_MACHINE: Final = frozenset({"authorization", "cookie", "csrf", "cvv", "jti", "secret", "token"})
_SECRET_WORDS: Final = _ABOUT_A_PERSON | _TO_SIGN_IN | _TO_A_MACHINE
# A network address is no secret here: the trail keeps it on purpose.
_PLAIN_KEYS: Final = frozenset({"ip_address"})
_WORD_OF_A_KEY: Final = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")


class SecretInAuditTrail(AssertionError):
    """An event would have put a secret into the audit trail, from which nothing can be taken out again."""


def scrubbed_details(details: Mapping[str, object], *, refuse_secrets: bool) -> dict[str, object]:
    """Return the details fit for the trail: texts without full numbers, no value under a secret's name.

    With `refuse_secrets` a value under a secret's name raises `SecretInAuditTrail`; without it the value is
    replaced by `[removed]`. A flag (`{"password_changed": True}`) is no value.
    """
    kept: dict[str, object] = {}
    for key, value in details.items():
        if not _names_a_secret(key) or value is None or isinstance(value, bool):
            kept[key] = _scrubbed(value, refuse_secrets=refuse_secrets)
        elif refuse_secrets:
            raise SecretInAuditTrail(f"The detail {key!r} names a secret and has a value.")
        else:
            kept[key] = REMOVED
    return kept


def _scrubbed(value: object, *, refuse_secrets: bool) -> object:
    if isinstance(value, str):
        return without_numbers(value)
    if isinstance(value, Mapping):
        return scrubbed_details(value, refuse_secrets=refuse_secrets)
    if isinstance(value, list | tuple | set | frozenset):
        return [_scrubbed(item, refuse_secrets=refuse_secrets) for item in value]
    return value


@functools.lru_cache(maxsize=1024)
def _names_a_secret(key: str) -> bool:
    words = {word.lower() for word in _WORD_OF_A_KEY.findall(key)}
    words |= {word.removesuffix("s") for word in words}
    return key not in _PLAIN_KEYS and not words.isdisjoint(_SECRET_WORDS)
