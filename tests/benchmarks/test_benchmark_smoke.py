"""The benchmark runs, small, so that it cannot rot; its figures are of no interest here."""

from __future__ import annotations

import shutil
from collections import Counter
from dataclasses import replace

import pytest

from benchmarks.__main__ import measure
from benchmarks.databases import NotDurable
from benchmarks.report import table
from benchmarks.run import Plan, run
from benchmarks.stage import stage
from benchmarks.targets import BANK, PGBENCH, TEXTBOOK
from tests.benchmarks.migrated_bank import WithMigratedBank
from tooling.postgresql_binaries import NoPostgresql, server_account, usable_binaries

pytestmark = [pytest.mark.postgresql, pytest.mark.slow]

PLAN = Plan(seconds=0.5, repetitions=2, clients=4, customers=8)
BRIEF = Plan(seconds=0.2, repetitions=1, clients=2, customers=8)


@pytest.fixture(scope="module")
def postgresql(templates):
    return WithMigratedBank(templates)


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


def test_a_run_counts_only_if_the_books_agree_with_what_was_answered(postgresql):
    with stage(postgresql, pgbench_program(), customers=PLAN.customers) as ready:
        honest = run(ready, PLAN, lambda words: None)
        boasting = Misreporting(ready.targets[0], created=lambda cell: cell.created + 1)
        targets = [boasting, *ready.targets[1:]]
        boasted = run(replace(ready, targets=targets), BRIEF, lambda words: None)

    assert honest.reasons_void == []
    made_something = Counter(cell.target for cell in honest.cells if cell.created > 0)
    assert made_something == {BANK: 2, TEXTBOOK: 2, PGBENCH: 2}
    assert {status for cell in honest.cells for status in cell.statuses} == {"201"}
    assert len(table(honest.summaries)) == 8

    (reason,) = boasted.reasons_void
    assert reason.startswith("The bank acknowledged ")


def test_a_server_that_could_lose_commits_is_not_measured(postgresql, capsys):
    if postgresql.settings()["fsync"] == "on":
        pytest.skip("this server is durable")

    with pytest.raises(NotDurable, match="fsync"):
        measure(postgresql, "pgbench", PLAN, None)

    assert capsys.readouterr().out == ""
