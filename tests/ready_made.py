"""Put back what a builder has made before, instead of making it anew for each test.

    @ready_made
    def approved_customer(**overrides): …

A third of the suite's time went into registering the customer and opening the account that a test then is about. So the
bank's own services make them once in each process; the statements they wrote with are kept, and the next test whose
database stands as it stood then has the same statements run again. The rows, their numbers and the work of the
database's triggers are the same; what is left out is working the statements out.

It happens only where nothing can tell the difference. A builder does all its work again

- when the test has written anything else since it began, or has taken anything back,
- when the clock is held at another instant, the settings are others, or ten minutes have passed,
- when somebody listens to events, or the test has replaced a function,
- outside a test's own transaction, and for arguments whose value may change.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import functools
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ParamSpec, TypeVar, cast

import pytest
from django.conf import UserSettingsHolder, settings
from django.core import mail
from django.db import connection, transaction

from core_banking.kernel import clock
from core_banking.kernel.events import domain_event

P = ParamSpec("P")
R = TypeVar("R")
Statement = tuple[str, Any, bool]
"""A statement, its parameters, and whether they are many rows of them."""

FRESH_FOR_SECONDS = 600
"""What is put back is as old as this at most, in a test that does not hold the clock."""
_CONSTANTS = (str, bytes, int, float, Decimal, dt.date, dt.timedelta, enum.Enum, frozenset, type(None))
_READS = re.compile(r"\s*(SELECT|SAVEPOINT|RELEASE|BEGIN)\b", re.IGNORECASE)
_TAKES_BACK = re.compile(r"\s*ROLLBACK\b", re.IGNORECASE)
_OWN_FUNCTIONS = (
    "SELECT proname FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = current_schema()"
)
_NUMBERS = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = current_schema()"


class _MayChange(Exception):
    """The value of an argument may change, so it does not say what was made of it."""


@dataclass
class _State:
    """How the database stands: as it was shipped, or after certain builders in a certain order."""

    made_next: dict[object, _Made] = field(default_factory=dict)


@dataclass
class _Made:
    """What a builder made, with the statements that wrote it."""

    result: Any
    statements: list[Statement]
    last_numbers: Mapping[str, int | None]
    """The last row number of each table it wrote to, before it did; on SQLite they are part of the state."""
    after_commit: Sequence[Callable[[], object]]
    """What it left to be done after the commit; a test that is rolled back never comes to it."""
    state: _State = field(default_factory=_State)


class _Test:
    """What is known of the test that runs."""

    state: _State | None = None
    """How its database stands; None when it cannot be told."""
    writing: list[Statement] | None = None
    """What the builder that is at work has written so far."""


_shipped = _State()
_test = _Test()
_listeners: list[Any] = []


def ready_made(builder: Callable[P, R]) -> Callable[P, R]:
    """Have a builder's work put back where a test begins as another one did; its result must be immutable."""

    @functools.wraps(builder)
    def build(*args: P.args, **kwargs: P.kwargs) -> R:
        before = _test.state
        if before is None or _test.writing is not None or not _nobody_could_tell():
            return builder(*args, **kwargs)
        try:
            key = (builder, _constant(args), _constant(kwargs), _circumstances())
        except _MayChange:
            return builder(*args, **kwargs)
        made = before.made_next.get(key)
        if made is None:
            made = _make(lambda: builder(*args, **kwargs))
            if _test.state is before:
                before.made_next[key] = made
        else:
            _put_back(made)
        if _test.state is before:
            _test.state = made.state
        return cast(R, made.result)

    return build


def _make(builder: Callable[[], object]) -> _Made:
    """Let a builder do its work and keep what it wrote; mail that it sent at once cannot be put back."""
    numbers, waiting, sent = _last_numbers(), len(connection.run_on_commit), _mails_sent()
    statements: list[Statement] = []
    _test.writing = statements
    try:
        result = builder()
    except BaseException:
        _test.state = None
        raise
    finally:
        _test.writing = None
    if _mails_sent() != sent:
        _test.state = None
    used = {name for name, number in _last_numbers().items() if numbers[name] != number}
    after_commit = [entry[1] for entry in connection.run_on_commit[waiting:]]
    return _Made(result, statements, {name: numbers[name] for name in used}, after_commit)


