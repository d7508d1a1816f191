"""Names as they are compared: in small Latin letters without accents, without titles and legal forms, word by word."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_NO_WORD: Final = re.compile(r"[^\w]+|_", re.UNICODE)
_APOSTROPHES: Final = re.compile("['`\u2019\u02bc]")
_LETTERS_WITHOUT_BASE: Final = str.maketrans(
    {
        "ß": "ss",
        "æ": "ae",
        "ø": "o",
        "å": "a",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "œ": "oe",
        "\u0131": "i",
        "ħ": "h",
    }
)
_SAYS_NOTHING: Final = frozenset(
    (
        *("mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "dame", "lady", "lord", "sheikh", "shaykh"),
        *("hajji", "haji", "hadji", "capt", "gen", "col", "the", "and", "of"),
        *(
            "ltd",
            "limited",
            "llc",
            "inc",
            "incorporated",
            "corp",
            "corporation",
            "co",
            "company",
            "plc",
            "gmbh",
        ),
        *(
            "ag",
            "sa",
            "sarl",
            "srl",
            "spa",
            "bv",
            "nv",
            "oy",
            "ab",
            "as",
            "ooo",
            "oao",
            "zao",
            "pao",
            "jsc",
            "ojsc",
        ),
    )
)


def folded_words(name: str) -> tuple[str, ...]:
    """Return the words of a name that tell who is meant, folded; all of its words if none of them does."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS_WITHOUT_BASE))
    # What nobody sees (a joiner, a soft hyphen) parts no words: it would hide a name.
    letters = "".join(
        letter
        for letter in plain
        if not unicodedata.combining(letter) and unicodedata.category(letter) != "Cf"
    )
    # An apostrophe is part of a word (O'Brien, al-Ma'mun); every other mark parts two.
    words = [word for word in _NO_WORD.split(_APOSTROPHES.sub("", letters)) if word]
    return tuple(word for word in words if word not in _SAYS_NOTHING) or tuple(words)


def folded_name(name: str) -> str:
    """Return a name folded, its words in their order."""
    return " ".join(folded_words(name))
