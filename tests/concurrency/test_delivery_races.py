"""Several workers at once: each mail and each delivery is taken by one of them."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from django.db.models import QuerySet

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from notifications.events import MailHandled
from notifications.models import Delivery, Mail, OutboxEvent
from notifications.services import (
    create_endpoint,
    delivery,
    mail,
    outbox,
    send_mail_later,
    take_due_deliveries,
)
from tests.builders import people
from tests.concurrency.crowd import crowd, meeting
from tests.proof_plugin import ProofRecord, at_scale

pytestmark = pytest.mark.django_db(transaction=True)

WORKERS = 4
ROUNDS = at_scale(small=5, full=50)
STAFF = Actor(username="branch", permissions=frozenset({"notifications.manage_webhooks"}))


def deliveries_due(endpoints: int) -> None:
    """One event for each of several endpoints."""
    for _ in range(endpoints):
        endpoint = create_endpoint(actor=STAFF, url="https://hooks.example.com/").endpoint
        event = OutboxEvent.objects.create(
            event_id=f"msg_{endpoint.id}",
            event_type="webhook.ping",
            data={},
            occurred_at=endpoint.created_at,
            endpoint_id=endpoint.id,
            spread_at=endpoint.created_at,
        )
        Delivery.objects.create(event=event, endpoint_id=endpoint.id)


def taken_by_all(rounds: int) -> list[int]:
    """Have several workers take what is due at the same moment, again and again; return what each delivery's takers."""
    taken: list[int] = []
    with crowd(WORKERS) as workers:
        for _ in range(rounds):
            Delivery.objects.update(claimed_until=None, claims=0)
            answers = workers.all_at_once(
                lambda number: [
                    each.id for each in take_due_deliveries(actor=people.ANYONE, busy=Counter(), room=10)
                ]
            )
            taken = [delivery_id for answer in answers for delivery_id in answer]
            if len(taken) != len(set(taken)):
                return taken
    return taken


def test_each_delivery_is_taken_by_one_worker(proof_record: ProofRecord) -> None:
    deliveries_due(6)

    taken = taken_by_all(ROUNDS)

    assert len(taken) == len(set(taken))
    proof_record("workers take webhooks at the same moment: each by one", workers=WORKERS, rounds=ROUNDS)


def test_without_the_lock_a_delivery_is_taken_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    deliveries_due(6)
    meet = meeting(WORKERS)

    def unlocked(due: QuerySet[Delivery]) -> Any:
        rows = due.select_related("event", "endpoint")[:10]
        list(rows)
        meet()
        return rows

    monkeypatch.setattr(delivery, "_locked", unlocked)

    taken = taken_by_all(1)

    assert len(taken) > len(set(taken))


def test_each_event_is_spread_by_one_worker() -> None:
    endpoint = create_endpoint(actor=STAFF, url="https://hooks.example.com/").endpoint
    OutboxEvent.objects.bulk_create(
        OutboxEvent(
            event_id=f"msg_{number}", event_type="kyc.approved", data={}, occurred_at=endpoint.created_at
        )
        for number in range(20)
    )

    with crowd(WORKERS) as workers:
        spread = workers.all_at_once(lambda number: outbox._spread_some(actor=people.ANYONE))

    assert (sum(spread), Delivery.objects.count()) == (20, 20)
    assert not OutboxEvent.objects.filter(spread_at=None).exists()


@use_case
def order(*, actor: Actor, count: int) -> None:
    emit(MailHandled(actor=actor, count=count))
    for number in range(count):
        send_mail_later(to=f"ada{number}@example.org", subject="Hello", body="Hello")


def test_each_mail_is_taken_by_one_worker() -> None:
    order(actor=people.ANYONE, count=10)

    with crowd(WORKERS) as workers:
        for _ in range(ROUNDS):
            Mail.objects.update(claimed_until=None)
            answers = workers.all_at_once(lambda number: mail._take_due_mail(actor=people.ANYONE, only=None))
            taken = [each.id for answer in answers for each in answer]
            assert len(taken) == len(set(taken))
