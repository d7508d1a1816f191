"""Statements written by hand, for the few that run in every transfer.

A cursor of psycopg knows how to convert the values of the statement it ran last, and working that out anew takes
longer than sending the statement. So each thread keeps an open cursor for each of these statements. Integers all
travel as `bigint` to PostgreSQL: by default their size decides their type, and with it one statement would become
dozens of prepared ones.
"""

from __future__ import annotations

import functools
import re
import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from psycopg.types.numeric import Int8

_PLAIN_ITEM: Final = re.compile(r"-?\w+\Z", re.ASCII)


class _KeptCursors(threading.local):
    """A thread's open cursors by statement, good for as long as its connection is the one they belong to."""

    def __init__(self) -> None:
        self.connection: object = None
        self.by_statement: dict[str, CursorWrapper] = {}

    def cursor(self, database: BaseDatabaseWrapper, statement: str) -> CursorWrapper:
        """Return the open cursor of a statement."""
        if self.connection is not database.connection or self.connection is None:
            database.ensure_connection()
            self.connection, self.by_statement = database.connection, {}
        cursor = self.by_statement.get(statement)
        if cursor is None:
            cursor = self.by_statement[statement] = database.cursor()
        return cursor


_kept = _KeptCursors()


@functools.cache
def engine() -> str:
    """Return `postgresql` or `sqlite`: it stays for the life of the process, and each look at `connection` costs."""
    return connections[DEFAULT_DB_ALIAS].vendor


def fetch_row(statement: str, parameters: Sequence[Any]) -> Any:
    """Run a statement and return its first row as a tuple, or None. The statement is a constant of its module."""
    return _run(statement, parameters, _first_row)


def fetch_rows(statement: str, parameters: Sequence[Any]) -> list[Any]:
    """Run a statement and return all its rows as tuples. The statement is a constant of its module."""
    rows: list[Any] = _run(statement, parameters, _all_rows)
    return rows


def run_statement(statement: str, parameters: Sequence[Any]) -> None:
    """Run a statement that returns nothing. The statement is a constant of its module."""
    _run(statement, parameters, _no_row)


def array_text(values: Iterable[int | str]) -> str:
    """Return numbers or plain words the way PostgreSQL writes an array; the statement says of what (`%s::bigint[]`).

    Raises `ValueError` for a word that holds anything but ASCII letters, digits and underscores.
    """
    items = [str(value) for value in values]
    for item in items:
        if not _PLAIN_ITEM.match(item):
            raise ValueError(f"{item!r} is no plain word.")
    return "{" + ",".join(items) + "}"


def _first_row(cursor: CursorWrapper) -> Any:
    return cursor.fetchone()


def _all_rows(cursor: CursorWrapper) -> Any:
    return cursor.fetchall()


def _no_row(cursor: CursorWrapper) -> None:
    """Leave what there is where it is."""


def _run(statement: str, parameters: Sequence[Any], fetched: Callable[[CursorWrapper], Any]) -> Any:
    database = connections[DEFAULT_DB_ALIAS]
    if engine() == "postgresql":
        parameters = [Int8(value) if type(value) is int else value for value in parameters]
        if not database.queries_logged:
            cursor = _kept.cursor(database, statement)
            cursor.execute(statement, parameters)
            return fetched(cursor)
    with database.cursor() as cursor:
        cursor.execute(statement, parameters)
        return fetched(cursor)
