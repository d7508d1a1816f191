"""Reading the audit trail is a deed of its own: it leaves an entry in the trail, in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from django.db.models import QuerySet

from audit import selectors
from audit.bounded import bounded_in_time
from audit.contracts import VIEW_AUDIT_TRAIL, TrailFilters
from audit.events import AuditTrailRead
from audit.models import AuditLog
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import NotAllowed, NotFound

Page = TypeVar("Page", bound=list[AuditLog])


@use_case
def read_audit_trail(
    *, actor: Actor, filters: TrailFilters, take_page: Callable[[QuerySet[AuditLog]], Page]
) -> Page:
    """Return the page that `take_page` takes of the matching entries, and record that it was read.

    The page is taken before the entry about it is written, so it never shows itself. Raises `NotAllowed` and
    `SearchTooBroad`.
    """
    _require_right_to_read(actor)
    with bounded_in_time():
        page = take_page(selectors.trail(filters))
    emit(AuditTrailRead(actor=actor, filters=filters.as_text(), entries_shown=len(page)))
    return page


@use_case
def read_audit_entry(*, actor: Actor, key: str) -> AuditLog:
    """Return one entry by its row number or `LOG…` identifier, and record that it was read.

    Raises `NotAllowed` and `NotFound`.
    """
    _require_right_to_read(actor)
    found = selectors.entry(key)
    if found is None:
        raise NotFound
    emit(AuditTrailRead(actor=actor, filters={}, log_id=found.log_id))
    return found


@use_case
def note_trail_opened(*, actor: Actor, filters: Mapping[str, str]) -> None:
    """Record that the trail is about to be shown through another door (the admin site).

    Raises `NotAllowed`.
    """
    _require_right_to_read(actor)
    emit(AuditTrailRead(actor=actor, filters=filters))


def _require_right_to_read(actor: Actor) -> None:
    if not actor.may(VIEW_AUDIT_TRAIL):
        raise NotAllowed
