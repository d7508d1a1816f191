"""Numbers and tokens that must not stand in full where people read along: logs, and the audit trail."""

from __future__ import annotations

import logging
import re
from typing import Final

from stdnum import luhn, verhoeff

REMOVED: Final = "[removed]"

_NUMBER_OR_TOKEN: Final = re.compile(
    r"(?P<ssn>(?<![\w-])\d{3}-\d{2}-\d{4}(?![\w-]))"
    r"|(?P<named_ssn>\bssn\W{0,3}\d{9}(?!\d))"
    r"|(?P<aadhaar>(?<![\w.-])\d{4}[ -]?\d{4}[ -]?\d{4}(?![\w-]|[ ]\d|\.\d))"
    r"|(?P<pan>\b[A-Z]{5}\d{4}[A-Z]\b)"
    r"|(?P<card>(?<![\w.-])\d(?:[ -]?\d){12,18}(?![\w-]|\.\d))"
    r"|(?P<jwt>\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*)",
    re.ASCII | re.IGNORECASE,
)


class RedactingFormatter(logging.Formatter):
    """Writes a log record, its traceback included, without full identity numbers and signed tokens.

    The bank's own code logs none of them; what a stranger puts into an address or a header may be.
    """

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as text."""
        return without_numbers(super().format(record))


def without_numbers(text: str) -> str:
    """Return a text without full identity numbers (SSN, Aadhaar, PAN), card numbers and signed tokens.

    Aadhaar and card numbers are told from other digits by their check digits (Verhoeff; Luhn, ISO/IEC 7812-1).
    """
    return _NUMBER_OR_TOKEN.sub(_removed_if_genuine, text)


def _removed_if_genuine(match: re.Match[str]) -> str:
    digits = "".join(character for character in match.group() if character.isdigit())
    if match.lastgroup == "aadhaar" and not verhoeff.is_valid(digits):
        return match.group()
    if match.lastgroup == "card" and not luhn.is_valid(digits):
        return match.group()
    return REMOVED
