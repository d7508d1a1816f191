"""The comparison of many transfers at once with as many one by one runs, small, so that it cannot rot."""

from __future__ import annotations

import pytest

from benchmarks.bulk import BulkFigures, BulkPlan, compare
from benchmarks.report import bulk_as_json, bulk_table
from benchmarks.run import ledger_problems
from benchmarks.stage import stage
from tests.benchmarks.migrated_bank import WithMigratedBank
from tests.template_databases import Templates

FIGURES = BulkFigures(
    lines=10_000,
    seconds={"BEST_EFFORT": 2.0, "ALL_OR_NOTHING": 1.6},
    singles_rate={1: 200.0, 16: 250.0},
    cpu_seconds={"BEST_EFFORT": 2.0, "ALL_OR_NOTHING": 2.0},
    singles_cpu_seconds={1: 40.0, 16: 50.0},
    peak_bytes=100 * 2**20,
    growth_bytes=2**20 // 2,
    faults=[],
)


def test_the_table_says_how_many_times_faster_it_is() -> None:
    assert bulk_table(FIGURES) == [
        "10,000 single requests, 1 at once: 50.0 s (at 200 a second, scaled)",
        "10,000 single requests, 16 at once: 40.0 s (at 250 a second, scaled)",
        "BEST_EFFORT       2.00 s for 10,000 lines; 25.0 times faster than singles, 1 at once;"
        " 20.0 times faster than singles, 16 at once",
        "ALL_OR_NOTHING    1.60 s for 10,000 lines; 31.2 times faster than singles, 1 at once;"
        " 25.0 times faster than singles, 16 at once",
        "BEST_EFFORT       2.00 s of processor time; 20.0 times less than singles, 1 at once;"
        " 25.0 times less than singles, 16 at once",
        "ALL_OR_NOTHING    2.00 s of processor time; 20.0 times less than singles, 1 at once;"
        " 25.0 times less than singles, 16 at once",
        "The worker's memory  100 MiB at its peak, 0.5 MiB more than after a tenth of the lines",
    ]
    assert bulk_as_json(FIGURES)["ratios"]["BEST_EFFORT"] == {"1": 25.0, "16": 20.0}


@pytest.mark.postgresql
@pytest.mark.slow
def test_a_small_comparison_posts_every_line(templates: Templates) -> None:
    postgresql = WithMigratedBank(templates)
    plan = BulkPlan(lines=20, warm_up_lines=5, repetitions=1, seconds=0.2, clients=2)

    with stage(postgresql, "pgbench", customers=8) as ready:
        figures = compare(ready, plan, lambda words: None)
        problems = ledger_problems(ready)

    assert (figures.faults, problems) == ([], [])
    assert set(figures.seconds) == {"BEST_EFFORT", "ALL_OR_NOTHING"}
    assert all(rate > 0 for rate in figures.singles_rate.values())
    assert figures.peak_bytes > 0
