"""Writes of the inbox, of mail and of webhooks. What tells of a deed is written in the deed's own transaction."""

from __future__ import annotations

from notifications.services.inbox import mark_all_read, mark_read, notify, notify_holders
from notifications.services.mail import deliver_due_mail, send_mail_later
from notifications.services.preferences import change_preferences

__all__ = [
    "change_preferences",
    "deliver_due_mail",
    "mark_all_read",
    "mark_read",
    "notify",
    "notify_holders",
    "send_mail_later",
]
