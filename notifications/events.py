"""What the inbox announces."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import ClassVar

from core_banking.kernel.events import AuditFacts, DomainEvent
from notifications.contracts import EndpointStop


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


class EndpointDeed(StrEnum):
    """What staff did with a webhook endpoint."""

    CREATED = "CREATED"
    CHANGED = "CHANGED"
    REMOVED = "REMOVED"
    SECRET_ROTATED = "SECRET_ROTATED"  # noqa: S105 - a deed
    TESTED = "TESTED"
    REDELIVERED = "REDELIVERED"


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpointChanged(DomainEvent):
    """Staff did something with a webhook endpoint. Neither its URL, which may hold a token, nor a secret is told."""

    endpoint_id: int
    deed: EndpointDeed
    is_active: bool
    event_types: tuple[str, ...]
    changes: Mapping[str, tuple[object, object]] = field(default_factory=dict)

    def audit_facts(self) -> AuditFacts:
        """Return the deed as the audit trail keeps it."""
        changes = {name: {"old": old, "new": new} for name, (old, new) in self.changes.items()}
        return AuditFacts(
            action=f"WEBHOOK_{self.deed}",
            target_model="WebhookEndpoint",
            target_id=str(self.endpoint_id),
            description=f"Webhook {self.deed.lower().replace('_', ' ')}",
            details={
                "is_active": self.is_active,
                "event_types": list(self.event_types),
                **({"changes": changes} if changes else {}),
            },
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookEndpointStopped(DomainEvent):
    """The bank stopped telling an endpoint that is gone or has failed for days."""

    endpoint_id: int
    reason: EndpointStop

    def audit_facts(self) -> AuditFacts:
        """Return the stop as the audit trail keeps it."""
        return AuditFacts(
            action="WEBHOOK_STOPPED",
            target_model="WebhookEndpoint",
            target_id=str(self.endpoint_id),
            description="Webhook switched off by the bank",
            details={"reason": self.reason.value},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveriesHandled(DomainEvent):
    """Deliveries were made, taken up or noted: they are their own record, so the audit trail keeps none."""

    count: int

    audited: ClassVar[bool] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OldMessagesForgotten(DomainEvent):
    """Records of mail and webhooks went that had been kept long enough: housekeeping that the trail need not keep."""

    count: int
    older_than: dt.datetime

    audited: ClassVar[bool] = False