def _put_back(made: _Made) -> None:
    _test.writing = []
    try:
        with connection.cursor() as cursor:
            if made.last_numbers:
                calls = ", ".join(
                    f"setval('\"{name}\"', {number or 1}, {number is not None})"
                    for name, number in made.last_numbers.items()
                )
                cursor.execute(f"SELECT {calls}")
            for statement, parameters, many in made.statements:
                (cursor.executemany if many else cursor.execute)(statement, parameters)
        for function in made.after_commit:
            transaction.on_commit(function)
    finally:
        _test.writing = None


def _last_numbers() -> dict[str, int | None]:
    if connection.vendor != "postgresql":
        return {}
    with connection.cursor() as cursor:
        cursor.execute(_NUMBERS)
        return dict(cursor.fetchall())


def _mails_sent() -> int:
    return len(getattr(mail, "outbox", ()))


def _nobody_could_tell() -> bool:
    """Whether a test's own transaction is open, nobody listens to events, and the bank is as it was written."""
    blocks: list[Any] = connection.atomic_blocks if connection.in_atomic_block else []
    return bool(blocks) and blocks[0]._from_testcase and domain_event.receivers == _listeners


def _circumstances() -> tuple[object, ...]:
    """What a builder's work depends on beside its arguments and the database."""
    held = (clock._frozen_instant.get(), clock._held_date.get(), clock._frozen_clock_decides.get())
    age = int(dt.datetime.now(dt.UTC).timestamp()) // FRESH_FOR_SECONDS if held[0] is None else None
    changed = []
    layer = vars(settings)["_wrapped"]
    while isinstance(layer, UserSettingsHolder):
        changed.append(_constant({name: value for name, value in vars(layer).items() if name.isupper()}))
        layer = layer.default_settings
    return (held, age, tuple(changed))


def _constant(value: Any) -> object:
    """Return a value as part of a key. Raises `_MayChange` for what can become another one."""
    if isinstance(value, _CONSTANTS):
        return type(value), value
    if isinstance(value, list | tuple):
        return type(value), tuple(map(_constant, value))
    if isinstance(value, dict):
        return tuple((name, _constant(each)) for name, each in value.items())
    if dataclasses.is_dataclass(value) and type(value).__dataclass_params__.frozen:  # type: ignore[union-attr]
        return type(value), tuple(_constant(getattr(value, each.name)) for each in dataclasses.fields(value))
    raise _MayChange


@functools.lru_cache(10_000)
def _is_reading(statement: str) -> bool:
    """Whether a statement changes nothing: a function of the bank's own may write though it is SELECTed."""
    return _READS.match(statement) is not None and not any(name in statement for name in _own_functions())


@functools.cache
def _own_functions() -> tuple[str, ...]:
    if connection.vendor != "postgresql":
        return ()
    with connection.connection.cursor() as cursor:
        return tuple(name for (name,) in cursor.execute(_OWN_FUNCTIONS).fetchall())


def _watch(execute: Callable[..., Any], statement: str, parameters: Any, many: bool, context: Any) -> Any:
    """Notice what writes: a builder's statements are kept, anybody else's make the state unknown."""
    if _test.state is not None and not _is_reading(statement):
        if _test.writing is None or _TAKES_BACK.match(statement):
            _test.state = None
        else:
            _test.writing.append((statement, parameters, many))
    return execute(statement, parameters, many, context)


def _forgetting(replace: Callable[..., None]) -> Callable[..., None]:
    @functools.wraps(replace)
    def replace_and_forget(*args: Any, **kwargs: Any) -> None:
        _test.state = None
        replace(*args, **kwargs)

    return replace_and_forget


@pytest.fixture(scope="session", autouse=True)
def _watched() -> Iterator[None]:
    """Notice, for the whole session, what a test writes and which functions it replaces."""
    _listeners[:] = domain_event.receivers
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pytest.MonkeyPatch, "setattr", _forgetting(pytest.MonkeyPatch.setattr))
        with connection.execute_wrapper(_watch):
            yield


@pytest.fixture(autouse=True)
def _begins_as_shipped(_watched: None) -> Iterator[None]:
    _test.state = _shipped
    yield
    _test.state = None
