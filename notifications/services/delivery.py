"""Telling the endpoints: claim what is due, send it without a transaction open, note what came of it.

At least once: a delivery is a row with its next attempt, and a claim on it ends by itself. Whoever dies between the
claim and the note has done nothing that is not done again; the receiver knows a repetition by its `webhook-id`.
"""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.db.models import QuerySet

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from notifications.contracts import MANAGE_WEBHOOKS, DeliveryStatus, EndpointStop
from notifications.events import DeliveriesHandled, WebhookEndpointStopped
from notifications.models import Delivery, DeliveryAttempt, WebhookEndpoint
from notifications.models.webhooks import RESPONSE_MAX_LENGTH
from notifications.selectors import REQUESTS_AT_ONCE, due_deliveries
from notifications.services.endpoints import valid_secrets
from notifications.services.inbox import notify_holders
from notifications.services.outbox import WORKER, body_of, spread_outbox, subscriptions_changed
from notifications.webhooks.request import Outcome, post
from notifications.webhooks.signature import signed_headers

RETRY_DELAYS: Final = (5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400)
"""Seconds before each further attempt, as the specification proposes; after the last one the delivery has failed."""
_JITTER: Final = 0.1
_AT_ONCE: Final = 16
_GONE: Final = 410


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenDelivery:
    """A delivery as its request needs it; `claim` proves whose it is."""

    id: int
    claim: int
    endpoint_id: int
    url: str
    event_id: str
    body: bytes
    secrets: tuple[str, ...]


