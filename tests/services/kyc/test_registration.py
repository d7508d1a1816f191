"""Onboarding: what it writes, what it refuses, and that a refusal writes nothing."""

from __future__ import annotations

import datetime as dt

import pytest
from django.contrib.auth import get_user_model
from django.test import override_settings

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.errors import InvalidInput, NotAllowed
from kyc.contracts import DocumentUpload
from kyc.document_types import DocumentType
from kyc.models import IdentityRecord, KycDecision, KycDocument
from kyc.selectors import identity_facts, standing_of
from kyc.services import register_customer as register
from kyc.services.registration import open_customer_file
from notifications.models import Notification
from tests.builders import documents, people

pytestmark = pytest.mark.django_db


def problems_of(**overrides) -> dict[str, list[str]]:
    before = rows()
    with pytest.raises(InvalidInput) as refusal:
        people.register_customer(**overrides)
    assert rows() == before
    return refusal.value.fields


def rows() -> list[int]:
    return [
        model.objects.count()
        for model in (get_user_model(), IdentityRecord, KycDocument, KycDecision, Notification)
    ]


def test_somebody_new_becomes_a_customer_who_waits_for_review():
    person = people.register_customer(username="nia_birch", email="Nia.Birch@example.org")

    assert (person.username, person.email) == ("nia_birch", "Nia.Birch@example.org")
    assert (person.kyc_status, person.risk_profile, person.is_account_verified) == ("PENDING", "LOW", False)
    assert [role.name for role in person.roles] == ["CUSTOMER"]
    assert person.customer_id is not None
    assert person.customer_id.startswith("CUST")
    assert not person.is_staff
    assert list(KycDecision.objects.values_list("user_id", "status", "decided_by_id")) == [
        (person.id, "PENDING", person.id)
    ]


def test_the_trail_names_the_new_customer_and_where_he_came_from():
    person = people.register_customer()

    row = AuditLog.objects.get(action_type="REGISTER")
    assert (row.user_id, row.customer_id, row.subject_id) == (person.id, person.customer_id, person.id)
    assert (row.ip_address, row.description) == ("192.0.2.7", "Customer registered")
    assert row.details == {"customer_id": person.customer_id, "on_behalf": False, "document_types": []}


def test_every_reviewer_hears_of_a_registration_and_nobody_else():
    reviewers = [people.bank_admin(), people.bank_admin(), people.system_administrator()]
    people.auditor()

    person = people.register_customer(username="nia_birch")

    told = Notification.objects.order_by("user_id")
    assert [message.user_id for message in told] == sorted(reviewer.id for reviewer in reviewers)
    assert {(message.kind, message.title, message.body) for message in told} == {
        (
            "KYC_REVIEW_DUE",
            "A new customer registered",
            f"nia_birch ({person.customer_id}) waits for a KYC review.",
        )
    }
    assert told[0].data == {"user_id": person.id, "customer_id": person.customer_id}


def test_identity_is_known_to_rules_as_facts_only():
    person = people.register_customer(
        date_of_birth="1985-07-09", aadhaar_number="2341 2341 2346", pan_number="acupa7085r"
    )

    facts = identity_facts(person.id)
    assert facts.date_of_birth == dt.date(1985, 7, 9)
    assert facts.identity_numbers == {"SSN", "AADHAAR", "PAN"}
    assert facts.document_types == frozenset()


def test_files_are_stored_with_the_registration():
    person = people.register_customer(
        documents=(
            DocumentUpload(
                document_type=DocumentType.PASSPORT, file_name="pass.JPG", content=documents.picture("JPEG")
            ),
            DocumentUpload(
                document_type=DocumentType.PROOF_OF_ADDRESS, file_name="bill.pdf", content=documents.pdf()
            ),
        )
    )

    assert identity_facts(person.id).document_types == {"PASSPORT", "PROOF_OF_ADDRESS"}
    assert [(card.file_name, card.content_type) for card in standing_of(person.id).documents] == [
        ("pass.jpg", "image/jpeg"),
        ("bill.pdf", "application/pdf"),
    ]
    assert AuditLog.objects.filter(action_type="CREATE", target_model="KycDocument").count() == 2
    assert AuditLog.objects.get(action_type="REGISTER").details["document_types"] == [
        "PASSPORT",
        "PROOF_OF_ADDRESS",
    ]


def test_all_that_is_wrong_is_said_at_once():
    people.register_customer(username="taken_name", ssn="900-11-1111", email="taken@example.org")

    problems = problems_of(
        username="Taken_Name",
        email="not an address",
        password="Harbour7Lights",
        confirm_password="Harbour8Lights",
        phone_number="12345",
        date_of_birth="2999-01-01",
        ssn="900-11-1111",
        address="short",
        first_name=" ",
        aadhaar_number="234123412347",
        pan_number="ABC",
        documents=(
            DocumentUpload(document_type=DocumentType.PHOTO, file_name="a.jpg", content=b"<svg/>"),
            DocumentUpload(document_type=DocumentType.PHOTO, file_name="b.jpg", content=b""),
        ),
    )

    assert problems == {
        "username": ["A user with that username already exists."],
        "email": ["Enter a valid email address."],
        "confirm_password": ["Password fields didn't match."],
        "phone_number": ["Enter a phone number as + and 9 to 15 digits, for example +12025550123."],
        "date_of_birth": ["The date of birth must not be in the future."],
        "ssn": ["A customer with this SSN already exists."],
        "address": ["Enter the full address: at least 8 characters."],
        "first_name": ["This field may not be blank."],
        "aadhaar_number": ["Enter a valid Aadhaar number of twelve digits."],
        "pan_number": ["Enter a valid PAN, like ABCPE1234F."],
        "documents": [
            "File 1: The file is not a JPEG or PNG picture or a PDF.",
            "File 2: The file is empty.",
        ],
    }


