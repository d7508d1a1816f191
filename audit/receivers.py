"""Hears every domain event and writes its row, inside the transaction of the deed itself.

This runs in every transfer: one plain INSERT, no ORM instance, and on PostgreSQL no other query. If it fails, the deed
is undone.
"""

from __future__ import annotations

import functools
from typing import Any, Final

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.operations import BaseDatabaseOperations

from audit.models import USER_AGENT_MAX_LENGTH
from audit.scrubbing import scrubbed_details
from audit.sealing import seal_new_rows
from audit.series import COLUMNS, write_series_rows
from core_banking.kernel import ids
from core_banking.kernel.events import DomainEvent, EventSeries
from core_banking.kernel.redaction import without_numbers
from core_banking.kernel.statements import engine, run_statement

# The transaction's number is not among the columns: on PostgreSQL it is the column's default.
_INSERT: Final = f"INSERT INTO audit_auditlog ({COLUMNS}) VALUES ({', '.join(['%s'] * 17)})"  # noqa: S608

_as_json = DjangoJSONEncoder(separators=(",", ":")).encode

# The same few thousand people and browsers come again and again.
_scrubbed_once = functools.lru_cache(maxsize=4096)(without_numbers)


def write_audit_row(*, event: DomainEvent, **_: Any) -> None:
    """Write the one row of an event, in the transaction that is open. Unaudited events leave none.

    Raises `SecretInAuditTrail` when the event's details name a secret, where settings ask for that.
    """
    if not event.audited:
        return
    written = 1
    if isinstance(event, EventSeries):
        written = write_series_rows(event, _row_of(event, connections[DEFAULT_DB_ALIAS].ops))
    else:
        # Looked up once: each use of `django.db.connection` searches for this thread's connection again.
        run_statement(_INSERT, _row_of(event, connections[DEFAULT_DB_ALIAS].ops))
    if engine() == "sqlite":
        # One writer at a time anyway. On PostgreSQL a sealer comes after the commit, so that no deed waits for another.
        seal_new_rows(written)


def _row_of(event: DomainEvent, engine: BaseDatabaseOperations) -> list[Any]:
    # Cut to the columns' lengths: what a stranger sent (a name at the sign-in) must not make the row fail.
    facts, actor = event.audit_facts(), event.actor
    details = scrubbed_details(facts.details, refuse_secrets=settings.AUDIT_TRAIL_REFUSES_SECRETS)
    return [
        ids.log_id(),
        facts.action,
        actor.user_id,
        _scrubbed_once(actor.username)[:150],
        actor.customer_id or "",
        str(actor.channel),
        facts.target_model[:100],
        facts.target_id[:100],
        without_numbers(facts.description),
        facts.outcome,
        facts.code,
        facts.subject_user_id,
        _as_json(details) if details else "{}",
        engine.adapt_ipaddressfield_value(actor.ip_address) if actor.ip_address else None,
        _scrubbed_once(actor.user_agent)[:USER_AGENT_MAX_LENGTH],
        actor.request_id[:128],
        engine.adapt_datetimefield_value(event.occurred_at),
    ]
