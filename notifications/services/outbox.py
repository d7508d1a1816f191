"""The outbox: what happened is written down with the deed itself, and handed to every endpoint that listens later.

An event is written only where somebody listens to its type, or did until he had failed for too long, and that is
looked up every few seconds (`WEBHOOK_SUBSCRIPTIONS_SECONDS`), not in every transfer: so a new endpoint hears what
happens from then on.
"""

from __future__ import annotations

import json
import secrets
import time
from typing import Any, Final

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, connections

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import after_commit, emit, use_case, within_use_case
from core_banking.kernel.events import DomainEvent
from core_banking.kernel.statements import run_statement
from notifications.events import DeliveriesHandled
from notifications.models import Delivery, OutboxEvent, WebhookEndpoint
from notifications.selectors import listening_endpoints, remembered_endpoints, unspread_events
from notifications.webhooks.catalogue import publication_of

WORKER: Final = system_actor("webhooks")
BATCH: Final = 200

_INSERT: Final = (
    "INSERT INTO notifications_outboxevent (event_id, event_type, data, occurred_at) VALUES (%s, %s, %s, %s)"
)
_as_json = DjangoJSONEncoder(separators=(",", ":")).encode


class _Listened:
    """The types that somebody listens to, as of a moment ago; None stands for all types."""

    def __init__(self) -> None:
        self._types: frozenset[str] | None = frozenset()
        self._good_until = 0.0

    def to(self, event_type: str) -> bool:
        """Return whether somebody listens to a type."""
        if time.monotonic() > self._good_until:
            self._look_again()
        return self._types is None or event_type in self._types

    def forget(self) -> None:
        """Look again before the next answer."""
        self._good_until = 0.0

    def _look_again(self) -> None:
        wanted = list(remembered_endpoints().values_list("event_types", flat=True))
        self._types = frozenset().union(*wanted) if all(wanted) else None
        self._good_until = time.monotonic() + settings.WEBHOOK_SUBSCRIPTIONS_SECONDS


_listened = _Listened()


def forget_subscriptions() -> None:
    """Have this process look again who listens, before the next event."""
    _listened.forget()


def publish(event: DomainEvent) -> None:
    """Write an event into the outbox, if it is one that is told and somebody listens.

    Runs in whatever transaction the event is announced in.
    """
    publication = publication_of(event)
    event_type = publication.type_of(event) if publication else None
    if publication is None or event_type is None or not _listened.to(event_type):
        return
    told = publication.data_of(event)
    if len(told) == 1:
        occurred_at = connections[DEFAULT_DB_ALIAS].ops.adapt_datetimefield_value(event.occurred_at)
        run_statement(_INSERT, [new_event_id(), event_type, _as_json(told[0]), occurred_at])
        return
    OutboxEvent.objects.bulk_create(
        (
            OutboxEvent(
                event_id=new_event_id(), event_type=event_type, data=data, occurred_at=event.occurred_at
            )
            for data in told
        ),
        batch_size=BATCH,
    )


def new_event_id() -> str:
    """Return an identifier for an event: what receivers know a repetition by."""
    return f"msg_{secrets.token_hex(16)}"


@within_use_case
def subscriptions_changed() -> None:
    """Have everybody in this process hear of a change of the endpoints: at once, and again once it is committed."""
    forget_subscriptions()
    after_commit(forget_subscriptions)


def spread_outbox() -> int:
    """Make the deliveries of all events that have none yet; return how many events there were."""
    spread = 0
    while unspread_events().exists():
        taken = _spread_some(actor=WORKER)
        if not taken:
            break
        spread += taken
    return spread


@use_case
def _spread_some(*, actor: Actor) -> int:
    events = list(unspread_events().select_for_update(skip_locked=True)[:BATCH])
    endpoints = list(listening_endpoints())
    Delivery.objects.bulk_create(
        (
            Delivery(event=event, endpoint=endpoint)
            for event in events
            for endpoint in endpoints
            if _concerns(event, endpoint)
        ),
        ignore_conflicts=True,
    )
    OutboxEvent.objects.filter(pk__in=[event.pk for event in events]).update(spread_at=clock.now())
    emit(DeliveriesHandled(actor=actor, count=len(events)))
    return len(events)


def _concerns(event: OutboxEvent, endpoint: WebhookEndpoint) -> bool:
    listens = not endpoint.event_types or event.event_type in endpoint.event_types
    return listens and endpoint.created_at <= event.occurred_at


def body_of(event: OutboxEvent) -> bytes:
    """Return an event as every endpoint is sent it, the same at each attempt."""
    content: dict[str, Any] = {
        "type": event.event_type,
        "timestamp": clock.isoformat_utc(event.occurred_at),
        "data": event.data,
    }
    return json.dumps(content, separators=(",", ":"), ensure_ascii=False).encode()
