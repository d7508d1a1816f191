"""What each rule saw, in words."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from fraud.contracts import RuleKind
from fraud.hit_sentences import sentence_of_hit
from fraud.shipped_rules import DEFINITIONS


@pytest.mark.parametrize(
    ("rule", "why", "said"),
    [
        (
            "UNUSUAL_AMOUNT",
            {"deviations_thousandths": 2650, "percent_of_largest": 180},
            "The amount is 2.6 standard deviations above the account's usual, and 180 % of its largest payment so far.",
        ),
        ("ROUND_AMOUNT", {"amount": 500_000}, "5000.00 USD is a conspicuously round amount."),
        (
            "NEW_PAYEE",
            {"percent_of_balance": 48, "saved": False, "paid_before": 0},
            "The payee was never paid before; he gets 48 % of the balance.",
        ),
        (
            "NEW_DEVICE",
            {"known": 1, "used_before": False},
            "This device was never used before; 1 device is known for the account.",
        ),
        (
            "FAILED_SECRETS",
            {"failed_pins": 1, "failed_sign_ins": 3, "secret_changed": True},
            "1 wrong PIN and 3 failed sign-ins came before it; a secret was changed shortly before.",
        ),
        (
            "STRUCTURING",
            {"below": "reporting_limit", "times": 3, "sum": 2_850_000},
            "3 amounts just below the limit for reporting within days, 28500.00 USD together.",
        ),
        ("LEARNED_SCORE", {"likely_thousandths": 873, "reasons": ""}, "The model finds fraud 87.3 % likely."),
    ],
    ids=lambda value: value if isinstance(value, str) and value.isupper() else "",
)
def test_a_finding_is_said_with_its_figures(rule: str, why: Mapping[str, object], said: str) -> None:
    assert sentence_of_hit(rule, why, "USD") == said


@pytest.mark.parametrize("kind", list(RuleKind), ids=lambda kind: kind.value)
def test_facts_of_another_day_are_never_misread(kind: RuleKind) -> None:
    said = sentence_of_hit(kind.value, {"something": "else"})

    assert said == DEFINITIONS[kind].meaning or kind is RuleKind.LISTED_NAME


def test_a_rule_that_is_no_more_is_said_to_be_gone() -> None:
    assert sentence_of_hit("PHASE_OF_THE_MOON", {}) == "The bank does not have this rule any more."
