"""The profile and the password over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from rest_framework.test import APIClient

from core_banking.kernel import clock
from tests.builders.people import (
    PASSWORD,
    approved_customer,
    auditor,
    present,
    register_customer,
    signed_in_client,
    system_administrator,
    tokens_of,
)
from users.models import User

# Which fields a person may change is no matter of the engine.
pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
NEW_PASSWORD = "Lanterns9Quay"
CHANGES = [("put", "/api/profile/"), ("patch", "/api/profile/"), ("put", "/api/update-profile/")]
PASSWORD_PATHS = [
    ("put", "/api/auth/password/"),
    ("post", "/api/auth/password/"),
    ("put", "/api/update-password/"),
]


def test_the_profile_has_every_field_and_no_more(stranger):
    with clock.frozen_at(NOON):
        person = approved_customer(
            username="mira",
            email="mira@example.org",
            first_name="Mira",
            last_name="Holm",
            phone_number="+1234567890",
        )
    with clock.frozen_at(NOON + dt.timedelta(minutes=15)):
        tokens = stranger.post("/api/auth/login/", {"username": "mira", "password": PASSWORD}).json()
        stranger.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens['access']}")
        answer = stranger.get("/api/profile/")

    assert answer.status_code == 200
    assert answer.json() == {
        "id": person.id,
        "username": "mira",
        "email": "mira@example.org",
        "first_name": "Mira",
        "last_name": "Holm",
        "phone_number": "+1234567890",
        "customer_id": person.customer_id,
        "kyc_status": "APPROVED",
        "risk_profile": "LOW",
        "is_account_verified": True,
        "two_factor_enabled": False,
        "pin_set": False,
        "roles": [{"id": person.roles[0].id, "name": "CUSTOMER", "description": "Bank Customer"}],
        "date_joined": "2026-03-02T12:00:00Z",
        "last_login": "2026-03-02T12:15:00Z",
    }


def test_a_waiting_customer_is_not_verified():
    body = signed_in_client(register_customer()).get("/api/profile/").json()

    assert (body["kyc_status"], body["is_account_verified"]) == ("PENDING", False)


@pytest.mark.parametrize(
    ("make", "role"), [(auditor, "AUDITOR"), (system_administrator, "SYSTEM_ADMINISTRATOR")]
)
def test_staff_sees_its_own_role(make, role):
    body = signed_in_client(make()).get("/api/profile/").json()

    assert [held["name"] for held in body["roles"]] == [role]
    assert body["customer_id"] is None


@pytest.mark.parametrize(("method", "path"), [("get", "/api/profile/"), *CHANGES, *PASSWORD_PATHS])
def test_a_stranger_is_asked_to_sign_in(stranger, method, path):
    answer = getattr(stranger, method)(path, {})

    assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_name_and_phone_number_are_changed(method, path):
    person = register_customer()

    answer = getattr(signed_in_client(person), method)(
        path, {"first_name": "John", "last_name": "Doe Updated", "phone_number": "+1234567890"}
    )

    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in ("first_name", "last_name", "phone_number")} == {
        "first_name": "John",
        "last_name": "Doe Updated",
        "phone_number": "+1234567890",
    }
    changed = present(person)
    assert (changed.first_name, changed.last_name, changed.phone_number) == (
        "John",
        "Doe Updated",
        "+1234567890",
    )


@pytest.mark.parametrize(("method", "path"), CHANGES)
def test_what_is_left_out_stays(method, path):
    person = register_customer()

    answer = getattr(signed_in_client(person), method)(path, {"last_name": "Doe Updated"})

    assert answer.status_code == 200
    assert answer.json()["first_name"] == person.first_name
    assert answer.json()["phone_number"] == person.phone_number


SENSITIVE: dict[str, Any] = {
    "ssn": "123-45-6789",
    "address": "1 Elsewhere",
    "aadhaar_number": "1",
    "pan_number": "ABCPE1234F",
    "date_of_birth": "1980-01-01",
    "kyc_status": "APPROVED",
    "risk_profile": "HIGH",
    "is_account_verified": True,
    "roles": ["BANK_ADMIN"],
    "role": "BANK_ADMIN",
    "groups": [2],
    "user_permissions": [1],
    "permissions": ["kyc.review_kyc"],
    "is_staff": True,
    "is_superuser": True,
    "is_active": False,
    "customer_id": "CUST0000000001",
    "username": "somebody_else",
    "email": "somebody@example.org",
    "password": "Another7Password",
    "two_factor_enabled": True,
    "token_version": 9,
    "balance": "1000000.00",
    "date_joined": "2000-01-01T00:00:00Z",
    "last_login": "2000-01-01T00:00:00Z",
}


@pytest.mark.parametrize(("method", "path"), CHANGES)
@pytest.mark.parametrize("field", SENSITIVE)
def test_a_sensitive_field_is_refused_by_name_and_nothing_is_written(method, path, field):
    person = register_customer()
    before = User.objects.filter(pk=person.id).values().get()

    answer = getattr(signed_in_client(person), method)(
        path, {"first_name": "Changed", field: SENSITIVE[field]}, format="json"
    )

    assert answer.status_code == 400
    assert answer.json() == {field: ["This field cannot be set here."]}
    assert User.objects.filter(pk=person.id).values().get() == before


def test_a_field_nobody_knows_is_ignored():
    answer = signed_in_client(register_customer()).patch("/api/profile/", {"favourite_colour": "green"})

    assert answer.status_code == 200
    assert "favourite_colour" not in answer.json()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"phone_number": "12345"}, "phone_number"),
        ({"phone_number": ""}, "phone_number"),
        ({"phone_number": None}, "phone_number"),
        ({"first_name": ""}, "first_name"),
        ({"first_name": None}, "first_name"),
        ({"first_name": "x" * 151}, "first_name"),
        ({"first_name": "a\u200bb"}, "first_name"),
        ({"last_name": ["x"]}, "last_name"),
        ({"last_name": {"x": 1}}, "last_name"),
        ([], "non_field_errors"),
        ("x", "non_field_errors"),
    ],
)
def test_a_wrong_value_is_refused_by_field(body, field):
    person = register_customer()

    answer = signed_in_client(person).put("/api/profile/", body, format="json")

    assert answer.status_code == 400
    assert set(answer.json()) == {field}
    assert present(person) == person


@pytest.mark.parametrize(("method", "path"), PASSWORD_PATHS)
@pytest.mark.parametrize("name", ["current_password", "old_password"])
def test_a_password_is_changed_and_every_other_session_ends(stranger, method, path, name):
    person = register_customer()
    client, elsewhere = signed_in_client(person), signed_in_client(person)
    refresh = tokens_of(person).refresh

    answer = getattr(client, method)(
        path, {name: PASSWORD, "new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD}
    )

    assert answer.status_code == 200
    assert client.get("/api/profile/").status_code == 200
    assert elsewhere.get("/api/profile/").status_code == 401
    assert stranger.post("/api/auth/refresh/", {"refresh": refresh}).status_code == 401
    old = stranger.post("/api/auth/login/", {"username": person.username, "password": PASSWORD})
    new = stranger.post("/api/auth/login/", {"username": person.username, "password": NEW_PASSWORD})
    assert (old.status_code, new.status_code) == (401, 200)


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"current_password": "Wrong7Password"}, {"current_password": ["The current password is wrong."]}),
        ({"current_password": None}, {"current_password": ["This field may not be null."]}),
        ({"confirm_password": "Other7Word"}, {"confirm_password": ["Password fields didn't match."]}),
        (
            {"new_password": PASSWORD, "confirm_password": PASSWORD},
            {"new_password": ["The new password must differ from the current one."]},
        ),
        (
            {"new_password": "alllowercase1", "confirm_password": "alllowercase1"},
            {
                "new_password": [
                    "The password must contain an upper-case letter, a lower-case letter and a digit."
                ]
            },
        ),
        ({"new_password": ""}, {"new_password": ["This field may not be blank."]}),
        ({"is_superuser": True}, {"is_superuser": ["This field cannot be set here."]}),
        ({"pin": "1234"}, {"pin": ["This field cannot be set here."]}),
    ],
)
def test_a_wrong_change_of_password_is_refused_by_field(changes, fields):
    person = register_customer()
    client, elsewhere = signed_in_client(person), signed_in_client(person)
    before = User.objects.get(pk=person.id).password
    body = {
        "current_password": PASSWORD,
        "new_password": NEW_PASSWORD,
        "confirm_password": NEW_PASSWORD,
        **changes,
    }

    answer = client.put("/api/auth/password/", body, format="json")

    assert (answer.status_code, answer.json()) == (400, fields)
    assert User.objects.get(pk=person.id).password == before
    assert elsewhere.get("/api/profile/").status_code == 200


@pytest.mark.parametrize("missing", ["current_password", "new_password", "confirm_password"])
def test_each_of_the_three_passwords_is_needed(missing):
    body = {"current_password": PASSWORD, "new_password": NEW_PASSWORD, "confirm_password": NEW_PASSWORD}
    del body[missing]

    answer = signed_in_client(register_customer()).put("/api/auth/password/", body)

    assert (answer.status_code, answer.json()) == (400, {missing: ["This field is required."]})


@pytest.mark.parametrize(
    ("method", "path"),
    [("post", "/api/update-password/"), ("get", "/api/update-profile/"), ("delete", "/api/profile/")],
)
def test_other_methods_are_not_allowed(method, path):
    client: APIClient = signed_in_client(register_customer())

    assert getattr(client, method)(path).status_code == 405


def test_reading_the_profile_takes_a_handful_of_queries(django_assert_max_num_queries):
    client = signed_in_client(approved_customer())

    with django_assert_max_num_queries(4):
        client.get("/api/profile/")
