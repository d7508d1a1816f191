"""Empty the database after a test although its triggers refuse to let the book and the audit trail go.

Django empties all tables after each test that commits for real, and has the migrations' receivers ship their rows
anew. The bank's database refuses the one, and the other takes most of a second. So the triggers step aside for as
long as the tables are emptied, and the shipped rows (roles, rights, chart, products) are put back as they were right
after migrating, under the same numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import TransactionTestCase
from pytest_django import DjangoDbBlocker

_USER_TRIGGERS = """
SELECT DISTINCT format('%I.%I', n.nspname, c.relname) FROM pg_trigger t
  JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE NOT t.tgisinternal AND n.nspname = current_schema()
"""
_SHIPPED_SCHEMA = "shipped"

_shipped_rows: dict[str, list[Any]] = {}
"""The shipped rows of each table; on PostgreSQL they stay in the database, in a schema of their own."""


@contextmanager
def triggers_aside() -> Iterator[None]:
    """Take the bank's own triggers out of the way for a `with` block; foreign keys and CHECKs stay.

    For emptying tables between tests, and for planting a corruption that a verification must then find.
    """
    if connection.vendor == "postgresql":
        yield from _postgresql_triggers_aside()
    else:
        yield from _sqlite_triggers_aside()


def empty_all_tables() -> None:
    """Leave nothing but the rows that the migrations shipped."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    quoted = [connection.ops.quote_name(table) for table in tables]
    with triggers_aside(), transaction.atomic():
        if connection.vendor == "postgresql":
            _execute_all([f"TRUNCATE {', '.join(quoted)}"])
            _execute_all(
                f'INSERT INTO "{name}" SELECT * FROM {_SHIPPED_SCHEMA}."{name}"' for name in _shipped_rows
            )
        else:
            _execute_all(f"DELETE FROM {table}" for table in quoted)
            with connection.cursor() as cursor:
                for name, rows in _shipped_rows.items():
                    cursor.executemany(
                        f'INSERT INTO "{name}" VALUES ({", ".join(["%s"] * len(rows[0]))})', rows
                    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Remember, once the test database is migrated, which rows it came with."""
    with django_db_blocker.unblock():
        _remember_shipped_rows()


@pytest.fixture(scope="session", autouse=True)
def _emptied_with_triggers_aside() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: empty_all_tables())
        # For a test that runs `manage.py flush` itself.
        original = BaseDatabaseOperations.execute_sql_flush
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", _with_triggers_aside(original))
        yield


def _remember_shipped_rows() -> None:
    _shipped_rows.clear()
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    if connection.vendor == "postgresql":
        _execute_all([f"DROP SCHEMA IF EXISTS {_SHIPPED_SCHEMA} CASCADE", f"CREATE SCHEMA {_SHIPPED_SCHEMA}"])
    with connection.cursor() as cursor:
        for name in tables:
            cursor.execute(f'SELECT * FROM "{name}"')
            if rows := cursor.fetchall():
                _shipped_rows[name] = list(rows)
                if connection.vendor == "postgresql":
                    cursor.execute(f'CREATE TABLE {_SHIPPED_SCHEMA}."{name}" AS TABLE "{name}"')


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


def _with_triggers_aside(
    original: Callable[[Any, Sequence[str]], None],
) -> Callable[[Any, Sequence[str]], None]:
    def execute_sql_flush(self: Any, sql_list: Sequence[str]) -> None:
        with triggers_aside():
            original(self, sql_list)

    return execute_sql_flush
