"""Reading the books is a deed of its own: it leaves an entry in the audit trail, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import NotAllowed
from ledger.contracts import VIEW_BOOKS
from ledger.events import BooksRead, LedgerExported

Report = TypeVar("Report")


@use_case
def read_books(*, actor: Actor, report: str, asked: Mapping[str, str], make: Callable[[], Report]) -> Report:
    """Return the report that `make` makes, and record that it was read. Raises `NotAllowed`."""
    _require_right_to_read(actor)
    made = make()
    emit(BooksRead(actor=actor, report=report, asked=asked))
    return made


@use_case
def note_ledger_export(*, actor: Actor, file_format: str, asked: Mapping[str, str]) -> None:
    """Record that the journal is about to be written out. Raises `NotAllowed`."""
    _require_right_to_read(actor)
    emit(LedgerExported(actor=actor, file_format=file_format, asked=asked))


def _require_right_to_read(actor: Actor) -> None:
    if not actor.may(VIEW_BOOKS):
        raise NotAllowed
