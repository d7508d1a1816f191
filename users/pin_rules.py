"""Which transaction PINs are refused: everybody's favourites, and whatever can be known about their owner."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable
from typing import Final

PIN_LENGTHS: Final = (4, 6)
LENGTH_RULE: Final = "Enter a PIN of 4 or 6 digits."
EASY_RULE: Final = "This PIN is too easy to guess: no sequences, no repeats and no common PINs."
PERSONAL_RULE: Final = "This PIN can be guessed by whoever knows you: no dates or numbers of your own."

# The PINs chosen most often, as published counts of leaked ones have them; sequences and repeats are refused by rule.
_COMMON: Final = frozenset(
    {
        "1004", "2000", "2001", "1999", "1998", "1997", "1984", "1990", "2580", "0852",
        "1379", "1397", "1590", "1470", "3690", "5683", "1010", "1029", "1313", "6969",
        "159753", "147258", "147852", "258456", "112358", "123321", "159357", "102030", "131313", "696969",
        "741852", "789456", "147369", "142536", "654123", "520131", "110110", "101010", "200000", "123654",
    }
)  # fmt: skip


def pin_problem(pin: str, *, date_of_birth: dt.date | None, numbers: Iterable[str] = ()) -> str | None:
    """Return why a PIN is refused, or None. `numbers` are the owner's own: phone, identity numbers."""
    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_LENGTHS):
        return LENGTH_RULE
    if _is_easy(pin):
        return EASY_RULE
    if date_of_birth is not None and pin in _dates(date_of_birth):
        return PERSONAL_RULE
    if any(pin in "".join(filter(_is_digit, number)) for number in numbers):
        return PERSONAL_RULE
    return None


def _is_easy(pin: str) -> bool:
    steps = {(int(after) - int(before)) % 10 for before, after in itertools.pairwise(pin)}
    # One step throughout: 1234 and 9012, 4321 and 1098, 2468 and 7777.
    if steps in ({1}, {9}, {0}, {2}, {8}):
        return True
    repeated_part = any(pin == pin[:size] * (len(pin) // size) for size in (1, 2, 3) if len(pin) % size == 0)
    doubled = all(first == second for first, second in zip(pin[::2], pin[1::2], strict=True))
    mirrored = len(set(pin)) <= 2 and pin == pin[::-1]
    halves = {pin[: len(pin) // 2], pin[len(pin) // 2 :]}
    return repeated_part or doubled or mirrored or _are_uniform(halves) or pin in _COMMON


def _are_uniform(parts: Iterable[str]) -> bool:
    """Whether each part is one digit over and over: 111222."""
    return all(len(set(part)) == 1 for part in parts)


def _dates(date: dt.date) -> frozenset[str]:
    """Return a date in every order of 4 or 6 digits that people write."""
    day, month, year = f"{date:%d}", f"{date:%m}", f"{date.year:04d}"
    short = year[2:]
    orders = (
        (day, month), (month, day), (day, short), (short, day), (month, short), (short, month), (year,),
        (day, month, short), (month, day, short), (short, month, day), (short, day, month),
        (day, short, month), (month, short, day), (month, year), (year, month), (day, year), (year, day),
    )  # fmt: skip
    return frozenset("".join(parts) for parts in orders)


def _is_digit(character: str) -> bool:
    return character.isascii() and character.isdigit()
