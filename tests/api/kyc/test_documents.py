"""Documents over HTTP."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image
from rest_framework.test import APIClient

from audit.models import AuditLog
from kyc.models import KycDocument
from tests.builders import documents, people
from users.contracts import PersonCard

pytestmark = pytest.mark.django_db

PATH = "/api/kyc/documents/"


def upload(client: APIClient, content: bytes | None = None, name: str = "scan.png", **fields):
    body = {
        "document_type": "PASSPORT",
        "file": SimpleUploadedFile(name, documents.picture() if content is None else content),
        **fields,
    }
    return client.post(PATH, body, format="multipart")


def customer() -> tuple[PersonCard, APIClient]:
    person = people.register_customer()
    return person, people.signed_in_client(person)


def test_a_document_is_handed_in_listed_and_downloaded():
    person, client = customer()

    created = upload(client, documents.jpeg_with_position_data(), "my ID.JPEG")

    body = created.json()
    assert created.status_code == 201
    assert {**body, "id": 0, "size_bytes": 0, "uploaded_at": ""} == {
        "id": 0,
        "customer_id": person.customer_id,
        "document_type": "PASSPORT",
        "file_name": "my ID.jpg",
        "content_type": "image/jpeg",
        "size_bytes": 0,
        "uploaded_at": "",
    }
    assert client.get(PATH).json() == {"count": 1, "next": None, "previous": None, "results": [body]}
    served = client.get(f"{PATH}{body['id']}/download/")
    assert served.status_code == 200
    assert len(served.content) == body["size_bytes"]
    assert Image.open(io.BytesIO(served.content)).size == (20, 40)
    assert b"N52.5200" not in served.content


def test_a_document_is_served_so_that_no_browser_runs_or_keeps_it():
    _, client = customer()
    document = upload(client, documents.pdf(), "evil \\ page.html").json()

    served = client.get(f"{PATH}{document['id']}/download/", HTTP_ACCEPT="application/pdf")

    assert served["Content-Type"] == "application/pdf"
    assert served["Content-Disposition"] == 'attachment; filename="page.pdf"'
    assert served["X-Content-Type-Options"] == "nosniff"
    assert served["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert served["Cache-Control"] == "no-store"


def test_a_name_in_another_script_survives_the_header():
    _, client = customer()
    document = upload(client, name="名前.png").json()

    served = client.get(f"{PATH}{document['id']}/download")

    assert document["file_name"] == "名前.png"
    assert served["Content-Disposition"] == "attachment; filename*=utf-8''%E5%90%8D%E5%89%8D.png"


def test_every_download_is_on_record_with_its_reader():
    person, client = customer()
    document = upload(client).json()
    staff = people.bank_admin()

    people.signed_in_client(staff).get(f"{PATH}{document['id']}/download/")

    row = AuditLog.objects.get(action_type="VIEW", target_model="KycDocument")
    assert (row.user_id, row.subject_id, row.target_id) == (staff.id, person.id, str(document["id"]))


def test_a_foreign_document_is_not_there():
    _, client = customer()
    document = upload(client).json()

    for stranger in (people.approved_customer(), people.rejected_customer()):
        response = people.signed_in_client(stranger).get(f"{PATH}{document['id']}/download/")
        assert (response.status_code, response.json()["code"]) == (404, "not_found")
    auditor = people.signed_in_client(people.auditor())
    for response in (auditor.get(PATH), auditor.get(f"{PATH}{document['id']}/download/"), upload(auditor)):
        assert (response.status_code, response.json()["code"]) == (403, "not_allowed")


def test_a_reviewer_lists_everybodys_and_one_customers():
    (first, one), (_, two) = customer(), customer()
    mine, other = upload(one).json(), upload(two).json()
    staff = people.signed_in_client(people.bank_admin())

    assert staff.get(PATH).json()["results"] == [mine, other]
    assert staff.get(f"{PATH}?customer_id={first.id}").json()["results"] == [mine]
    assert staff.get(f"{PATH}?customer_id={first.customer_id}").json()["results"] == [mine]
    unknown = staff.get(f"{PATH}?customer_id=999999999")
    assert (unknown.status_code, unknown.json()) == (400, {"customer_id": ["There is no such customer."]})
    assert staff.get(f"{PATH}?owner=1").json() == {"owner": ["There is no such parameter here."]}
    assert one.get(f"{PATH}?customer_id={first.id}").json()["results"] == [mine]
    assert two.get(f"{PATH}?customer_id={first.id}").status_code == 404


def test_a_reviewer_hands_in_for_a_customer():
    person, client = customer()
    staff = people.signed_in_client(people.bank_admin())

    created = upload(staff, customer_id=person.customer_id)

    assert (created.status_code, created.json()["customer_id"]) == (201, person.customer_id)
    assert client.get(PATH).json()["results"] == [created.json()]
    assert upload(staff).json() == {"customer_id": ["Say for which customer."]}


def test_a_customer_hands_in_for_himself_only():
    person, _ = customer()
    _, stranger = customer()

    response = upload(stranger, customer_id=str(person.id))

    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert not KycDocument.objects.exists()


@pytest.mark.any_engine  # a process of its own says what is in a file, before anything is written
@pytest.mark.parametrize("name", documents.BAD_FILES)
def test_a_bad_file_is_refused_and_leaves_nothing(name: str):
    _, client = customer()

    response = upload(client, documents.BAD_FILES[name]())

    assert response.status_code == (413 if name == "5 MB and one byte" else 400)
    assert not KycDocument.objects.exists()


def test_a_file_above_the_limit_is_told_the_limit():
    _, client = customer()

    response = upload(client, documents.BAD_FILES["5 MB and one byte"]())

    assert (response.status_code, response.json()) == (
        413,
        {
            "error": "The file must have at most 5242880 bytes.",
            "code": "document_too_large",
            "maximum_bytes": 5_242_880,
        },
    )


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ({}, {"document_type": ["This field is required."], "file": ["No file was submitted."]}),
        (
            {"document_type": "SELFIE", "file": "text"},
            {
                "document_type": [
                    "Choose one of: PASSPORT, NATIONAL_ID, DRIVING_LICENCE, AADHAAR, PAN, SSN_CARD,"
                    " PROOF_OF_ADDRESS, PHOTO, OTHER."
                ],
                "file": ["The submitted data was not a file. Check the encoding type on the form."],
            },
        ),
    ],
)
@pytest.mark.parametrize("encoding", ["json", "multipart"])
def test_a_form_that_is_not_whole_says_what_is_missing(body: dict, problems: dict, encoding: str):
    _, client = customer()

    response = client.post(PATH, body, format=encoding)

    assert (response.status_code, response.json()) == (400, problems)


@override_settings(DOCUMENTS_PER_CUSTOMER=1)
def test_there_is_a_last_document():
    _, client = customer()
    upload(client)

    response = upload(client)

    assert (response.status_code, response.json()) == (
        422,
        {"error": "A customer can hand in at most 1 documents.", "code": "too_many_documents", "maximum": 1},
    )


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_document_is_never_changed_or_taken_back(method: str):
    _, client = customer()
    document = upload(client).json()

    for path in (PATH, f"{PATH}{document['id']}/download/"):
        assert getattr(client, method)(path).status_code == 405
    assert KycDocument.objects.count() == 1
