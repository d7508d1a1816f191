"""Entries of the audit trail as the bank itself writes them, for tests that read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from audit.models import AuditLog
from audit.receivers import write_audit_row
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import short_transaction
from core_banking.kernel.events import AuditFacts, DomainEvent

NOON = dt.datetime(2025, 3, 10, 12, 0, tzinfo=dt.UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class SomethingHappened(DomainEvent):
    """An event whose facts a test chooses."""

    facts: AuditFacts = field()

    def audit_facts(self) -> AuditFacts:
        """Return the chosen facts."""
        return self.facts


def leave_entry(
    *,
    actor: Actor | None = None,
    at: dt.datetime = NOON,
    action: str = "CREATE",
    model: str = "Transaction",
    target: str = "TXN1",
    description: str = "Transaction created",
    outcome: str = "SUCCESS",
    code: str = "",
    subject: int | None = None,
    details: Mapping[str, object] | None = None,
) -> AuditLog:
    """Write one entry and return it."""
    facts = AuditFacts(
        action=action,
        target_model=model,
        target_id=target,
        description=description,
        outcome=outcome,
        code=code,
        subject_user_id=subject,
        details=details or {},
    )
    event = SomethingHappened(actor=actor or system_actor("test"), occurred_at=at, facts=facts)
    with short_transaction():
        write_audit_row(event=event)
    return AuditLog.objects.order_by("-id")[0]
