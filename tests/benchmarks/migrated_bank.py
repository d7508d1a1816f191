"""A server on which a benchmark finds its bank migrated: that migrating works is shown by every run of the suite."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from benchmarks.databases import Postgresql
from tests.template_databases import Templates


class WithMigratedBank(Postgresql):
    """The suite's own server; the textbook project's database starts empty all the same."""

    def __init__(self, templates: Templates) -> None:
        super().__init__(os.environ["TEST_DATABASE_URL"])
        self._template = templates.migrated()

    def create_database(self, name: str) -> str:
        """Create a database, the bank's as a copy, and return its address."""
        if not name.startswith("benchmark_bank"):
            return super().create_database(name)
        names = map(sql.Identifier, (name, urlsplit(self._template).path.removeprefix("/")))
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*names))
        self._made.append(name)
        return urlsplit(self.url)._replace(path=f"/{name}").geturl()
