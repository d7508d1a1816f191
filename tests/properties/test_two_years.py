"""A bank lives day by day with random payments, late payers, prepayments and reversals; killed, it loses nothing.

Two banks live the same story, one of them killed again and again. At each month's end of both the books are proven
from their raw rows and by beancount; after each day the close of business is run once more and must add nothing; in
the end both have the same figures to the last line.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from tests.proof_plugin import ProofRecord, at_scale
from tests.template_databases import ROOT, Templates, environment_of_suite
from tests.two_years.people import FIRST_DAY

pytestmark = [pytest.mark.proof, pytest.mark.slow]
if at_scale(small=1, full=0):
    # An everyday run lives it on the engine of a bank of any size; on SQLite the close is killed elsewhere.
    pytestmark.append(pytest.mark.postgresql)

_URL = os.environ.get("TEST_DATABASE_URL", "")
_ON_POSTGRESQL = _URL.startswith("postgres")
# The full size takes half an hour: once is enough, on the engine of a bank of that size.
CUSTOMERS = at_scale(small=6, full=1_000) if _ON_POSTGRESQL else 6
DAYS = at_scale(small=34, full=730) if _ON_POSTGRESQL else 34
KILLS = at_scale(small=2, full=20) if _ON_POSTGRESQL else 2
SEED = 20270101
LAST_DAY = FIRST_DAY + dt.timedelta(days=DAYS - 1)


@pytest.fixture
def banks(templates: Templates) -> Iterator[Sequence[str]]:
    """Two banks that are the same to the last row, on the evening of their first day."""
    databases = templates.databases
    first = databases.create(templates.migrated())
    made = [first]
    try:
        run(first, program("settle", "--customers", str(CUSTOMERS)))
        made.append(databases.create(first))
        yield made
    finally:
        for url in made:
            databases.drop(url)


def test_a_killed_bank_ends_as_one_that_was_left_alone(
    banks: Sequence[str], proof_record: ProofRecord
) -> None:
    alone, killed = Life(banks[0]), Life(banks[1])
    left_alone = threading.Thread(target=alone.live)
    left_alone.start()
    killed.live(kills=KILLS)
    left_alone.join()
    for life in (alone, killed):
        assert life.fault == ""
        assert life.days[-1] == str(LAST_DAY)
        assert len(life.months) == (LAST_DAY + dt.timedelta(days=1)).month - 1 + 12 * (
            LAST_DAY.year - FIRST_DAY.year
        )
    assert killed.kills == KILLS
    assert facts(banks[0]) == facts(banks[1])
    proof_record(
        "a bank that lives day by day, killed at random: months' books and bean-check clean, second close adds nothing",
        customers=CUSTOMERS,
        days=DAYS,
        kills=killed.kills,
        deeds=alone.deeds,
        refusals=alone.refusals,
        journal_entries=alone.entries,
        months_proven=len(alone.months) + len(killed.months),
        facts_that_differ=0,
    )


@dataclass
class Life:
    """One bank's process, started again whenever it was killed."""

    url: str
    days: list[str] = field(default_factory=list)
    months: list[str] = field(default_factory=list)
    deeds: int = 0
    refusals: int = 0
    entries: int = 0
    kills: int = 0
    fault: str = ""

    def live(self, kills: int = 0) -> None:
        """Live through the last day; `kills` times a process is killed at some moment of some day."""
        luck = random.Random(SEED)
        days = [str(FIRST_DAY + dt.timedelta(days=number)) for number in range(1, DAYS - 1)]
        fatal = sorted(luck.sample(days, kills))
        while not self.fault and (not self.days or self.days[-1] != str(LAST_DAY)):
            self._run_until_killed(fatal, luck)

    def _run_until_killed(self, fatal: list[str], luck: random.Random) -> None:
        command = program("live", "--seed", str(SEED), "--through", str(LAST_DAY))
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment(self.url),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        ) as process:
            if self._hear_until_fatal(process, fatal, luck):
                os.killpg(process.pid, signal.SIGKILL)
                self.kills += 1
                return
            assert process.stderr is not None
            said = process.stderr.read()
        if process.returncode:
            self.fault = said[-4_000:]

    def _hear_until_fatal(
        self, process: subprocess.Popen[str], fatal: list[str], luck: random.Random
    ) -> bool:
        """Hear of its days until it ends by itself, or until some moment of the day after a fatal one."""
        assert process.stdout is not None
        began = time.monotonic()
        for line in process.stdout:
            self._hear(json.loads(line))
            a_day, began = time.monotonic() - began, time.monotonic()
            # Who is killed may have lived a day that nobody heard of: a fatal one among these is made up for.
            if fatal and self.days and self.days[-1] >= fatal[0]:
                fatal.pop(0)
                time.sleep(luck.random() * min(a_day, 10))
                return True
        return False

    def _hear(self, told: dict[str, Any]) -> None:
        if "month" in told:
            self.months += [] if told["month"] in self.months else [told["month"]]
            self.entries = told["entries_in_all"]
            return
        self.days.append(told["day"])
        self.deeds += told["deeds"]
        self.refusals += sum(told["refusals"].values())


def program(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "tests.two_years", *arguments]


def environment(url: str) -> dict[str, str]:
    return {
        **environment_of_suite(url),
        # Who only ever repays by hand of the branch would fall asleep; this is not about that.
        "DORMANT_AFTER_DAYS": "5000",
    }


def run(url: str, command: Sequence[str]) -> str:
    finished = subprocess.run(
        command, cwd=ROOT, env=environment(url), capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stdout + finished.stderr
    return finished.stdout


def facts(url: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(run(url, program("facts")))
    return found
