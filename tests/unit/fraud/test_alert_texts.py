"""What an alert says to staff."""

from __future__ import annotations

import pytest

from fraud.alert_texts import ALERT_TYPES, describe, severity_of
from fraud.contracts import AlertType, Hit, RuleKind, Screening, Severity, Verdict


def _screening(*hits: Hit, score: int = 75, verdict: Verdict = Verdict.HOLD) -> Screening:
    return Screening(score=score, verdict=verdict, hits=hits, book_version=1, facts={}, state_after="")


def _hit(rule: RuleKind, points: int, *, counted: bool = True) -> Hit:
    return Hit(rule=rule, points=points, counted=counted, why={})


@pytest.mark.parametrize(
    ("score", "verdict", "severity"),
    [
        (39, Verdict.HOLD, Severity.LOW),
        (40, Verdict.HOLD, Severity.MEDIUM),
        (69, Verdict.HOLD, Severity.MEDIUM),
        (70, Verdict.HOLD, Severity.HIGH),
        (75, Verdict.HOLD, Severity.HIGH),
        (89, Verdict.BLOCK, Severity.HIGH),
        (90, Verdict.HOLD, Severity.CRITICAL),
        (0, Verdict.BLOCK, Severity.HIGH),
    ],
)
def test_severity_follows_the_score_and_a_refusal_is_never_less_than_high(
    score: int, verdict: Verdict, severity: Severity
) -> None:
    assert severity_of(score, verdict) is severity


def test_every_rule_has_a_type_a_title_and_a_sentence() -> None:
    for rule in RuleKind:
        text = describe(_screening(_hit(rule, 10)))
        assert text.alert_type is ALERT_TYPES[rule]
        assert 0 < len(text.title) <= 120
        assert text.description.endswith(". It waits for a decision, with its money set aside.")


def test_the_counted_rule_with_the_most_points_leads() -> None:
    text = describe(
        _screening(
            _hit(RuleKind.ROUND_AMOUNT, 5),
            _hit(RuleKind.VELOCITY_COUNT, 90, counted=False),
            _hit(RuleKind.UNUSUAL_AMOUNT, 70),
        )
    )

    assert (text.alert_type, text.severity) == (AlertType.SUSPICIOUS_TRANSACTION, Severity.HIGH)
    assert text.title == "Large Unusual Transaction"
    assert text.description == (
        "Transaction amount exceeds normal pattern. The amount is conspicuously round. "
        "It waits for a decision, with its money set aside."
    )


def test_among_equals_the_order_of_the_rules_decides() -> None:
    screening = _screening(_hit(RuleKind.LIMIT_USE, 40), _hit(RuleKind.NEW_PAYEE, 40), verdict=Verdict.BLOCK)

    assert describe(screening).alert_type is AlertType.NEW_PAYEE


def test_without_a_rule_that_counted_the_alert_says_what_became_of_the_movement() -> None:
    text = describe(_screening(_hit(RuleKind.ODD_HOUR, 9, counted=False), verdict=Verdict.BLOCK))

    assert (text.alert_type, text.title, text.description) == (
        AlertType.SUSPICIOUS_TRANSACTION,
        "Suspicious Transaction",
        "It was refused.",
    )


def test_a_description_of_all_rules_fits_its_column() -> None:
    text = describe(_screening(*(_hit(rule, 5) for rule in RuleKind), score=100))

    assert len(text.description) <= 500
    assert text.description.endswith("It waits for a decision, with its money set aside.")
