"""`make prove`: the proofs and the races at their full sizes, on both engines, written down in docs/proof.md.

The same tests as in `make test`, with PROOF_SCALE=full. PostgreSQL runs as in production, with fsync on.
"""

import json
import os
import platform
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tooling.postgresql_binaries import NoPostgresql
from tooling.postgresql_for_tests import postgresql_for_tests
from tooling.run_tests import AT_ONCE, ENGINE_FREE, PYTEST
from tooling.steps import ROOT, Result, Step, run_in_foreground, summarise

REPORT = ROOT / "docs" / "proof.md"
PROOFS = [*PYTEST, *AT_ONCE, "-m"]
RACES = [*PYTEST, "-m", "concurrency"]

Proof = Mapping[str, Any]


def main() -> int:
    """Prove, write the report (failures included), and return 0 only if everything held."""
    signal.signal(signal.SIGTERM, lambda number, _frame: sys.exit(128 + number))
    facts = [*_commit(), *_machine()]
    results: list[Result] = []
    proofs: dict[str, list[Proof]] = {}
    try:
        with tempfile.TemporaryDirectory() as folder:
            _prove_on_sqlite(Path(folder), results, proofs)
            with postgresql_for_tests(durable=True) as server:
                facts += _postgresql(server.url)
                _prove_on_postgresql(Path(folder), server.url, results, proofs)
    except NoPostgresql as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nInterrupted; docs/proof.md is as it was.", file=sys.stderr)
        return 130
    REPORT.parent.mkdir(exist_ok=True)
    REPORT.write_text(_report(facts, proofs, results))
    print(f"\nWrote {REPORT.relative_to(ROOT)}")
    return summarise(results)


def _prove_on_sqlite(folder: Path, results: list[Result], proofs: dict[str, list[Proof]]) -> None:
    command = [*PROOFS, "proof and not concurrency and not postgresql"]
    _prove("the proofs on SQLite", command, None, folder / "sqlite", results)
    proofs["SQLite"] = _read(folder / "sqlite")


def _prove_on_postgresql(
    folder: Path, url: str, results: list[Result], proofs: dict[str, list[Proof]]
) -> None:
    # What knows nothing of the engine was proven with the other one.
    command = [*PROOFS, "proof and not concurrency and not any_engine"]
    _prove("the proofs on PostgreSQL", command, url, folder / "postgresql", results)
    _prove("the races, alone, on PostgreSQL", RACES, url, folder / "races", results)
    proofs["PostgreSQL"] = _read(folder / "postgresql")
    proofs["PostgreSQL, real threads at once"] = _read(folder / "races")


def _prove(name: str, command: Sequence[str], url: str | None, report: Path, results: list[Result]) -> None:
    environment = {
        **ENGINE_FREE,
        "TEST_DATABASE_URL": url,
        "PROOF_SCALE": "full",
        "PROOF_REPORT": str(report),
    }
    results.append(run_in_foreground(Step(name, command, environment)))


def _read(report: Path) -> list[Proof]:
    lines = report.read_text().splitlines() if report.exists() else []
    return gathered(sorted((json.loads(line) for line in lines), key=lambda proof: str(proof["test"])))


def gathered(proofs: Sequence[Proof]) -> list[Proof]:
    """Make one row of a table's cases, unless a case states figures of its own: what is proven is the table.

    The row counts the cases and has the worst of their outcomes.
    """
    rows: dict[str, list[Proof]] = {}
    for proof in proofs:
        table = str(proof["test"]).partition("[")[0]
        rows.setdefault(str(proof["test"]) if proof["figures"] else table, []).append(proof)
    return [row for cases in rows.values() for row in (cases if cases[0]["figures"] else [_one_row(cases)])]


def _one_row(cases: Sequence[Proof]) -> Proof:
    outcomes = [case["outcome"] for case in cases]
    return {
        "test": str(cases[0]["test"]).partition("[")[0],
        "name": str(cases[0]["name"]).partition("[")[0],
        "figures": {"cases": len(cases)} if len(cases) > 1 else {},
        "outcome": next((bad for bad in ("failed", "skipped") if bad in outcomes), "passed"),
        "seconds": sum(float(case["seconds"]) for case in cases),
    }


def _commit() -> list[tuple[str, str]]:
    def git(*arguments: str) -> str:
        return subprocess.run(
            ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
        ).stdout.strip()

    changed = [line for line in git("status", "--porcelain").splitlines() if "docs/proof.md" not in line]
    commit = git("rev-parse", "HEAD") or "unknown"
    return [
        ("Commit", f"`{commit}`{' with uncommitted changes' if changed else ''}"),
        ("Date", datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")),
    ]


def _machine() -> list[tuple[str, str]]:
    return [
        ("Machine", f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}"),
        ("Python, Django", f"{platform.python_version()}, {version('django')}"),
        ("SQLite", f"{sqlite3.sqlite_version}, write-ahead log, synchronous=FULL"),
    ]


def _postgresql(url: str) -> list[tuple[str, str]]:
    import psycopg

    with psycopg.connect(url) as connection:
        row = connection.execute(
            "SELECT current_setting('server_version'), current_setting('fsync'),"
            " current_setting('synchronous_commit')"
        ).fetchone()
    assert row is not None
    return [("PostgreSQL", f"{row[0]}, fsync {row[1]}, synchronous_commit {row[2]}")]


def _report(
    facts: Sequence[tuple[str, str]], proofs: Mapping[str, Sequence[Proof]], results: Sequence[Result]
) -> str:
    lines = [
        "# What was proven",
        "",
        "Written by `make prove`, which runs the proofs at their full sizes; `make test` runs the same ones smaller.",
        "",
        "| | |",
        "|---|---|",
        *(f"| {name} | {value} |" for name, value in facts),
        *(f"| {result.step.name} | {_verdict(result)} in {result.seconds:.0f} s |" for result in results),
    ]
    for engine, rows in proofs.items():
        lines += ["", f"## On {engine}", ""]
        lines += (
            ["| what | figures | outcome | seconds |", "|---|---|---|---:|"] if rows else ["Nothing ran."]
        )
        lines += [_row(proof) for proof in rows]
    return "\n".join(lines) + "\n"


def _verdict(result: Result) -> str:
    return "passed" if result.passed else "**failed**"


def _row(proof: Proof) -> str:
    figures = ", ".join(
        f"{name.replace('_', ' ')} {_shown(value)}" for name, value in proof["figures"].items()
    )
    outcome = proof["outcome"] if proof["outcome"] == "passed" else f"**{proof['outcome']}**"
    name = str(proof["name"]).replace("|", "\\|")
    return f"| {name} | {figures or '—'} | {outcome} | {proof['seconds']:.1f} |"


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


if __name__ == "__main__":
    sys.exit(main())
