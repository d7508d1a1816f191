"""What the inbox announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from core_banking.kernel.events import AuditFacts, DomainEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class NotificationsRead(DomainEvent):
    """A person has seen messages of his own: nobody's business but his, so the audit trail does not keep it."""

    user_id: int
    count: int

    audited: ClassVar[bool] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PreferencesChanged(DomainEvent):
    """A person chose how the bank may reach him."""

    user_id: int
    email: bool

    def audit_facts(self) -> AuditFacts:
        """Return the choice as the audit trail keeps it."""
        return AuditFacts(
            action="UPDATE",
            target_model="NotificationPreference",
            target_id=str(self.user_id),
            description="Notification preferences changed",
            subject_user_id=self.user_id,
            details={"email": self.email},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MailHandled(DomainEvent):
    """Mail was taken up, or its outcome noted: the mail's own row is the record, so the audit trail keeps none."""

    count: int

    audited: ClassVar[bool] = False
