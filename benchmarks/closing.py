"""What the close of business costs: a usual day, and the last day of a month, of a bank with many accounts.

    python -m benchmarks.closing --closing-accounts 100000 --workers 2 --json closing.json

Brings up a PostgreSQL of its own that is as durable as in production, fills one bank with a tenth of the accounts and
one with all of them, and closes the same days in both with `manage.py close_business_day`: in one process, and in
several. On a usual day the interest of a night accrues on every account; on the last day of a month it is posted, too:
a movement of its own for each account. Time, processor time and peak memory are those of the command's process.

The run is void, and exits with 1, unless each account has its nights, each its posting, and `verify_ledger` is clean.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import os
import secrets
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from benchmarks.databases import NotDurable, Postgresql, count_rows
from benchmarks.prepare_closing import FIRST_DAY
from benchmarks.servers import environment_for
from tooling.embedded_postgresql import PostgresqlServer
from tooling.postgresql_binaries import NoPostgresql
from tooling.steps import ROOT
from tooling.throwaway_secrets import throwaway_secrets

SERVER_OPTIONS: Final = ("shared_buffers=1GB", "max_wal_size=8GB", "checkpoint_timeout=1h")
USUAL_DAY, LAST_OF_MONTH = "usual day", "last day of a month"
_KIBIBYTE: Final = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingPlan:
    """How many accounts the larger bank has, and how many processes share the work in the second run of it."""

    accounts: int = 100_000
    workers: int = 2
    month_end: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingFigures:
    """One close: times in seconds, those of worker processes included; memory in bytes, of the largest process."""

    accounts: int
    workers: int
    day: str
    seconds: float
    cpu_seconds: float
    peak_bytes: int

    @property
    def accounts_per_second(self) -> float:
        """How many accounts were closed in a second."""
        return self.accounts / self.seconds


def measure(
    postgresql: Postgresql, plan: ClosingPlan, say: Callable[[str], None]
) -> tuple[list[ClosingFigures], list[str]]:
    """Close the days of both banks; return the figures, and what makes them void."""
    figures: list[ClosingFigures] = []
    faults: list[str] = []
    cells = [(max(1, plan.accounts // 10), 1), (plan.accounts, 1), (plan.accounts, plan.workers)]
    days = [USUAL_DAY, LAST_OF_MONTH] if plan.month_end else [USUAL_DAY]
    for accounts, workers in dict.fromkeys(cells):
        closed, wrong = close_one_bank(postgresql, accounts, workers, days, say)
        figures += closed
        faults += wrong
    return figures, faults


def close_one_bank(
    postgresql: Postgresql, accounts: int, workers: int, days: Sequence[str], say: Callable[[str], None]
) -> tuple[list[ClosingFigures], list[str]]:
    """Fill a bank, close its days and take it down; return the figures, and what makes them void."""
    url = postgresql.create_database(f"benchmark_closing_{secrets.token_hex(4)}")
    environment = _environment(url)
    figures = []
    try:
        say(f"Filling a bank with {accounts:,} accounts …")
        _run(environment, "-m", "benchmarks.prepare_closing", str(accounts))
        for number, day in enumerate(days):
            figures.append(_close(environment, FIRST_DAY + dt.timedelta(days=number), day, accounts, workers))
            say(line_of(figures[-1]))
        return figures, _faults(environment, url, accounts, len(days))
    finally:
        postgresql.drop_databases()


def line_of(figures: ClosingFigures) -> str:
    """Return a close as a line of the report."""
    return (
        f"{figures.accounts:>9,} accounts, {figures.workers} at work, {figures.day:<19}"
        f" {figures.seconds:8.1f} s {figures.accounts_per_second:8,.0f} accounts/s"
        f" {figures.cpu_seconds:8.1f} s of processor time {figures.peak_bytes / 2**20:6.0f} MiB at its peak"
    )


def growth(figures: Sequence[ClosingFigures], day: str) -> tuple[float, float]:
    """Return how many times longer the tenfold bank takes in one process, and how much more memory (bytes)."""
    alone = sorted(
        (each for each in figures if each.workers == 1 and each.day == day), key=lambda e: e.accounts
    )
    small, large = alone[0], alone[-1]
    return large.seconds / small.seconds, large.peak_bytes - small.peak_bytes


def _environment(url: str) -> dict[str, str]:
    return {
        **environment_for("benchmarks.bank_settings", url, throwaway_secrets()),
        "ALLOWED_HOSTS": "127.0.0.1",
        "TRUSTED_PROXIES": "0",
        "LOG_LEVEL": "ERROR",
    }


def _close(
    environment: Mapping[str, str], date: dt.date, day: str, accounts: int, workers: int
) -> ClosingFigures:
    arguments = ["manage.py", "close_business_day", "--quiet", "--date", str(date), "--workers", str(workers)]
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, *arguments], cwd=ROOT, env=dict(environment), stdout=subprocess.DEVNULL
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"The close of {date} ended with {process.returncode}.")
    return ClosingFigures(
        accounts=accounts,
        workers=workers,
        day=day,
        seconds=time.monotonic() - began,
        cpu_seconds=used.ru_utime + used.ru_stime,
        peak_bytes=used.ru_maxrss * _KIBIBYTE,
    )


def _faults(environment: Mapping[str, str], url: str, accounts: int, days: int) -> list[str]:
    expected = {"accounts_interestaccrual": accounts * days, "operations_closingfailure": 0}
    if days > 1:
        expected["accounts_interestposting"] = accounts
    faults = [
        f"{table} has {found:,} rows instead of {rows:,}"
        for table, rows in expected.items()
        if (found := count_rows(url, table)) != rows
    ]
    try:
        _run(environment, "manage.py", "verify_ledger")
    except RuntimeError as error:
        faults.append(str(error))
    return faults


def _run(environment: Mapping[str, str], *arguments: str) -> None:
    finished = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        raise RuntimeError(
            f"{' '.join(arguments)} failed:\n{(finished.stderr or finished.stdout).strip()[-4000:]}"
        )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 0 only for a run that counts."""
    default = ClosingPlan()
    parser = argparse.ArgumentParser(prog="python -m benchmarks.closing", description=__doc__)
    parser.add_argument("--closing-accounts", type=int, default=default.accounts, metavar="ACCOUNTS")
    parser.add_argument("--workers", type=int, default=default.workers)
    parser.add_argument("--no-month-end", action="store_true", help="close the usual day only")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write every figure to a file")
    given = parser.parse_args(arguments)
    plan = ClosingPlan(
        accounts=given.closing_accounts, workers=given.workers, month_end=not given.no_month_end
    )
    try:
        with PostgresqlServer(durable=True, options=SERVER_OPTIONS) as server:
            postgresql = Postgresql(server.url)
            postgresql.require_durability()
            figures, faults = measure(postgresql, plan, _say)
    except (NoPostgresql, NotDurable) as error:
        print(f"Nothing was measured: {error}", file=sys.stderr)
        return 1
    times, more_bytes = growth(figures, USUAL_DAY)
    _say(f"Ten times the accounts: {times:.1f} times as long, {more_bytes / 2**20:+.1f} MiB.")
    if given.json is not None:
        written = {"figures": [asdict(each) for each in figures], "void": faults}
        given.json.write_text(json.dumps(written, indent=1) + "\n")
    if faults:
        _say("\nVOID:\n" + "\n".join(f"  - {fault}" for fault in faults))
        return 1
    _say("Every account has its nights, and the books agree.")
    return 0


def _say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
