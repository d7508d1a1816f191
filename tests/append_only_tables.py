"""Empty the database after a test although its triggers refuse to let the book and the audit trail go.

Django empties all tables after each test that commits for real. The bank's database refuses exactly that, so the
triggers step aside for the length of the flush and stand again before the next test starts. What the migrations
ship (chart, products, roles) comes back by the receivers of `post_migrate`, with new row numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations

_USER_TRIGGERS = """
SELECT DISTINCT format('%I.%I', n.nspname, c.relname) FROM pg_trigger t
  JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE NOT t.tgisinternal AND n.nspname = current_schema()
"""


@contextmanager
def triggers_aside() -> Iterator[None]:
    """Take the bank's own triggers out of the way for a `with` block; foreign keys and CHECKs stay.

    For the flush between tests, and for planting a corruption that a verification must then find.
    """
    if connection.vendor == "postgresql":
        yield from _postgresql_triggers_aside()
    else:
        yield from _sqlite_triggers_aside()


def _postgresql_triggers_aside() -> Iterator[None]:
    # A table with checks that wait for the commit cannot be altered: let them happen now.
    if connection.in_atomic_block:
        _execute_all(["SET CONSTRAINTS ALL IMMEDIATE"])
    # The suite's role owns the tables and is no superuser: it may disable triggers, not the replication role.
    with connection.cursor() as cursor:
        cursor.execute(_USER_TRIGGERS)
        tables = [row[0] for row in cursor.fetchall()]
    _execute_all(f"ALTER TABLE {table} DISABLE TRIGGER USER" for table in tables)
    try:
        yield
    finally:
        _execute_all(f"ALTER TABLE {table} ENABLE TRIGGER USER" for table in tables)


def _sqlite_triggers_aside() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = cursor.fetchall()
    _execute_all(f'DROP TRIGGER "{name}"' for name, _ in triggers)
    try:
        yield
    finally:
        _execute_all(sql for _, sql in triggers)


def _execute_all(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture(scope="session", autouse=True)
def _flush_with_triggers_aside() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        original = BaseDatabaseOperations.execute_sql_flush
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", _flush(original))
        yield


def _flush(original: Callable[[Any, Sequence[str]], None]) -> Callable[[Any, Sequence[str]], None]:
    def execute_sql_flush(self: Any, sql_list: Sequence[str]) -> None:
        with triggers_aside():
            original(self, sql_list)

    return execute_sql_flush
