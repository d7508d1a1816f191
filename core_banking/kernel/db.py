"""The transaction of a use case: opened here, retried here, committed here, and nowhere else.

`@use_case` owns one durable database transaction. It refuses to commit when the use case announced
nothing (`emit`), so forgetting the audit trail is an error, not an oversight. A `DomainError` rolls back and
leaves a refusal in the audit trail, in a short transaction of its own.
"""

from __future__ import annotations

import datetime as dt
import functools
import logging
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar, cast

from django.conf import settings
from django.db import (
    DEFAULT_DB_ALIAS,
    DatabaseError,
    InterfaceError,
    OperationalError,
    connection,
    transaction,
)

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError, OutcomeUnknown, Unavailable
from core_banking.kernel.events import DomainEvent, UseCaseRefused, domain_event
from core_banking.kernel.statements import engine

logger = logging.getLogger(__name__)

P = ParamSpec("P")
R = TypeVar("R")

MAX_ATTEMPTS = 6
LONGEST_WAIT_SECONDS = 12
"""After this long in contention the caller is told to come back, rather than kept waiting with its locks."""
_LONGEST_PAUSE_SECONDS = 0.2
DATE_HAS_MOVED_ON = "BK910"
"""What the book answers to an entry dated before the business date: the day was closed while it was prepared."""
_RETRYABLE_SQLSTATES = frozenset({"40001", "40P01", "55P03", DATE_HAS_MOVED_ON})


class NothingAnnounced(AssertionError):
    """A use case tried to commit without emitting an event: its deed would be missing from the audit trail."""


class OutsideUseCase(AssertionError):
    """A function that needs a use case's transaction ran without one."""


class RetryUseCase(Exception):
    """Raised inside a use case to roll back and run it again: what it decided on no longer holds."""


class _UnitOfWork:
    """What one run of a use case has announced so far."""

    __slots__ = ("announced", "attempt", "dry_run", "kept_refusal", "remembered")

    def __init__(self, attempt: int) -> None:
        self.attempt = attempt
        self.announced = 0
        self.dry_run = False
        self.kept_refusal: DomainError | None = None
        self.remembered: dict[object, Any] = {}


_current: ContextVar[_UnitOfWork | None] = ContextVar("unit_of_work", default=None)

_short: ContextVar[bool] = ContextVar("short_transaction", default=False)

# SQLite has one writer. Queueing inside the process is fair; its own busy-wait is not and starves threads.
_sqlite_writer = threading.Lock()
_nobody_queues = nullcontext()


def use_case(function: Callable[P, R]) -> Callable[P, R]:
    """Run `function` in one durable transaction of its own, with a bounded number of retries.

    The function takes a keyword-only `actor`. Raises what the function raises; a `DomainError` is also
    recorded as a refusal. Raises `Unavailable` when contention outlasts the retries and `OutcomeUnknown`
    when the connection broke while committing. Nested use cases are an error: call services instead.
    """

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _current.get() is not None:
            raise RuntimeError(f"{function.__qualname__} is a use case and cannot run inside another one.")
        actor = _actor_of(function, kwargs)
        try:
            return _run_with_retries(function, args, kwargs)
        except DomainError as refusal:
            if refusal.audited and not refusal.already_recorded:
                record_refusal(actor, f"{function.__module__.split('.')[0]}.{function.__name__}", refusal)
                refusal.already_recorded = True
            _leave_behind(refusal)
            raise

    run.is_use_case = True  # type: ignore[attr-defined]
    return run


def within_use_case(function: Callable[P, R]) -> Callable[P, R]:
    """Refuse to run `function` unless a use case's transaction is open. Raises `OutsideUseCase`."""

    @functools.wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        if _current.get() is None:
            raise OutsideUseCase(f"{function.__qualname__} must be called from within a use case.")
        return function(*args, **kwargs)

    return run


@within_use_case
def emit(event: DomainEvent) -> None:
    """Announce an event; every receiver runs now, inside the transaction, and may refuse by raising."""
    unit = _current.get()
    assert unit is not None
    unit.announced += 1
    domain_event.send(sender=type(event), event=event)


def after_commit(function: Callable[[], None]) -> None:
    """Run `function` once the open transaction has committed; never if it rolls back."""
    transaction.on_commit(function)


def inside_announced_work() -> bool:
    """Whether a use case or a short transaction is open: what is written then is answered for."""
    return _current.get() is not None or _short.get()


def attempt_number() -> int:
    """Return which run of the use case this is, from 1: from the second on, lock before looking."""
    unit = _current.get()
    return unit.attempt if unit else 1


def once_in_use_case(read: Callable[[], R]) -> R:
    """Return what `read` returns; a use case that runs reads it once and keeps to it, anything else each time."""
    unit = _current.get()
    if unit is None:
        return read()
    if read not in unit.remembered:
        unit.remembered[read] = read()
    return cast(R, unit.remembered[read])


@within_use_case
def make_dry_run() -> None:
    """Turn the running use case into a dry run: it answers as always and its transaction is rolled back."""
    unit = _current.get()
    assert unit is not None
    unit.dry_run = True


@within_use_case
def keep_refusal(refusal: DomainError) -> None:
    """Commit what was written (the idempotency key and the refusal's audit row), then raise `refusal`."""
    unit = _current.get()
    assert unit is not None
    unit.kept_refusal = refusal


@contextmanager
def savepoint() -> Iterator[None]:
    """Open a savepoint inside the use case: what fails in the block is undone, what came before is kept."""
    with transaction.atomic():
        yield


