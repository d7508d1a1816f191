"""What operators' commands announce."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from core_banking.kernel.clock import isoformat_utc
from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotencyKeysPurged(DomainEvent):
    """Stored answers older than the time they are kept were deleted."""

    purged: int
    older_than: dt.datetime

    def audit_facts(self) -> AuditFacts:
        """Return how many were deleted, and up to when."""
        return AuditFacts(
            action="PURGE",
            target_model="IdempotencyRecord",
            target_id="",
            description=f"Deleted {self.purged} stored answers of idempotency keys",
            details={"purged": self.purged, "older_than": isoformat_utc(self.older_than)},
        )
