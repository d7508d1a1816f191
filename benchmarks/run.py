"""A run: every target in every repetition, in an order drawn anew each time, and the proof that the books agree."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import psycopg

from benchmarks.databases import count_rows
from benchmarks.figures import Cell, Summary, summary_of
from benchmarks.stage import Stage
from benchmarks.targets import BANK, PGBENCH, TEXTBOOK
from tooling.steps import ROOT

_PAUSE_SECONDS = 0.7
_TEXTBOOK_BOOK_DISAGREES = """
SELECT count(*) FROM textbook_account account
 WHERE account.balance <> -(SELECT sum(line.amount) FROM textbook_journalline line
                             WHERE line.account_id = account.id)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How long and how often; the first repetition is the warm-up, measured and not counted."""

    seconds: float = 10.0
    repetitions: int = 6
    clients: int = 16
    customers: int = 1000
    seed: int = 42


@dataclass(frozen=True, slots=True)
class Outcome:
    """The figures of a run, and why they are void, if they are."""

    cells: list[Cell]
    summaries: dict[str, Summary]
    reasons_void: list[str]


def run(stage: Stage, plan: Plan, say: Callable[[str], None]) -> Outcome:
    """Measure, then check the books of both projects against what was answered."""
    cells: list[Cell] = []
    order = random.Random(plan.seed)
    before = _booked(stage)
    for repetition in range(plan.repetitions):
        for target in order.sample(stage.targets, len(stage.targets)):
            time.sleep(_PAUSE_SECONDS)
            cell = target.measure(repetition=repetition, clients=plan.clients, seconds=plan.seconds)
            cells.append(cell)
            say(f"{'warm-up' if repetition == 0 else repetition:>8}  {cell.target:<18} {cell.rate:9,.0f} /s")
    counted = [cell for cell in cells if cell.repetition > 0 or plan.repetitions == 1]
    summaries = {
        target.name: summary_of([cell for cell in counted if cell.target == target.name])
        for target in stage.targets
    }
    reasons = [*faults_in_answers(cells), *_wrong_books(stage, cells, before)]
    return Outcome(cells, summaries, reasons)


def faults_in_answers(cells: Sequence[Cell]) -> list[str]:
    """Any answer but 201 is a fault: every request of a run is a transfer that must succeed."""
    wrong = []
    for cell in cells:
        others = {status: count for status, count in cell.statuses.items() if status != "201"}
        if others:
            first = cell.complaints[0] if cell.complaints else ""
            wrong.append(f"{cell.target}, repetition {cell.repetition}: answers {others}. {first}".rstrip())
    return wrong


def _booked(stage: Stage) -> tuple[int, int]:
    """Return how many transfers the bank and the textbook project have in their tables."""
    bank = count_rows(stage.bank_url, "transactions_transaction")
    return bank, count_rows(stage.textbook_url, "textbook_transfer")


def _wrong_books(stage: Stage, cells: Sequence[Cell], before: tuple[int, int]) -> list[str]:
    wrong = []
    acknowledged = (_created(cells, BANK) + _created(cells, PGBENCH), _created(cells, TEXTBOOK))
    booked = tuple(now - then for now, then in zip(_booked(stage), before, strict=True))
    for name, promised, kept in zip((BANK, TEXTBOOK), acknowledged, booked, strict=True):
        if promised != kept:
            wrong.append(f"{name.capitalize()} acknowledged {promised} transfers and booked {kept}.")
    wrong += ledger_problems(stage)
    with psycopg.connect(stage.textbook_url) as connection:
        row = connection.execute(_TEXTBOOK_BOOK_DISAGREES).fetchone()
    if row is None or row[0]:
        wrong.append("The textbook project's balances differ from its journal.")
    return wrong


def ledger_problems(stage: Stage) -> list[str]:
    """Return what the bank's own proof of its books finds wrong."""
    verified = subprocess.run(
        [sys.executable, "manage.py", "verify_ledger"],
        cwd=ROOT,
        env=dict(stage.bank_environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if not verified.returncode:
        return []
    return [f"verify_ledger: {(verified.stdout + verified.stderr).strip()[-2000:]}"]


def _created(cells: Sequence[Cell], target: str) -> int:
    return sum(cell.created for cell in cells if cell.target == target)
