"""Record what a proof showed, so that `make prove` can write it down.

A proof is a test marked `proof` (or a race, marked `concurrency`) that states its figures:

    @pytest.mark.proof
    def test_one_of_64_wins(proof_record):
        rounds = at_scale(small=10, full=200)
        …
        proof_record("64 clients, money for one: exactly one wins", clients=64, rounds=rounds, winners=rounds)

The figures travel with the test's report, so they arrive from pytest-xdist's workers as well. When PROOF_REPORT names
a file, one JSON line for each proof is written to it, failed and skipped ones included.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest

PROOF_MARKERS = ("proof", "concurrency")
_PROPERTY = "proof"
_IS_PROOF = "is_proof"


class ProofRecord(Protocol):
    """States what a test proves, with the figures it reached; may be called more than once."""

    def __call__(self, name: str, /, **figures: int | float | str) -> None:
        """Record one statement."""


def at_scale(*, small: int, full: int) -> int:
    """The size to prove at: `full` under PROOF_SCALE=full, `small` in an everyday run."""
    return full if os.environ.get("PROOF_SCALE", "small") == "full" else small


@pytest.fixture
def proof_record(request: pytest.FixtureRequest) -> ProofRecord:
    """Return the function with which a test states what it proves."""

    def record(name: str, /, **figures: int | float | str) -> None:
        request.node.user_properties.append((_PROPERTY, {"name": name, "figures": figures}))

    return record


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tell the report of each proof that it is one."""
    for item in items:
        if any(item.get_closest_marker(marker) for marker in PROOF_MARKERS):
            item.user_properties.append((_IS_PROOF, True))


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Write the outcome of a proof: of its call, or of whatever kept it from being called."""
    path = os.environ.get("PROOF_REPORT", "")
    if not path or os.environ.get("PYTEST_XDIST_WORKER") or (_IS_PROOF, True) not in report.user_properties:
        return
    if report.when == "call" or not report.passed:
        with Path(path).open("a") as lines:
            for proof in _statements(report):
                outcome = {
                    "test": report.nodeid,
                    "outcome": report.outcome,
                    "seconds": round(report.duration, 2),
                }
                lines.write(json.dumps({**proof, **outcome}, default=str) + "\n")


def _statements(report: pytest.TestReport) -> Iterator[dict[str, object]]:
    stated = [
        value for name, value in report.user_properties if name == _PROPERTY and isinstance(value, dict)
    ]
    yield from stated or [{"name": _sentence(report.nodeid), "figures": {}}]


def _sentence(node_id: str) -> str:
    """A test's name completes the sentence; without a statement of its own, the name is what is proven."""
    return node_id.rpartition("::")[2].removeprefix("test_").replace("_", " ")
