"""Percent as people write it, millionths as the bank counts it: `"9.4822"` is 94,822. No effects.

A percent with at most four decimals is a whole number of millionths, so it is read as exactly as an amount.
"""

from __future__ import annotations

from typing import Final

from core_banking.kernel.money import InvalidAmount, format_minor, parse_amount_minor

WHOLE_PPM: Final = 1_000_000
"""All of something: 100 %."""

_DECIMALS: Final = 4
_FEWEST_SHOWN: Final = 2


def parse_percent_ppm(written: object, *, highest_ppm: int) -> int:
    """Return a percentage from 0 as millionths. Raises `InvalidAmount`, also for more than `highest_ppm`."""
    try:
        ppm = parse_amount_minor(written, _DECIMALS, allow_zero=True)
    except InvalidAmount:
        raise InvalidAmount("Give percent, with at most four decimal places.") from None
    if ppm > highest_ppm:
        raise InvalidAmount(f"It is at most {format_percent(highest_ppm)} percent.")
    return ppm


def format_percent(ppm: int) -> str:
    """Write millionths as percent with two decimals, or up to four where they are needed: `42500` → `"4.25"`."""
    text = format_minor(ppm, _DECIMALS)
    while text.endswith("0") and len(text.partition(".")[2]) > _FEWEST_SHOWN:
        text = text[:-1]
    return text
