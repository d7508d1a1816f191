"""The rules find what is planted in a life that nothing was fitted on, better than three ways that are easily had."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

import pytest

from benchmarks.fraud import REPORT_SEED, TRAINING_SEEDS
from benchmarks.fraud.contest import BASELINES, RULES, RULES_AND_LEARNED, contest
from benchmarks.fraud.figures import detection_delays, measured, within_budget
from benchmarks.fraud.learning import learned_model
from benchmarks.fraud.life import live
from benchmarks.fraud.movements import START, Intent, Scenario
from benchmarks.fraud.playing import play
from benchmarks.fraud.table import table
from fraud.scoring import screen
from fraud.shipped_rules import shipped_book
from tests.proof_plugin import ProofRecord, at_scale

pytestmark = pytest.mark.any_engine


def _intent(case: int = 0) -> Intent:
    scenario = Scenario.SCAM if case else None
    return Intent(at=START, kind="PAYMENT", account=1, amount_minor=100, case=case, scenario=scenario)


def test_the_seed_that_is_reported_is_none_that_was_trained_on() -> None:
    assert REPORT_SEED not in TRAINING_SEEDS


def test_a_life_is_the_same_each_time_and_has_every_kind_of_fraud() -> None:
    life = live(TRAINING_SEEDS[0], movements=3_000)
    assert life.intents == live(TRAINING_SEEDS[0], movements=3_000).intents
    assert life.intents != live(TRAINING_SEEDS[1], movements=3_000).intents
    played = play(life, screen, shipped_book())
    assert len(played) >= 3_000
    kinds = Counter(each.intent.scenario for each in played)
    assert set(kinds) >= {Scenario.TAKEOVER, Scenario.MULE_CHAIN, Scenario.SCAM}
    ordinary = {each.intent.occasion for each in played if each.intent.scenario is None}
    assert ordinary >= {"holiday", "landlord", "takings of a shop", "bought of a side business", "new payee"}


def test_delay_is_counted_from_one_and_a_case_never_found_is_counted_too() -> None:
    intents = [_intent(1), _intent(), _intent(1), _intent(2), _intent(1)]
    assert detection_delays(frozenset({2, 4}), intents) == {1: 2, 2: None}


def test_a_budget_takes_the_highest_scores() -> None:
    assert within_budget([5, 900, 7, 3] * 500, per_mille=1) <= frozenset(range(1, 2000, 4))
    assert len(within_budget([0] * 2000, per_mille=5)) == 10


def test_precision_and_recall_are_those_of_the_alerts() -> None:
    intents = [_intent(case=1) if place in {0, 1, 2} else _intent() for place in range(400)]
    figures = measured("by hand", [9, 0, 8, *([1] * 397)], intents)
    assert (figures.precision, figures.recall) == (Fraction(1), Fraction(2, 3))
    assert (figures.cases, figures.cases_found, figures.delay) == (1, 1, 1)
    assert figures.by_scenario == {Scenario.SCAM: Fraction(2, 3)}


@pytest.mark.proof
def test_the_rules_beat_an_amount_three_sigma_and_an_isolation_forest(proof_record: ProofRecord) -> None:
    movements = at_scale(small=6_000, full=200_000)
    book = shipped_book()
    seeds = TRAINING_SEEDS[: at_scale(small=1, full=len(TRAINING_SEEDS))]
    model = learned_model(book, movements=at_scale(small=3_000, full=50_000), seeds=seeds)
    found = contest(REPORT_SEED, movements=movements, book=book, model=model)
    assert found.movements >= movements
    assert Fraction(2, 1000) <= Fraction(found.frauds, found.movements) <= Fraction(6, 1000)
    rules, both = found.figures[RULES], found.figures[RULES_AND_LEARNED]
    for name in BASELINES:
        baseline = found.figures[name]
        assert rules.auc > baseline.auc
        assert rules.precision >= baseline.precision * Fraction(3, 2)
        assert rules.recall > baseline.recall
        # A model that has seen a dozen frauds is not asked to be better than the rules, only than these.
        assert both.auc > baseline.auc
        assert both.precision > baseline.precision
    for figures in found.figures.values():
        proof_record(
            f"fraud found among simulated movements: {figures.name}",
            movements=found.movements,
            frauds=found.frauds,
            auc_thousandths=round(figures.auc * 1000),
            precision_thousandths=round(figures.precision * 1000),
            recall_thousandths=round(figures.recall * 1000),
            cases=figures.cases,
            cases_found=figures.cases_found,
            delay_in_movements=figures.delay or 0,
        )
    assert "rules and learned score" in table(found)
