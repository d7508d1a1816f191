"""What the audit trail announces about itself: that somebody read it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditTrailRead(DomainEvent):
    """Somebody read the trail: which filters, and how many entries were shown."""

    filters: Mapping[str, str]
    entries_shown: int | None = None
    log_id: str = ""

    def audit_facts(self) -> AuditFacts:
        """Return who asked for what."""
        asked = ", ".join(f"{name} = {value}" for name, value in self.filters.items())
        details: dict[str, object] = {"filters": dict(self.filters)}
        if self.entries_shown is not None:
            details["entries_shown"] = self.entries_shown
        return AuditFacts(
            action="READ",
            target_model="AuditLog",
            target_id=self.log_id,
            description=f"Read the audit trail{f': {asked}' if asked else ''}",
            details=details,
        )
