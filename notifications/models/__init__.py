"""The tables of the inbox, of mail and of webhooks."""

from __future__ import annotations

from notifications.models.inbox import Notification, NotificationPreference
from notifications.models.mail import Mail, MailStatus
from notifications.models.webhooks import (
    Delivery,
    DeliveryAttempt,
    OutboxEvent,
    WebhookEndpoint,
    WebhookSecret,
)

__all__ = [
    "Delivery",
    "DeliveryAttempt",
    "Mail",
    "MailStatus",
    "Notification",
    "NotificationPreference",
    "OutboxEvent",
    "WebhookEndpoint",
    "WebhookSecret",
]
