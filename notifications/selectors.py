"""Reads of the inbox: everybody sees his own messages only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.db.models import F, Q, QuerySet, prefetch_related_objects

from core_banking.kernel.errors import NotFound
from notifications.contracts import (
    AttemptCard,
    DeliveryCard,
    DeliveryStatus,
    EndpointCard,
    EndpointStop,
    NotificationCard,
    Preferences,
)
from notifications.models import (
    Delivery,
    Mail,
    MailStatus,
    Notification,
    NotificationPreference,
    OutboxEvent,
    WebhookEndpoint,
)

REQUESTS_AT_ONCE: Final = 4
"""To one webhook endpoint; one that fails gets one at a time."""


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


def kept_endpoints() -> QuerySet[WebhookEndpoint]:
    """Return the webhook endpoints that were not removed."""
    return WebhookEndpoint.objects.filter(removed_at=None).order_by("id")


def listening_endpoints() -> QuerySet[WebhookEndpoint]:
    """Return the webhook endpoints that are to be told of what happens."""
    return kept_endpoints().filter(is_active=True)


def remembered_endpoints() -> QuerySet[WebhookEndpoint]:
    """Return those for which what happens is written down: who listens, and who was switched off for failing.

    The bank stopped the latter by itself, and what they miss until somebody sees to it can be told again.
    """
    return kept_endpoints().filter(Q(is_active=True) | Q(stopped_because=EndpointStop.FAILING.value))


def endpoint_card(endpoint: WebhookEndpoint) -> EndpointCard:
    """Return an endpoint as a frozen value."""
    return EndpointCard(
        id=endpoint.pk,
        url=endpoint.url,
        description=endpoint.description,
        event_types=tuple(endpoint.event_types),
        is_active=endpoint.is_active,
        stopped_because=EndpointStop(endpoint.stopped_because) if endpoint.stopped_because else None,
        failing_since=endpoint.failing_since,
        created_at=endpoint.created_at,
    )


def endpoint_by_number(endpoint_id: int) -> EndpointCard:
    """Return one endpoint. Raises `NotFound`."""
    endpoint = kept_endpoints().filter(pk=endpoint_id).first()
    if endpoint is None:
        raise NotFound
    return endpoint_card(endpoint)


def waiting_messages() -> dict[str, QuerySet[Any]]:
    """Return what waits to be sent, by kind: mail, deliveries to webhooks, and events not spread to them yet."""
    return {
        "mail": Mail.objects.filter(status=MailStatus.QUEUED).order_by(),
        "webhook_deliveries": Delivery.objects.filter(status=DeliveryStatus.PENDING.value).order_by(),
        "webhook_events": OutboxEvent.objects.filter(spread_at__isnull=True).order_by(),
    }


def unspread_events() -> QuerySet[OutboxEvent]:
    """Return the events that nobody has looked at yet, in the order in which they were written."""
    return OutboxEvent.objects.filter(spread_at=None).order_by("id")


def due_deliveries(now: dt.datetime, busy: Mapping[int, int]) -> QuerySet[Delivery]:
    """Return the deliveries to be made by now that nobody is making, who has waited longest first.

    `busy` says how many requests each endpoint is busy with: those that have their fill are passed over.
    """
    full = [endpoint_id for endpoint_id, requests in busy.items() if requests >= REQUESTS_AT_ONCE]
    return (
        Delivery.objects.filter(status=DeliveryStatus.PENDING.value, next_attempt_at__lte=now)
        .filter(Q(claimed_until=None) | Q(claimed_until__lte=now))
        .filter(
            Q(endpoint__is_active=True) | Q(event__endpoint_id=F("endpoint_id")), endpoint__removed_at=None
        )
        .exclude(endpoint_id__in=full)
        .exclude(endpoint_id__in=[*busy], endpoint__failing_since__isnull=False)
        .order_by("next_attempt_at", "id")
    )


def deliveries_to(endpoint_id: int) -> QuerySet[Delivery]:
    """Return what one endpoint was told or is to be told, the newest first. Raises `NotFound`."""
    endpoint_by_number(endpoint_id)
    return Delivery.objects.filter(endpoint_id=endpoint_id).select_related("event").order_by("-id")


def delivery_cards(deliveries: Sequence[Delivery]) -> list[DeliveryCard]:
    """Return deliveries as frozen values, with every attempt: one query for all of them."""
    prefetch_related_objects(deliveries, "attempt_log")
    return [_delivery_card(delivery) for delivery in deliveries]


def _delivery_card(delivery: Delivery) -> DeliveryCard:
    status = DeliveryStatus(delivery.status)
    return DeliveryCard(
        id=delivery.pk,
        event_id=delivery.event.event_id,
        event_type=delivery.event.event_type,
        occurred_at=delivery.event.occurred_at,
        status=status,
        attempts=delivery.attempts,
        next_attempt_at=delivery.next_attempt_at if status is DeliveryStatus.PENDING else None,
        finished_at=delivery.finished_at,
        attempt_log=tuple(
            AttemptCard(
                started_at=attempt.started_at,
                duration_ms=attempt.duration_ms,
                status_code=attempt.status_code,
                error=attempt.error,
                response_body=attempt.response_body,
            )
            for attempt in delivery.attempt_log.all()
        ),
    )
