"""Reads of the inbox: everybody sees his own messages only."""

from __future__ import annotations

from django.db.models import QuerySet

from notifications.contracts import NotificationCard
from notifications.models import Notification


def inbox_of(user_id: int) -> QuerySet[Notification]:
    """Return a person's messages, the newest first."""
    return Notification.objects.filter(user_id=user_id).order_by("-id")


def unread_count(user_id: int) -> int:
    """Return how many of a person's messages are new."""
    return Notification.objects.filter(user_id=user_id, read_at__isnull=True).count()


def notification_card(notification: Notification) -> NotificationCard:
    """Return a message as a frozen value."""
    return NotificationCard(
        id=notification.pk,
        kind=notification.kind,
        title=notification.title,
        body=notification.body,
        data=notification.data,
        created_at=notification.created_at,
        read_at=notification.read_at,
    )
