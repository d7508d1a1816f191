"""Signing in over HTTP: the shapes, the statuses, and what no answer gives away."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from rest_framework.test import APIClient

from audit.models import AuditLog
from core_banking.kernel import clock
from tests.builders.people import (
    PASSWORD,
    approved_customer,
    bank_admin,
    register_customer,
    rejected_customer,
)
from users.models import Session, User

pytestmark = pytest.mark.django_db

PATH = "/api/auth/login/"
NOON = dt.datetime(2026, 3, 2, 12, 0, 20, tzinfo=dt.UTC)
WRONG = {"error": "The user name or the password is wrong.", "code": "invalid_credentials"}


def login(client: APIClient, name: str, password: str = PASSWORD, path: str = PATH) -> Any:
    return client.post(path, {"username": name, "password": password})


@pytest.mark.parametrize("path", ["/api/auth/login/", "/api/auth/login", "/api/login/", "/api/login"])
def test_the_answer_is_a_pair_of_tokens_and_the_person(stranger, path):
    person = approved_customer(username="mira")

    answer = login(stranger, "mira", path=path)

    assert answer.status_code == 200
    body = answer.json()
    assert set(body) == {"access", "refresh", "user"}
    assert body["user"] == {
        "id": person.id,
        "username": "mira",
        "email": person.email,
        "customer_id": person.customer_id,
        "kyc_status": "APPROVED",
        "risk_profile": "LOW",
    }
    stranger.credentials(HTTP_AUTHORIZATION=f"Bearer {body['access']}")
    assert stranger.get("/api/profile/").json()["id"] == person.id


def test_the_address_serves_as_a_name_too(stranger):
    person = register_customer(email="mira.holm@example.org")

    answer = stranger.post(PATH, {"email": "Mira.Holm@Example.org", "password": PASSWORD})

    assert answer.status_code == 200
    assert answer.json()["user"]["id"] == person.id


def test_staff_has_no_customer_number(stranger):
    assert login(stranger, bank_admin().username).json()["user"]["customer_id"] is None


@pytest.mark.parametrize(
    ("make", "status"), [(register_customer, "PENDING"), (rejected_customer, "REJECTED")]
)
def test_who_may_not_bank_yet_may_sign_in(stranger, make, status):
    answer = login(stranger, make().username)

    assert (answer.status_code, answer.json()["user"]["kyc_status"]) == (200, status)


def test_whatever_is_wrong_the_answer_is_the_same(stranger):
    person = register_customer(username="mira")
    disabled = register_customer(username="idle")
    User.objects.filter(pk=disabled.id).update(is_active=False)

    answers = [
        login(stranger, "mira", "Wrong7Password"),
        login(stranger, person.email, "Wrong7Password"),
        login(stranger, "nobody", "Wrong7Password"),
        login(stranger, "nobody@example.org", "Wrong7Password"),
        login(stranger, "idle"),
        login(stranger, "idle", "Wrong7Password"),
    ]

    assert [answer.status_code for answer in answers] == [401] * 6
    assert [answer.json() for answer in answers] == [WRONG] * 6
    assert len({tuple(sorted(set(answer.headers) - {"X-Request-ID"})) for answer in answers}) == 1
    assert len({len(answer.content) for answer in answers}) == 1
    assert not Session.objects.exists()


@pytest.mark.parametrize("name", ["mira", "nobody"])
def test_five_failures_lock_a_name_whether_anybody_has_it_or_not(stranger, name):
    register_customer(username="mira")

    with clock.frozen_at(NOON):
        statuses = [login(stranger, name, "Wrong7Password").status_code for _ in range(5)]
        answer = login(stranger, name)

    assert statuses == [401] * 5
    assert answer.status_code == 429
    assert answer["Retry-After"] == "1800"
    assert answer.json() == {
        "error": "Too many failed sign-ins. This login is locked for a while.",
        "code": "login_locked",
        "retry_after": 1800,
    }


def test_the_sixth_attempt_of_an_address_in_a_minute_is_refused(stranger, settings):
    settings.LOGIN_ATTEMPTS_PER_MINUTE = 5
    person = register_customer()
    elsewhere = APIClient(REMOTE_ADDR="198.51.100.8")

    with clock.frozen_at(NOON):
        statuses = [login(stranger, person.username).status_code for _ in range(5)]
        answer = login(stranger, person.username)
        assert login(elsewhere, person.username).status_code == 200

    assert statuses == [200] * 5
    assert answer.status_code == 429
    assert answer["Retry-After"] == "40"
    assert answer.json()["code"] == "throttled"


def test_an_invented_address_in_a_header_does_not_help(stranger, settings):
    settings.LOGIN_ATTEMPTS_PER_MINUTE = 5
    settings.TRUSTED_PROXIES = 0

    statuses = []
    with clock.frozen_at(NOON):
        for number in range(7):
            stranger.defaults["HTTP_X_FORWARDED_FOR"] = f"203.0.113.{number}, 2001:db8::{number}"
            statuses.append(login(stranger, f"nobody{number}").status_code)

    assert statuses == [401] * 5 + [429] * 2


def test_a_header_with_an_old_token_keeps_nobody_out(stranger):
    person = register_customer()
    stranger.credentials(HTTP_AUTHORIZATION="Bearer old.and.invalid")

    assert login(stranger, person.username).status_code == 200


def test_address_and_device_are_in_the_audit_trail(stranger):
    person = register_customer()

    login(stranger, person.username)
    login(stranger, person.username, "Wrong7Password")

    rows = AuditLog.objects.filter(action_type__startswith="LOGIN").order_by("id")
    assert list(rows.values_list("action_type", "subject_id", "ip_address", "user_agent")) == [
        ("LOGIN", person.id, "198.51.100.7", "Browser/1.0"),
        ("LOGIN_FAILED", person.id, "198.51.100.7", "Browser/1.0"),
    ]


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"password"}),
        ({"username": "mira"}, {"password"}),
        ({"password": PASSWORD}, {"username"}),
        ({"username": "", "password": PASSWORD}, {"username"}),
        ({"username": None, "password": PASSWORD}, {"username"}),
        ({"username": ["mira"], "password": PASSWORD}, {"username"}),
        ({"username": {"a": 1}, "password": PASSWORD}, {"username"}),
        ({"username": True, "password": PASSWORD}, {"username"}),
        ({"username": "mira", "password": 12345678.5}, {"password"}),
        ({"username": "mira", "password": ["x"]}, {"password"}),
        ({"username": "x" * 255, "password": PASSWORD}, {"username"}),
        ({"username": "mira", "password": "x" * 129}, {"password"}),
        ({"username": "mira", "password": PASSWORD, "is_superuser": True}, {"is_superuser"}),
        ([], {"non_field_errors"}),
        ("mira", {"non_field_errors"}),
    ],
)
def test_a_body_of_another_shape_is_refused_by_field(stranger, body, fields):
    answer = stranger.post(PATH, body, format="json")

    assert answer.status_code == 400
    assert set(answer.json()) == fields
    assert not Session.objects.exists()


def test_a_name_with_a_nul_in_it_is_no_text(stranger):
    answer = stranger.post(PATH, {"username": "mira\0", "password": PASSWORD}, format="json")

    assert answer.status_code == 400
    assert not Session.objects.exists()


def test_no_answer_carries_a_password(stranger):
    register_customer(username="mira")

    bodies = [
        stranger.post(PATH, body, format="json").content.decode()
        for body in (
            {"username": "mira", "password": "Sup3rSecretGuess"},
            {"username": "mira", "password": "Sup3rSecretGuess" * 10},
            {"password": "Sup3rSecretGuess"},
        )
    ]

    assert not any("Sup3rSecret" in body for body in bodies)


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_only_post_signs_in(stranger, method):
    assert getattr(stranger, method)(PATH).status_code == 405


def test_the_device_gets_a_token_as_a_cookie_and_as_a_header(stranger):
    person = register_customer()

    answer = stranger.post(
        "/api/auth/login/", {"username": person.username, "password": PASSWORD}, secure=True
    )

    cookie = answer.cookies["known_device"]
    assert cookie.value == answer.headers["X-Device-Token"]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Strict")
    assert int(cookie["max-age"]) == 365 * 86_400
    assert cookie.value not in answer.content.decode()


@pytest.mark.parametrize("carries", ["cookie", "header"])
def test_a_known_device_gets_in_while_strangers_hammer_the_name(stranger, carries):
    person = register_customer()
    body = {"username": person.username, "password": PASSWORD}
    owner = APIClient(REMOTE_ADDR="203.0.113.9")
    token = owner.post("/api/auth/login/", body).headers["X-Device-Token"]
    if carries == "header":
        owner.cookies.clear()
        owner.credentials(HTTP_X_DEVICE_TOKEN=token)

    for _ in range(6):
        stranger.post("/api/auth/login/", {**body, "password": "Wrong7Password"})

    assert stranger.post("/api/auth/login/", body).json()["code"] == "login_locked"
    assert owner.post("/api/auth/login/", body).status_code == 200
