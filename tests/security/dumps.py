"""What a thief of the database carries away: `pg_dump`'s output, or SQLite's file with its write-ahead log."""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess

import psycopg

from tests.live_server import BankServer
from tests.security.disguises import with_binary_columns
from tooling.postgresql_binaries import server_account, usable_binaries


def database_dump(bank: BankServer) -> bytes:
    """Return everything the bank's database holds."""
    if bank.vendor == "sqlite":
        folder, name = bank.sqlite_path.parent, bank.sqlite_path.name
        parts = [
            path.read_bytes() for path in sorted(folder.glob(f"{name}*")) if not path.name.endswith("-shm")
        ]
        assert parts
        return b"\n".join(parts)
    return with_binary_columns(_pg_dump(bank.database_url))


def execute(bank: BankServer, statement: str, parameters: tuple[object, ...] = ()) -> None:
    """Run one statement as the owner of the database, and commit."""
    if bank.vendor == "sqlite":
        with contextlib.closing(sqlite3.connect(bank.sqlite_path)) as file, file:
            file.execute(statement, parameters)
        return
    with psycopg.connect(bank.database_url, autocommit=True) as connection:
        connection.execute(statement.replace("?", "%s"), parameters)


def _pg_dump(url: str) -> bytes:
    """Ask every `pg_dump` at hand: one that is older than the server refuses."""
    refusals: list[str] = []
    for binaries in usable_binaries(server_account(), refusals):
        program = binaries.folder / "pg_dump"
        if not program.exists():
            continue
        finished = subprocess.run([str(program), "--dbname", url], capture_output=True, check=False)
        if finished.returncode == 0:
            return finished.stdout
        refusals.append(finished.stderr.decode(errors="replace"))
    raise AssertionError("No pg_dump could read the database:\n" + "\n".join(refusals))
