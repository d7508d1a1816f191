"""Rules for what a customer says about himself: date of birth, age, address."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Final

from kyc.rules import RuleBroken

OLDEST_AGE_YEARS: Final = 130
"""Nobody on record lived longer than 122 years; beyond this the year is a slip of the pen."""

SHORTEST_ADDRESS: Final = 8
LONGEST_ADDRESS: Final = 400
SHORTEST_REASON: Final = 3
LONGEST_REASON: Final = 500

_ISO_DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_UNTYPED_CATEGORIES: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_JOINERS: Final = frozenset("\u200c\u200d")
"""Zero-width joiners: format characters that Indic and Persian words are spelled with."""
_LINE_BREAKS: Final = re.compile(r"\s*(?:\r\n|\r|\n)\s*")


def parsed_date(value: dt.date | str) -> dt.date:
    """Return the date a person wrote as `YYYY-MM-DD`. Raises `RuleBroken`."""
    if isinstance(value, dt.date):
        return value
    if not _ISO_DATE.fullmatch(value):
        raise RuleBroken("Enter a valid date in the form YYYY-MM-DD.")
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise RuleBroken("There is no such date.") from None


def age_in_years(date_of_birth: dt.date, on: dt.date) -> int:
    """Return the completed years of life on a date.

    Somebody born on 29 February has his birthday on 1 March in other years.
    """
    had_birthday = (on.month, on.day) >= (date_of_birth.month, date_of_birth.day)
    return on.year - date_of_birth.year - (0 if had_birthday else 1)


def checked_date_of_birth(value: dt.date | str, *, on: dt.date, minimum_age_years: int) -> dt.date:
    """Return a date of birth that makes a customer of age on the date `on`. Raises `RuleBroken`."""
    date_of_birth = parsed_date(value)
    if date_of_birth > on:
        raise RuleBroken("The date of birth must not be in the future.")
    age_years = age_in_years(date_of_birth, on)
    if age_years > OLDEST_AGE_YEARS:
        raise RuleBroken("Enter the real date of birth.")
    if age_years < minimum_age_years:
        raise RuleBroken(f"You must be at least {minimum_age_years} years old.")
    return date_of_birth


def checked_address(text: str) -> str:
    """Return an address on one line: line breaks become commas. Raises `RuleBroken`."""
    address = _LINE_BREAKS.sub(", ", text.strip())
    if has_control_characters(address):
        raise RuleBroken("The address must not contain control characters.")
    if len(address) < SHORTEST_ADDRESS:
        raise RuleBroken(f"Enter the full address: at least {SHORTEST_ADDRESS} characters.")
    if len(address) > LONGEST_ADDRESS:
        raise RuleBroken(f"The address must have at most {LONGEST_ADDRESS} characters.")
    return address


def checked_reason(text: str) -> str:
    """Return the reason of a rejection, as the customer will read it. Raises `RuleBroken`."""
    reason = text.strip()
    if len(reason) < SHORTEST_REASON:
        raise RuleBroken("Say why: the customer reads this reason.")
    if len(reason) > LONGEST_REASON:
        raise RuleBroken(f"The reason must have at most {LONGEST_REASON} characters.")
    if has_control_characters(_LINE_BREAKS.sub(" ", reason)):
        raise RuleBroken("The reason must not contain control characters.")
    return reason


def has_control_characters(text: str) -> bool:
    """Whether a text has characters that no person types: control, surrogate, or direction-changing ones."""
    return any(
        unicodedata.category(character) in _UNTYPED_CATEGORIES and character not in _JOINERS
        for character in text
    )
