"""Reports writes to the bank's tables that no use case made: a shell, a sloppy view, a page of the staff site.

Every statement of this process passes by here. Inside a use case or a short transaction it passes at once; outside, a
statement that writes a table of the bank is reported once it has run: by a warning in the log and by an event. The
audit trail keeps the table and the first line of the bank's own code behind it, and the figures count one. What is
written past Django (a database's own client) is for the seal of the audit trail and the proofs of the books to find.
"""

from __future__ import annotations

import functools
import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper

from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import inside_announced_work, short_transaction
from core_banking.kernel.events import AuditFacts, DomainEvent, domain_event

logger = logging.getLogger(__name__)

_WRITE: Final = re.compile(
    r"(INSERT(?:\s+OR\s+\w+)?\s+INTO|REPLACE\s+INTO|MERGE\s+INTO|UPDATE(?:\s+OR\s+\w+)?|DELETE\s+FROM"
    r'|TRUNCATE(?:\s+TABLE)?)\s+(?:ONLY\s+)?(?:"?\w+"?\s*\.\s*)?"?(\w+)"?',
    re.ASCII | re.IGNORECASE,
)
_BEFORE_A_STATEMENT: Final = re.compile(r"(?:\s+|--[^\n]*(?:\n|\Z)|/\*.*?\*/)*", re.DOTALL)

EXEMPT_TABLES: Final[dict[str, str]] = {
    "audit_auditseal": "written by the sealer alone; a seal that is none of its own does not hold",
    "kernel_throttlewindow": "counters of requests, kept in autocommit and thrown away with their window",
}
"""Tables of the bank that may be written without a use case, and why."""

# Frames by whose names a write is known to be somebody else's: schema changes, and the emptying of test databases.
_EXEMPT_MODULES: Final = (
    "django.db.migrations.",
    "django.core.management.commands.migrate",
    "django.core.management.commands.flush",
    "django.core.management.sql",
    "django.contrib.sessions.",
    "django.test.",
)
# These act for whoever calls them: the writer is further out.
_MACHINERY: Final = re.compile(
    r"core_banking/kernel/(tripwire|statements|db|events)\.py|\w+/models(/\w+)?\.py|\w+/(receivers|series)\.py|manage\.py"
)
# What comes in by one of these comes from outside, also in a test.
_DOORS: Final = ("django.core.handlers.", "django.core.management.base", "core_banking.kernel.worker")
_LONGEST_STACK: Final = 200

_expected: ContextVar[str] = ContextVar("expected_write", default="")


class WriteOutsideUseCase(AssertionError):
    """A table of the bank was written outside of any use case, where settings ask for an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenOutsideUseCase(DomainEvent):
    """Somebody wrote a table of the bank past its use cases."""

    table: str
    verb: str
    caller: str

    def audit_facts(self) -> AuditFacts:
        """Return what was written, and from where; never the values."""
        return AuditFacts(
            action="WRITE_OUTSIDE_USE_CASE",
            target_model=self.table,
            target_id="",
            description=f"{self.verb} of {self.table} outside of any use case, by {self.caller}",
            details={"verb": self.verb, "table": self.table, "caller": self.caller},
        )


@contextmanager
def expected_write(reason: str) -> Iterator[None]:
    """Let the block write without a use case, for a reason that is worth stating. Not for deeds of people."""
    if not reason:
        raise ValueError("Say why no use case makes this write.")
    token = _expected.set(reason)
    try:
        yield
    finally:
        _expected.reset(token)


def stretch(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """Watch a connection from now on; hears Django's `connection_created`, which comes again after each loss."""
    if watch not in connection.execute_wrappers:
        # First, so that who wraps a block of his own takes away his own again.
        connection.execute_wrappers.insert(0, watch)


def watch(execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any) -> Any:
    """Run a statement, and report it if it wrote a table of the bank outside of any use case."""
    if inside_announced_work():
        return execute(sql, params, many, context)
    written = _write_in(sql) if type(sql) is str else None
    if written is None or _expected.get():
        return execute(sql, params, many, context)
    caller = _caller(sys._getframe(1))
    if caller is None:
        return execute(sql, params, many, context)
    table, verb = written[2].lower(), written[1].split()[0].upper()
    if settings.WRITES_OUTSIDE_USE_CASES == "raise":
        raise WriteOutsideUseCase(f"{verb} of {table} outside of any use case, by {caller}.")
    result = execute(sql, params, many, context)
    _report(table, verb, caller)
    return result


def _write_in(sql: str) -> re.Match[str] | None:
    """Return what a statement writes of the bank's: its own verb, or one behind a WITH."""
    start = _BEFORE_A_STATEMENT.match(sql)
    place = start.end() if start else 0
    if sql[place : place + 4].upper() == "WITH":
        found = _WRITE.finditer(sql, place)
        return next((write for write in found if write[2].lower() in watched_tables()), None)
    written = _WRITE.match(sql, place)
    return written if written is not None and written[2].lower() in watched_tables() else None


@functools.cache
def watched_tables() -> frozenset[str]:
    """Return the tables of the bank's apps, with roles and their rights, without those that are exempt."""
    labels = [*settings.BANK_APPS, "kernel"]
    models = [
        model
        for label in labels
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
    ]
    tables = {model._meta.db_table for model in models}
    return frozenset({*tables, "auth_group", "auth_group_permissions"} - EXEMPT_TABLES.keys())


def _writer() -> Actor:
    """Return who writes outside of use cases, as far as anybody can tell: the program that runs."""
    program = Path(sys.argv[0] if sys.argv and sys.argv[0] else "python")
    # `python -m server` runs server/__main__.py, which would name nobody.
    return system_actor(program.parent.name if program.name == "__main__.py" else program.name)


def _report(table: str, verb: str, caller: str) -> None:
    logger.warning("%s of %s outside of any use case, by %s", verb, table, caller)
    event = WrittenOutsideUseCase(actor=_writer(), table=table, verb=verb, caller=caller)
    with short_transaction():
        domain_event.send(sender=WrittenOutsideUseCase, event=event)


def _caller(innermost: FrameType | None) -> str | None:
    """Return the innermost line of the bank's own code, or None for a writer that is exempt."""
    found: str | None = None
    through_a_door = False
    frame, base = innermost, f"{settings.BASE_DIR}/"
    for _ in range(_LONGEST_STACK):
        if frame is None:
            break
        module = str(frame.f_globals.get("__name__", ""))
        if module.startswith(_EXEMPT_MODULES) and not through_a_door:
            return None  # however far out, up to a door: what a migration calls may stand anywhere
        through_a_door = through_a_door or module.startswith(_DOORS)
        line = _own_line(frame, base)
        if line is not None and not through_a_door and line.startswith(settings.WRITES_EXPECTED_FROM):
            return None
        found = found or line
        frame = frame.f_back
    return found or "code outside of the bank"


def _own_line(frame: FrameType, base: str) -> str | None:
    path = frame.f_code.co_filename
    if path.startswith(("<console>", "<stdin>", "<string>")):
        return f"{path}:{frame.f_lineno}"
    if not path.startswith(base) or "/site-packages/" in path:
        return None
    own = path.removeprefix(base)
    return None if _MACHINERY.fullmatch(own) else f"{own}:{frame.f_lineno} in {frame.f_code.co_name}"
