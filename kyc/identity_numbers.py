"""Identity numbers: what is accepted, how each is written down, and how it is shown with its head hidden.

Aadhaar: twelve digits, the last a Verhoeff check digit (UIDAI). PAN: five letters, four digits, a letter, the
fourth letter naming the kind of holder. SSN: `ddd-dd-dddd`; what the Social Security Administration never
issues is refused only when the bank asks for it (`STRICT_IDENTITY_NUMBERS`), since a bank's test customers
have such numbers. The rules of the numbers themselves are python-stdnum's.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from stdnum.exceptions import ValidationError
from stdnum.in_ import aadhaar, pan
from stdnum.us import ssn

from kyc.rules import RuleBroken

_SSN_SHAPE: Final = re.compile(r"[0-9]{3}-[0-9]{2}-[0-9]{4}", re.ASCII)
_LONGEST_NUMBER_TEXT: Final = 32

_NUMBERS_IN_PROSE: Final = re.compile(
    r"\b(?:[0-9]{3}[- ]?[0-9]{2}[- ]?[0-9]{4}|[2-9][0-9]{3}[- ]?[0-9]{4}[- ]?[0-9]{4}|[A-Z]{5}[0-9]{4}[A-Z])\b",
    re.ASCII | re.IGNORECASE,
)


def checked_ssn(text: str, *, strict: bool) -> str:
    """Return an SSN as `ddd-dd-dddd`. Raises `RuleBroken`; `strict` also refuses what is never issued."""
    if not _SSN_SHAPE.fullmatch(text):
        raise RuleBroken("Enter a valid SSN in the form 123-45-6789.")
    if strict and not ssn.is_valid(text):
        raise RuleBroken("This SSN is never issued.")
    return text


def checked_aadhaar_number(text: str) -> str:
    """Return an Aadhaar number as twelve digits; spaces and hyphens between them are dropped. Raises `RuleBroken`."""
    return _checked(aadhaar.validate, text, "Enter a valid Aadhaar number of twelve digits.")


def checked_pan_number(text: str) -> str:
    """Return a PAN in upper case, like `ABCPE1234F`. Raises `RuleBroken`."""
    return _checked(pan.validate, text, "Enter a valid PAN, like ABCPE1234F.")


def masked_ssn(number: str) -> str:
    """Show an SSN's last four digits only: `***-**-6789`."""
    return f"***-**-{number[-4:]}"


def masked_number(number: str) -> str:
    """Show an identity number's last four characters only, the rest as stars."""
    return "*" * (len(number) - 4) + number[-4:]


def mentions_identity_number(prose: str) -> bool:
    """Whether a free text seems to quote an SSN, an Aadhaar number or a PAN.

    Such a text would carry the number past the encryption into notices and the audit trail.
    """
    return _NUMBERS_IN_PROSE.search(prose) is not None


def _checked(validate: Callable[[str], str], text: str, sentence: str) -> str:
    if not text.isascii() or len(text) > _LONGEST_NUMBER_TEXT:
        raise RuleBroken(sentence)
    try:
        return validate(text)
    except ValidationError:
        raise RuleBroken(sentence) from None
