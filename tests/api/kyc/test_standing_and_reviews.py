"""KYC over HTTP: my standing, asking again, the queue, and the decision by either address."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from rest_framework.test import APIClient

from audit.models import AuditLog
from core_banking.kernel import clock
from kyc.models import IdentityRecord
from tests.builders import documents, people
from users.contracts import PersonCard

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 15, 12, tzinfo=dt.UTC)


@pytest.fixture
def staff() -> APIClient:
    return people.signed_in_client(people.bank_admin())


def file() -> SimpleUploadedFile:
    return SimpleUploadedFile("scan.png", documents.picture())


def person_body(person: PersonCard, **changes) -> dict:
    return {
        "id": person.id,
        "username": person.username,
        "email": person.email,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "phone_number": person.phone_number,
        "customer_id": person.customer_id,
        "kyc_status": person.kyc_status,
        "risk_profile": "LOW",
        "is_account_verified": person.kyc_status == "APPROVED",
        "two_factor_enabled": False,
        "is_active": True,
        "roles": [
            {"id": role.id, "name": role.name, "description": role.description} for role in person.roles
        ],
        "date_joined": person.date_joined.isoformat().replace("+00:00", "Z"),
        "last_login": None,
        **changes,
    }


@override_settings(KYC_REQUIRED_DOCUMENTS=["PASSPORT", "PHOTO"])
def test_a_customer_sees_where_he_stands():
    with clock.frozen_at(NOON):
        person = people.register_customer(ssn="900-55-1234")
        client = people.signed_in_client(person)
        client.post("/api/kyc/documents/", {"document_type": "PHOTO", "file": file()}, format="multipart")

        body = client.get("/api/kyc/").json()

    document = body["documents"][0]
    assert body == {
        "id": person.id,
        "username": person.username,
        "customer_id": person.customer_id,
        "kyc_status": "PENDING",
        "submitted_at": "2026-03-15T12:00:00Z",
        "decided_at": None,
        "reason": None,
        "required_documents": ["PASSPORT", "PHOTO"],
        "missing": ["PASSPORT"],
        "identity": {"ssn": "***-**-1234", "aadhaar_number": None, "pan_number": None},
        "documents": [
            {
                "id": document["id"],
                "customer_id": person.customer_id,
                "document_type": "PHOTO",
                "file_name": "scan.png",
                "content_type": "image/png",
                "size_bytes": document["size_bytes"],
                "uploaded_at": "2026-03-15T12:00:00Z",
            }
        ],
    }


def test_a_rejected_customer_reads_the_reason_in_his_standing_and_in_his_inbox(staff: APIClient):
    person = people.register_customer()

    staff.post(f"/api/kyc/reviews/{person.id}/reject/", {"reason": "The photo is blurred."}, format="json")

    client = people.signed_in_client(person)
    standing = client.get("/api/kyc/").json()
    assert (standing["kyc_status"], standing["reason"]) == ("REJECTED", "The photo is blurred.")
    message = client.get("/api/notifications/").json()["results"][0]
    assert (message["kind"], message["data"]) == (
        "KYC_REJECTED",
        {"kyc_status": "REJECTED", "reason": "The photo is blurred."},
    )


def test_a_standing_that_cannot_be_deciphered_is_a_503_on_record():
    person, other = people.register_customer(), people.register_customer()
    IdentityRecord.objects.filter(pk=person.id).update(ssn=IdentityRecord.objects.get(pk=other.id).ssn)

    response = people.signed_in_client(person).get("/api/kyc/")

    assert (response.status_code, response.json()["code"]) == (503, "stored_data_unreadable")
    assert AuditLog.objects.filter(code="stored_data_unreadable", subject_id=person.id).count() == 1


@pytest.mark.parametrize("make", [people.bank_admin, people.auditor, people.system_administrator])
def test_staff_has_no_standing(make):
    client = people.signed_in_client(make())

    for response in (client.get("/api/kyc/"), client.post("/api/kyc/resubmit/", {}, format="json")):
        assert (response.status_code, response.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/api/kyc/"),
        ("post", "/api/kyc/resubmit/"),
        ("get", "/api/kyc/documents/"),
        ("post", "/api/kyc/documents/"),
        ("get", "/api/kyc/documents/1/download/"),
        ("get", "/api/kyc/reviews/"),
        ("get", "/api/kyc/reviews/1/"),
        ("post", "/api/kyc/reviews/1/approve/"),
        ("post", "/api/kyc/reviews/1/reject/"),
        ("get", "/api/users/1/"),
        ("put", "/api/users/1/"),
        ("get", "/api/customer/"),
        ("post", "/api/customer/"),
        ("get", "/api/customer/1/"),
        ("get", "/api/customers/1/"),
        ("get", "/api/notifications/"),
        ("post", "/api/notifications/1/read/"),
        ("post", "/api/notifications/read-all/"),
    ],
)
def test_nobody_comes_in_without_signing_in(method: str, path: str):
    response = getattr(APIClient(), method)(path, {}, format="json")

    assert (response.status_code, response.json()["code"]) == (401, "not_signed_in")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/api/kyc/reviews/"),
        ("get", "/api/kyc/reviews/{id}/"),
        ("post", "/api/kyc/reviews/{id}/approve/"),
        ("post", "/api/kyc/reviews/{id}/reject/"),
        ("get", "/api/users/{id}/"),
        ("put", "/api/users/{id}/"),
        ("get", "/api/customer/"),
        ("post", "/api/customer/"),
        ("get", "/api/customer/{id}/"),
    ],
)
@pytest.mark.parametrize("make", [people.approved_customer, people.auditor])
def test_who_has_no_right_is_refused(make, method: str, path: str):
    person = people.register_customer()
    client = people.signed_in_client(make())

    response = getattr(client, method)(
        path.format(id=person.id), {"kyc_status": "APPROVED", "reason": "A reason."}, format="json"
    )

    assert (response.status_code, response.json()["code"]) == (403, "not_allowed")
    assert people.present(person).kyc_status == "PENDING"


def test_a_resubmission_answers_with_the_new_standing():
    person = people.rejected_customer()
    client = people.signed_in_client(person)

    response = client.post(
        "/api/kyc/resubmit/",
        {"aadhaar_number": "2341 2341 2346", "documents": [file()], "document_types": ["PASSPORT"]},
        format="multipart",
    )

    body = response.json()
    assert response.status_code == 200
    assert (body["kyc_status"], body["reason"]) == ("PENDING", None)
    assert body["identity"]["aadhaar_number"] == "********2346"
    assert [document["document_type"] for document in body["documents"]] == ["PASSPORT"]


def test_a_resubmission_may_be_empty_json():
    client = people.signed_in_client(people.rejected_customer())

    assert client.post("/api/kyc/resubmit/", {}, format="json").status_code == 200
    again = client.post("/api/kyc/resubmit/", {}, format="json")
    assert (again.status_code, again.json()) == (
        409,
        {
            "error": "This customer is waiting for a review already.",
            "code": "kyc_state_conflict",
            "kyc_status": "PENDING",
        },
    )


@pytest.mark.parametrize("member", ["ssn", "address", "date_of_birth", "kyc_status"])
def test_what_was_given_once_is_not_changed_by_asking_again(member: str):
    person = people.rejected_customer()

    response = people.signed_in_client(person).post("/api/kyc/resubmit/", {member: "x"}, format="json")

    assert (response.status_code, response.json()) == (400, {member: ["This field cannot be set here."]})
    assert people.present(person).kyc_status == "REJECTED"


def test_a_number_already_on_file_is_refused_when_asking_again():
    person = people.rejected_customer(pan_number="ACUPA7085R")

    response = people.signed_in_client(person).post(
        "/api/kyc/resubmit/", {"pan_number": "BXCPB1234C"}, format="json"
    )

    assert response.status_code == 400
    assert response.json() == {"pan_number": ["This number is already on file and cannot be changed here."]}


def test_the_queue_shows_who_waits_the_longest_first(staff: APIClient):
    first, second = people.register_customer(ssn="900-55-1234"), people.register_customer()
    people.approved_customer()

    body = staff.get("/api/kyc/reviews/").json()

    assert (body["count"], body["next"], body["previous"]) == (2, None, None)
    assert [row["id"] for row in body["results"]] == [first.id, second.id]
    assert body["results"][0]["identity"]["ssn"] == "***-**-1234"
    assert staff.get(f"/api/kyc/reviews/{first.id}/").json() == body["results"][0]
    assert staff.get("/api/kyc/reviews/?page_size=1").json()["next"].endswith("page=2&page_size=1")
    assert staff.get("/api/kyc/reviews/?status=PENDING").status_code == 400


def test_the_queue_costs_the_same_for_one_and_for_many(staff: APIClient, django_assert_num_queries):
    # Of one alone the reading is recorded as being about him.
    for _ in range(2):
        people.register_customer()
    staff.get("/api/kyc/reviews/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        staff.get("/api/kyc/reviews/")
    for _ in range(3):
        people.register_customer()
    with django_assert_num_queries(len(one)):
        assert staff.get("/api/kyc/reviews/").json()["count"] == 5


def test_an_approval_by_the_queue(staff: APIClient):
    person = people.register_customer()

    response = staff.post(f"/api/kyc/reviews/{person.id}/approve/")

    assert response.status_code == 200
    assert response.json() == person_body(
        people.present(person), kyc_status="APPROVED", is_account_verified=True
    )
    again = staff.post(f"/api/kyc/reviews/{person.id}/approve/")
    assert (again.status_code, again.json()["code"]) == (409, "kyc_state_conflict")


def test_a_rejection_by_the_queue_needs_a_reason(staff: APIClient):
    person = people.register_customer()

    missing = staff.post(f"/api/kyc/reviews/{person.id}/reject/", {}, format="json")
    assert (missing.status_code, missing.json()) == (400, {"reason": ["This field is required."]})
    assert people.present(person).kyc_status == "PENDING"
    done = staff.post(f"/api/kyc/reviews/{person.id}/reject/", {"reason": "Blurred."}, format="json")
    assert (done.status_code, done.json()["kyc_status"]) == (200, "REJECTED")


def test_the_persons_own_address_approves(staff: APIClient):
    person = people.register_customer()

    response = staff.put(f"/api/users/{person.id}/", {"kyc_status": "APPROVED"}, format="json")

    assert response.status_code == 200
    assert response.json() == person_body(
        people.present(person), kyc_status="APPROVED", is_account_verified=True
    )
    assert people.signed_in_client(person).get("/api/kyc/").json()["kyc_status"] == "APPROVED"


def test_the_persons_own_address_rejects_with_a_reason_and_puts_back(staff: APIClient):
    person = people.register_customer()
    path = f"/api/users/{person.id}/"

    missing = staff.put(path, {"kyc_status": "REJECTED"}, format="json")
    assert missing.status_code == 400
    assert missing.json() == {"reason": ["Say why: the customer reads this reason."]}
    assert people.present(person).kyc_status == "PENDING"
    rejected = staff.put(path, {"kyc_status": "REJECTED", "reason": "Blurred."}, format="json")
    assert (rejected.status_code, rejected.json()["kyc_status"]) == (200, "REJECTED")
    conflict = staff.put(path, {"kyc_status": "APPROVED"}, format="json")
    assert (conflict.status_code, conflict.json()["code"]) == (409, "kyc_state_conflict")
    back = staff.put(path, {"kyc_status": "PENDING"}, format="json")
    assert (back.status_code, back.json()["kyc_status"]) == (200, "PENDING")


@pytest.mark.parametrize(
    ("body", "wrong"),
    [
        ({}, ["kyc_status"]),
        ({"kyc_status": "approved"}, ["kyc_status"]),
        ({"kyc_status": None}, ["kyc_status"]),
        ({"kyc_status": ["APPROVED"]}, ["kyc_status"]),
        ({"kyc_status": "APPROVED", "risk_profile": "LOW"}, ["risk_profile"]),
        ({"kyc_status": "APPROVED", "is_superuser": True}, ["is_superuser"]),
        ({"kyc_status": "REJECTED", "reason": "123-45-6789"}, ["reason"]),
    ],
)
def test_a_wrong_decision_changes_nothing(staff: APIClient, body: dict, wrong: list[str]):
    person = people.register_customer()

    response = staff.put(f"/api/users/{person.id}/", body, format="json")

    assert (response.status_code, list(response.json())) == (400, wrong)
    assert people.present(person).kyc_status == "PENDING"


def test_a_system_administrator_reviews_too_and_staff_is_not_reviewed():
    client = people.signed_in_client(people.system_administrator())
    person = people.register_customer()

    assert (
        client.put(f"/api/users/{person.id}/", {"kyc_status": "APPROVED"}, format="json").status_code == 200
    )
    for user_id in (people.auditor().id, 10**9, 10**30):
        response = client.put(f"/api/users/{user_id}/", {"kyc_status": "APPROVED"}, format="json")
        assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_nobody_reviews_himself():
    from django.contrib.auth.models import Group

    person = people.register_customer()
    Group.objects.get(name="BANK_ADMIN").user_set.add(person.id)

    response = people.signed_in_client(people.present(person)).put(
        f"/api/users/{person.id}/", {"kyc_status": "APPROVED"}, format="json"
    )

    assert (response.status_code, response.json()["code"]) == (403, "own_review")
    assert people.present(person).kyc_status == "PENDING"


@override_settings(KYC_REQUIRED_DOCUMENTS=["PASSPORT"])
def test_an_approval_without_the_required_documents_names_them(staff: APIClient):
    person = people.register_customer()

    response = staff.post(f"/api/kyc/reviews/{person.id}/approve/")

    assert response.status_code == 409
    assert response.json() == {
        "error": "Missing documents: PASSPORT.",
        "code": "kyc_documents_missing",
        "missing": ["PASSPORT"],
    }


def test_a_decision_ends_nobodys_session(staff: APIClient):
    person = people.register_customer()
    client = people.signed_in_client(person)

    staff.put(f"/api/users/{person.id}/", {"kyc_status": "APPROVED"}, format="json")

    assert client.get("/api/kyc/").status_code == 200
