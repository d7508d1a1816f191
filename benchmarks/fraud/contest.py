"""The rules and what they are held against, over the same movements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.fraud.baselines import by_amount, by_isolation_forest, by_three_sigma
from benchmarks.fraud.figures import Figures, measured
from benchmarks.fraud.life import live
from benchmarks.fraud.playing import Played, play
from fraud.contracts import RuleBook, Verdict
from fraud.learned import LinearModel
from fraud.scoring import screen

RULES = "rules"
RULES_AND_LEARNED = "rules and learned score"
LEARNED = "learned score alone"
AMOUNT = "amount threshold"
THREE_SIGMA = "three sigma per account"
FOREST = "IsolationForest"
BASELINES = (AMOUNT, THREE_SIGMA, FOREST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """What came of one life: the figures of each detector, and what the rules would have stopped by themselves."""

    seed: int
    movements: int
    frauds: int
    held: int
    blocked: int
    stopped_frauds: int
    figures: dict[str, Figures]


def contest(seed: int, *, movements: int, book: RuleBook, learned_book: RuleBook | None = None) -> Contest:
    """Play the life of a seed under a rule book, and measure the rules and the baselines on it.

    With `learned_book`, the same life is scored under it as well: rules and learned score together.
    """
    life = live(seed, movements=movements)
    played = play(life, screen, book)
    rankings = {
        RULES: [each.screening.score for each in played],
        AMOUNT: by_amount([each.seen for each in played]),
        THREE_SIGMA: by_three_sigma([each.seen for each in played]),
        FOREST: by_isolation_forest([each.seen for each in played]),
    }
    if learned_book is not None:
        again = play(life, screen, learned_book)
        rankings[RULES_AND_LEARNED] = [each.screening.score for each in again]
        if isinstance(model := learned_book.learned, LinearModel):
            rankings[LEARNED] = [model.score(each.screening.facts) or 0 for each in again]
    return _contest(seed, played, rankings)


def _contest(seed: int, played: Sequence[Played], rankings: dict[str, list[int]]) -> Contest:
    intents = [each.intent for each in played]
    verdicts = [each.screening.verdict for each in played]
    stopped = [each for each in played if each.screening.verdict is not Verdict.ALLOW]
    return Contest(
        seed=seed,
        movements=len(played),
        frauds=sum(intent.scenario is not None for intent in intents),
        held=verdicts.count(Verdict.HOLD),
        blocked=verdicts.count(Verdict.BLOCK),
        stopped_frauds=sum(each.intent.scenario is not None for each in stopped),
        figures={name: measured(name, scores, intents) for name, scores in rankings.items()},
    )
