"""The tables of the inbox, of mail and of webhooks."""

from __future__ import annotations

from notifications.models.inbox import Notification, NotificationPreference
from notifications.models.mail import Mail, MailStatus

__all__ = ["Mail", "MailStatus", "Notification", "NotificationPreference"]
