"""Documents: whose they are, how they lie in the database, and who has read them."""

from __future__ import annotations

import io
from hashlib import sha256

import pytest
from django.db import connection
from django.test import override_settings
from PIL import Image

from audit.models import AuditLog
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from kyc.contracts import DocumentUpload
from kyc.document_types import DocumentType
from kyc.errors import DocumentTooLarge, StoredDataUnreadable, TooManyDocuments
from kyc.models import KycDocument
from kyc.selectors import documents_of, visible_documents
from kyc.services import add_document, download_document
from tests.builders import documents, people

pytestmark = pytest.mark.django_db


def upload(content: bytes | None = None, name: str = "My passport.png") -> DocumentUpload:
    return DocumentUpload(
        document_type=DocumentType.PASSPORT,
        file_name=name,
        content=documents.picture() if content is None else content,
    )


def test_a_document_is_stored_and_read_again():
    person = people.register_customer()
    owner = people.actor_for(person)

    card = add_document(actor=owner, upload=upload())
    read = download_document(actor=owner, document_id=card.id)

    assert read.card == card
    assert (card.customer_id, card.document_type, card.file_name, card.content_type) == (
        person.customer_id,
        "PASSPORT",
        "My passport.png",
        "image/png",
    )
    assert card.size_bytes == len(read.content)
    assert Image.open(io.BytesIO(read.content)).size == (24, 16)


def test_the_database_holds_neither_the_content_nor_the_name():
    owner = people.actor_for(people.register_customer())
    card = add_document(actor=owner, upload=upload(name="Passport of Casey 900-55-1234.png"))
    content = download_document(actor=owner, document_id=card.id).content

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM kyc_kycdocument")
        cells = b"\n".join(
            bytes(cell) if isinstance(cell, bytes | memoryview) else str(cell).encode()
            for cell in cursor.fetchone()
        )

    assert b"IHDR" in content
    for secret in (b"IHDR", b"Casey", b"900-55-1234", sha256(content).digest()):
        assert secret not in cells


def test_the_trail_keeps_the_fingerprint_of_what_was_stored_and_who_read_it():
    person, staff = people.register_customer(), people.bank_admin()
    card = add_document(actor=people.actor_for(person), upload=upload())
    content = download_document(actor=people.actor_for(staff), document_id=card.id).content

    added = AuditLog.objects.get(action_type="CREATE", target_model="KycDocument")
    assert (added.user_id, added.target_id) == (person.id, str(card.id))
    assert added.details == {
        "size_bytes": len(content),
        "content_sha256": sha256(content).hexdigest(),
    }
    viewed = AuditLog.objects.get(action_type="VIEW", target_model="KycDocument")
    assert (viewed.user_id, viewed.subject_id, viewed.target_id, viewed.description) == (
        staff.id,
        person.id,
        str(card.id),
        "Document downloaded: PASSPORT",
    )


def test_a_reading_by_the_owner_is_recorded_too():
    owner = people.actor_for(people.register_customer())
    card = add_document(actor=owner, upload=upload())

    download_document(actor=owner, document_id=card.id)

    assert AuditLog.objects.get(action_type="VIEW").user_id == owner.user_id


def test_a_foreign_document_is_not_there():
    card = add_document(actor=people.actor_for(people.register_customer()), upload=upload())

    for stranger in (people.approved_customer(), people.auditor()):
        with pytest.raises(NotFound):
            download_document(actor=people.actor_for(stranger), document_id=card.id)

    assert not AuditLog.objects.filter(action_type="VIEW").exists()


@pytest.mark.parametrize("column", ["content", "file_name"])
def test_a_document_swapped_with_another_is_found_out(column: str):
    owner = people.actor_for(people.register_customer())
    mine, other = (add_document(actor=owner, upload=upload()) for _ in range(2))
    stored = KycDocument.objects.get(pk=other.id)
    KycDocument.objects.filter(pk=mine.id).update(**{column: getattr(stored, column)})

    with pytest.raises(StoredDataUnreadable):
        download_document(actor=owner, document_id=mine.id)

    assert AuditLog.objects.get(outcome="REFUSED").code == "stored_data_unreadable"
    assert not AuditLog.objects.filter(action_type="VIEW").exists()


