"""Telling an endpoint again: one delivery, or all that happened between two moments."""

from __future__ import annotations

import datetime as dt
from typing import Final

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound, StateConflict
from notifications.contracts import MANAGE_WEBHOOKS, DeliveryStatus
from notifications.events import EndpointDeed, WebhookEndpointChanged
from notifications.models import Delivery, OutboxEvent, WebhookEndpoint
from notifications.selectors import kept_endpoints

MOST_EVENTS: Final = 10_000


@use_case
def redeliver(*, actor: Actor, endpoint_id: int, delivery_id: int) -> int:
    """Make one delivery again, however it ended, with all its attempts anew; return how many there are: one.

    Raises `NotAllowed`, `NotFound`, and `StateConflict` for an endpoint that is switched off.
    """
    endpoint = _active_endpoint(actor, endpoint_id)
    if not _begin_anew(endpoint, delivery_id=delivery_id):
        raise NotFound
    return _announced(actor, endpoint, 1)


@use_case
def redeliver_range(*, actor: Actor, endpoint_id: int, since: dt.datetime, until: dt.datetime) -> int:
    """Tell an endpoint again what happened between two moments, both included, of the types it listens to.

    What it was never told, since it was switched off or not there yet, is told as well. Returns the number of events.
    Raises `NotAllowed`, `NotFound`, `StateConflict` for an endpoint that is switched off, and `InvalidInput` for more
    than `MOST_EVENTS`.
    """
    endpoint = _active_endpoint(actor, endpoint_id)
    events = OutboxEvent.objects.filter(occurred_at__range=(since, until), endpoint=None)
    if endpoint.event_types:
        events = events.filter(event_type__in=endpoint.event_types)
    event_ids = list(events.order_by("id").values_list("pk", flat=True)[: MOST_EVENTS + 1])
    if len(event_ids) > MOST_EVENTS:
        raise InvalidInput({"to": [f"More than {MOST_EVENTS} events: give a shorter time."]})
    _begin_anew(endpoint, event_ids=event_ids)
    Delivery.objects.bulk_create(
        [Delivery(event_id=event_id, endpoint=endpoint) for event_id in event_ids],
        ignore_conflicts=True,
        batch_size=500,
    )
    return _announced(actor, endpoint, len(event_ids))


def _active_endpoint(actor: Actor, endpoint_id: int) -> WebhookEndpoint:
    if not actor.may(MANAGE_WEBHOOKS):
        raise NotAllowed
    endpoint = kept_endpoints().filter(pk=endpoint_id).first()
    if endpoint is None:
        raise NotFound
    if not endpoint.is_active:
        raise StateConflict("The webhook is switched off.")
    return endpoint


def _begin_anew(
    endpoint: WebhookEndpoint, *, delivery_id: int | None = None, event_ids: list[int] | None = None
) -> int:
    """Have deliveries made from their first attempt on. The claim of a worker that is at it counts no more."""
    now = clock.now()
    deliveries = Delivery.objects.filter(endpoint=endpoint)
    fresh = {
        "status": DeliveryStatus.PENDING.value,
        "attempts": 0,
        "next_attempt_at": now,
        "claimed_until": None,
        "finished_at": None,
    }
    if delivery_id is not None:
        return deliveries.filter(pk=delivery_id).update(**fresh)
    begun = 0
    for start in range(0, len(event_ids or []), 500):
        begun += deliveries.filter(event_id__in=(event_ids or [])[start : start + 500]).update(**fresh)
    return begun


def _announced(actor: Actor, endpoint: WebhookEndpoint, count: int) -> int:
    emit(
        WebhookEndpointChanged(
            actor=actor,
            endpoint_id=endpoint.pk,
            deed=EndpointDeed.REDELIVERED,
            is_active=endpoint.is_active,
            event_types=tuple(endpoint.event_types),
        )
    )
    return count
