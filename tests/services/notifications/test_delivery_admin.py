"""Mail and webhooks on the staff site: read by whom they concern, changed by nobody."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from core_banking.kernel.actors import Actor
from notifications.models import Mail, WebhookEndpoint
from notifications.services import create_endpoint, deliver_due_webhooks, send_test_event
from tests.builders import people
from tests.services.notifications.test_mail import SECRET, order
from users.contracts import PersonCard

pytestmark = pytest.mark.django_db

STAFF = Actor(username="branch", permissions=frozenset({"notifications.manage_webhooks"}))


def signed_in(person: PersonCard) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=person.id))
    return client


def test_webhooks_are_read_and_not_changed_and_show_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: Any, **__: Any) -> Any:
        raise socket.gaierror

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    issued = create_endpoint(actor=STAFF, url="https://hooks.example.com/")
    sent = send_test_event(actor=STAFF, endpoint_id=issued.endpoint.id)
    deliver_due_webhooks()
    client = signed_in(people.bank_admin())
    listed = client.get("/admin/notifications/webhookendpoint/")
    shown = client.get(f"/admin/notifications/webhookendpoint/{issued.endpoint.id}/change/")
    delivery = client.get(f"/admin/notifications/delivery/{sent.id}/change/")

    assert (listed.status_code, shown.status_code, delivery.status_code) == (200, 200, 200)
    assert issued.endpoint.url in listed.content.decode()
    assert "does not resolve" in delivery.content.decode()
    assert "whsec_" not in listed.content.decode() + shown.content.decode() + delivery.content.decode()
    assert (
        client.post(f"/admin/notifications/webhookendpoint/{issued.endpoint.id}/delete/").status_code == 403
    )
    assert WebhookEndpoint.objects.count() == 1


def test_the_log_of_mail_is_read_by_who_looks_after_the_system_and_says_nothing_secret() -> None:
    order(actor=people.ANYONE)
    path = f"/admin/notifications/mail/{Mail.objects.get().pk}/change/"

    shown = signed_in(people.system_administrator()).get(path)

    assert shown.status_code == 200
    assert "Hello" in shown.content.decode()
    assert SECRET not in shown.content.decode()
    assert signed_in(people.bank_admin()).get(path).status_code == 403
    assert signed_in(people.auditor()).get("/admin/notifications/delivery/").status_code in {302, 403}