@contextmanager
def short_transaction() -> Iterator[None]:
    """Open a transaction for what must survive a use case's rollback: counters, refusals.

    Must not run inside a use case, whose rollback it is meant to outlive.
    """
    if _current.get() is not None:
        raise RuntimeError("A short transaction inside a use case would share its rollback.")
    token = _short.set(True)
    try:
        with _single_sqlite_writer(), transaction.atomic():
            yield
    finally:
        _short.reset(token)


@contextmanager
def reading_snapshot() -> Iterator[None]:
    """Let all that is read in the block be of one moment, whatever is written meanwhile; nothing is written in it."""
    if connection.in_atomic_block:
        yield  # of one transaction already
    elif engine() == "postgresql":
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            # Whoever reads a whole book takes longer than a request may.
            cursor.execute("SET LOCAL statement_timeout = 0")
            yield
    else:
        # By hand: Django's own would take SQLite's only write lock for as long as the reading lasts.
        with connection.cursor() as cursor:
            cursor.execute("BEGIN DEFERRED")
            try:
                yield
            finally:
                cursor.execute("ROLLBACK")


def record_refusal(
    actor: Actor, use_case_name: str, refusal: DomainError, subject_user_id: int | None = None
) -> None:
    """Leave a refusal in the audit trail, in a transaction of its own."""
    event = UseCaseRefused(
        actor=actor,
        use_case=use_case_name,
        code=refusal.code,
        sentence=refusal.sentence,
        subject_user_id=subject_user_id,
    )
    with short_transaction():
        domain_event.send(sender=UseCaseRefused, event=event)


def _leave_behind(refusal: DomainError) -> None:
    """Do what a refusal leaves behind, once. The refusal is the answer even if that fails, which is logged."""
    deed, refusal.left_behind = refusal.left_behind, None
    if deed is None:
        return
    try:
        deed()
    except Exception:
        logger.exception("what the refusal %s leaves behind could not be written", refusal.code)


def _actor_of(function: Callable[..., object], kwargs: dict[str, Any]) -> Actor:
    actor = kwargs.get("actor")
    if not isinstance(actor, Actor):
        raise TypeError(f"{function.__qualname__} needs a keyword-only actor.")
    return actor


def _run_with_retries(function: Callable[..., R], args: tuple[Any, ...], kwargs: dict[str, Any]) -> R:
    give_up_at = time.monotonic() + LONGEST_WAIT_SECONDS
    for attempt in range(1, MAX_ATTEMPTS + 1):
        try:
            return _run_once(function, args, kwargs, attempt)
        except RetryUseCase:
            continue
        except (DatabaseError, InterfaceError) as error:
            if not is_contention(error):
                raise
        if time.monotonic() > give_up_at:
            break
        time.sleep(random.uniform(0.01, _LONGEST_PAUSE_SECONDS))  # noqa: S311 - jitter, not a secret
    raise Unavailable


def _run_once(function: Callable[..., R], args: tuple[Any, ...], kwargs: dict[str, Any], attempt: int) -> R:
    unit = _UnitOfWork(attempt)
    token = _current.set(unit)
    finished = False
    try:
        with _single_sqlite_writer(), transaction.atomic(durable=True):
            result = function(*args, **kwargs)
            if unit.dry_run:
                transaction.set_rollback(True)
            elif unit.announced == 0:
                raise NothingAnnounced(f"{function.__qualname__} announced nothing.")
            finished = True
    except DomainError as refusal:
        if unit.dry_run:
            refusal.already_recorded = True  # a dry run leaves nothing behind, not even its refusal
            refusal.left_behind = None
        raise
    except (OperationalError, InterfaceError) as error:
        if finished and not is_contention(error):
            raise OutcomeUnknown from error
        raise
    finally:
        _current.reset(token)
    if unit.kept_refusal is not None:
        unit.kept_refusal.already_recorded = True
        raise unit.kept_refusal
    return result


def sql_instant(instant: dt.datetime) -> Any:
    """Return an instant in the form the ORM stores it on the engine at hand, for statements written by hand."""
    return instant if engine() == "postgresql" else connection.ops.adapt_datetimefield_value(instant)


def instant_from_sql(value: Any) -> dt.datetime:
    """Read back what a hand-written statement selected from a column of instants, in UTC."""
    instant = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return instant.replace(tzinfo=dt.UTC) if instant.tzinfo is None else instant.astimezone(dt.UTC)


def date_from_sql(value: Any) -> dt.date:
    """Read back a date that a hand-written statement selected: SQLite keeps dates as text."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def is_contention(error: BaseException) -> bool:
    """Whether a database error means "somebody else was faster": safe to roll back and try again."""
    cause = error.__cause__ or error
    sqlstate = getattr(cause, "sqlstate", None)
    if sqlstate is not None:
        return sqlstate in _RETRYABLE_SQLSTATES
    if not isinstance(error, OperationalError):
        return DATE_HAS_MOVED_ON in str(error)
    return "locked" in str(error) or "busy" in str(error)


def _single_sqlite_writer() -> AbstractContextManager[None]:
    return _nobody_queues if engine() == "postgresql" else _queue_of_writers()


@contextmanager
def _queue_of_writers() -> Iterator[None]:
    if connection.in_atomic_block:
        yield
        return
    if not _sqlite_writer.acquire(timeout=settings.DATABASES[DEFAULT_DB_ALIAS]["OPTIONS"].get("timeout", 20)):
        raise Unavailable
    try:
        yield
    finally:
        _sqlite_writer.release()
