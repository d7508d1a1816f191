"""Writes of the inbox. A message is written in the transaction of the deed it tells of: no deed, no message."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from django.conf import settings
from django.utils.module_loading import import_string

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case, within_use_case
from core_banking.kernel.errors import NotFound, NotSignedIn
from notifications.contracts import NotificationCard
from notifications.events import NotificationsRead
from notifications.models import Notification
from notifications.selectors import notification_card
from notifications.services.mail import mail_notice


@within_use_case
def notify(
    *,
    actor: Actor,
    user_id: int,
    kind: str,
    title: str,
    body: str,
    data: Mapping[str, object] | None = None,
) -> None:
    """Put a message into one person's inbox; some kinds also go out by e-mail."""
    Notification.objects.create(user_id=user_id, kind=kind, title=title, body=body, data=dict(data or {}))
    mail_notice(user_ids=[user_id], kind=kind, title=title, body=body)


@within_use_case
def notify_holders(
    *,
    actor: Actor,
    permission: str,
    kind: str,
    title: str,
    body: str,
    data: Mapping[str, object] | None = None,
    but_not: int | None = None,
) -> None:
    """Put a message into the inbox of everybody who holds a right, given by its full name.

    Who holds it is asked of the function that `PERMISSION_HOLDERS` names. `but_not` is somebody whom it is about, and
    who is not to read it though he holds the right.
    """
    holders_of: Callable[[str], Sequence[int]] = import_string(settings.PERMISSION_HOLDERS)
    user_ids = [user_id for user_id in holders_of(permission) if user_id != but_not]
    Notification.objects.bulk_create(
        Notification(user_id=user_id, kind=kind, title=title, body=body, data=dict(data or {}))
        for user_id in user_ids
    )
    mail_notice(user_ids=user_ids, kind=kind, title=title, body=body)


@use_case
def mark_read(*, actor: Actor, notification_id: int) -> NotificationCard:
    """Mark one of the actor's own messages as read; once read it stays as it was. Raises `NotFound`."""
    message = (
        Notification.objects.select_for_update().filter(pk=notification_id, user_id=_reader(actor)).first()
    )
    if message is None:
        raise NotFound
    marked = int(message.read_at is None)
    if marked:
        message.read_at = clock.now()
        message.save(update_fields=["read_at"])
    emit(NotificationsRead(actor=actor, user_id=_reader(actor), count=marked))
    return notification_card(message)


@use_case
def mark_all_read(*, actor: Actor) -> int:
    """Mark all of the actor's messages as read; return how many were new."""
    reader = _reader(actor)
    marked = Notification.objects.filter(user_id=reader, read_at__isnull=True).update(read_at=clock.now())
    emit(NotificationsRead(actor=actor, user_id=reader, count=marked))
    return marked


def _reader(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotSignedIn
    return actor.user_id
