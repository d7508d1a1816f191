"""The report of the proofs."""

from __future__ import annotations

from typing import Any

from tooling.prove import gathered


def proof(test: str, outcome: str = "passed", **figures: int) -> dict[str, Any]:
    return {"test": test, "name": test, "figures": figures, "outcome": outcome, "seconds": 0.5}


def test_the_cases_of_a_table_are_one_row_with_the_worst_of_their_outcomes() -> None:
    rows = gathered([proof("amounts[1]"), proof("amounts[2]", "failed"), proof("amounts[3]", "skipped")])
    assert rows == [
        {"test": "amounts", "name": "amounts", "figures": {"cases": 3}, "outcome": "failed", "seconds": 1.5}
    ]


def test_a_case_that_was_skipped_does_not_pass_for_the_table() -> None:
    assert gathered([proof("amounts[1]"), proof("amounts[2]", "skipped")])[0]["outcome"] == "skipped"


def test_statements_with_figures_stay_as_they_are_two_of_one_test_included() -> None:
    stated = [proof("race[a]", rounds=1), proof("race[b]", rounds=2), proof("race[b]", rounds=3)]
    assert gathered([*stated, proof("alone")]) == [*stated, proof("alone")]
