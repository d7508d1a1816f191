"""The rules and what they are held against, over the same movements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.fraud.baselines import by_amount, by_isolation_forest, by_three_sigma
from benchmarks.fraud.figures import Figures, measured
from benchmarks.fraud.life import live
from benchmarks.fraud.playing import Played, play
from fraud.contracts import Facts, RuleBook, RuleKind, RuleMode, Verdict
from fraud.learned import LinearModel
from fraud.scoring import replay, screen

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


def contest(seed: int, *, movements: int, book: RuleBook, model: LinearModel | None = None) -> Contest:
    """Play the life of a seed under a rule book, and measure the rules and the baselines on it.

    With a model, also what it says alone, and what the rules say together with it.
    """
    life = live(seed, movements=movements)
    played = play(life, screen, book)
    rankings = {
        RULES: [each.screening.score for each in played],
        AMOUNT: by_amount([each.seen for each in played]),
        THREE_SIGMA: by_three_sigma([each.seen for each in played]),
        FOREST: by_isolation_forest([each.seen for each in played]),
    }
    if model is not None:
        likely = [model.score(each.screening.facts) or 0 for each in played]
        counting = with_learned_score(book)
        facts = [each.screening.facts for each in played]
        both = [
            _with(known, likely_fraud, counting) for known, likely_fraud in zip(facts, likely, strict=True)
        ]
        rankings |= {RULES_AND_LEARNED: both, LEARNED: likely}
    return _contest(seed, played, rankings)


def with_learned_score(book: RuleBook) -> RuleBook:
    """Return a book in which the rule of the learned score counts."""
    rules = tuple(
        replace(rule, mode=RuleMode.ON) if rule.kind is RuleKind.LEARNED_SCORE else rule
        for rule in book.rules
    )
    return replace(book, rules=rules)


def _with(facts: Facts, likely: int, book: RuleBook) -> int:
    return replay({**facts, "learned_score": likely}, book)[0]


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
