"""Registration over HTTP: three addresses, the contract's exact answers, and every way to fill in the form."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from rest_framework.test import APIClient

from core_banking.kernel import clock
from kyc.models import KycDocument
from kyc.selectors import standing_of
from tests.builders import documents, people
from users.selectors import customer_by_reference

pytestmark = pytest.mark.django_db

ADDRESSES = ["/api/auth/register/", "/api/register/", "/api/customers/register/"]
FORM = {
    "username": "mira_okafor",
    "email": "mira.okafor@example.org",
    "password": "Harbour7Lights",
    "confirm_password": "Harbour7Lights",
    "first_name": "Mira",
    "last_name": "Okafor",
    "phone_number": "+15550100200",
    "date_of_birth": "1991-04-12",
    "ssn": "900-12-3456",
    "address": "12 Quay Street, Port Ellery, PE 40213",
}


@pytest.fixture
def anybody() -> APIClient:
    return APIClient(REMOTE_ADDR="198.51.100.4")


def form(**changes) -> dict:
    return {name: value for name, value in {**FORM, **changes}.items() if value is not None}


def file(name: str = "scan.png", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, documents.picture() if content is None else content)


@pytest.mark.parametrize("address", ["/api/auth/register/", "/api/auth/register", "/api/register/"])
def test_the_answer_has_exactly_the_contracts_members(anybody: APIClient, address: str):
    response = anybody.post(address, FORM, format="json")

    body = response.json()
    person = customer_by_reference(body["id"])
    assert response.status_code == 201
    assert person is not None
    assert body == {
        "id": person.id,
        "username": "mira_okafor",
        "email": "mira.okafor@example.org",
        "first_name": "Mira",
        "last_name": "Okafor",
        "customer_id": person.customer_id,
        "kyc_status": "PENDING",
        "risk_profile": "LOW",
        "is_account_verified": False,
    }
    assert len(body["customer_id"]) == 14
    assert body["customer_id"].startswith("CUST")
    assert body["customer_id"][4:].isdigit()


@pytest.mark.parametrize("address", ["/api/customers/register/", "/api/customers/register"])
def test_the_customers_address_answers_with_a_receipt(anybody: APIClient, address: str):
    response = anybody.post(address, FORM, format="multipart")

    person = get_user_model().objects.get(username="mira_okafor")
    assert response.status_code == 201
    assert response.json() == {
        "customer_id": str(person.pk),
        "username": "mira_okafor",
        "email": "mira.okafor@example.org",
        "status": "Pending KYC Approval",
        "message": "Registration successful. KYC verification in progress.",
    }


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("encoding", ["json", "multipart", "form"])
def test_every_address_takes_every_kind_of_body(anybody: APIClient, address: str, encoding: str):
    if encoding == "form":
        from urllib.parse import urlencode

        response = anybody.post(address, urlencode(FORM), content_type="application/x-www-form-urlencoded")
    else:
        response = anybody.post(address, FORM, format=encoding)

    assert response.status_code == 201
    assert get_user_model().objects.get(username="mira_okafor").check_password("Harbour7Lights")


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_contracts_three_messages_come_together(anybody: APIClient, address: str):
    people.register_customer(username="mira_okafor")

    response = anybody.post(
        address, form(email="not-an-address", confirm_password="Harbour7Lamps"), format="json"
    )

    assert response.status_code == 400
    assert response.json() == {
        "username": ["A user with that username already exists."],
        "email": ["Enter a valid email address."],
        "confirm_password": ["Password fields didn't match."],
    }


@pytest.mark.parametrize("address", ["/api/auth/register/", "/api/register/"])
def test_an_empty_body_names_every_field(anybody: APIClient, address: str):
    response = anybody.post(address, {}, format="json")

    assert response.status_code == 400
    assert response.json() == {name: ["This field is required."] for name in FORM}


def test_the_form_without_a_repeated_password_is_taken_at_the_customers_address(anybody: APIClient):
    response = anybody.post("/api/customers/register/", form(confirm_password=None), format="multipart")

    assert response.status_code == 201
    assert anybody.post("/api/customers/register/", {}, format="json").json() == {
        name: ["This field is required."] for name in FORM if name != "confirm_password"
    }


def test_a_repetition_that_is_given_must_be_the_same_everywhere(anybody: APIClient):
    response = anybody.post("/api/customers/register/", form(confirm_password=""), format="json")

    assert response.status_code == 400
    assert list(response.json()) == ["confirm_password"]


def test_what_cannot_be_read_and_what_breaks_a_rule_come_together(anybody: APIClient):
    response = anybody.post(
        "/api/auth/register/",
        form(
            username=["a"],
            first_name=None,
            phone_number="1",
            date_of_birth="15.01.1990",
            ssn="1",
            address="x",
        ),
        format="json",
    )

    assert response.status_code == 400
    assert response.json() == {
        "username": ["Not a valid string."],
        "first_name": ["This field is required."],
        "phone_number": ["Enter a phone number as + and 9 to 15 digits, for example +12025550123."],
        "date_of_birth": ["Enter a valid date in the form YYYY-MM-DD."],
        "ssn": ["Enter a valid SSN in the form 123-45-6789."],
        "address": ["Enter the full address: at least 8 characters."],
    }
    assert get_user_model().objects.count() == 0


@pytest.mark.parametrize("body", [[], "text", 5, None, [FORM]])
def test_a_body_that_is_no_object_is_refused(anybody: APIClient, body):
    response = anybody.post("/api/auth/register/", json.dumps(body), content_type="application/json")

    assert response.status_code == 400
    assert get_user_model().objects.count() == 0


@pytest.mark.parametrize(
    "member",
    ["kyc_status", "risk_profile", "customer_id", "roles", "is_staff", "is_superuser", "is_account_verified"],
)
def test_nobody_registers_himself_into_a_state_or_a_role(anybody: APIClient, member: str):
    response = anybody.post("/api/auth/register/", form(**{member: "APPROVED"}), format="json")

    assert response.status_code == 400
    assert response.json() == {member: ["This field cannot be set here."]}
    assert get_user_model().objects.count() == 0


def test_an_unknown_member_is_ignored(anybody: APIClient):
    assert anybody.post("/api/auth/register/", form(middle_name="X"), format="json").status_code == 201


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("date_of_birth", "2008-03-16", "You must be at least 18 years old."),
        ("date_of_birth", "2030-01-01", "The date of birth must not be in the future."),
        ("date_of_birth", "1890-01-01", "Enter the real date of birth."),
        ("ssn", "123456789", "Enter a valid SSN in the form 123-45-6789."),
        ("aadhaar_number", "234123412347", "Enter a valid Aadhaar number of twelve digits."),
        ("pan_number", "WRONG", "Enter a valid PAN, like ABCPE1234F."),
        ("address", "12 Quay \u202e Street", "The address must not contain control characters."),
        ("password", "harbour7lights", None),
        ("password", "Sh0rt", None),
        ("password", "Okafor1991", None),
        ("password", "Password1", None),
        ("username", "bad name", None),
        ("username", "admin\u0430", None),
        ("email", "a@b", "Enter a valid email address."),
        ("phone_number", "+1234567", None),
        ("phone_number", "+1234567890123456", None),
        ("first_name", "  ", "This field may not be blank."),
        ("password", "x" * 129, "Ensure this field has no more than 128 characters."),
    ],
)
def test_each_rule_is_told_under_its_field(anybody: APIClient, field: str, value: str, sentence: str | None):
    changes = {field: value}
    if field == "password":
        changes["confirm_password"] = value if len(value) < 129 else "x"
    with clock.frozen_at(dt.datetime(2026, 3, 15, 12, tzinfo=dt.UTC)):
        response = anybody.post("/api/auth/register/", form(**changes), format="json")

    assert response.status_code == 400
    body = response.json()
    assert field in body
    if sentence is not None:
        assert body[field] == [sentence]
    assert get_user_model().objects.count() == 0


@pytest.mark.parametrize("ssn", ["123-45-6789", "987-65-4321"])
@pytest.mark.parametrize("phone_number", ["+1234567890", "+123456789", "+123456789012345"])
def test_the_shapes_of_the_contract_are_accepted(anybody: APIClient, ssn: str, phone_number: str):
    response = anybody.post("/api/auth/register/", form(ssn=ssn, phone_number=phone_number), format="json")

    assert response.status_code == 201


def test_the_numbers_of_another_country_may_be_given(anybody: APIClient):
    response = anybody.post(
        "/api/auth/register/", form(aadhaar_number="2341 2341 2346", pan_number="ACUPA7085R"), format="json"
    )

    assert response.status_code == 201
    identity = standing_of(response.json()["id"]).identity
    assert (identity.aadhaar_number, identity.pan_number) == ("********2346", "******085R")


def test_numbers_left_empty_in_a_form_are_not_given(anybody: APIClient):
    response = anybody.post(
        "/api/customers/register/", form(aadhaar_number="", pan_number=""), format="multipart"
    )

    assert response.status_code == 201
    assert standing_of(int(response.json()["customer_id"])).identity.aadhaar_number is None


def types_stored() -> list[str]:
    return list(KycDocument.objects.order_by("id").values_list("document_type", flat=True))


def test_files_come_with_their_types_in_order(anybody: APIClient):
    response = anybody.post(
        "/api/customers/register/",
        form(
            documents=[file("pass.jpg", documents.picture("JPEG")), file("bill.pdf", documents.pdf())],
            document_types=["PASSPORT", "PROOF_OF_ADDRESS"],
        ),
        format="multipart",
    )

    assert response.status_code == 201
    standing = standing_of(int(response.json()["customer_id"]))
    assert [(card.document_type, card.file_name) for card in standing.documents] == [
        ("PASSPORT", "pass.jpg"),
        ("PROOF_OF_ADDRESS", "bill.pdf"),
    ]


@pytest.mark.parametrize("types", ['["PASSPORT", "photo"]', "PASSPORT,PHOTO", "PASSPORT, PHOTO"])
def test_types_may_come_as_one_text(anybody: APIClient, types: str):
    response = anybody.post(
        "/api/auth/register/", form(documents=[file(), file()], document_types=types), format="multipart"
    )

    assert response.status_code == 201
    assert types_stored() == ["PASSPORT", "PHOTO"]


def test_files_without_types_are_of_another_kind(anybody: APIClient):
    response = anybody.post("/api/register/", form(documents=[file(), file()]), format="multipart")

    assert response.status_code == 201
    assert types_stored() == ["OTHER", "OTHER"]


def test_each_file_may_have_a_field_of_its_own(anybody: APIClient):
    fields = {
        "id_document": file(),
        "photo": file(),
        "address_proof": file(),
        "passport": file(),
        "something_else": file(),
    }

    response = anybody.post("/api/customers/register/", form(**fields), format="multipart")

    assert response.status_code == 201
    assert sorted(types_stored()) == ["NATIONAL_ID", "OTHER", "PASSPORT", "PHOTO", "PROOF_OF_ADDRESS"]


@pytest.mark.parametrize("field", ["documents[]", "documents[0]", "document", "files", "kyc_documents"])
def test_the_field_of_the_files_has_several_spellings(anybody: APIClient, field: str):
    response = anybody.post(
        "/api/customers/register/", form(**{field: file()}, document_types="PAN"), format="multipart"
    )

    assert response.status_code == 201
    assert types_stored() == ["PAN"]


@pytest.mark.parametrize(
    ("types", "sentence"),
    [
        (["PASSPORT"], "Give one type for each of the 2 documents, in the same order."),
        (["PASSPORT", "PAN", "PHOTO"], "Give one type for each of the 2 documents, in the same order."),
        (
            ["PASSPORT", "SELFIE"],
            "Choose one of: PASSPORT, NATIONAL_ID, DRIVING_LICENCE, AADHAAR, PAN, SSN_CARD,"
            " PROOF_OF_ADDRESS, PHOTO, OTHER.",
        ),
        ("[", "Give the types one by one, or as a JSON array."),
    ],
)
def test_a_wrong_list_of_types_is_told(anybody: APIClient, types, sentence: str):
    response = anybody.post(
        "/api/auth/register/", form(documents=[file(), file()], document_types=types), format="multipart"
    )

    assert response.status_code == 400
    assert response.json() == {"document_types": [sentence]}
    assert get_user_model().objects.count() == 0


def test_a_bad_file_stops_the_registration_together_with_other_faults(anybody: APIClient):
    response = anybody.post(
        "/api/auth/register/",
        form(ssn="1", documents=[file(), file("page.jpg", b"<!doctype html>")]),
        format="multipart",
    )

    assert response.status_code == 400
    assert response.json() == {
        "ssn": ["Enter a valid SSN in the form 123-45-6789."],
        "documents": ["File 2: The file is not a JPEG or PNG picture or a PDF."],
    }
    assert not KycDocument.objects.exists()


def test_files_inside_json_are_pointed_to_the_right_door(anybody: APIClient):
    response = anybody.post("/api/auth/register/", form(documents=["aGVsbG8="]), format="json")

    assert response.status_code == 400
    assert response.json() == {"documents": ["Send files as multipart/form-data."]}


def test_an_auditor_is_refused(anybody: APIClient):
    client = people.signed_in_client(people.auditor())

    for address in ADDRESSES:
        response = client.post(address, FORM, format="json")
        assert (response.status_code, response.json()["code"]) == (403, "not_allowed")

    assert not get_user_model().objects.filter(username="mira_okafor").exists()


@pytest.mark.parametrize("make", [people.bank_admin, people.system_administrator, people.register_customer])
def test_staff_and_customers_may_register_somebody(make):
    assert people.signed_in_client(make()).post("/api/auth/register/", FORM, format="json").status_code == 201


def test_a_bad_token_is_not_taken_for_nobody(anybody: APIClient):
    anybody.credentials(HTTP_AUTHORIZATION="Bearer nonsense")

    assert anybody.post("/api/auth/register/", FORM, format="json").status_code == 401


@override_settings(REGISTRATIONS_PER_HOUR=2)
def test_an_address_registers_only_so_often_an_hour(anybody: APIClient):
    with clock.frozen_at(dt.datetime(2026, 3, 15, 12, 30, tzinfo=dt.UTC)):
        answers = [anybody.post(address, {}, format="json") for address in ADDRESSES]
        elsewhere = APIClient(REMOTE_ADDR="198.51.100.5").post(ADDRESSES[0], FORM, format="json")

    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert answers[2].json()["code"] == "throttled"
    assert answers[2]["Retry-After"] == "1800"
    assert elsewhere.status_code == 201


@override_settings(REGISTRATIONS_PER_HOUR=1)
def test_staff_at_the_counter_is_not_counted():
    client = people.signed_in_client(people.bank_admin())

    answers = [client.post("/api/auth/register/", {}, format="json").status_code for _ in range(3)]

    assert answers == [400, 400, 400]


def test_the_answer_never_repeats_what_identifies_a_person(anybody: APIClient):
    response = anybody.post(
        "/api/auth/register/", form(aadhaar_number="234123412346", pan_number="ACUPA7085R"), format="json"
    )

    for secret in ("900-12-3456", "Quay Street", "1991-04-12", "234123412346", "ACUPA7085R", "Harbour7"):
        assert secret not in response.content.decode()


def test_problem_details_point_to_each_field(anybody: APIClient):
    response = anybody.post(
        "/api/auth/register/", form(ssn="1"), format="json", HTTP_ACCEPT="application/problem+json"
    )

    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["errors"] == [
        {"pointer": "#/ssn", "code": "invalid", "detail": "Enter a valid SSN in the form 123-45-6789."}
    ]


@pytest.mark.parametrize("field", ["documents", "documents[]", "file", "passport"])
def test_a_document_that_came_as_text_is_not_lost_without_a_word(anybody, field):
    response = anybody.post(ADDRESSES[2], form(**{field: "passport.pdf"}), format="multipart")

    assert (response.status_code, response.json()) == (400, {field: ["This is text, not a file."]})
    assert not get_user_model().objects.filter(username=FORM["username"]).exists()


@pytest.mark.parametrize("field", ["username", "first_name", "phone_number", "ssn"])
def test_a_number_is_not_taken_for_text(anybody, field):
    response = anybody.post(ADDRESSES[0], form(**{field: 123456789}), format="json")

    assert (response.status_code, response.json()) == (400, {field: ["Not a valid string."]})
    assert not get_user_model().objects.exists()