def test_an_altered_document_is_found_out():
    owner = people.actor_for(people.register_customer())
    card = add_document(actor=owner, upload=upload())
    content = bytearray(KycDocument.objects.get(pk=card.id).content)
    content[len(content) // 2] ^= 1
    KycDocument.objects.filter(pk=card.id).update(content=bytes(content))

    with pytest.raises(StoredDataUnreadable):
        download_document(actor=owner, document_id=card.id)


@pytest.mark.parametrize("name", ["HTML", "SVG", "empty", "PDF with a script", "PNG of 50,000 × 50,000"])
def test_a_bad_file_is_refused_and_nothing_is_stored(name: str):
    owner = people.actor_for(people.register_customer())

    with pytest.raises(InvalidInput) as refusal:
        add_document(actor=owner, upload=upload(documents.BAD_FILES[name]()))

    assert list(refusal.value.fields) == ["file"]
    assert not KycDocument.objects.exists()


def test_a_file_above_the_limit_is_too_large():
    owner = people.actor_for(people.register_customer())

    with pytest.raises(DocumentTooLarge) as refusal:
        add_document(actor=owner, upload=upload(documents.BAD_FILES["5 MB and one byte"]()))

    assert refusal.value.details == {"maximum_bytes": 5_242_880}
    assert not KycDocument.objects.exists()


@override_settings(DOCUMENTS_PER_CUSTOMER=2)
def test_a_customer_hands_in_only_so_many_documents():
    person, other = people.register_customer(), people.register_customer()
    for _ in range(2):
        add_document(actor=people.actor_for(person), upload=upload())

    with pytest.raises(TooManyDocuments) as refusal:
        add_document(actor=people.actor_for(person), upload=upload())

    assert (refusal.value.code, refusal.value.details) == ("too_many_documents", {"maximum": 2})
    assert documents_of(person.id).count() == 2
    add_document(actor=people.actor_for(other), upload=upload())


@override_settings(DOCUMENTS_PER_CUSTOMER=1)
def test_a_registration_with_too_many_documents_is_refused_whole():
    with pytest.raises(TooManyDocuments):
        people.register_customer(username="too_many", documents=(upload(), upload()))

    assert not KycDocument.objects.exists()
    assert people.register_customer(username="too_many").kyc_status == "PENDING"


def test_a_reviewer_hands_in_for_a_customer_he_names():
    person, staff = people.register_customer(), people.actor_for(people.bank_admin())

    by_number = add_document(actor=staff, upload=upload(), customer=str(person.id))
    by_id = add_document(actor=staff, upload=upload(), customer=person.customer_id)

    assert (by_number.customer_id, by_id.customer_id) == (person.customer_id, person.customer_id)
    assert {row.uploaded_by_id for row in KycDocument.objects.all()} == {staff.user_id}
    for customer, sentence in ((None, "Say for which customer."), ("12345678", "There is no such customer.")):
        with pytest.raises(InvalidInput) as refusal:
            add_document(actor=staff, upload=upload(), customer=customer)
        assert refusal.value.fields == {"customer_id": [sentence]}


def test_a_customer_hands_in_for_himself_only_and_an_auditor_for_nobody():
    person, other = people.register_customer(), people.register_customer()

    with pytest.raises(NotFound):
        add_document(actor=people.actor_for(other), upload=upload(), customer=str(person.id))
    with pytest.raises(NotAllowed):
        add_document(actor=people.actor_for(people.auditor()), upload=upload(), customer=str(person.id))

    assert not KycDocument.objects.exists()


def test_a_customer_sees_his_own_documents_and_a_reviewer_everybodys():
    person, other = people.register_customer(), people.register_customer()
    mine, others = (add_document(actor=people.actor_for(who), upload=upload()) for who in (person, other))
    staff = people.actor_for(people.bank_admin())

    def ids_seen(actor: Actor, customer: str | None = None) -> list[int]:
        return [document.pk for document in visible_documents(actor, customer)]

    assert ids_seen(people.actor_for(person)) == [mine.id]
    assert ids_seen(people.actor_for(person), person.customer_id) == [mine.id]
    assert ids_seen(staff) == [mine.id, others.id]
    assert ids_seen(staff, str(other.id)) == [others.id]
    with pytest.raises(NotFound):
        ids_seen(people.actor_for(person), str(other.id))


def test_a_list_does_not_fetch_the_contents(django_assert_num_queries):
    person = people.register_customer()
    add_document(actor=people.actor_for(person), upload=upload())

    with django_assert_num_queries(1) as queries:
        list(documents_of(person.id))
    assert '"content"' not in queries[0]["sql"]
