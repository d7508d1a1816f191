"""Faults on demand: the n-th statement fails like a deadlock, a lock timeout, a busy file or a cut line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import InterfaceError, OperationalError, connection

MakeError = Callable[[], Exception]


class _EngineError(Exception):
    """What a driver raises: its code is in `sqlstate`."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(f"simulated fault {sqlstate}")
        self.sqlstate = sqlstate


def postgresql_error(sqlstate: str) -> Exception:
    """Return an error as Django raises it over one of PostgreSQL with this code."""
    error = OperationalError(f"simulated fault {sqlstate}")
    error.__cause__ = _EngineError(sqlstate)
    return error


CONTENTION: dict[str, MakeError] = {
    "serialization failure": lambda: postgresql_error("40001"),
    "deadlock": lambda: postgresql_error("40P01"),
    "lock timeout": lambda: postgresql_error("55P03"),
    "busy file": lambda: OperationalError("database is locked"),
}
"""Faults after which the same use case, run again, may well succeed."""

LOST_CONNECTION: dict[str, MakeError] = {
    "server gone": lambda: postgresql_error("57P01"),
    "connection closed": lambda: InterfaceError("the connection is closed"),
    "disk full": lambda: OperationalError("database or disk is full"),
}
"""Faults that running again does not cure."""


class StatementFault:
    """Fails the statement number `at` (from 1), `times` times in all; counts every statement it sees."""

    def __init__(self, make_error: MakeError, at: int, times: int = 1) -> None:
        self.make_error, self.at, self.left = make_error, at, times
        self.seen = 0
        self.raised = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        self.seen += 1
        if self.seen == self.at and self.left:
            self.left -= 1
            self.raised += 1
            self.seen = 0  # the next run of the use case is counted afresh
            raise self.make_error()
        return execute(sql, params, many, context)


@contextmanager
def failing_statement(make_error: MakeError, at: int, times: int = 1) -> Iterator[StatementFault]:
    """Fail the `at`-th statement of the block on this thread's connection."""
    fault = StatementFault(make_error, at, times)
    with connection.execute_wrapper(fault):
        yield fault


def _cut_the_line() -> None:
    assert connection.connection is not None
    if connection.vendor == "postgresql":
        connection.connection.close()
    else:
        connection.connection.rollback()  # there is no line to a file: only its transaction can be lost


@contextmanager
def failing_commit(make_error: MakeError, *, after_it_happened: bool, times: int = 1) -> Iterator[None]:
    """Fail COMMIT of the block, before it reached the server or after: the client cannot tell which."""
    wrapper: Any = connection  # the method is private to Django's wrapper
    original = wrapper._commit
    left = [times]

    def commit() -> None:
        if not left[0]:
            original()
            return
        left[0] -= 1
        if after_it_happened:
            original()
        error = make_error()
        if isinstance(error, InterfaceError):
            _cut_the_line()
        raise error

    wrapper._commit = commit
    try:
        yield
    finally:
        del wrapper._commit
        if not connection.is_usable():
            connection.close()  # as the server does after a request whose connection broke
