"""Steps that run at once are shown as if they had run one after another."""

from __future__ import annotations

import sys

import pytest

from tooling.steps import Step, run_together, summarise

WAITS_FOR_THE_SECOND = """
import pathlib, sys, time
print("first begins", flush=True)
while not pathlib.Path(sys.argv[1]).exists():
    time.sleep(0.01)
print("first ends")
sys.exit(3)
"""
LETS_THE_FIRST_GO_ON = """
import pathlib, sys
print("second speaks")
pathlib.Path(sys.argv[1]).touch()
"""


def program(text, *arguments):
    return [sys.executable, "-c", text, *arguments]


def test_steps_run_at_once_and_speak_in_their_order(tmp_path, capfdbinary):
    gate = str(tmp_path / "gate")

    results = run_together(
        [
            Step("first", program(WAITS_FOR_THE_SECOND, gate)),
            Step("second", program(LETS_THE_FIRST_GO_ON, gate)),
        ]
    )

    assert [(each.step.name, each.exit_status) for each in results] == [("first", 3), ("second", 0)]
    said = b"\n=== first\nfirst begins\nfirst ends\n\n=== second\nsecond speaks\n"
    assert capfdbinary.readouterr().out == said


def test_a_step_that_cannot_be_started_ends_the_others(tmp_path):
    endless = Step("endless", program("import time; time.sleep(600)"))

    with pytest.raises(FileNotFoundError):
        run_together([endless, Step("missing", [str(tmp_path / "no such program")])])


def test_the_summary_says_how_long_all_took_together(capsys):
    results = run_together([Step("one", program("")), Step("other", program(""))])

    assert summarise(results, 12.4) == 0
    assert capsys.readouterr().out.endswith("2 of 2 passed; 12 s\n\n")
