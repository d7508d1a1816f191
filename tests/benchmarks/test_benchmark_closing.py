"""What the close of business costs is measured by a program that runs, and the cost is linear and its memory flat."""

from __future__ import annotations

import datetime as dt
import os
import tracemalloc
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection

from accounts.models import InterestAccrual, InterestPosting
from benchmarks.closing import LAST_OF_MONTH, USUAL_DAY, ClosingFigures, close_one_bank, growth, line_of
from benchmarks.databases import Postgresql
from benchmarks.prepare_closing import FIRST_DAY, write_bank
from core_banking.kernel import clock
from core_banking.kernel.models import BusinessDay
from operations import closing_steps
from operations.services import close_business_day
from tests.proof_plugin import ProofRecord, at_scale
from tests.rolled_back import rolled_back

MIB = 2**20
LAST_OF_MARCH = FIRST_DAY + dt.timedelta(days=1)


def figures(accounts: int, seconds: float, peak_bytes: int, workers: int = 1) -> ClosingFigures:
    return ClosingFigures(
        accounts=accounts,
        workers=workers,
        day=USUAL_DAY,
        seconds=seconds,
        cpu_seconds=seconds / 2,
        peak_bytes=peak_bytes,
    )


@pytest.mark.any_engine
def test_the_report_says_what_ten_times_the_accounts_cost() -> None:
    cells = [
        figures(1_000, 2.0, 100 * MIB),
        figures(10_000, 18.0, 101 * MIB),
        figures(10_000, 9.0, 90 * MIB, 2),
    ]

    assert growth(cells, USUAL_DAY) == (9.0, MIB)
    assert line_of(cells[1]) == (
        "   10,000 accounts, 1 at work, usual day               18.0 s      556 accounts/s"
        "      9.0 s of processor time    101 MiB at its peak"
    )


@pytest.mark.postgresql
@pytest.mark.proof
@pytest.mark.skipif(
    at_scale(small=0, full=1) == 0, reason="migrates a database of its own: run by make prove"
)
def test_a_small_bank_is_closed_and_its_books_agree() -> None:
    postgresql = Postgresql(os.environ["TEST_DATABASE_URL"])

    closed, faults = close_one_bank(postgresql, 4, 1, [USUAL_DAY, LAST_OF_MONTH], lambda words: None)

    assert faults == []
    assert [(each.day, each.accounts) for each in closed] == [(USUAL_DAY, 4), (LAST_OF_MONTH, 4)]
    assert all(each.peak_bytes > 0 for each in closed)


def cost_of_a_day(accounts: int, *, posts_interest: bool) -> tuple[int, int]:
    """Close one day of a bank with so many accounts; return its statements and the most memory it took meanwhile.

    It is a usual day, or the last of a month, whose next morning posts interest.
    """
    statements = 0

    def count(execute: Any, sql: str, parameters: Any, many: bool, context: Any) -> Any:
        nonlocal statements
        statements += 1
        return execute(sql, parameters, many, context)

    with rolled_back():
        write_bank(accounts)
        if posts_interest:
            BusinessDay.objects.update(date=LAST_OF_MARCH, closed_through=FIRST_DAY)
        closed = LAST_OF_MARCH if posts_interest else FIRST_DAY
        noon = dt.datetime.combine(closed + dt.timedelta(days=1), dt.time(12), tzinfo=dt.UTC)
        with clock.frozen_at(noon, business_date_from_row=True), connection.execute_wrapper(count):
            tracemalloc.start()
            try:
                close_business_day()
                _, peak = tracemalloc.get_traced_memory()
            finally:
                tracemalloc.stop()
        assert InterestAccrual.objects.filter(date=closed).count() == accounts
        assert InterestPosting.objects.count() == (accounts if posts_interest else 0)
    return statements, peak


@pytest.mark.postgresql
@pytest.mark.proof
@pytest.mark.django_db
@pytest.mark.parametrize("posts_interest", [False, True])
def test_a_day_is_linear_in_the_accounts_and_its_memory_is_flat(
    monkeypatch: pytest.MonkeyPatch, posts_interest: bool, proof_record: ProofRecord
) -> None:
    chunk = at_scale(small=10, full=500)
    for part in ("EVENING", "MORNING"):
        steps = tuple(replace(step, chunk_rows=chunk) for step in getattr(closing_steps, part))
        monkeypatch.setattr(closing_steps, part, steps)
    monkeypatch.setattr(closing_steps, "_ROWS_AT_ONCE", chunk)
    cost_of_a_day(chunk, posts_interest=posts_interest)  # what is loaded or remembered once
    costs = {chunks: cost_of_a_day(chunks * chunk, posts_interest=posts_interest) for chunks in (1, 2, 4)}

    (one, _), (two, small_peak), (four, large_peak) = costs.values()
    assert four - two == 2 * (two - one)
    assert large_peak < small_peak * 1.3
    proof_record(
        f"{LAST_OF_MONTH if posts_interest else USUAL_DAY}: statements by chunks of accounts, and memory",
        accounts=4 * chunk,
        statements_for_each_chunk=(four - two) // 2,
        peak_kib=large_peak // 1024,
    )
