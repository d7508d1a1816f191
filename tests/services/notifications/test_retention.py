"""What ended long ago is forgotten, and what is still on its way never."""

from __future__ import annotations

import datetime as dt

import pytest

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from notifications.models import Delivery, DeliveryAttempt, Mail, OutboxEvent
from notifications.services import (
    create_endpoint,
    deliver_due_mail,
    deliver_due_webhooks,
    forget_old_messages,
)
from tests.builders import people
from tests.services.notifications.test_mail import order

pytestmark = pytest.mark.django_db

LONG_AGO = dt.datetime(2026, 1, 1, 9, tzinfo=dt.UTC)
STAFF = Actor(username="branch", permissions=frozenset({"notifications.manage_webhooks"}))


def told(status: str) -> Delivery:
    endpoint = create_endpoint(actor=STAFF, url="https://hooks.example.com/").endpoint
    event = OutboxEvent.objects.create(
        event_id=f"msg_{endpoint.id}",
        event_type="kyc.approved",
        data={},
        occurred_at=clock.now(),
        spread_at=clock.now(),
    )
    delivery = Delivery.objects.create(
        event=event, endpoint_id=endpoint.id, status=status, finished_at=clock.now()
    )
    DeliveryAttempt.objects.create(delivery=delivery, started_at=clock.now(), duration_ms=1)
    return delivery


def test_only_what_ended_long_ago_is_forgotten() -> None:
    with clock.frozen_at(LONG_AGO):
        order(actor=people.ANYONE)
        deliver_due_mail()
        order(actor=people.ANYONE)
        ended, waiting = told("FAILED"), told("PENDING")
    with clock.frozen_at(LONG_AGO + dt.timedelta(days=80)):
        recent = told("DELIVERED")
    before = AuditLog.objects.count()

    with clock.frozen_at(LONG_AGO + dt.timedelta(days=91)):
        # The mail, and of what ended its attempt, its delivery and its event.
        assert forget_old_messages(actor=people.ANYONE) == 4
        assert forget_old_messages(actor=people.ANYONE) == 0

    assert list(Mail.objects.values_list("status", flat=True)) == ["QUEUED"]
    assert set(Delivery.objects.values_list("pk", flat=True)) == {waiting.pk, recent.pk}
    assert not OutboxEvent.objects.filter(pk=ended.event_id).exists()
    assert AuditLog.objects.count() == before
    assert deliver_due_webhooks(goes_on=lambda: False) == 0
