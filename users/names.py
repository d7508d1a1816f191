"""Names people choose: which characters they may hold, and when two names read the same.

A user name is one word of letters, digits and `_.-`. It is stored in NFKC (Unicode Standard Annex #15) and
compared case folded; its letters belong to one script, so that no Cyrillic letter passes for the Latin one that
it looks like.
"""

from __future__ import annotations

import re
import unicodedata

USERNAME_MAX_LENGTH = 150
PERSON_NAME_MAX_LENGTH = 150

_ALLOWED_MARKS = "_.-"
_LOOKALIKE_FREE_SCRIPTS = {"HIRAGANA", "KATAKANA", "CJK", "KATAKANA-HIRAGANA"}
_JAPANESE = "JAPANESE"
_EDGE = re.compile(r"[\s\u0000]")

USERNAME_RULE = "Enter a user name of letters, digits and the characters _ . - only."
ONE_SCRIPT_RULE = "Enter a user name whose letters all belong to one alphabet."
LENGTH_RULE = f"Enter a user name of at most {USERNAME_MAX_LENGTH} characters."
PERSON_NAME_RULE = "Enter a name without line breaks or invisible characters."


def normal_username(text: str) -> str:
    """Return the user name as it is stored: NFKC, without blanks around it."""
    return unicodedata.normalize("NFKC", text).strip()


def username_key(text: str) -> str:
    """Return what two user names that read the same have in common; unique in the database."""
    folded = unicodedata.normalize("NFKC", text).strip().casefold()
    return unicodedata.normalize("NFKC", folded)


def email_key(text: str) -> str:
    """Return what two spellings of one e-mail address have in common; unique in the database."""
    return text.strip().casefold()


def username_problem(text: str) -> str | None:
    """Return why a user name is refused, as a sentence for a person, or None if it is fine."""
    name = normal_username(text)
    if not name or _EDGE.search(text.strip()):
        return USERNAME_RULE
    if len(name) > USERNAME_MAX_LENGTH or len(username_key(name)) > USERNAME_MAX_LENGTH:
        return LENGTH_RULE
    if not all(_is_allowed(character) for character in name):
        return USERNAME_RULE
    if not any(character.isalnum() for character in name):
        return USERNAME_RULE
    if len(_scripts(name)) > 1 or len(_digit_zeros(name)) > 1:
        return ONE_SCRIPT_RULE
    return None


def person_name_problem(text: str) -> str | None:
    """Return why a first or last name is refused, or None: control and invisible characters are."""
    if any(
        unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"} for character in text
    ):
        return PERSON_NAME_RULE
    return None


def _is_allowed(character: str) -> bool:
    if character in _ALLOWED_MARKS:
        return True
    # Letters (L*) and decimal digits (Nd), and the marks (Mn, Mc) that some scripts cannot be written without.
    category = unicodedata.category(character)
    return category.startswith("L") or category in {"Nd", "Mn", "Mc"}


def _scripts(name: str) -> set[str]:
    scripts = {_script_of(character) for character in name if character.isalpha()}
    # Japanese is written in three scripts at once, none of which looks like another (UTS #39, "Highly Restrictive").
    if scripts and scripts <= _LOOKALIKE_FREE_SCRIPTS:
        return {_JAPANESE}
    return scripts


def _script_of(character: str) -> str:
    """Return the script of a letter by the first word of its Unicode name: `LATIN SMALL LETTER A` → `LATIN`."""
    return unicodedata.name(character, "UNKNOWN").partition(" ")[0]


def _digit_zeros(name: str) -> set[int]:
    """Return the code point of zero in each decimal digit system used: mixing two is a known spoof (UTS #39)."""
    return {ord(character) - unicodedata.decimal(character) for character in name if character.isdecimal()}
