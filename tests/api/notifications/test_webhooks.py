"""Webhooks over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import override_settings
from rest_framework.test import APIClient

from core_banking.kernel import clock
from notifications.models import Delivery, WebhookEndpoint
from notifications.services import deliver_due_webhooks
from notifications.webhooks.catalogue import EVENT_TYPES
from tests.builders import people
from tests.builders.receiver import answer, receiver

pytestmark = pytest.mark.django_db

PATH = "/api/webhooks/"
URL = "https://hooks.example.com/bank"
NOON = dt.datetime(2026, 3, 15, 12, tzinfo=dt.UTC)


def staff() -> APIClient:
    return people.signed_in_client(people.bank_admin())


def added(client: APIClient, **terms: Any) -> dict[str, Any]:
    response = client.post(PATH, {"url": URL, **terms})
    assert response.status_code == 201, response.content
    endpoint: dict[str, Any] = response.json()
    return endpoint


def test_an_endpoint_shows_its_secret_once():
    with clock.frozen_at(NOON):
        client = staff()
        shown = added(client, description="Books", event_types=["transaction.posted", "account.opened"])

        secret = shown.pop("secret")
        assert shown.pop("previous_secret_valid_until") is None
        assert shown == {
            "id": shown["id"],
            "url": URL,
            "description": "Books",
            "event_types": ["account.opened", "transaction.posted"],
            "is_active": True,
            "stopped_because": None,
            "failing_since": None,
            "created_at": "2026-03-15T12:00:00Z",
        }
        assert secret.startswith("whsec_")
        assert len(secret) == len("whsec_") + 44
        assert client.get(f"{PATH}{shown['id']}/").json() == shown
        assert client.get(PATH).json()["results"] == [shown]
        again = client.post(f"{PATH}{shown['id']}/rotate-secret/").json()
        assert again["secret"] != secret
        assert again["previous_secret_valid_until"] == "2026-03-16T12:00:00Z"


def test_an_endpoint_is_changed_and_removed():
    client = staff()
    endpoint = f"{PATH}{added(client)['id']}/"

    changed = client.patch(endpoint, {"is_active": False, "event_types": ["kyc.approved"], "description": ""})
    assert (changed.status_code, changed.json()["is_active"]) == (200, False)
    assert (changed.json()["url"], changed.json()["event_types"]) == (URL, ["kyc.approved"])

    assert client.delete(endpoint).status_code == 204
    for response in (client.get(endpoint), client.patch(endpoint, {}), client.get(f"{endpoint}deliveries/")):
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert client.get(PATH).json()["count"] == 0


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "url"),
        ({"url": "http://hooks.example.com/"}, "url"),
        ({"url": "https://169.254.169.254/latest/"}, "url"),
        ({"url": "https://ann:secret@hooks.example.com/"}, "url"),
        ({"url": f"https://hooks.example.com/{'x' * 1000}"}, "url"),
        ({"url": URL, "event_types": ["weather"]}, "event_types"),
        ({"url": URL, "event_types": "kyc.approved"}, "event_types"),
        ({"url": URL, "description": "x" * 201}, "description"),
    ],
)
def test_what_cannot_be_an_endpoint_is_refused_by_field(body: dict[str, Any], field: str):
    response = staff().post(PATH, body)

    assert (response.status_code, list(response.json())) == (400, [field])
    assert WebhookEndpoint.objects.count() == 0


@override_settings(
    WEBHOOK_ALLOW_HTTP=True, WEBHOOK_PORTS=[], WEBHOOK_ALLOWED_PRIVATE_ADDRESSES=["127.0.0.0/8"]
)
def test_the_log_shows_every_attempt_and_can_be_sent_again():
    client = staff()
    with receiver(answer("500 Internal Server Error", "oops"), answer("200 OK")) as listening:
        endpoint = f"{PATH}{added(client, url=listening.url)['id']}/"
        sent = client.post(f"{endpoint}test/")
        deliver_due_webhooks()
        (failed,) = client.get(f"{endpoint}deliveries/?cursor=&status=PENDING").json()["results"]
        again = client.post(f"{endpoint}redeliver/", {"delivery_id": failed["id"]})
        deliver_due_webhooks()
        (done,) = client.get(f"{endpoint}deliveries/?event_type=webhook.ping").json()["results"]

    assert (sent.status_code, sent.json()["status"], sent.json()["attempt_log"]) == (202, "PENDING", [])
    assert (failed["event_type"], failed["attempts"]) == ("webhook.ping", 1)
    (attempt,) = failed["attempt_log"]
    assert (attempt["status_code"], attempt["error"], attempt["response_body"]) == (
        500,
        "The receiver answered 500.",
        "oops",
    )
    assert failed["next_attempt_at"] > attempt["started_at"]
    assert (again.status_code, again.json()) == (202, {"redelivered": 1})
    assert (done["status"], done["next_attempt_at"]) == ("DELIVERED", None)
    assert [each["status_code"] for each in done["attempt_log"]] == [500, 200]
    assert done["event_id"] == listening.received[0].headers["webhook-id"]
    assert client.get(f"{endpoint}deliveries/?status=FAILED").json()["results"] == []
    assert client.get(f"{endpoint}deliveries/?status=LOST").status_code == 400


def test_a_redelivery_names_one_or_a_time():
    client = staff()
    endpoint = f"{PATH}{added(client)['id']}/redeliver/"
    moments = {"from": "2026-03-15T12:00:00Z", "to": "2026-03-15T13:00:00Z"}

    assert client.post(endpoint, moments).json() == {"redelivered": 0}
    assert client.post(endpoint, {"delivery_id": 10**9}).status_code == 404
    body: dict[str, Any]
    for body in ({}, {"from": moments["from"]}, {"delivery_id": 1, **moments}):
        response = client.post(endpoint, body)
        assert (response.status_code, list(response.json())) == (400, ["non_field_errors"])
    backwards = client.post(endpoint, {"from": moments["to"], "to": moments["from"]})
    assert (backwards.status_code, backwards.json()) == (400, {"to": ["This lies before from."]})
    for body in ({"delivery_id": "x"}, {"delivery_id": 2**63}, {**moments, "to": "tomorrow"}):
        assert client.post(endpoint, body).status_code == 400


def test_a_webhook_that_is_switched_off_is_told_nothing_again():
    client = staff()
    endpoint = f"{PATH}{added(client)['id']}/"
    client.patch(endpoint, {"is_active": False})

    response = client.post(
        f"{endpoint}redeliver/", {"from": "2026-03-15T12:00:00Z", "to": "2026-03-15T13:00:00Z"}
    )

    assert (response.status_code, response.json()["code"]) == (409, "state_conflict")
    assert Delivery.objects.count() == 0


def test_the_types_of_event_are_listed():
    listed = staff().get("/api/webhook-events/?page_size=200").json()["results"]

    assert {row["type"]: row["description"] for row in listed} == dict(EVENT_TYPES)
