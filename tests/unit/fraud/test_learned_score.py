"""The learned score in integers, and what it may never do."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fraud.contracts import RuleKind, RuleMode, Verdict
from fraud.errors import LearningUnavailable, TooFewDispositions
from fraud.learned import FEATURES, LinearModel, Term, features_of, learned_score, logistic
from fraud.ranking import area_under_curve
from fraud.scoring import replay, screen
from fraud.shipped_rules import BLOCK_AT, shipped_book
from fraud.training import Example, fit, train
from tests.unit.fraud.facts import facts
from tests.unit.fraud.movements import movement

MODEL = LinearModel(
    version=3,
    intercept=-1_000_000,
    terms=(
        Term(feature="new_payee", mean=500_000, scale=500_000, coefficient=2_000_000),
        Term(feature="share_of_available", mean=200_000, scale=100_000, coefficient=500_000),
        Term(feature="saved_payee", mean=0, scale=1_000_000, coefficient=-300_000),
    ),
)
SHIPPED = shipped_book()
LEARNED_COUNTS = replace(
    SHIPPED,
    rules=tuple(
        replace(rule, mode=RuleMode.ON, weight=89) if rule.kind is RuleKind.LEARNED_SCORE else rule
        for rule in SHIPPED.rules
    ),
)


def test_a_score_is_the_logistic_of_intercept_and_contributions() -> None:
    # 100.00 out of 10,000.00 is 10 thousandths: (10 - 200) / 100 * 0.5 = -0.95; a new payee adds (1 - 0.5) / 0.5 * 2.
    likely, contributions = learned_score(facts(), MODEL)
    assert contributions == {"new_payee": 2000, "share_of_available": -950, "saved_payee": 0}
    assert likely == 512  # 1 / (1 + e^-(-1 + 2 - 0.95))
    assert MODEL.explain(facts()) == "new_payee+2000 share_of_available-950"


def test_a_model_reads_as_it_was_written() -> None:
    assert LinearModel.read(3, MODEL.as_json()) == MODEL


def test_a_model_with_a_feature_that_this_program_does_not_know_is_not_read() -> None:
    stored = {"intercept": 0, "terms": [{"feature": "shoe_size", "mean": 0, "scale": 1, "coefficient": 1}]}
    with pytest.raises(KeyError, match="shoe_size"):
        LinearModel.read(1, stored)


@pytest.mark.parametrize(
    ("logit", "likely"),
    [(0, 500), (1_000_000, 731), (-1_000_000, 269), (4_000_000, 982), (10_000_000, 1000), (-90_000_000, 0)],
)
def test_the_integer_logistic_is_the_logistic_in_thousandths(logit: int, likely: int) -> None:
    assert logistic(logit) == likely


@given(
    st.integers(min_value=-20_000_000, max_value=20_000_000), st.integers(min_value=0, max_value=1_000_000)
)
def test_the_integer_logistic_never_falls_and_is_right_to_one_thousandth(logit: int, more: int) -> None:
    assert logistic(logit) <= logistic(logit + more)
    assert abs(logistic(logit) - 1000 / (1 + math.exp(-logit / 1e6))) <= 0.51


def test_every_feature_is_an_integer_of_any_movement() -> None:
    for request in (movement(), movement(movement="DEPOSIT", counterparty="", device="", network="")):
        assert all(type(value) is int for value in features_of(screen(request, SHIPPED).facts))


@given(st.integers(min_value=0, max_value=1000), st.integers(min_value=1, max_value=1_000_000))
def test_whatever_was_learned_blocks_nothing_without_the_points_of_rules(likely: int, amount: int) -> None:
    known = facts(amount=amount, learned_score=likely, payee_known_s=10**8)
    score, verdict, hits = replay(known, LEARNED_COUNTS)
    points = sum(hit.points for hit in hits if hit.counted and hit.rule is not RuleKind.LEARNED_SCORE)
    if points < LEARNED_COUNTS.hold_at:
        assert verdict is not Verdict.BLOCK
    if not points:
        assert score < BLOCK_AT


def test_a_learned_score_is_looked_at_and_not_blocked() -> None:
    known = facts(learned_score=1000, payee_known_s=10**8)
    score, verdict, _ = replay(known, LEARNED_COUNTS)
    assert (score, verdict) == (89, Verdict.HOLD)
    assert replay(known, SHIPPED)[:2] == (0, Verdict.ALLOW)


def test_the_area_under_the_curve_is_what_a_hand_counts() -> None:
    # Pairs of (fraud, ordinary): 9>1, 9>4, 9>4, 4>1, 4=4, 4=4: four won and two halves of six.
    assert area_under_curve([9, 4, 1, 4, 4], [True, True, False, False, False]) == Fraction(5, 6)
    assert area_under_curve([0, 0, 0], [True, False, False]) == Fraction(1, 2)
    assert area_under_curve([1, 2, 3], [True, False, False]) == 0
    with pytest.raises(ValueError, match="Both"):
        area_under_curve([1, 2], [True, True])


def _examples(frauds: int, ordinary: int) -> list[Example]:
    """Frauds take most of an account for a new payee; ordinary movements do not."""
    bad = [Example(facts(amount=900_000), account, True) for account in range(frauds)]
    good = [
        Example(facts(amount=20_000 + account, payee_known_s=account * 90_000), account, False)
        for account in range(ordinary)
    ]
    return bad + good


def test_training_tells_what_it_was_shown_apart_on_accounts_it_never_saw() -> None:
    trained = train(_examples(40, 400))
    assert (trained.frauds, trained.ordinary) == (40, 400)
    assert (trained.held_out_frauds, trained.held_out_ordinary) == (12, 120)
    assert trained.held_out_auc_thousandths == 1000
    model = trained.model
    assert [term.feature for term in model.terms] == list(FEATURES)
    assert (model.score(facts(amount=900_000)) or 0) > 900
    assert (model.score(facts(amount=20_000, payee_known_s=10**7)) or 0) < 100


@pytest.mark.parametrize(("frauds", "ordinary"), [(29, 400), (40, 199), (0, 0)])
def test_too_few_findings_teach_nothing(frauds: int, ordinary: int) -> None:
    with pytest.raises(TooFewDispositions) as refused:
        train(_examples(frauds, ordinary))
    assert refused.value.details == {
        "frauds": frauds,
        "ordinary": ordinary,
        "frauds_needed": 30,
        "ordinary_needed": 200,
    }


def test_training_without_the_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "sklearn.linear_model", None)
    with pytest.raises(LearningUnavailable, match="scikit-learn"):
        fit(_examples(1, 1))
