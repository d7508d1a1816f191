"""Writes of the inbox, of mail and of webhooks. What tells of a deed is written in the deed's own transaction."""

from __future__ import annotations

from notifications.services.delivery import deliver_due_webhooks, note_outcome, take_due_deliveries
from notifications.services.endpoints import (
    change_endpoint,
    create_endpoint,
    remove_endpoint,
    rotate_secret,
    send_test_event,
)
from notifications.services.erasure import forget_messages
from notifications.services.inbox import mark_all_read, mark_read, notify, notify_holders
from notifications.services.key_rotation import delivery_rows
from notifications.services.mail import deliver_due_mail, send_mail_later, without_mail
from notifications.services.outbox import forget_subscriptions, publish, spread_outbox
from notifications.services.preferences import change_preferences
from notifications.services.redelivery import redeliver, redeliver_range
from notifications.services.retention import forget_old_messages

__all__ = [
    "change_endpoint",
    "change_preferences",
    "create_endpoint",
    "deliver_due_mail",
    "deliver_due_webhooks",
    "delivery_rows",
    "forget_messages",
    "forget_old_messages",
    "forget_subscriptions",
    "mark_all_read",
    "mark_read",
    "note_outcome",
    "notify",
    "notify_holders",
    "publish",
    "redeliver",
    "redeliver_range",
    "remove_endpoint",
    "rotate_secret",
    "send_mail_later",
    "send_test_event",
    "spread_outbox",
    "take_due_deliveries",
    "without_mail",
]
