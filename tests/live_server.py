"""The bank as its users meet it: the production server, started on a fresh database with the demonstration data.

    def test_somebody_opens_an_account(bank_server):
        httpx.get(f"{bank_server.base_url}/api/accounts/", …)

The database is a SQLite file, or a new PostgreSQL database when the suite runs on PostgreSQL. Each process of
pytest-xdist has its own. The server and its database end with the session.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import httpx
import pytest

from tests.template_databases import INHERITED, ROOT, Templates
from tooling.granian_command import free_port, granian_command

START_SECONDS = 60
DEMO_PASSWORD = "DemoPass123!"
# Every client of the suite has the same address: the limits for each address get in the way of all but their own tests.
WITHOUT_ADDRESS_LIMITS = {"LOGIN_ATTEMPTS_PER_MINUTE": "100000", "REGISTRATIONS_PER_HOUR": "100000"}


@dataclass
class BankServer:
    """A running bank."""

    base_url: str
    database_url: str
    vendor: str
    environment: Mapping[str, str] = field(repr=False)
    log_path: Path
    _process: subprocess.Popen[bytes] = field(repr=False)
    _workers: list[subprocess.Popen[bytes]] = field(default_factory=list, repr=False)

    @property
    def sqlite_path(self) -> Path:
        """The database's file; only on SQLite."""
        assert self.vendor == "sqlite"
        return Path(self.database_url.removeprefix("sqlite:///"))

    @property
    def log(self) -> str:
        """What the server has written."""
        return self.log_path.read_text(errors="replace")

    def manage(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command against this bank's database; the caller looks at the exit status."""
        return _manage(self.environment, *arguments)

    def start_worker(self) -> subprocess.Popen[bytes]:
        """Start a worker of background jobs, mail and webhooks beside the server; it ends with it."""
        with self.log_path.open("ab") as log:
            worker = subprocess.Popen(
                [sys.executable, "manage.py", "run_worker"],
                cwd=ROOT,
                env=dict(self.environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._workers.append(worker)
        return worker

    def crash(self) -> None:
        """End the server and its workers with SIGKILL, whatever they are doing."""
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def start_again(self, *, workers: int = 1) -> None:
        """Serve the same database again, at a new address."""
        again = _serve(self.database_url, self.vendor, self.environment, workers, self.log_path)
        self.base_url, self._process = again.base_url, again._process

    def stop(self) -> None:
        """End the server: politely, then not; and its workers at once, which may be killed at any moment."""
        for worker in self._workers:
            worker.kill()
            worker.wait()
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                self._process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self._process.pid, signal.SIGKILL)
                self._process.wait()


class StartBank(Protocol):
    """Starts one more bank, on a database of its own."""

    def __call__(self, *, demo_data: bool = True, workers: int = 1, **environment: str) -> BankServer:
        """Start a bank; `environment` holds settings by their names in `.env.example`."""


@pytest.fixture(scope="session")
def start_bank(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StartBank]:
    """Return a function that starts banks; all of them end with the session."""
    folder = tmp_path_factory.mktemp("banks")
    databases, keys = templates.databases, templates.keys
    made: list[str] = []
    servers: list[BankServer] = []

    def prepared(demo_data: bool) -> str:
        """Load the demonstration data once for the whole run; every bank starts as a copy."""
        if not demo_data:
            return templates.migrated()
        return templates.prepared(
            "demo data", lambda new: _load_demo_data(_environment(keys, new)), templates.migrated()
        )

    def start(*, demo_data: bool = True, workers: int = 1, **environment: str) -> BankServer:
        database_url = databases.create(prepared(demo_data))
        made.append(database_url)
        settings = {**_environment(keys, database_url), **WITHOUT_ADDRESS_LIMITS, **environment}
        log_path = folder / f"server-{len(servers)}.log"
        server = _serve(database_url, databases.vendor, settings, workers, log_path)
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.stop()
    for database_url in made:
        databases.drop(database_url)


@pytest.fixture(scope="session")
def bank_server(start_bank: StartBank) -> BankServer:
    """One bank with the demonstration data, shared by the tests that mind their own customers only."""
    return start_bank()


def _environment(keys: Mapping[str, str], database_url: str) -> dict[str, str]:
    """What a developer's bank would have, with nothing of the caller's own bank in it."""
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return {
        **inherited,
        **keys,
        "DJANGO_SETTINGS_MODULE": "core_banking.settings.development",
        "DATABASE_URL": database_url,
        "TEST_DATABASE_URL": "",
        "DEMO_PASSWORD": DEMO_PASSWORD,
        "DEBUG": "False",
        "FRAUD_SHIPPED_RULES": "SHADOW",
        "AUDIT_CHECKPOINT_FILE": "",  # the default is the developer's own bank's
        "PYTHONUNBUFFERED": "1",
    }


def _load_demo_data(environment: Mapping[str, str]) -> None:
    finished = _manage(environment, "load_demo_data")
    if finished.returncode:
        pytest.fail(f"manage.py load_demo_data failed:\n{finished.stdout}{finished.stderr}", pytrace=False)


def _manage(environment: Mapping[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=dict(environment),
        check=False,
        text=True,
        capture_output=True,
    )


def _serve(
    database_url: str, vendor: str, environment: Mapping[str, str], workers: int, log_path: Path
) -> BankServer:
    """Start the server; another process may take the free port first, so try a few."""
    for _attempt in range(5):
        port = free_port()
        with log_path.open("ab") as log:
            process = subprocess.Popen(
                granian_command(host="127.0.0.1", port=port, workers=workers),
                cwd=ROOT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        server = BankServer(f"http://127.0.0.1:{port}", database_url, vendor, environment, log_path, process)
        if _becomes_ready(server, lambda: process.poll() is None):  # noqa: B023 - called before the next round
            return server
        server.stop()
    pytest.fail(f"the server did not start:\n{server.log[-4000:]}", pytrace=False)


def _becomes_ready(server: BankServer, is_running: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + START_SECONDS
    while is_running() and time.monotonic() < deadline:
        try:
            if httpx.get(f"{server.base_url}/readyz", timeout=5).status_code == httpx.codes.OK:
                return True
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    return False
