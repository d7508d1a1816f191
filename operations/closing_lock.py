"""Only one process closes business days at a time; what it holds goes with it if it is killed."""

from __future__ import annotations

import fcntl
import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from django.db import DatabaseError, InterfaceError, connection

from core_banking.kernel.statements import engine
from operations.errors import ClosingUnderWay

_NUMBER: Final = 4_270_002


@contextmanager
def closing_lock() -> Iterator[None]:
    """Hold the right to close days for a `with` block. Raises `ClosingUnderWay` if somebody else has it.

    On PostgreSQL a lock of the connection, elsewhere one of a file: both end with their process.
    """
    with _on_postgresql() if engine() == "postgresql" else _on_a_file():
        yield


@contextmanager
def _on_postgresql() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_NUMBER])
        if not cursor.fetchone()[0]:
            raise ClosingUnderWay
    try:
        yield
    finally:
        try:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [_NUMBER])
        except (DatabaseError, InterfaceError):
            connection.close()  # the lock goes with the connection


@contextmanager
def _on_a_file() -> Iterator[None]:
    name = str(connection.settings_dict["NAME"])
    digest = hashlib.sha256(name.encode()).hexdigest()[:16]
    with (Path(tempfile.gettempdir()) / f"core-bank-closing-{digest}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ClosingUnderWay from None
        yield
