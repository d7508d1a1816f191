"""How well scores tell frauds from ordinary movements: exact, in integers."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import groupby


def area_under_curve(scores: Sequence[int], frauds: Sequence[bool]) -> Fraction:
    """Return the probability that a fraud has a higher score than an ordinary movement, a tie counting half.

    The area under the ROC curve as the statistic of Mann and Whitney (1947). Raises ValueError without both classes.
    """
    bad = sum(frauds)
    good = len(frauds) - bad
    if not bad or not good:
        raise ValueError("Both frauds and ordinary movements are needed.")
    twice = 0
    good_below = 0
    ranked = sorted(zip(scores, frauds, strict=True))
    for _, group in groupby(ranked, key=lambda pair: pair[0]):
        labels = [fraud for _, fraud in group]
        bad_here = sum(labels)
        good_here = len(labels) - bad_here
        twice += bad_here * (2 * good_below + good_here)
        good_below += good_here
    return Fraction(twice, 2 * bad * good)
