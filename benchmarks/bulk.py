"""Ten thousand transfers of one customer: ordered at once, and asked for one by one.

Both over HTTP, out of one account, on the same servers. The bulk transfer's time runs from sending the order until its
progress says that it is done. Single requests are made for some seconds, by one client after the other's answer and by
several at once, and their time is scaled to ten thousand.
"""

from __future__ import annotations

import json
import random
import secrets
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any

from benchmarks import population
from benchmarks.processes import cpu_seconds, peak_memory_bytes
from benchmarks.servers import HOST
from benchmarks.stage import Stage
from benchmarks.targets import HttpTarget, run_load
from tooling.steps import ROOT

PATH = "/api/transfers/bulk/"
SENDER = 0
_POLL_SECONDS = 0.05
_GIVE_UP_SECONDS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkPlan:
    """How many lines a bulk transfer has, and for how long single requests are made beside it."""

    lines: int = 10_000
    warm_up_lines: int = 1_000
    repetitions: int = 3
    seconds: float = 5.0
    clients: int = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkFigures:
    """The figures of the comparison: times in seconds, memory in bytes of the worker's process.

    `seconds` are medians by mode; `singles_seconds` is what as many single requests would take, by the number of
    clients that make them. `cpu_seconds` and `singles_cpu_seconds` are processor time of web, worker and PostgreSQL
    together for all lines, 0 where it cannot be known: what a machine that is busy with other things falsifies least.
    `growth_bytes` is how much a bulk transfer of all lines adds to the worker's peak memory after one of
    `warm_up_lines`.
    """

    lines: int
    seconds: Mapping[str, float]
    singles_rate: Mapping[int, float]
    cpu_seconds: Mapping[str, float]
    singles_cpu_seconds: Mapping[int, float]
    peak_bytes: int
    growth_bytes: int
    faults: list[str]

    def singles_seconds(self, clients: int) -> float:
        """Return how long as many single requests would take."""
        return self.lines / self.singles_rate[clients] if self.singles_rate[clients] else 0.0

    def ratio(self, mode: str, clients: int) -> float:
        """Return how many times faster the bulk transfer is than as many single requests."""
        return self.singles_seconds(clients) / self.seconds[mode]

    def cpu_ratio(self, mode: str, clients: int) -> float:
        """Return how many times less processor time the bulk transfer takes than as many single requests."""
        used = self.cpu_seconds[mode]
        return self.singles_cpu_seconds[clients] / used if used else 0.0


def compare(stage: Stage, plan: BulkPlan, say: Callable[[str], None]) -> BulkFigures:
    """Measure both ways in turn. The stage's own proof of the books covers what is posted here."""
    bank = stage.targets[0]
    assert isinstance(bank, HttpTarget)
    times: dict[str, list[float]] = {"BEST_EFFORT": [], "ALL_OR_NOTHING": []}
    rates: dict[int, list[float]] = {1: [], plan.clients: []}
    used: dict[str | int, list[float]] = {
        **{mode: [] for mode in times},
        **{clients: [] for clients in rates},
    }
    faults: list[str] = []
    with _worker(stage) as worker:
        for mode in times:
            _bulk(bank, plan.warm_up_lines, mode, faults)
        settled_bytes = peak_memory_bytes(worker.pid)
        for _ in range(plan.repetitions):
            for mode, measured in times.items():
                before = _cpu_seconds(bank, worker.pid)
                measured.append(_bulk(bank, plan.lines, mode, faults))
                used[mode].append(_cpu_seconds(bank, worker.pid) - before)
                say(f"    bulk  {mode:<16} {measured[-1]:8.2f} s for {plan.lines:,} lines")
            for clients, made in rates.items():
                before = _cpu_seconds(bank, worker.pid)
                made.append(_singles(bank, clients, plan.seconds, faults))
                for_each = (_cpu_seconds(bank, worker.pid) - before) / max(1.0, made[-1] * plan.seconds)
                used[clients].append(for_each * plan.lines)
                say(f" singles  {clients:>2} at once {made[-1]:14,.0f} /s")
        peak_bytes = peak_memory_bytes(worker.pid)
    return BulkFigures(
        lines=plan.lines,
        seconds={mode: statistics.median(measured) for mode, measured in times.items()},
        singles_rate={clients: statistics.median(made) for clients, made in rates.items()},
        cpu_seconds={mode: statistics.median(used[mode]) for mode in times},
        singles_cpu_seconds={clients: statistics.median(used[clients]) for clients in rates},
        peak_bytes=peak_bytes,
        growth_bytes=peak_bytes - settled_bytes,
        faults=faults,
    )


