"""A learned model for the contest: trained on the lives of the training seeds, never on the one that is reported."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from benchmarks.fraud import TRAINING_SEEDS
from benchmarks.fraud.life import live
from benchmarks.fraud.playing import play
from fraud.contracts import RuleBook
from fraud.learned import LinearModel
from fraud.scoring import screen
from fraud.training import Example, fit

_ORDINARY_TAKEN: Final = 7
"""Every how many-th ordinary movement is learned from: as with a bank, which takes a sample of them."""


def learned_model(book: RuleBook, *, movements: int, seeds: Sequence[int] = TRAINING_SEEDS) -> LinearModel:
    """Train on as many movements of each seed. Every fraud is known: victims report theirs sooner or later."""
    return fit([example for seed in seeds for example in _examples(seed, movements, book)])


def _examples(seed: int, movements: int, book: RuleBook) -> Iterator[Example]:
    for number, played in enumerate(play(live(seed, movements=movements), screen, book)):
        is_fraud = played.intent.scenario is not None
        if is_fraud or number % _ORDINARY_TAKEN == 0:
            yield Example(played.screening.facts, played.intent.account, is_fraud)
