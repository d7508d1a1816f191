"""What the audit trail announces about itself: that somebody read it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

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


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffRead(DomainEvent):
    """A member of staff was shown something of the bank: whose, and what was asked."""

    target_model: str
    target_id: str
    route: str
    export: bool = False
    subject_user_id: int | None = None
    details: Mapping[str, object] = field(default_factory=dict)

    def audit_facts(self) -> AuditFacts:
        """Return who was shown what."""
        what = f"{self.target_model} {self.target_id}".rstrip()
        return AuditFacts(
            action="EXPORT" if self.export else "READ",
            target_model=self.target_model,
            target_id=self.target_id,
            description=f"{'Exported' if self.export else 'Read'} {what}",
            subject_user_id=self.subject_user_id,
            details={"route": self.route, **self.details},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditTrailExported(DomainEvent):
    """Somebody took entries of the trail out as a file."""

    filters: Mapping[str, str]

    def audit_facts(self) -> AuditFacts:
        """Return who took out what."""
        return AuditFacts(
            action="EXPORT",
            target_model="AuditLog",
            target_id="",
            description="Exported the audit trail",
            details={"filters": dict(self.filters), "format": "csv"},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffReportRead(DomainEvent):
    """Somebody read what members of staff did, or what stood out in it."""

    report: str
    asked: Mapping[str, str]

    def audit_facts(self) -> AuditFacts:
        """Return which report, and of whom."""
        return AuditFacts(
            action="READ",
            target_model="StaffReport",
            target_id=self.report,
            description=f"Read the staff report: {self.report}",
            details={"asked": dict(self.asked)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffPatternFound(DomainEvent):
    """Something stands out in what a member of staff did; the auditors are told."""

    kind: str
    user_id: int
    on: dt.date
    numbers: Mapping[str, int]

    def audit_facts(self) -> AuditFacts:
        """Return what stands out, by its numbers."""
        return AuditFacts(
            action="STAFF_PATTERN",
            target_model="User",
            target_id=str(self.user_id),
            description=f"{self.kind} on {self.on}",
            details={"kind": self.kind, "on": self.on.isoformat(), **self.numbers},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRun(DomainEvent):
    """An operator runs a command on a machine of the bank."""

    command: str
    arguments: tuple[str, ...]
    operator: str

    def audit_facts(self) -> AuditFacts:
        """Return which command, with what, and under which name of the operating system."""
        return AuditFacts(
            action="COMMAND",
            target_model="Command",
            target_id=self.command,
            description=f"manage.py {self.command}",
            details={"arguments": list(self.arguments), "operator": self.operator},
        )
