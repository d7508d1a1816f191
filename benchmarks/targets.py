"""What is measured: the bank over HTTP, the textbook project over HTTP, and pgbench on the bank's database."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from benchmarks.databases import Postgresql
from benchmarks.figures import Cell, percentile
from benchmarks.pgbench import Pgbench
from benchmarks.servers import HOST, WebServer
from tooling.steps import ROOT

BANK = "the bank"
TEXTBOOK = "textbook DRF"
PGBENCH = "pgbench, same SQL"


class Target(Protocol):
    """Something that makes transfers."""

    name: str

    def measure(self, *, repetition: int, clients: int, seconds: float) -> Cell:
        """Make transfers for some seconds and return the figures."""


@dataclass
class HttpTarget:
    """A web server, the address of its transfer, and everybody's token; `body` is the JSON around the values."""

    name: str
    server: WebServer
    postgresql: Postgresql
    path: str
    body: Sequence[str]
    tokens: Sequence[str] = field(repr=False)

    def measure(self, *, repetition: int, clients: int, seconds: float) -> Cell:
        """Load the server from a process of its own."""
        plan = {
            "host": HOST,
            "port": self.server.port,
            "path": self.path,
            "body": self.body,
            "tokens": self.tokens,
            "clients": clients,
            "seconds": seconds,
            "seed": repetition,
            "key_prefix": f"{secrets.token_hex(8)}-",
        }
        web, database = _Stopwatch(self.server.cpu_seconds), _Stopwatch(self.postgresql.cpu_seconds)
        outcome = run_load(plan)
        statuses: dict[str, int] = outcome["statuses"]
        latencies = sorted(outcome["latencies_us"])
        created = statuses.get("201", 0)
        return Cell(
            target=self.name,
            repetition=repetition,
            rate=len(latencies) / outcome["seconds"],
            created=created,
            p50_us=percentile(latencies, 50),
            p95_us=percentile(latencies, 95),
            p99_us=percentile(latencies, 99),
            web_us=web.us_for_each(created),
            postgresql_us=database.us_for_each(created),
            statuses=statuses,
            complaints=outcome["complaints"],
        )


@dataclass
class PgbenchTarget:
    """PostgreSQL without the web."""

    name: str
    pgbench: Pgbench
    postgresql: Postgresql

    def measure(self, *, repetition: int, clients: int, seconds: float) -> Cell:
        """Run pgbench; its unit is a transaction that is one transfer."""
        database = _Stopwatch(self.postgresql.cpu_seconds)
        outcome = self.pgbench.run(clients=clients, seconds=seconds)
        latencies = sorted(outcome.latencies_us)
        return Cell(
            target=self.name,
            repetition=repetition,
            rate=outcome.rate,
            created=outcome.transactions,
            p50_us=percentile(latencies, 50),
            p95_us=percentile(latencies, 95),
            p99_us=percentile(latencies, 99),
            web_us=None,
            postgresql_us=database.us_for_each(outcome.transactions),
            statuses={"failed": outcome.failed} if outcome.failed else {},
        )


class _Stopwatch:
    """Processor time used since it was made."""

    def __init__(self, read: Callable[[], float | None]) -> None:
        self._read = read
        self._before = read()

    def us_for_each(self, transfers: int) -> int | None:
        """Return the microseconds for each transfer, None where processor time cannot be read."""
        now = self._read()
        if self._before is None or now is None or not transfers:
            return None
        return round((now - self._before) * 1_000_000 / transfers)


def run_load(plan: dict[str, Any]) -> dict[str, Any]:
    """Carry a plan of `benchmarks.load` out in a process of its own; return its outcome."""
    finished = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        cwd=ROOT,
        input=json.dumps(plan),
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        raise RuntimeError(f"The load generator failed: {finished.stderr.strip()[-2000:]}")
    outcome: dict[str, Any] = json.loads(finished.stdout)
    return outcome
