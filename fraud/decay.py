"""Counts and sums that fade: halved with each half-life, in integers, so that a score replays exactly.

Time runs on a grid of 64 steps to a half-life. From step `a` to step `b` a value is multiplied by
`2^(-(b - a)/64)`, rounded down, so that what is decayed in two goes differs from one go by at most one unit
(forward decay in the sense of Cormode, Shkapenyuk, Srivastava and Xu, "Forward decay", ICDE 2009, on a fixed grid).
The table holds `floor(2^62 · 2^(-k/64))`, exactly: the 64th root of an integer is its square root taken six times.
"""

from __future__ import annotations

from math import isqrt
from typing import Final

_STEPS: Final = 64
_SCALE_BITS: Final = 62
_SQUARE_ROOTS: Final = 6
_FORGOTTEN_AFTER_HALF_LIVES: Final = 62

MINUTE: Final = 60
HOUR: Final = 3600
DAY: Final = 86_400

TEN_MINUTES: Final = 10 * MINUTE
SIX_HOURS: Final = 6 * HOUR
SEVEN_DAYS: Final = 7 * DAY
SIXTY_DAYS: Final = 60 * DAY


def _fraction(step: int) -> int:
    root = 1 << (_STEPS * _SCALE_BITS - step)
    for _ in range(_SQUARE_ROOTS):
        root = isqrt(root)
    return root


_FRACTIONS: Final = tuple(_fraction(step) for step in range(_STEPS))


def decayed(value: int, since: int, until: int, half_life: int) -> int:
    """Return what is left at `until` of a value of `since`, both in seconds of the epoch, half-life in seconds.

    Never more than `value`, never negative; a clock that went back takes nothing away.
    """
    steps = until * _STEPS // half_life - since * _STEPS // half_life
    if steps <= 0 or not value:
        return value
    halvings, step = divmod(steps, _STEPS)
    if halvings > _FORGOTTEN_AFTER_HALF_LIVES:
        return 0
    return value * _FRACTIONS[step] >> (_SCALE_BITS + halvings)


def fading(since: int, until: int, half_life: int) -> tuple[int, int]:
    """Return a factor and a shift by which many values of one moment decay: `value * factor >> shift`."""
    steps = until * _STEPS // half_life - since * _STEPS // half_life
    if steps <= 0:
        return 1, 0
    halvings, step = divmod(steps, _STEPS)
    if halvings > _FORGOTTEN_AFTER_HALF_LIVES:
        return 0, 0
    return _FRACTIONS[step], _SCALE_BITS + halvings