def deliver_due_webhooks(*, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Tell the endpoints everything that is due; return how many requests were made.

    Requests run side by side, a few for each endpoint and one for an endpoint that fails, so that a slow receiver
    holds up nobody but itself. Runs outside of any transaction.
    """
    made = 0
    under_way: dict[Future[Outcome], TakenDelivery] = {}
    with ThreadPoolExecutor(max_workers=_AT_ONCE, thread_name_prefix="webhook") as pool:
        while True:
            if goes_on():
                # In each round: as long as somebody is slow, this does not return, and things go on happening.
                spread_outbox()
                for taken in _take_what_fits(under_way.values()):
                    under_way[pool.submit(_send, taken)] = taken
            if not under_way:
                return made
            finished, _ = wait(under_way, timeout=1.0, return_when=FIRST_COMPLETED)
            for future in finished:
                note_outcome(actor=WORKER, taken=under_way.pop(future), outcome=future.result())
                made += 1


def _take_what_fits(under_way: Iterable[TakenDelivery]) -> list[TakenDelivery]:
    busy = Counter(taken.endpoint_id for taken in under_way)
    room = _AT_ONCE - busy.total()
    if room <= 0 or not due_deliveries(clock.now(), busy).exists():
        return []
    return take_due_deliveries(actor=WORKER, busy=busy, room=room)


@use_case
def take_due_deliveries(*, actor: Actor, busy: Counter[int], room: int) -> list[TakenDelivery]:
    """Claim up to `room` deliveries that are due, given how many requests each endpoint is busy with.

    Whoever else claims at the same moment passes over the rows that are locked here.
    """
    now = clock.now()
    rows = _locked(due_deliveries(now, busy))[:room]
    taken = []
    for row in rows:
        if busy[row.endpoint_id] >= (1 if row.endpoint.failing_since else REQUESTS_AT_ONCE):
            continue
        busy[row.endpoint_id] += 1
        row.claims += 1
        row.claimed_until = now + dt.timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
        taken.append(row)
    Delivery.objects.bulk_update(taken, ["claims", "claimed_until"])
    emit(DeliveriesHandled(actor=actor, count=len(taken)))
    return [_taken(row, now) for row in taken]


@use_case
def note_outcome(*, actor: Actor, taken: TakenDelivery, outcome: Outcome) -> None:
    """Log an attempt, and settle when the next one is due, or that there is none.

    A worker that comes later than its claim lasted notes what it did, and leaves the delivery to who has it now,
    unless it was delivered.
    """
    now = clock.now()
    delivery = Delivery.objects.select_for_update().get(pk=taken.id)
    DeliveryAttempt.objects.create(
        delivery=delivery,
        started_at=now - dt.timedelta(milliseconds=outcome.duration_ms),
        duration_ms=outcome.duration_ms,
        status_code=outcome.status_code,
        error=outcome.error,
        response_body=outcome.body[:RESPONSE_MAX_LENGTH],
    )
    is_ours = delivery.claims == taken.claim and delivery.status == DeliveryStatus.PENDING
    if outcome.delivered or is_ours:
        _settle(delivery, outcome, now)
    _judge_endpoint(actor, taken.endpoint_id, outcome, now)
    emit(DeliveriesHandled(actor=actor, count=1))


def _settle(delivery: Delivery, outcome: Outcome, now: dt.datetime) -> None:
    delivery.attempts += 1
    delivery.claimed_until = None
    if not outcome.delivered and delivery.attempts <= len(RETRY_DELAYS):
        seconds = RETRY_DELAYS[delivery.attempts - 1]
        jitter = random.uniform(1, 1 + _JITTER)  # noqa: S311 - spreads load, keeps no secret
        delivery.next_attempt_at = now + dt.timedelta(seconds=seconds * jitter)
    else:
        status = DeliveryStatus.DELIVERED if outcome.delivered else DeliveryStatus.FAILED
        delivery.status, delivery.finished_at = status.value, now
    delivery.save()


def _judge_endpoint(actor: Actor, endpoint_id: int, outcome: Outcome, now: dt.datetime) -> None:
    """Remember since when an endpoint fails; stop one that is gone, or that has failed for days."""
    endpoint = WebhookEndpoint.objects.filter(pk=endpoint_id)
    if outcome.delivered:
        endpoint.filter(failing_since__isnull=False).update(failing_since=None)
        return
    endpoint.filter(failing_since=None).update(failing_since=now)
    if outcome.status_code == _GONE:
        _stop(actor, endpoint_id, EndpointStop.GONE)
    elif endpoint.filter(failing_since__lte=now - _patience()).exists():
        _stop(actor, endpoint_id, EndpointStop.FAILING)


def _stop(actor: Actor, endpoint_id: int, reason: EndpointStop) -> None:
    stopped = WebhookEndpoint.objects.filter(pk=endpoint_id, is_active=True).update(
        is_active=False, stopped_because=reason.value
    )
    if not stopped:
        return
    emit(WebhookEndpointStopped(actor=actor, endpoint_id=endpoint_id, reason=reason))
    subscriptions_changed()
    said = "answered that it is gone" if reason is EndpointStop.GONE else "has failed for days"
    notify_holders(
        actor=actor,
        permission=MANAGE_WEBHOOKS,
        kind="WEBHOOK_STOPPED",
        title="A webhook was switched off",
        body=f"Webhook {endpoint_id} {said} and was switched off. What it missed can be sent again.",
        data={"endpoint_id": endpoint_id, "reason": reason.value},
    )


def _send(taken: TakenDelivery) -> Outcome:
    if not taken.secrets:
        # Its key is no longer in the list. Unsigned it is not sent, and it holds up no other endpoint.
        return Outcome(
            status_code=None, error="The secret cannot be read: rotate it.", body="", duration_ms=0
        )
    headers = signed_headers(taken.event_id, clock.now(), taken.body, taken.secrets)
    return post(taken.url, taken.body, headers)


def _patience() -> dt.timedelta:
    return dt.timedelta(days=settings.WEBHOOK_DISABLE_AFTER_DAYS)


def _locked(due: QuerySet[Delivery]) -> QuerySet[Delivery]:
    rows = due.select_related("event", "endpoint").prefetch_related("endpoint__secrets")
    return rows.select_for_update(skip_locked=True, of=("self",))


def _taken(row: Delivery, now: dt.datetime) -> TakenDelivery:
    return TakenDelivery(
        id=row.pk,
        claim=row.claims,
        endpoint_id=row.endpoint_id,
        url=row.endpoint.url,
        event_id=row.event.event_id,
        body=body_of(row.event),
        secrets=tuple(valid_secrets(row.endpoint, now)),
    )
