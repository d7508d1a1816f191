"""Databases for tests: migrated once for a whole run, and copied for whoever needs one.

Each process of pytest-xdist runs its tests in a copy, and so does each bank that a test starts. A run makes its
templates itself and removes them, so none can be older than the migrations.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection
from psycopg import sql
from pytest_django import DjangoDbBlocker

from core_banking.settings.components.database import database_settings
from tooling.throwaway_secrets import throwaway_secrets

ROOT = Path(__file__).resolve().parent.parent
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "VIRTUAL_ENV")


class Databases(Protocol):
    """Where fresh databases come from."""

    vendor: str

    def create(self, template: str | None) -> str:
        """Make a database, empty or as a copy of the one at the address `template`; return its address."""

    def drop(self, url: str) -> None:
        """Remove a database whatever is connected to it."""


class SqliteDatabases:
    """Files in a folder of the session."""

    vendor = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def create(self, template: str | None) -> str:
        """Copy the template's file; a missing file is an empty database."""
        path = self._folder / f"bank-{secrets.token_hex(6)}.sqlite3"
        if template is not None:
            # The write-ahead log holds what has not reached the file yet.
            for suffix in ("", "-wal"):
                source = Path(template.removeprefix("sqlite:///") + suffix)
                if source.exists():
                    shutil.copyfile(source, f"{path}{suffix}")
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Leave the file: the session's folder is removed by pytest, after a failure somebody may look at it."""


class PostgresqlDatabases:
    """Databases beside the one the suite runs on."""

    vendor = "postgresql"

    def __init__(self, url: str) -> None:
        self._url = url

    def create(self, template: str | None) -> str:
        """Let PostgreSQL copy the template."""
        name = f"bank_test_{secrets.token_hex(6)}"
        source = urlsplit(template).path.removeprefix("/") if template is not None else "template1"
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, source)
        return urlsplit(self._url)._replace(path=f"/{name}").geturl()

    def drop(self, url: str) -> None:
        """Drop it, connections and all."""
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", urlsplit(url).path.removeprefix("/"))

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that all processes of a run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


class Templates:
    """Databases that are prepared once for all processes of a run, with the keys they are written under.

    Whoever comes first prepares one while the others wait; whoever leaves last removes them.
    """

    def __init__(self, folder: Path, databases: Databases) -> None:
        self._folder, self.databases = folder, databases
        with self._alone() as known:
            known.setdefault("keys", throwaway_secrets())
            known["here"] = known.get("here", 0) + 1
            self.keys: dict[str, str] = known["keys"]

    def migrated(self) -> str:
        """Return the address of a database that holds what the migrations ship, and nothing else."""
        return self.prepared("migrated", _migrate)

    def prepared(self, name: str, prepare: Callable[[str], None], template: str | None = None) -> str:
        """Return the address of a database of that name, made from a template and prepared if nobody has yet."""
        with self._alone() as known:
            urls = known.setdefault("urls", {})
            if name not in urls:
                url = self.databases.create(template)
                prepare(url)
                urls[name] = url
            found: str = urls[name]
            return found

    def leave(self) -> None:
        """Say that this process needs none any more."""
        with self._alone() as known:
            known["here"] -= 1
            if known["here"] == 0:
                for url in known.pop("urls", {}).values():
                    self.databases.drop(url)

    @contextmanager
    def _alone(self) -> Iterator[dict[str, Any]]:
        """Open the book of templates; nobody else has it open meanwhile, and it is kept if all went well."""
        book = self._folder / "bank-templates.json"
        with (self._folder / "bank-templates.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            known = json.loads(book.read_text()) if book.exists() else {}
            yield known
            book.write_text(json.dumps(known))


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Templates]:
    """Return the templates of this run."""
    url = os.environ.get("TEST_DATABASE_URL", "")
    databases: Databases = (
        PostgresqlDatabases(url)
        if url.startswith("postgres")
        else SqliteDatabases(tmp_path_factory.mktemp("databases"))
    )
    found = Templates(shared_folder(tmp_path_factory), databases)
    yield found
    found.leave()


@pytest.fixture(scope="session")
def django_db_setup(
    templates: Templates, django_test_environment: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """Run the tests of this process in a copy of the migrated database, in place of migrating one of its own."""
    url = templates.databases.create(templates.migrated())
    with django_db_blocker.unblock():
        connection.close()
    own = connection.settings_dict["NAME"]
    connection.settings_dict["NAME"] = database_settings(url)["NAME"]
    yield
    with django_db_blocker.unblock():
        connection.close()
    connection.settings_dict["NAME"] = own
    templates.databases.drop(url)


def environment_of_suite(url: str) -> dict[str, str]:
    """Return the environment of a process that works on a database with the suite's settings."""
    inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
    return {**inherited, "DJANGO_SETTINGS_MODULE": "core_banking.settings.test", "TEST_DATABASE_URL": url}


def _migrate(url: str) -> None:
    finished = subprocess.run(
        [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity=0"],
        cwd=ROOT,
        env=environment_of_suite(url),
        check=False,
        text=True,
        capture_output=True,
    )
    if finished.returncode:
        pytest.fail(f"manage.py migrate failed:\n{finished.stdout}{finished.stderr}", pytrace=False)
