"""What the rules are held against: three ways of finding fraud that are easily had.

Each gives every movement a score, an integer: higher is more suspicious. None sees a label.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Final

from benchmarks.fraud.playing import Observed

_FEWEST_EARLIER: Final = 5
_TREES: Final = 100


def by_amount(seen: Sequence[Observed]) -> list[int]:
    """A threshold of the amount: the larger, the more suspicious."""
    return [movement.amount_minor for movement in seen]


def by_three_sigma(seen: Sequence[Observed]) -> list[int]:
    """How many standard deviations, in thousandths, an amount lies above the mean of its account's amounts before.

    An account with fewer than five amounts says nothing yet. The deviation is at least a tenth of the mean.
    """
    return [_deviations(movement) for movement in seen]


def _deviations(movement: Observed) -> int:
    count = movement.earlier
    if count < _FEWEST_EARLIER:
        return 0
    mean = movement.earlier_sum // count
    variance = max(0, movement.earlier_squares // count - mean * mean)
    return (movement.amount_minor - mean) * 1000 // max(1, math.isqrt(variance), mean // 10)


def by_isolation_forest(seen: Sequence[Observed]) -> list[int]:
    """scikit-learn's IsolationForest, fitted on the very movements it ranks, which favours it.

    Liu, Ting and Zhou, "Isolation Forest", ICDM 2008. Needs scikit-learn, which a running bank does not.
    """
    from sklearn.ensemble import IsolationForest

    rows = [_features(movement) for movement in seen]
    forest: Any = IsolationForest(n_estimators=_TREES, random_state=0, n_jobs=1)
    forest.fit(rows)
    return [round(-score * 1_000_000) for score in forest.score_samples(rows).tolist()]


def _features(movement: Observed) -> list[float]:
    """What an analyst would hand over: the amount and how it compares, when, to whom, from where, how fast.

    Floating point, as the library of this baseline wants it; nothing of the bank's own reads them.
    """
    mean = movement.earlier_sum / movement.earlier if movement.earlier else movement.amount_minor
    angle = movement.hour * math.tau / 24
    return [
        math.log1p(movement.amount_minor),
        math.log(movement.amount_minor / max(1.0, mean)),
        _deviations(movement) / 1000,
        math.sin(angle),
        math.cos(angle),
        float(movement.is_weekend),
        float(movement.is_new_payee),
        float(movement.is_new_device),
        float(movement.is_new_network),
        movement.share_permille / 1000,
        math.log1p(movement.hour_count),
        math.log1p(movement.day_count),
        math.log1p(movement.day_sum),
        math.log1p(movement.received_day_sum),
        math.log1p(movement.minutes_since),
        float(movement.is_deposit),
        float(movement.wrong_secrets),
    ]