@pytest.mark.parametrize(
    ("field", "given", "again", "sentence"),
    [
        ("username", "nia_birch", "NIA_Birch", "A user with that username already exists."),
        ("email", "nia@example.org", "Nia@Example.org", "A user with that email already exists."),
        ("ssn", "900-11-1111", "900-11-1111", "A customer with this SSN already exists."),
        (
            "aadhaar_number",
            "234123412346",
            "2341-2341-2346",
            "A customer with this Aadhaar number already exists.",
        ),
        ("pan_number", "ACUPA7085R", "acupa7085r", "A customer with this PAN already exists."),
    ],
)
def test_there_is_no_second_customer_with_the_same(field: str, given: str, again: str, sentence: str):
    people.register_customer(**{field: given})

    assert problems_of(**{field: again}) == {field: [sentence]}


def test_a_shared_phone_number_is_no_obstacle_unless_the_bank_says_so():
    people.register_customer(phone_number="+15550001111")
    people.register_customer(phone_number="+15550001111")

    with override_settings(UNIQUE_PHONE_NUMBERS=True):
        assert problems_of(phone_number="+15550001111") == {
            "phone_number": ["A user with that phone number already exists."]
        }


def test_strict_identity_numbers_refuse_an_ssn_that_is_never_issued():
    with override_settings(STRICT_IDENTITY_NUMBERS=True):
        assert problems_of(ssn="987-65-4321") == {"ssn": ["This SSN is never issued."]}
    assert people.register_customer(ssn="987-65-4321").kyc_status == "PENDING"


def test_age_is_counted_on_the_banks_date():
    midnight_in_kiritimati = dt.datetime(2026, 3, 14, 10, 30, tzinfo=dt.UTC)
    with clock.frozen_at(midnight_in_kiritimati):
        assert problems_of(date_of_birth="2008-03-15") == {
            "date_of_birth": ["You must be at least 18 years old."]
        }
        with override_settings(BANK_TIME_ZONE="Pacific/Kiritimati"):
            assert people.register_customer(date_of_birth="2008-03-15").kyc_status == "PENDING"


def test_the_minimum_age_is_the_banks_to_set():
    noon = dt.datetime(2026, 3, 15, 12, tzinfo=dt.UTC)
    with clock.frozen_at(noon), override_settings(MINIMUM_CUSTOMER_AGE_YEARS=21):
        assert problems_of(date_of_birth="2005-03-16") == {
            "date_of_birth": ["You must be at least 21 years old."]
        }
        assert people.register_customer(date_of_birth="2005-03-15").kyc_status == "PENDING"


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("Short1a", "This password is too short. It must contain at least 8 characters."),
        ("Password123", "This password is too common."),
        ("nia_Birch7", "The password is too similar to the username."),
        (
            "harbour7lights",
            "The password must contain an upper-case letter, a lower-case letter and a digit.",
        ),
    ],
)
def test_a_weak_password_is_refused(password: str, sentence: str):
    assert problems_of(username="nia_birch", password=password) == {"password": [sentence]}


def test_what_the_form_found_is_said_together_with_what_the_rules_find():
    with pytest.raises(InvalidInput) as refusal:
        register(
            actor=people.ANYONE,
            application=people.application(username="", address="short"),
            form_problems={"username": ["This field is required."]},
        )

    assert refusal.value.fields == {
        "username": ["This field is required."],
        "address": ["Enter the full address: at least 8 characters."],
    }


def test_an_auditor_registers_nobody():
    auditor = people.actor_for(people.auditor())
    before = rows()

    with pytest.raises(NotAllowed):
        register(actor=auditor, application=people.application())

    assert rows() == before


@pytest.mark.parametrize("make", [people.bank_admin, people.system_administrator])
def test_staff_registers_on_behalf_and_that_is_recorded(make):
    staff = make()

    person = register(actor=people.actor_for(staff), application=people.application())

    row = AuditLog.objects.get(action_type="REGISTER")
    assert (row.user_id, row.subject_id) == (staff.id, person.id)
    assert row.description == "Customer registered on behalf"
    assert IdentityRecord.objects.get(pk=person.id).registered_by_id == staff.id


def test_a_customer_may_register_somebody_else_like_anybody():
    customer = people.register_customer()

    person = register(actor=people.actor_for(customer), application=people.application())

    row = AuditLog.objects.filter(action_type="REGISTER").latest("id")
    assert (row.user_id, row.subject_id, row.description) == (customer.id, person.id, "Customer registered")
    assert IdentityRecord.objects.get(pk=person.id).registered_by_id is None


def test_a_number_taken_between_the_look_and_the_writing_is_the_same_refusal(
    monkeypatch: pytest.MonkeyPatch,
):
    from kyc.services import registration

    real, application = open_customer_file, people.application(ssn="900-11-1111")

    def overtaken(**arguments):
        monkeypatch.setattr(registration, "open_customer_file", real)
        people.register_customer(ssn="900-11-1111")
        return real(**arguments)

    monkeypatch.setattr(registration, "open_customer_file", overtaken)
    with pytest.raises(InvalidInput) as refusal:
        register(actor=people.ANYONE, application=application)

    assert refusal.value.fields == {"ssn": ["A customer with this SSN already exists."]}
    assert get_user_model().objects.count() == IdentityRecord.objects.count() == 1


def test_a_failure_in_the_middle_leaves_nothing(monkeypatch: pytest.MonkeyPatch):
    from kyc.services import registration

    def fail(*_, **__):
        raise RuntimeError("the lights went out")

    monkeypatch.setattr(registration, "tell_reviewers", fail)
    before = rows()

    with pytest.raises(RuntimeError, match="the lights went out"):
        people.register_customer()

    assert rows() == before