def _cpu_seconds(bank: HttpTarget, worker_pid: int) -> float:
    """Return the processor time of web, PostgreSQL and worker so far, 0 for what cannot be known."""
    parts = (bank.server.cpu_seconds(), bank.postgresql.cpu_seconds(), cpu_seconds(worker_pid))
    return sum(part for part in parts if part is not None)


@contextmanager
def _worker(stage: Stage) -> Iterator[subprocess.Popen[bytes]]:
    worker = subprocess.Popen(
        [sys.executable, "-m", "benchmarks.bulk_worker"],
        cwd=ROOT,
        env=dict(stage.bank_environment),
        stdin=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert worker.stdin is not None
    try:
        yield worker
    finally:
        worker.stdin.close()
        try:
            worker.wait(30)
        except subprocess.TimeoutExpired:
            worker.kill()
            worker.wait()


def _bulk(bank: HttpTarget, lines: int, mode: str, faults: list[str]) -> float:
    """Order a bulk transfer and wait until it is done; return the seconds from its sending."""
    body = json.dumps(order_body(lines, mode, people=len(bank.tokens)))
    headers = {"Authorization": f"Bearer {bank.tokens[SENDER]}", "Content-Type": "application/json"}
    connection = HTTPConnection(HOST, bank.server.port, timeout=60)
    started = time.perf_counter()
    ordered = _ask(connection, "POST", PATH, headers | {"Idempotency-Key": secrets.token_hex(16)}, body)
    order = ordered
    while order.get("status") in {"ACCEPTED", "RUNNING"}:
        if time.perf_counter() - started > _GIVE_UP_SECONDS:
            break
        time.sleep(_POLL_SECONDS)
        order = _ask(connection, "GET", f"{PATH}{ordered['id']}/", headers)
    seconds = time.perf_counter() - started
    connection.close()
    if order.get("status") != "COMPLETED" or order["succeeded_count"] != lines:
        faults.append(f"A bulk transfer of {lines} lines, {mode}, came to: {json.dumps(order)[:500]}")
    return seconds


def _ask(
    connection: HTTPConnection, method: str, path: str, headers: Mapping[str, str], body: str | None = None
) -> dict[str, Any]:
    connection.request(method, path, body, dict(headers))
    answer: dict[str, Any] = json.loads(connection.getresponse().read())
    return answer


def _singles(bank: HttpTarget, clients: int, seconds: float, faults: list[str]) -> float:
    """Make single transfers out of the same account; return how many a second."""
    outcome = run_load(
        {
            "host": HOST,
            "port": bank.server.port,
            "path": bank.path,
            "body": bank.body,
            "tokens": bank.tokens,
            "sender": SENDER,
            "clients": clients,
            "seconds": seconds,
            "seed": clients,
            "key_prefix": f"{secrets.token_hex(8)}-",
        }
    )
    others = {status: count for status, count in outcome["statuses"].items() if status != "201"}
    if others:
        faults.append(f"Single transfers: answers {others}. {' '.join(outcome['complaints'][:1])}")
    return len(outcome["latencies_us"]) / float(outcome["seconds"])


def order_body(lines: int, mode: str, *, people: int) -> dict[str, Any]:
    """Return an order of many small transfers to everybody else in turn."""
    amounts = random.Random(lines)
    return {
        "from_account_number": population.account_number(SENDER),
        "mode": mode,
        "lines": [
            {
                "to_account_number": population.account_number(1 + number % (people - 1)),
                "amount": "{}.{:02d}".format(
                    *divmod(amounts.randint(1, population.LARGEST_AMOUNT_MINOR), 100)
                ),
                "description": "Benchmark",
                "reference": f"Line {number}",
            }
            for number in range(lines)
        ],
    }
