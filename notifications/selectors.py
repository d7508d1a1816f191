"""Reads of the inbox: everybody sees his own messages only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet

from notifications.contracts import NotificationCard, Preferences
from notifications.models import Mail, MailStatus, Notification, NotificationPreference


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


def preferences_of(user_id: int) -> Preferences:
    """Return what a person has chosen, or what holds for everybody who has not."""
    chosen = NotificationPreference.objects.filter(user_id=user_id).values_list("email", flat=True).first()
    return Preferences(email=True if chosen is None else chosen)


def refusing_email(user_ids: Iterable[int]) -> set[int]:
    """Return those of some people who have chosen to get no e-mail."""
    return set(
        NotificationPreference.objects.filter(user_id__in=user_ids, email=False).values_list(
            "user_id", flat=True
        )
    )


def due_mail(now: dt.datetime, only: Sequence[int] | None = None) -> QuerySet[Mail]:
    """Return the mail to be sent by now that nobody is sending, who has waited longest first."""
    due = Mail.objects.filter(status=MailStatus.QUEUED, next_attempt_at__lte=now).filter(
        Q(claimed_until=None) | Q(claimed_until__lte=now)
    )
    if only is not None:
        due = due.filter(pk__in=only)
    return due.order_by("next_attempt_at", "id")
