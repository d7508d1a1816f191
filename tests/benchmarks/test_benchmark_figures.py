"""What is made of the figures of a run."""

from __future__ import annotations

import json

import pytest

from benchmarks.figures import Cell, percentile, ratio, summary_of
from benchmarks.report import as_json
from benchmarks.run import Outcome, Plan, faults_in_answers
from benchmarks.targets import BANK, PGBENCH, TEXTBOOK


def cell(target="the bank", *, repetition=1, rate=100.0, web_us=None, **details):
    figures = {"created": 100, "p50_us": 1, "p95_us": 2, "p99_us": 3, "postgresql_us": 900}
    return Cell(target=target, repetition=repetition, rate=rate, web_us=web_us, **{**figures, **details})


@pytest.mark.parametrize(("percent", "expected"), [(50, 2), (75, 3), (99, 4), (100, 4), (1, 1)])
def test_a_percentile_is_the_nearest_rank(percent, expected):
    assert percentile([1, 2, 3, 4], percent) == expected


def test_the_percentile_of_nothing_is_zero():
    assert percentile([], 99) == 0


def test_a_summary_holds_medians_and_the_range_of_the_rates():
    summary = summary_of([cell(rate=90.0, p50_us=5), cell(rate=300.0, p50_us=7), cell(rate=110.0, p50_us=1)])

    assert (summary.rate, summary.lowest_rate, summary.highest_rate, summary.p50_us) == (
        110.0,
        90.0,
        300.0,
        5,
    )


def test_processor_time_that_is_not_known_stays_unknown():
    assert summary_of([cell(web_us=None)]).web_us is None
    assert summary_of([cell(web_us=None), cell(web_us=40)]).web_us == 40


def test_a_ratio_compares_rates():
    fast, slow = summary_of([cell(rate=300.0)]), summary_of([cell(rate=120.0)])

    assert ratio(fast, slow) == 2.5
    assert ratio(fast, summary_of([cell(rate=0.0)])) == 0.0


def test_any_answer_but_created_is_a_fault():
    cells = [
        cell(statuses={"201": 99}),
        cell(repetition=2, statuses={"201": 98, "500": 1}, complaints=["HTTP/1.1 500 Oh"]),
        cell("pgbench", repetition=2, statuses={"failed": 3}),
    ]

    assert faults_in_answers(cells) == [
        "the bank, repetition 2: answers {'500': 1}. HTTP/1.1 500 Oh",
        "pgbench, repetition 2: answers {'failed': 3}.",
    ]


def test_everything_measured_can_be_written_to_a_file():
    cells = [
        cell(BANK, rate=300.0, statuses={"201": 99}),
        cell(TEXTBOOK, rate=60.0),
        cell(PGBENCH, rate=900.0),
    ]
    outcome = Outcome(cells, {one.target: summary_of([one]) for one in cells}, ["Something was wrong."])

    written = json.loads(json.dumps(as_json(Plan(), {"fsync": "on"}, 5000, outcome)))

    assert written["ratios"] == {"bank_to_textbook": 5.0, "bank_to_pgbench": pytest.approx(1 / 3)}
    assert written["cells"][0]["statuses"] == {"201": 99}
    assert written["medians"][BANK]["rate"] == 300.0
    assert written["void"] == ["Something was wrong."]
