"""Shares of an amount: the tax withheld from interest, the penalty of an early withdrawal. No effects."""

from __future__ import annotations

from typing import Final

from core_banking.kernel.rounding import divide_half_even

PPM: Final = 1_000_000


def share_minor(amount_minor: int, share_ppm: int) -> int:
    """Return a share of an amount in minor units, rounded half-even; the share is in millionths."""
    return divide_half_even(amount_minor * share_ppm, PPM)
