"""The PostgreSQL both projects share: its durability, its settings, a database for each, its processor time."""

from __future__ import annotations

import os
import tempfile
import time
from typing import Final
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from benchmarks.processes import cpu_seconds, parent_of

DURABLE_SETTINGS: Final = ("fsync", "synchronous_commit", "full_page_writes")
SHOWN_SETTINGS: Final = ("server_version", *DURABLE_SETTINGS, "shared_buffers", "max_wal_size")


class NotDurable(RuntimeError):
    """The server would lose acknowledged transfers in a power cut: its figures would say nothing."""


class Postgresql:
    """A running server; `url` is that of a role that may create databases."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._made: list[str] = []

    def settings(self) -> dict[str, str]:
        """Return the settings that a reader of the figures wants to know."""
        with psycopg.connect(self.url) as connection:
            return {name: _setting(connection, name) for name in SHOWN_SETTINGS}

    def require_durability(self) -> None:
        """Raise `NotDurable` unless a commit that was acknowledged survives a power cut."""
        settings = self.settings()
        off = [name for name in DURABLE_SETTINGS if settings[name] != "on"]
        if off:
            raise NotDurable(f"PostgreSQL runs with {', '.join(off)} off.")

    def create_database(self, name: str) -> str:
        """Create an empty database and return its address."""
        self._execute("CREATE DATABASE {}", name)
        self._made.append(name)
        return urlsplit(self.url)._replace(path=f"/{name}").geturl()

    def drop_databases(self) -> None:
        """Drop what `create_database` made; nobody but the server itself is connected any more."""
        while self._made:
            self._execute("DROP DATABASE IF EXISTS {}", self._made.pop())

    def cpu_seconds(self) -> float | None:
        """Return the processor time of the whole server so far, if it runs on this machine."""
        with psycopg.connect(self.url) as connection:
            postmaster = parent_of(connection.info.backend_pid)
        return cpu_seconds(postmaster) if postmaster is not None else None

    def _execute(self, statement: str, name: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(sql.Identifier(name)))


def count_rows(url: str, table: str) -> int:
    """Return how many rows a table has."""
    with psycopg.connect(url) as connection:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
    assert row is not None
    return int(row[0])


def flushes_per_second(seconds: float = 0.5) -> int:
    """Return how often this disk makes 8 kB durable in a second: the ceiling of unbatched commits."""
    flush = getattr(os, "fdatasync", os.fsync)
    with tempfile.TemporaryFile(dir="/var/tmp" if os.access("/var/tmp", os.W_OK) else None) as file:  # noqa: S108
        page, count = bytes(8192), 0
        ends_at = time.monotonic() + seconds
        while time.monotonic() < ends_at:
            file.seek(0)
            file.write(page)
            file.flush()
            flush(file.fileno())
            count += 1
    return round(count / seconds)


def _setting(connection: psycopg.Connection, name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", [name]).fetchone()
    assert row is not None
    return str(row[0])
