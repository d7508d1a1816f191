"""Review on the staff site: the same use cases, the same rights, the same trail."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from audit.models import AuditLog
from kyc.models import IdentityRecord
from tests.builders import documents, people
from users.contracts import PersonCard

pytestmark = pytest.mark.django_db

REVIEWS = "/admin/kyc/identityrecord/"


def signed_in(person: PersonCard) -> Client:
    client = Client()
    client.force_login(get_user_model().objects.get(pk=person.id))
    return client


@pytest.fixture
def staff() -> Client:
    return signed_in(people.bank_admin())


def decide(client: Client, decision: str, *customers: PersonCard, reason: str = ""):
    body = {"action": decision, "_selected_action": [person.id for person in customers], "reason": reason}
    return client.post(REVIEWS, body, follow=True)


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_customers_are_approved_here_as_over_the_api(staff: Client):
    first, second = people.register_customer(), people.approved_customer()

    response = decide(staff, "approve", first, second)

    assert messages_of(response) == [
        f"{first.username} is now APPROVED.",
        f"Customer {second.id}: This customer is approved already.",
    ]
    assert people.present(first).kyc_status == "APPROVED"
    assert AuditLog.objects.filter(action_type="APPROVE").latest("id").channel == "admin"


def test_a_rejection_here_needs_its_reason(staff: Client):
    person = people.register_customer()

    without = decide(staff, "reject", person)
    assert messages_of(without) == [f"Customer {person.id}: Say why: the customer reads this reason."]
    assert people.present(person).kyc_status == "PENDING"

    decide(staff, "reject", person, reason="The photo is blurred.")
    assert people.present(person).kyc_status == "REJECTED"


def test_the_page_of_a_customer_shows_facts_and_no_number_or_address(staff: Client):
    person = people.register_customer(ssn="900-55-1234", address="77 Unmistakable Crescent, Port Ellery")
    people.signed_in_client(person).post(
        "/api/kyc/documents/",
        {"document_type": "PHOTO", "file": SimpleUploadedFile("me <b>.png", documents.picture())},
        format="multipart",
    )

    page = staff.get(f"{REVIEWS}{person.id}/change/").content.decode()

    for shown in (person.username, str(person.customer_id), "***-**-1234", "PHOTO: me _b.png"):
        assert shown in page
    for hidden in ("900-55-1234", "Unmistakable", "1990-01-15", "gAAAA", "_save"):
        assert hidden not in page


def test_a_document_is_downloaded_here_and_that_is_on_record(staff: Client):
    person = people.register_customer()
    document = people.signed_in_client(person).post(
        "/api/kyc/documents/",
        {"document_type": "PHOTO", "file": SimpleUploadedFile("me.png", documents.picture())},
        format="multipart",
    )
    path = f"{REVIEWS}documents/{document.json()['id']}/"

    served = staff.get(path)

    assert served.status_code == 200
    assert served["Content-Disposition"] == 'attachment; filename="me.png"'
    assert served["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert AuditLog.objects.get(action_type="VIEW").channel == "admin"
    assert staff.get(f"{REVIEWS}documents/999999999/").status_code == 404


def test_a_record_that_cannot_be_deciphered_is_shown_as_such_and_recorded(staff: Client):
    person, other = people.register_customer(), people.register_customer()
    IdentityRecord.objects.filter(pk=person.id).update(ssn=IdentityRecord.objects.get(pk=other.id).ssn)

    page = staff.get(f"{REVIEWS}{person.id}/change/")

    assert page.status_code == 200
    assert "cannot be deciphered: call the operators" in page.content.decode()
    assert AuditLog.objects.get(code="stored_data_unreadable").subject_id == person.id


@pytest.mark.parametrize("make", [people.auditor, people.approved_customer])
def test_who_may_not_review_does_not_come_in(make):
    person, client = people.register_customer(), signed_in(make())

    assert client.get(REVIEWS).status_code in {302, 403}
    decide(client, "approve", person)

    assert people.present(person).kyc_status == "PENDING"


@pytest.mark.parametrize("make", [people.bank_admin, people.system_administrator])
def test_nothing_is_added_changed_or_deleted_by_hand(make):
    person, client = people.register_customer(), signed_in(make())
    before = IdentityRecord.objects.values().get(pk=person.id)

    assert client.get(f"{REVIEWS}add/").status_code == 403
    assert client.post(f"{REVIEWS}{person.id}/change/", {"address": "x"}).status_code == 403
    assert client.post(f"{REVIEWS}{person.id}/delete/", {"post": "yes"}).status_code == 403
    decide(client, "delete_selected", person)

    assert IdentityRecord.objects.values().get(pk=person.id) == before


def test_nobody_reviews_himself_here_either():
    from django.contrib.auth.models import Group

    person = people.register_customer()
    user = get_user_model().objects.get(pk=person.id)
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    Group.objects.get(name="BANK_ADMIN").user_set.add(user)

    response = decide(signed_in(person), "approve", person)

    assert messages_of(response) == [f"Customer {person.id}: Nobody reviews his own identity."]
    assert people.present(person).kyc_status == "PENDING"
