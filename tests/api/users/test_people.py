"""People as staff sees them over HTTP, and the bank administrators."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders.people import (
    PASSWORD,
    approved_customer,
    auditor,
    bank_admin,
    register_customer,
    rejected_customer,
    signed_in_client,
    system_administrator,
)
from users.contracts import PersonCard
from users.models import User

pytestmark = pytest.mark.django_db

NEWCOMER = {
    "username": "jonas_berg",
    "email": "jonas.berg@example.org",
    "password": PASSWORD,
    "confirm_password": PASSWORD,
    "first_name": "Jonas",
    "last_name": "Berg",
    "phone_number": "+15550100300",
}


def ids_of(answer: Any) -> list[int]:
    assert answer.status_code == 200, answer.content
    return [row["id"] for row in answer.json()["results"]]


def people_for(staff: PersonCard, query: str = "") -> Any:
    return signed_in_client(staff).get(f"/api/users/{query}")


def test_staff_sees_everybody():
    customer, admin, reader = approved_customer(), bank_admin(), auditor()

    answer = people_for(admin)

    assert ids_of(answer) == [customer.id, admin.id, reader.id]
    assert {name: answer.json()[name] for name in ("count", "next", "previous")} == {
        "count": 3,
        "next": None,
        "previous": None,
    }
    row = answer.json()["results"][0]
    assert set(row) == {
        "id",
        "username",
        "email",
        "first_name",
        "last_name",
        "phone_number",
        "customer_id",
        "kyc_status",
        "risk_profile",
        "is_account_verified",
        "two_factor_enabled",
        "pin_set",
        "is_active",
        "roles",
        "date_joined",
        "last_login",
    }
    assert (row["username"], row["customer_id"], row["kyc_status"]) == (
        customer.username,
        customer.customer_id,
        "APPROVED",
    )
    assert [role["name"] for role in row["roles"]] == ["CUSTOMER"]


@pytest.mark.parametrize("who", [approved_customer, auditor])
@pytest.mark.parametrize("path", ["/api/users/", "/api/manager/"])
def test_others_do_not(who, path):
    answer = signed_in_client(who()).get(path)

    assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize("path", ["/api/users/", "/api/manager/", "/api/manager/1/"])
def test_a_stranger_is_asked_to_sign_in(stranger, path):
    assert stranger.get(path).status_code == 401


def test_the_list_is_filtered():
    waiting, approved, rejected = register_customer(username="Mira"), approved_customer(), rejected_customer()
    admin = bank_admin(email="desk@example.org")

    assert ids_of(people_for(admin, "?kyc_status=APPROVED")) == [approved.id]
    assert ids_of(people_for(admin, "?kyc_status=REJECTED")) == [rejected.id]
    assert ids_of(people_for(admin, "?username=mIrA")) == [waiting.id]
    assert ids_of(people_for(admin, "?email=DESK@example.org")) == [admin.id]
    assert ids_of(people_for(admin, "?role=BANK_ADMIN")) == [admin.id]
    assert ids_of(people_for(admin, "?role=CUSTOMER&kyc_status=PENDING")) == [waiting.id]
    assert ids_of(people_for(admin, "?username=nobody")) == []
    User.objects.filter(pk=rejected.id).update(is_active=False)
    assert ids_of(people_for(admin, "?is_active=false")) == [rejected.id]


def test_the_list_is_ordered_and_cut_into_pages():
    first, second = register_customer(username="zora"), register_customer(username="anna")
    admin = bank_admin(username="mona")

    assert ids_of(people_for(admin, "?ordering=username")) == [second.id, admin.id, first.id]
    assert ids_of(people_for(admin, "?ordering=-username")) == [first.id, admin.id, second.id]
    assert ids_of(people_for(admin, "?ordering=-id&page_size=2&page=2")) == [first.id]


@pytest.mark.parametrize(
    "query",
    [
        "?kyc_status=DONE",
        "?role=KING",
        "?is_active=perhaps",
        "?ordering=password",
        "?ordering=token_version",
        "?password__startswith=p",
        "?is_superuser=true",
        "?page=0",
        "?page_size=201",
        "?page_size=0",
    ],
)
def test_an_unknown_filter_or_value_is_refused(query):
    assert people_for(bank_admin(), query).status_code == 400


def test_the_list_takes_the_same_queries_however_long_it_is(
    django_assert_num_queries, django_assert_max_num_queries
):
    admins = [system_administrator() for _ in range(3)]
    client = signed_in_client(admins[0])
    with django_assert_max_num_queries(13) as first:  # with the row about the reading, and on SQLite its seal
        assert client.get("/api/users/").json()["count"] == 3

    for _ in range(12):
        register_customer()
    system_administrator()
    with django_assert_num_queries(len(first)):
        assert client.get("/api/users/").json()["count"] == 16


def test_a_system_administrator_adds_a_bank_administrator(stranger):
    client = signed_in_client(system_administrator())

    answer = client.post("/api/manager/", NEWCOMER)

    assert answer.status_code == 201
    body = answer.json()
    row = User.objects.get(username="jonas_berg")
    assert {
        name: body[name] for name in ("id", "username", "email", "first_name", "last_name", "phone_number")
    } == {
        "id": row.pk,
        **{name: value for name, value in NEWCOMER.items() if "password" not in name},
    }
    assert [role["name"] for role in body["roles"]] == ["BANK_ADMIN"]
    assert "password" not in body
    assert (row.is_staff, row.is_superuser, row.customer_id) == (True, False, None)
    login = stranger.post("/api/auth/login/", {"email": NEWCOMER["email"], "password": PASSWORD})
    assert login.status_code == 200
    assert ids_of(client.get("/api/manager/")) == [row.pk]
    assert client.get(f"/api/manager/{row.pk}/").json()["username"] == "jonas_berg"


@pytest.mark.parametrize("who", [approved_customer, bank_admin, auditor])
def test_nobody_else_adds_one(who):
    client = signed_in_client(who())
    count = User.objects.count()

    assert client.post("/api/manager/", NEWCOMER).status_code == 403
    assert User.objects.count() == count


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"password": "short", "confirm_password": "short"}, {"password"}),
        ({"confirm_password": "Other7Word"}, {"confirm_password"}),
        ({"email": "nonsense"}, {"email"}),
        ({"username": "jonas berg"}, {"username"}),
        ({"username": "jоnas"}, {"username"}),  # a Cyrillic о
        ({"phone_number": "5"}, {"phone_number"}),
        ({"is_superuser": True}, {"is_superuser"}),
        ({"roles": ["SYSTEM_ADMINISTRATOR"]}, {"roles"}),
        ({"username": None, "email": None}, {"username", "email"}),
    ],
)
def test_a_wrong_bank_administrator_is_refused_by_field(changes, fields):
    client = signed_in_client(system_administrator())

    answer = client.post("/api/manager/", {**NEWCOMER, **changes}, format="json")

    assert answer.status_code == 400
    assert set(answer.json()) == fields
    assert not User.objects.filter(email=NEWCOMER["email"]).exists()


def test_the_optional_fields_may_be_left_out():
    client = signed_in_client(system_administrator())

    answer = client.post(
        "/api/manager/", {name: NEWCOMER[name] for name in ("username", "email", "password")}
    )

    assert answer.status_code == 201
    assert (answer.json()["first_name"], answer.json()["phone_number"]) == ("", "")


@pytest.mark.parametrize("who", [approved_customer, auditor, system_administrator])
def test_others_are_no_bank_administrators(who):
    client, other = signed_in_client(system_administrator()), who()

    assert client.get(f"/api/manager/{other.id}/").status_code == 404
    assert other.id not in ids_of(client.get("/api/manager/"))


@pytest.mark.parametrize("user_id", [0, 10**6, 10**40])
def test_nobody_is_not_found(user_id):
    assert signed_in_client(system_administrator()).get(f"/api/manager/{user_id}/").status_code == 404
