"""Training of the learned score with scikit-learn, which nothing else in the bank needs.

Labels are what staff found; what comes out is plain integers (`fraud.learned`), so that a model scores without the
library it was trained by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from fraud.contracts import Facts
from fraud.errors import LearningUnavailable, TooFewDispositions
from fraud.learned import FEATURES, MILLION, WHOLE, LinearModel, Term, features_of
from fraud.ranking import area_under_curve

FEWEST_FRAUDS: Final = 30
FEWEST_ORDINARY: Final = 200
FEWEST_HELD_OUT: Final = 5
_HELD_OUT_OF_TEN: Final = 3
_ROUNDS: Final = 2000


@dataclass(frozen=True, slots=True)
class Example:
    """A movement's facts, its account, and whether staff found it to be fraud."""

    facts: Facts
    account_id: int
    is_fraud: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Trained:
    """A model without a version yet, and how it did on accounts it never saw (AUC in thousandths)."""

    model: LinearModel
    frauds: int
    ordinary: int
    held_out_frauds: int
    held_out_ordinary: int
    held_out_auc_thousandths: int


def train(examples: Sequence[Example]) -> Trained:
    """Fit a model on seven accounts in ten, and measure it on the other three.

    By accounts, so that no movement of a case is in both. Raises `TooFewDispositions` and `LearningUnavailable`.
    """
    kept = [example for example in examples if example.account_id % 10 >= _HELD_OUT_OF_TEN]
    held_out = [example for example in examples if example.account_id % 10 < _HELD_OUT_OF_TEN]
    frauds = sum(example.is_fraud for example in examples)
    held_out_frauds = sum(example.is_fraud for example in held_out)
    held_out_ordinary = len(held_out) - held_out_frauds
    if (
        frauds < FEWEST_FRAUDS
        or len(examples) - frauds < FEWEST_ORDINARY
        or min(held_out_frauds, held_out_ordinary) < FEWEST_HELD_OUT
    ):
        raise TooFewDispositions(
            frauds=frauds,
            ordinary=len(examples) - frauds,
            frauds_needed=FEWEST_FRAUDS,
            ordinary_needed=FEWEST_ORDINARY,
        )
    model = fit(kept)
    scores = [model.score(example.facts) or 0 for example in held_out]
    auc = area_under_curve(scores, [example.is_fraud for example in held_out])
    return Trained(
        model=model,
        frauds=frauds,
        ordinary=len(examples) - frauds,
        held_out_frauds=held_out_frauds,
        held_out_ordinary=held_out_ordinary,
        held_out_auc_thousandths=auc.numerator * WHOLE // auc.denominator,
    )


def fit(examples: Sequence[Example]) -> LinearModel:
    """Fit a logistic regression and round it to integers. Raises `LearningUnavailable` without scikit-learn.

    Frauds are few: they weigh as much as a twentieth of everything else, so that a score of one half means that
    looking pays.
    """
    regression, scaler = _library()
    rows = scaler.fit_transform([features_of(example.facts) for example in examples])
    regression.fit(rows, [example.is_fraud for example in examples], sample_weight=_weights(examples))
    terms = tuple(
        Term(
            feature=feature,
            mean=round(mean * WHOLE),
            scale=max(1, round(scale * WHOLE)),
            coefficient=round(coefficient * MILLION),
        )
        for feature, mean, scale, coefficient in zip(
            FEATURES,
            scaler.mean_.tolist(),
            scaler.scale_.tolist(),
            regression.coef_[0].tolist(),
            strict=True,
        )
    )
    # The only floating point there is: what the library found, made integers here before anything is scored by it.
    return LinearModel(version=0, intercept=round(float(regression.intercept_[0]) * MILLION), terms=terms)


def _weights(examples: Sequence[Example]) -> list[float]:
    frauds = sum(example.is_fraud for example in examples)
    weight = max(1.0, (len(examples) - frauds) / (20 * max(1, frauds)))
    return [weight if example.is_fraud else 1.0 for example in examples]


def _library() -> tuple[Any, Any]:
    try:
        from sklearn.linear_model import LogisticRegression
        from sklearn.preprocessing import StandardScaler
    except ImportError:
        raise LearningUnavailable from None
    return LogisticRegression(max_iter=_ROUNDS), StandardScaler()
