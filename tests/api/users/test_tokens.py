"""Tokens over HTTP: renewing, checking, signing out, the list of sessions, and every forgery at every door."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from rest_framework.test import APIClient

from core_banking.kernel import clock
from tests.builders.people import PASSWORD, register_customer
from tests.unit.users.test_tokens import FORGERIES
from users.contracts import PersonCard
from users.models import Session

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
INVALID = {"error": "The token is not valid or has expired.", "code": "token_not_valid"}


def login(client: APIClient, person: PersonCard) -> dict[str, str]:
    body: dict[str, Any] = client.post(
        "/api/auth/login/", {"username": person.username, "password": PASSWORD}
    ).json()
    return {"access": body["access"], "refresh": body["refresh"]}


def bearer(access: str) -> APIClient:
    client = APIClient(REMOTE_ADDR="198.51.100.7")
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {access}")
    return client


def opens_the_profile(access: str) -> int:
    return bearer(access).get("/api/profile/").status_code


def test_a_refresh_token_is_exchanged_for_a_pair(stranger):
    first = login(stranger, register_customer())

    answer = stranger.post("/api/auth/refresh/", {"refresh": first["refresh"]})

    assert answer.status_code == 200
    assert set(answer.json()) == {"access", "refresh"}
    assert opens_the_profile(answer.json()["access"]) == 200


def test_a_replaced_refresh_token_is_worth_nothing_and_ends_the_session(stranger):
    first = login(stranger, register_customer())
    second = stranger.post("/api/auth/refresh/", {"refresh": first["refresh"]}).json()

    again = stranger.post("/api/auth/refresh/", {"refresh": first["refresh"]})

    assert (again.status_code, again.json()) == (401, INVALID)
    assert opens_the_profile(second["access"]) == 401
    assert opens_the_profile(first["access"]) == 401
    assert stranger.post("/api/auth/refresh/", {"refresh": second["refresh"]}).status_code == 401


def test_an_expired_access_token_in_the_header_does_not_hinder_a_refresh(stranger):
    with clock.frozen_at(NOON):
        pair = login(stranger, register_customer())
    with clock.frozen_at(NOON + dt.timedelta(hours=2)):
        client = bearer(pair["access"])
        assert client.get("/api/profile/").status_code == 401
        assert client.post("/api/auth/refresh/", {"refresh": pair["refresh"]}).status_code == 200


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_a_good_token_is_confirmed(stranger, kind):
    pair = login(stranger, register_customer())

    answer = stranger.post("/api/auth/verify/", {"token": pair[kind]})

    assert (answer.status_code, answer.json()) == (200, {})


@pytest.mark.parametrize("kind", ["access", "refresh"])
def test_a_token_of_an_ended_session_is_not_confirmed(stranger, kind):
    pair = login(stranger, register_customer())
    assert bearer(pair["access"]).post("/api/auth/logout/").status_code == 204

    answer = stranger.post("/api/auth/verify/", {"token": pair[kind]})

    assert (answer.status_code, answer.json()) == (401, INVALID)


def is_another_token(forged: str, genuine: dict[str, str]) -> bool:
    """Whether a forgery is more than blanks around a genuine token, which every door takes away."""
    return forged.strip() not in {"", *genuine.values()}


@pytest.mark.any_engine  # no forgery gets as far as a table
@pytest.mark.parametrize("forgery", FORGERIES.values(), ids=FORGERIES)
def test_a_forged_token_opens_no_door(stranger, forgery, settings):
    settings.TOKEN_SIGNING_KEYS = ["a-key-of-the-bank-that-is-32-bytes-long!"]
    with clock.frozen_at(NOON):
        pair = login(stranger, register_customer())
        access, refresh = forgery(pair["access"]), forgery(pair["refresh"])

        if is_another_token(access, pair):
            # A header holds bytes: what is no Latin-1 comes in as such.
            header = access.encode("utf-8", "surrogatepass").decode("latin-1")
            assert opens_the_profile(header) == 401
            assert sent_to(stranger, "/api/auth/verify/", token=access) in {400, 401, 413}
        if is_another_token(refresh, pair):
            assert sent_to(stranger, "/api/auth/verify/", token=refresh) in {400, 401, 413}
            assert sent_to(stranger, "/api/auth/refresh/", refresh=refresh) in {400, 401, 413}

        assert opens_the_profile(pair["access"]) == 200
        assert sent_to(stranger, "/api/auth/refresh/", refresh=pair["refresh"]) == 200


def sent_to(client: APIClient, path: str, **body: str) -> int:
    """Send a body as escaped JSON, which any text goes through."""
    answer = client.post(path, json.dumps(body), content_type="application/json")
    return int(answer.status_code)


def test_a_refresh_token_is_no_access_token(stranger):
    pair = login(stranger, register_customer())

    assert opens_the_profile(pair["refresh"]) == 401
    assert stranger.post("/api/auth/refresh/", {"refresh": pair["access"]}).status_code == 401


@pytest.mark.parametrize("path", ["/api/auth/refresh/", "/api/auth/verify/"])
@pytest.mark.parametrize(
    "body", [{}, {"refresh": None, "token": None}, {"refresh": ["x"], "token": ["x"]}, [], None]
)
def test_a_body_without_a_token_is_refused_by_field(stranger, path, body):
    answer = stranger.post(path, body, format="json")

    assert answer.status_code == 400
    assert set(answer.json()) <= {"refresh", "token", "non_field_errors"}


@pytest.mark.parametrize("path", ["/api/auth/logout/", "/api/logout/", "/api/logout"])
def test_signing_out_ends_the_session_at_once(stranger, path):
    pair = login(stranger, register_customer())

    answer = bearer(pair["access"]).post(path)

    assert (answer.status_code, answer.content) == (204, b"")
    assert opens_the_profile(pair["access"]) == 401
    assert stranger.post("/api/auth/refresh/", {"refresh": pair["refresh"]}).status_code == 401


def test_signing_out_with_somebody_elses_refresh_token_leaves_him_alone(stranger):
    mine, his = login(stranger, register_customer()), login(stranger, register_customer())

    assert bearer(mine["access"]).post("/api/auth/logout/", {"refresh": his["refresh"]}).status_code == 204

    assert opens_the_profile(mine["access"]) == 401
    assert opens_the_profile(his["access"]) == 200


@pytest.mark.parametrize("refresh", ["", None, "nonsense"])
def test_signing_out_needs_no_refresh_token(stranger, refresh):
    pair = login(stranger, register_customer())

    answer = bearer(pair["access"]).post("/api/auth/logout/", {"refresh": refresh}, format="json")

    assert answer.status_code == 204


def test_a_stranger_cannot_sign_out(stranger):
    assert stranger.post("/api/auth/logout/").status_code == 401


def test_ones_sessions_are_listed_with_address_device_and_times():
    person = register_customer()
    browser = APIClient(REMOTE_ADDR="198.51.100.7", HTTP_USER_AGENT="Browser/1.0")
    phone = APIClient(REMOTE_ADDR="203.0.113.9", HTTP_USER_AGENT="Phone/2.0")
    with clock.frozen_at(NOON):
        login(browser, person)
        login(browser, register_customer())
    with clock.frozen_at(NOON + dt.timedelta(minutes=5)):
        mine = login(phone, person)
        answer = bearer(mine["access"]).get("/api/auth/sessions/")

    first, second = Session.objects.filter(user_id=person.id).order_by("pk")
    assert answer.status_code == 200
    assert answer.json() == {
        "count": 2,
        "next": None,
        "previous": None,
        "results": [
            {
                "id": second.pk,
                "ip_address": "203.0.113.9",
                "device": "Phone/2.0",
                "created_at": "2026-03-02T12:05:00Z",
                "last_used_at": "2026-03-02T12:05:00Z",
                "expires_at": "2026-03-09T12:05:00Z",
                "current": True,
            },
            {
                "id": first.pk,
                "ip_address": "198.51.100.7",
                "device": "Browser/1.0",
                "created_at": "2026-03-02T12:00:00Z",
                "last_used_at": "2026-03-02T12:00:00Z",
                "expires_at": "2026-03-09T12:00:00Z",
                "current": False,
            },
        ],
    }


def test_one_of_ones_sessions_can_be_ended(stranger):
    person = register_customer()
    mine, other = login(stranger, person), login(stranger, person)
    other_id = Session.objects.order_by("-pk").values_list("pk", flat=True)[0]

    answer = bearer(mine["access"]).delete(f"/api/auth/sessions/{other_id}/")

    assert (answer.status_code, answer.content) == (204, b"")
    assert opens_the_profile(other["access"]) == 401
    assert bearer(mine["access"]).get("/api/auth/sessions/").json()["count"] == 1


@pytest.mark.parametrize("session_id", ["his", 10**6, 10**40, 0])
def test_a_session_that_is_not_ones_own_is_not_found(stranger, session_id):
    mine, his = login(stranger, register_customer()), login(stranger, register_customer())
    if session_id == "his":
        session_id = Session.objects.order_by("-pk").values_list("pk", flat=True)[0]

    answer = bearer(mine["access"]).delete(f"/api/auth/sessions/{session_id}/")

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert opens_the_profile(his["access"]) == 200


def test_the_session_in_use_can_be_ended_too(stranger):
    pair = login(stranger, register_customer())
    session_id = Session.objects.get().pk

    assert bearer(pair["access"]).delete(f"/api/auth/sessions/{session_id}/").status_code == 204
    assert opens_the_profile(pair["access"]) == 401


def test_the_list_of_sessions_costs_the_same_however_many_there_are(stranger, django_assert_max_num_queries):
    person = register_customer()
    pairs = [login(stranger, person) for _ in range(12)]

    with django_assert_max_num_queries(4):
        assert bearer(pairs[0]["access"]).get("/api/auth/sessions/").json()["count"] == 12
