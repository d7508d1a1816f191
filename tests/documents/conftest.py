"""The bank that the documentation is tried on: started as `make run` does, with demonstration data and a worker."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.documents.pages import ROOT, Page
from tests.documents.shell import ReadersShell, WarmPython, warm_python
from tests.live_server import BankServer, StartBank
from tests.template_databases import INHERITED, Templates
from tooling.embedded_postgresql import PostgresqlServer
from tooling.granian_command import free_port
from tooling.postgresql_binaries import server_account, usable_binaries

OpenShell = Callable[[Path, Page], ReadersShell]


@pytest.fixture(scope="session")
def documented_bank(start_bank: StartBank, tmp_path_factory: pytest.TempPathFactory) -> BankServer:
    """One bank for most pages, with its rules of fraud in force as a newcomer's bank has them."""
    checkpoints = tmp_path_factory.mktemp("documents") / "checkpoints.jsonl"
    bank = start_bank(FRAUD_SHIPPED_RULES="ON", AUDIT_CHECKPOINT_FILE=str(checkpoints))
    told = subprocess.run(
        [sys.executable, "-m", "tests.documents.suspicious_days"],
        cwd=ROOT,
        env=dict(bank.environment),
        check=False,
        text=True,
        capture_output=True,
    )
    assert told.returncode == 0, told.stderr
    bank.start_worker()
    return bank


@pytest.fixture(scope="session")
def python(documented_bank: BankServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WarmPython]:
    """The bank's commands, loaded once for all pages."""
    with warm_python(documented_bank.environment, tmp_path_factory.mktemp("python")) as ready:
        yield ready


@pytest.fixture
def open_shell(documented_bank: BankServer, python: WarmPython, templates: Templates) -> Iterator[OpenShell]:
    """A reader's shell for a page, in a folder that is given: at the documented bank, or on a database of its own."""
    made: list[str] = []
    servers = ExitStack()

    def opened(folder: Path, page: Page) -> ReadersShell:
        address = documented_bank.base_url.removeprefix("http://")
        environment = dict(documented_bank.environment)
        if page.database:
            address = f"127.0.0.1:{free_port()}"
        if page.database == "a copy":
            made.append(templates.databases.create(_demonstration(templates)))
            environment["DATABASE_URL"] = made[-1]
        elif page.database == "durable":
            environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
            environment["DATABASE_URL"] = servers.enter_context(PostgresqlServer(durable=True)).url
        if documented_bank.vendor == "postgresql":
            made.append(templates.databases.create(None))
            environment["RESTORED"] = made[-1]
            environment["PATH"] = f"{_postgresql_programs()}:{environment['PATH']}"
        return ReadersShell(
            folder, python, address=address, engine=documented_bank.vendor, environment=environment
        )

    with servers:
        yield opened
    for url in made:
        templates.databases.drop(url)


def _postgresql_programs() -> str:
    """Return the folder of `pg_dump` and the like that fit the server which the tests bring along."""
    found = next(usable_binaries(server_account(), []), None)
    return str(found.folder) if found is not None else "/usr/bin"


def _demonstration(templates: Templates) -> str:
    return templates.prepared("demo data", lambda _url: pytest.fail("no demonstration data"))
