"""Whom money went to or came from, as a customer knows them: a name to show, and a key that spelling does not change.

Pure. The key of `Green Basket #4411`, `GREEN BASKET` and `Green-Basket 0087` is the same, `green basket`.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from planning.contracts import MERCHANT_KEY_LENGTH

# No name gives a key with this sign, so nobody can be called what stands for cash, for the bank or for an account.
_RESERVED: Final = "@"
CASH_KEY: Final = f"{_RESERVED}cash"
BANK_KEY: Final = f"{_RESERVED}bank"
NAMELESS_KEY: Final = f"{_RESERVED}nameless"

_NOT_A_WORD: Final = re.compile(r"[^\w]+|_+")
_NUMBER_OF_A_SHOP: Final = re.compile(r"\b[0-9]{2,}\b")


def plain_words(text: str) -> str:
    """Return a text in small letters without accents and punctuation, its words one blank apart."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    letters = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return " ".join(_NOT_A_WORD.sub(" ", letters).split())


def merchant_key(name: str) -> str:
    """Return what all spellings of a name have in common: its plain words without the numbers of shops and invoices."""
    words = plain_words(name)
    named = " ".join(_NUMBER_OF_A_SHOP.sub(" ", words).split())
    return (named or words)[:MERCHANT_KEY_LENGTH]


def account_key(account_number: str) -> str:
    """Return the key of another customer's account: it stays the same whatever is written on a transfer."""
    return f"{_RESERVED}account {account_number.casefold()}"
