"""`make bench`: the full transfer over HTTP beside a textbook project and beside pgbench with the same SQL.

Then ten thousand transfers ordered at once, beside as many asked for one by one.

    python -m benchmarks --seconds 10 --repetitions 6 --clients 16 --json figures.json

Brings up a PostgreSQL of its own that is as durable as in production. The run is void, and exits with 1, unless
every answer was a 201, as many transfers are booked as were acknowledged, and `verify_ledger` is clean.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.bulk import BulkPlan, compare
from benchmarks.databases import NotDurable, Postgresql, flushes_per_second
from benchmarks.report import as_json, bulk_as_json, bulk_table, circumstances, table
from benchmarks.run import Plan, ledger_problems, run
from benchmarks.stage import stage
from tooling.embedded_postgresql import PostgresqlServer
from tooling.postgresql_binaries import NoPostgresql

# Roomy enough that no checkpoint falls into some cells and not into others.
SERVER_OPTIONS = ("shared_buffers=1GB", "max_wal_size=8GB", "checkpoint_timeout=1h")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 0 only for a run that counts."""
    plan, bulk_plan, json_file = _read_arguments(arguments)
    try:
        with PostgresqlServer(durable=True, options=SERVER_OPTIONS) as server:
            _say(f"[postgresql] {server.origin}")
            return measure(Postgresql(server.url), server.bin_path("pgbench"), plan, json_file, bulk_plan)
    except (NoPostgresql, NotDurable) as error:
        print(f"Nothing was measured: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted.", file=sys.stderr)
        return 130


def measure(
    postgresql: Postgresql,
    pgbench_program: str,
    plan: Plan,
    json_file: Path | None,
    bulk_plan: BulkPlan = BulkPlan(),  # noqa: B008 - frozen
) -> int:
    """Measure on a running server. Raises `NotDurable` before anything is set up on one that is not."""
    postgresql.require_durability()
    settings, flushes = postgresql.settings(), flushes_per_second()
    _say("\n".join(circumstances(settings, flushes, plan)))
    _say(f"\nSetting up and signing {plan.customers:,} customers in, twice …")
    with stage(postgresql, pgbench_program, customers=plan.customers) as ready:
        outcome = run(ready, plan, _say)
        _say("\n" + "\n".join(table(outcome.summaries)) + "\n")
        bulk = compare(ready, bulk_plan, _say)
        reasons_void = [*outcome.reasons_void, *bulk.faults, *ledger_problems(ready)]
    _say("\n" + "\n".join(bulk_table(bulk)))
    if json_file is not None:
        figures = {
            **as_json(plan, settings, flushes, outcome),
            "bulk": bulk_as_json(bulk),
            "void": reasons_void,
        }
        json_file.write_text(json.dumps(figures, indent=1) + "\n")
    if reasons_void:
        _say("\nVOID:\n" + "\n".join(f"  - {reason}" for reason in reasons_void))
        return 1
    _say("\nThe books agree, and every acknowledged transfer is in them.")
    return 0


def _read_arguments(arguments: Sequence[str] | None) -> tuple[Plan, BulkPlan, Path | None]:
    default, bulk = Plan(), BulkPlan()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--seconds", type=float, default=default.seconds, help="for each cell")
    parser.add_argument(
        "--repetitions", type=int, default=default.repetitions, help="the first is not counted"
    )
    parser.add_argument("--clients", type=int, default=default.clients)
    parser.add_argument("--customers", type=int, default=default.customers)
    parser.add_argument(
        "--bulk-lines", type=int, default=bulk.lines, help="of one bulk transfer, 10,000 at most"
    )
    parser.add_argument("--bulk-repetitions", type=int, default=bulk.repetitions)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to a file")
    given = parser.parse_args(arguments)
    plan = Plan(
        seconds=given.seconds,
        repetitions=given.repetitions,
        clients=given.clients,
        customers=given.customers,
    )
    bulk = BulkPlan(
        lines=given.bulk_lines,
        repetitions=given.bulk_repetitions,
        seconds=given.seconds,
        clients=given.clients,
    )
    return plan, bulk, given.json


def _say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
