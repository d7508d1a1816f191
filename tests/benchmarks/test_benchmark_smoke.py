"""The benchmark runs, small, so that it cannot rot; its figures are of no interest here."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from dataclasses import replace

import pytest

from benchmarks.__main__ import measure
from benchmarks.databases import NotDurable, Postgresql
from benchmarks.report import table
from benchmarks.run import Plan, run
from benchmarks.stage import stage
from benchmarks.targets import BANK, PGBENCH, TEXTBOOK
from tooling.postgresql_binaries import NoPostgresql, server_account, usable_binaries

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]

PLAN = Plan(seconds=0.5, repetitions=2, clients=4, customers=8)


@pytest.fixture(scope="module")
def postgresql():
    return Postgresql(os.environ["TEST_DATABASE_URL"])


@pytest.fixture(scope="module")
def ready(postgresql):
    with stage(postgresql, pgbench_program(), customers=PLAN.customers) as prepared:
        yield prepared


def pgbench_program():
    for binaries in usable_binaries(server_account(), []):
        try:
            return binaries.path("pgbench")
        except NoPostgresql:
            continue
    return shutil.which("pgbench") or pytest.skip("there is no pgbench on this machine")


class Misreporting:
    """A target that does its work and tells another story of it."""

    def __init__(self, target, **story):
        self.name = target.name
        self._target = target
        self._story = story

    def measure(self, **arguments):
        cell = self._target.measure(**arguments)
        return replace(cell, **{name: change(cell) for name, change in self._story.items()})


def run_quietly(ready, target=None):
    targets = ready.targets if target is None else [target, *ready.targets[1:]]
    return run(replace(ready, targets=targets), PLAN, lambda words: None)


def test_every_target_makes_transfers_and_the_books_agree_with_what_was_answered(ready):
    outcome = run_quietly(ready)

    assert outcome.reasons_void == []
    assert Counter(cell.target for cell in outcome.cells if cell.created > 0) == {
        BANK: 2,
        TEXTBOOK: 2,
        PGBENCH: 2,
    }
    assert {status for cell in outcome.cells for status in cell.statuses} == {"201"}
    assert len(table(outcome.summaries)) == 8


def test_a_run_is_void_when_the_bank_booked_more_than_it_acknowledged(ready):
    bank = Misreporting(ready.targets[0], created=lambda cell: cell.created - 1)

    outcome = run_quietly(ready, bank)

    assert len(outcome.reasons_void) == 1
    assert outcome.reasons_void[0].startswith("The bank acknowledged ")


def test_a_run_is_void_when_a_request_failed(ready):
    bank = Misreporting(
        ready.targets[0],
        statuses=lambda cell: cell.statuses + Counter({"500": 1}),
        complaints=lambda cell: ["HTTP/1.1 500 Internal Server Error"],
    )

    outcome = run_quietly(ready, bank)

    assert outcome.reasons_void == [
        "the bank, repetition 0: answers {'500': 1}. HTTP/1.1 500 Internal Server Error",
        "the bank, repetition 1: answers {'500': 1}. HTTP/1.1 500 Internal Server Error",
    ]


def test_a_server_that_could_lose_commits_is_not_measured(postgresql, capsys):
    if postgresql.settings()["fsync"] == "on":
        pytest.skip("this server is durable")

    with pytest.raises(NotDurable, match="fsync"):
        measure(postgresql, "pgbench", PLAN, None)

    assert capsys.readouterr().out == ""
