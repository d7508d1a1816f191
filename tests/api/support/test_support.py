"""Services and messages to the bank over HTTP."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from core_banking.kernel import clock
from support.models import ContactMessage, Service
from tests.api.role_matrix import QUESTION
from tests.builders import people

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 15, 12, tzinfo=dt.UTC)


def test_a_service_is_created_by_its_name_and_description_and_read_by_anybody() -> None:
    staff = people.bank_admin()
    with clock.frozen_at(NOON):
        created = people.signed_in_client(staff).post(
            "/api/services/", {"name": "Vault", "description": "A box."}
        )

    shown = {
        "id": created.json()["id"], "name": "Vault", "description": "A box.", "is_active": True,
        "created_at": "2026-03-15T12:00:00Z",
    }  # fmt: skip
    assert (created.status_code, created.json()) == (201, shown)
    assert shown in APIClient().get("/api/services/").json()["results"]
    assert APIClient().get(f"/api/services/{shown['id']}/").json() == shown


def test_a_withdrawn_service_is_shown_to_staff_alone_and_can_be_put_back() -> None:
    staff = people.signed_in_client(people.bank_admin())
    service_id = Service.objects.order_by("id")[0].pk
    path = f"/api/services/{service_id}/"

    assert staff.delete(path).status_code == 204
    assert APIClient().get(path).status_code == 404
    assert service_id not in [row["id"] for row in APIClient().get("/api/services/").json()["results"]]
    assert staff.get(path).json()["is_active"] is False

    assert staff.patch(path, {"is_active": True}).status_code == 200
    assert APIClient().get(path).status_code == 200


def test_wrong_services_are_refused_by_field() -> None:
    staff = people.signed_in_client(people.bank_admin())

    answer = staff.post("/api/services/", {"name": "Two\nlines"})

    assert (answer.status_code, answer.json()) == (
        400,
        {"name": ["Control characters are not allowed."], "description": ["This field is required."]},
    )


def test_a_message_is_answered_with_what_was_written_and_nothing_of_the_staffs() -> None:
    with clock.frozen_at(NOON):
        answer = APIClient().post("/api/contact/", QUESTION)

    row = ContactMessage.objects.get()
    assert (answer.status_code, answer.json()) == (
        201,
        {"id": row.pk, **QUESTION, "created_at": "2026-03-15T12:00:00Z"},
    )


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"),
        ({"email": "nobody"}, "email"),
        ({"email": "a@example.org\nBcc: b@example.org"}, "email"),
        ({"phone": "call me"}, "phone"),
        ({"subject": "Hello\r\nBcc: b@example.org"}, "subject"),
        ({"message": "a" * 4001}, "message"),
        ({"message": 5}, "message"),
    ],
)
def test_a_wrong_message_is_refused_by_field_and_not_kept(wrong: Any, field: Any) -> None:
    answer = APIClient().post("/api/contact/", {**QUESTION, **wrong})

    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert not ContactMessage.objects.exists()


def test_a_phone_number_may_be_left_out() -> None:
    sent = {name: text for name, text in QUESTION.items() if name != "phone"}

    assert APIClient().post("/api/contact/", sent).json()["phone"] == ""


def test_one_address_writes_so_often_an_hour_and_no_more(settings: Any) -> None:
    settings.CONTACT_MESSAGES_PER_HOUR = 2
    with clock.frozen_at(NOON + dt.timedelta(minutes=20)):
        answers = [APIClient().post("/api/contact/", QUESTION) for _ in range(3)]
        elsewhere = APIClient(REMOTE_ADDR="198.51.100.9").post("/api/contact/", QUESTION)
    with clock.frozen_at(NOON + dt.timedelta(hours=1)):
        later = APIClient().post("/api/contact/", QUESTION)

    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert (answers[2].json()["code"], answers[2]["Retry-After"]) == ("throttled", "2400")
    assert (elsewhere.status_code, later.status_code) == (201, 201)


def test_staff_reads_and_answers() -> None:
    customer, staff = people.approved_customer(), people.bank_admin()
    people.signed_in_client(customer).post("/api/contact/", QUESTION)
    APIClient().post("/api/contact/", {**QUESTION, "email": "other@example.org"})
    client = people.signed_in_client(staff)

    listed = client.get("/api/contact/").json()["results"]
    assert [row["customer_id"] for row in listed] == [None, customer.customer_id]
    path = f"/api/contact/{listed[1]['id']}/"
    answered = client.post(f"{path}answer/", {"answer": "From nine to one."})
    client.post(f"/api/contact/{listed[0]['id']}/handled/", {})

    assert answered.status_code == 200
    assert answered.json() == client.get(path).json()
    assert {name: answered.json()[name] for name in ("status", "answer", "dealt_with_by")} == {
        "status": "ANSWERED", "answer": "From nine to one.", "dealt_with_by": staff.username,
    }  # fmt: skip
    assert client.post(f"{path}answer/", {"answer": "Again."}).json()["code"] == "message_dealt_with"
    assert client.get("/api/contact/?status=NEW").json()["count"] == 0
    assert client.get("/api/contact/?email=OTHER@example.org").json()["count"] == 1
    assert client.get("/api/contact/?status=OLD").status_code == 400


def test_the_staff_site_edits_services_and_shows_messages() -> None:
    APIClient().post("/api/contact/", QUESTION)
    staff = people.bank_admin()
    site = Client()
    site.login(username=staff.username, password=people.PASSWORD)
    service = Service.objects.order_by("id")[0]

    added = site.post("/admin/support/service/add/", {"name": "Vault", "description": "A box."})
    site.post(
        f"/admin/support/service/{service.pk}/change/",
        {"name": service.name, "description": "Changed.", "is_active": "on"},
    )
    refused = site.post(
        "/admin/support/service/add/", {"name": "Vault", "description": "Twice."}, follow=True
    )

    assert added.status_code == 302
    assert Service.objects.get(name="Vault").description == "A box."
    assert Service.objects.get(pk=service.pk).description == "Changed."
    assert b"name" in refused.content
    assert b"Hours" in site.get("/admin/support/contactmessage/").content
    assert (
        site.get(f"/admin/support/contactmessage/{ContactMessage.objects.get().pk}/change/").status_code
        == 200
    )


def test_the_staff_site_keeps_others_out_of_support() -> None:
    auditor = people.auditor()
    site = Client()
    site.login(username=auditor.username, password=people.PASSWORD)

    assert site.get("/admin/support/service/").status_code in {302, 403}
    assert site.get("/admin/support/contactmessage/").status_code in {302, 403}
