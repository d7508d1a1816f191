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


def decide(client: Client, decision: str, person: PersonCard, reason: str = ""):
    return client.post(f"{REVIEWS}{person.id}/do/{decision}/", {"reason": reason}, follow=True)


def messages_of(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_a_customer_is_approved_here_as_over_the_api_and_the_next_one_is_shown(staff: Client):
    first, second = people.register_customer(), people.register_customer()

    response = decide(staff, "approve", first)

    assert messages_of(response) == [f"{first.username} is now APPROVED."]
    assert response.redirect_chain == [(f"{REVIEWS}{second.id}/change/", 302)]
    assert people.present(first).kyc_status == "APPROVED"
    assert AuditLog.objects.filter(action_type="APPROVE").latest("id").channel == "admin"
    again = decide(staff, "approve", first)
    assert (again.status_code, messages_of(again)) == (422, ["This customer is approved already."])


def test_who_has_waited_longest_comes_first_and_after_the_last_one_the_list(staff: Client):
    first, second = people.register_customer(), people.register_customer()
    IdentityRecord.objects.filter(pk=second.id).update(submitted_at="2020-01-01T00:00Z")

    listed = [row.pk for row in staff.get(REVIEWS).context["cl"].result_list]
    page = staff.get(f"{REVIEWS}{first.id}/change/")
    decide(staff, "approve", second)
    last = decide(staff, "reject", first, "The photo is blurred.")

    assert listed == [second.id, first.id]
    assert (page.context["queue"].place, page.context["queue"].waiting) == (2, 2)
    assert page.context["queue"].next_address == f"{REVIEWS}{second.id}/change/"
    assert last.redirect_chain == [(REVIEWS, 302)]
    assert list(staff.get(REVIEWS).context["cl"].result_list) == []
    assert [row.pk for row in staff.get(f"{REVIEWS}?q={first.username}").context["cl"].result_list] == [
        first.id
    ]


def test_a_rejection_here_needs_its_reason(staff: Client):
    person = people.register_customer()

    without = decide(staff, "reject", person)
    assert messages_of(without) == ["Reason: Say why: the customer reads this reason."]
    assert people.present(person).kyc_status == "PENDING"

    decide(staff, "reject", person, reason="The photo is blurred.")
    assert people.present(person).kyc_status == "REJECTED"


def test_the_page_of_a_customer_shows_facts_and_no_number_or_address(staff: Client, settings):
    settings.KYC_REQUIRED_DOCUMENTS = ("PHOTO", "PAN")
    person = people.register_customer(ssn="900-55-1234", address="77 Unmistakable Crescent, Port Ellery")
    people.signed_in_client(person).post(
        "/api/kyc/documents/",
        {"document_type": "PHOTO", "file": SimpleUploadedFile("me <b>.png", documents.picture())},
        format="multipart",
    )

    page = staff.get(f"{REVIEWS}{person.id}/change/").content.decode()

    for shown in (
        person.username,
        str(person.customer_id),
        "***-**-1234",
        "PHOTO: me _b.png",
        'alt="PHOTO of',
    ):
        assert shown in page
    assert "Missing: PAN. It cannot be approved yet." in page
    assert AuditLog.objects.filter(action_type="VIEW").count() == 0
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
    assert staff.get(f"{path}?open")["Content-Disposition"] == 'attachment; filename="me.png"'
    assert staff.get(f"{REVIEWS}documents/999999999/").status_code == 404


def test_a_pdf_is_opened_by_the_browsers_reader(staff: Client):
    person = people.register_customer()
    document = people.signed_in_client(person).post(
        "/api/kyc/documents/",
        {"document_type": "PAN", "file": SimpleUploadedFile("card.pdf", documents.pdf())},
        format="multipart",
    )
    path = f"{REVIEWS}documents/{document.json()['id']}/"

    opened = staff.get(f"{path}?open")

    assert (opened["Content-Type"], opened["Content-Disposition"]) == ("application/pdf", "inline")
    assert (
        opened["Content-Security-Policy"] == "default-src 'none'; object-src 'self'; frame-ancestors 'none'"
    )
    assert f'{path}?open"' in staff.get(f"{REVIEWS}{person.id}/change/").content.decode()
    assert AuditLog.objects.get(action_type="VIEW").channel == "admin"


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

    for page in (REVIEWS, f"{REVIEWS}{person.id}/change/"):
        assert client.get(page).status_code in {302, 403}
    assert client.post(f"{REVIEWS}{person.id}/do/approve/").status_code in {302, 403, 404}

    assert people.present(person).kyc_status == "PENDING"


@pytest.mark.parametrize("make", [people.bank_admin, people.system_administrator])
def test_nothing_is_added_changed_or_deleted_by_hand(make):
    person, client = people.register_customer(), signed_in(make())
    before = IdentityRecord.objects.values().get(pk=person.id)

    assert client.get(f"{REVIEWS}add/").status_code == 403
    assert client.post(f"{REVIEWS}{person.id}/change/", {"address": "x"}).status_code == 403
    assert client.post(f"{REVIEWS}{person.id}/delete/", {"post": "yes"}).status_code == 403
    assert (
        client.post(REVIEWS, {"action": "delete_selected", "_selected_action": [person.id]}).status_code
        != 500
    )
    assert client.get(f"{REVIEWS}{person.id}/do/approve/").status_code == 405

    assert IdentityRecord.objects.values().get(pk=person.id) == before


def test_nobody_reviews_himself_here_either():
    from django.contrib.auth.models import Group

    person = people.register_customer()
    user = get_user_model().objects.get(pk=person.id)
    user.is_staff = True
    user.save(update_fields=["is_staff"])
    Group.objects.get(name="BANK_ADMIN").user_set.add(user)

    response = decide(signed_in(person), "approve", person)

    assert messages_of(response) == ["Nobody reviews his own identity."]
    assert signed_in(person).get(f"{REVIEWS}{person.id}/change/").context["offered_deeds"] == []
    assert people.present(person).kyc_status == "PENDING"
