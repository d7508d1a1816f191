"""What support announces. What people wrote is not in it: the audit trail keeps that it was written, and by whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from core_banking.kernel.events import AuditFacts, DomainEvent

_DEED: Final = {"ANSWERED": ("ANSWER", "Message answered"), "HANDLED": ("SETTLE", "Message settled")}


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceAdded(DomainEvent):
    """Staff added a service to the catalogue."""

    service_id: int
    name: str

    def audit_facts(self) -> AuditFacts:
        """Return the addition as the audit trail keeps it."""
        return AuditFacts(
            action="CREATE",
            target_model="Service",
            target_id=str(self.service_id),
            description=f"Service added: {self.name}",
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceChanged(DomainEvent):
    """Staff changed a service or took it off the catalogue; `changes` holds what really differs."""

    service_id: int
    name: str
    changes: Mapping[str, tuple[object, object]]

    def audit_facts(self) -> AuditFacts:
        """Return the change with old and new values, as the audit trail keeps it."""
        return AuditFacts(
            action="UPDATE",
            target_model="Service",
            target_id=str(self.service_id),
            description=f"Service changed: {self.name}",
            details={
                "changes": {name: {"old": old, "new": new} for name, (old, new) in self.changes.items()}
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageReceived(DomainEvent):
    """Somebody wrote to the bank; `sender_id` is his row if he was signed in."""

    message_id: int
    sender_id: int | None

    def audit_facts(self) -> AuditFacts:
        """Return the arrival as the audit trail keeps it."""
        return AuditFacts(
            action="CREATE",
            target_model="ContactMessage",
            target_id=str(self.message_id),
            description="Message to the bank received",
            subject_user_id=self.sender_id,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDealtWithByStaff(DomainEvent):
    """Staff answered a message, or settled it without an answer."""

    message_id: int
    sender_id: int | None
    status: str

    def audit_facts(self) -> AuditFacts:
        """Return the deed as the audit trail keeps it."""
        action, description = _DEED[self.status]
        return AuditFacts(
            action=action,
            target_model="ContactMessage",
            target_id=str(self.message_id),
            description=description,
            subject_user_id=self.sender_id,
        )
