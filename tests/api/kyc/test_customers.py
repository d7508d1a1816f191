"""Customers and people over HTTP, as staff and as the customer himself see them."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from audit.models import AuditLog
from tests.api.kyc.test_registration import FORM
from tests.builders import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff() -> APIClient:
    return people.signed_in_client(people.bank_admin())


def test_staff_lists_customers_and_no_staff(staff: APIClient):
    first, second = people.register_customer(), people.approved_customer()
    people.auditor()

    body = staff.get("/api/customer/").json()

    assert body["count"] == 2
    assert [(row["id"], row["kyc_status"]) for row in body["results"]] == [
        (first.id, "PENDING"),
        (second.id, "APPROVED"),
    ]
    assert [row["id"] for row in staff.get("/api/customer/?kyc_status=APPROVED").json()["results"]] == [
        second.id
    ]
    assert staff.get("/api/customer/?kyc_status=MAYBE").status_code == 400
    assert staff.get("/api/customer/?colour=red").json() == {"colour": ["There is no such parameter here."]}


def test_the_list_costs_the_same_for_one_and_for_many(staff: APIClient, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    # Of one alone the reading is recorded as being about him.
    for _ in range(2):
        people.register_customer()
    staff.get("/api/customer/")
    with CaptureQueriesContext(connection) as one:
        staff.get("/api/customer/")
    for _ in range(3):
        people.register_customer()
    with django_assert_num_queries(len(one)):
        assert staff.get("/api/customer/").json()["count"] == 5


def test_staff_onboards_on_behalf(staff: APIClient):
    response = staff.post("/api/customer/", FORM, format="json")

    assert response.status_code == 201
    assert (response.json()["username"], response.json()["kyc_status"]) == ("mira_okafor", "PENDING")
    assert AuditLog.objects.get(action_type="REGISTER").details["on_behalf"] is True
    assert staff.post("/api/customer/", FORM, format="json").json() == {
        "username": ["A user with that username already exists."],
        "email": ["A user with that email already exists."],
        "ssn": ["A customer with this SSN already exists."],
    }


def test_staff_shows_a_customer_by_number_and_by_customer_id(staff: APIClient):
    person = people.register_customer()

    shown = staff.get(f"/api/customer/{person.id}/").json()

    assert (shown["id"], shown["customer_id"], shown["email"]) == (
        person.id,
        person.customer_id,
        person.email,
    )
    assert shown["roles"] == [{"id": person.roles[0].id, "name": "CUSTOMER", "description": "Bank Customer"}]
    for path in (
        f"/api/customers/{person.id}/",
        f"/api/customers/{person.id}",
        f"/api/customers/{person.customer_id}/",
        f"/api/users/{person.id}/",
    ):
        response = staff.get(path)
        assert (response.status_code, response.json()) == (200, shown)


def test_staff_shows_other_staff_at_the_users_address_only(staff: APIClient):
    auditor = people.auditor()

    assert staff.get(f"/api/users/{auditor.id}/").json()["roles"][0]["name"] == "AUDITOR"
    assert staff.get(f"/api/customer/{auditor.id}/").status_code == 404
    assert staff.get(f"/api/customers/{auditor.id}/").status_code == 404


@pytest.mark.parametrize(
    "reference", ["0", "999999999", "9" * 30, "CUST0000000000", "CUSTnonsense", "x", "%00", "-1", "1.5", "١"]
)
def test_a_customer_who_is_not_there(staff: APIClient, reference: str):
    response = staff.get(f"/api/customers/{reference}/")

    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_a_customer_sees_himself_and_nobody_else():
    person, other = people.register_customer(), people.register_customer()
    client = people.signed_in_client(person)

    assert client.get(f"/api/customers/{person.id}/").json()["username"] == person.username
    assert client.get(f"/api/customers/{person.customer_id}/").status_code == 200
    for reference in (other.id, other.customer_id, 10**9):
        response = client.get(f"/api/customers/{reference}/")
        assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_an_auditor_sees_no_customer():
    person = people.register_customer()

    response = people.signed_in_client(people.auditor()).get(f"/api/customers/{person.id}/")

    assert (response.status_code, response.json()["code"]) == (403, "not_allowed")


def test_no_answer_about_a_person_tells_his_address_or_numbers(staff: APIClient):
    person = people.register_customer(ssn="900-55-1234", address="77 Unmistakable Crescent, Port Ellery")

    for path in (f"/api/customer/{person.id}/", "/api/customer/", f"/api/kyc/reviews/{person.id}/"):
        content = staff.get(path).content.decode()
        assert person.username in content
        for secret in ("900-55", "Unmistakable", "1990-01-15", "password", "pbkdf2", "md5"):
            assert secret not in content
