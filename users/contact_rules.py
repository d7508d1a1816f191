"""Rules for e-mail addresses and phone numbers, as sentences for a person."""

from __future__ import annotations

import re
from typing import Final

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

EMAIL_MAX_LENGTH: Final = 254
EMAIL_RULE: Final = "Enter a valid email address."
PHONE_RULE: Final = "Enter a phone number as + and 9 to 15 digits, for example +12025550123."
STRICT_PHONE_RULE: Final = "Enter a phone number that exists in its country's numbering plan."

# ITU-T E.164: at most 15 digits, country code included.
_PHONE = re.compile(r"\+[0-9]{9,15}\Z", re.ASCII)


def email_problem(text: str) -> str | None:
    """Return why an e-mail address is refused, or None. Only ASCII: an address is no place for look-alikes."""
    if not text.isascii() or len(text) > EMAIL_MAX_LENGTH:
        return EMAIL_RULE
    try:
        validate_email(text)
    except ValidationError:
        return EMAIL_RULE
    return None


def phone_number_problem(text: str, *, strict: bool) -> str | None:
    """Return why a phone number is refused, or None. `strict` also asks the national numbering plans."""
    if not _PHONE.match(text):
        return PHONE_RULE
    if strict and not _is_in_numbering_plan(text):
        return STRICT_PHONE_RULE
    return None


def _is_in_numbering_plan(text: str) -> bool:
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(text))
    except phonenumbers.NumberParseException:
        return False
