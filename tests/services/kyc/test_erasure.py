"""A former customer is erased by destroying his keys: nobody can read who he was, and the books stay."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from pytest_django import Settings

from accounts.contracts import AccountApplication, AccountType
from accounts.errors import KycRequired
from accounts.models import Account
from accounts.services import open_account
from audit.models import AuditLog
from core_banking.kernel.errors import InvalidInput, NotAllowed
from kyc.contracts import DocumentType, DocumentUpload
from kyc.errors import ErasureRefused, IdentityErased
from kyc.models import DataKey, Erasure, IdentityRecord, KycDocument
from kyc.selectors import identity_facts, identity_record, number_is_taken, review_queue, standing_of
from kyc.services import (
    add_document,
    add_identity_numbers,
    approve_kyc,
    confirm_erasure,
    download_document,
    reject_kyc,
    request_erasure,
)
from kyc.services.key_rotation import identity_rows
from ledger.verification import verify
from operations.key_rotation import PURPOSES, status_of
from tests.builders import documents, people
from users.contracts import PersonCard
from users.models import KnownDevice, RecoveryCode, Session, TransactionPin, TwoFactor
from users.selectors import person_card
from users.services import pseudonymise_person

pytestmark = pytest.mark.django_db


def former_customer() -> PersonCard:
    person = people.register_customer(
        username="gone", ssn="900-55-1234", aadhaar_number="234123412346", pan_number="ACUPA7085R"
    )
    add_document(
        actor=people.actor_for(person),
        upload=DocumentUpload(
            document_type=DocumentType.PHOTO, file_name="gone.png", content=documents.picture()
        ),
    )
    people.tokens_of(person)
    TwoFactor.objects.create(user_id=person.id, secret="sealed")
    RecoveryCode.objects.create(user_id=person.id, code_digest=bytes(32))
    KnownDevice.objects.create(user_id=person.id, token_digest=bytes(32))
    TransactionPin.objects.create(
        user_id=person.id, verifier=bytes(32), salt=bytes(16), key_id="a", attempts_left=3
    )
    return person


def erase(person: PersonCard) -> None:
    maker, checker = (people.actor_for(people.bank_admin()) for _ in range(2))
    request_erasure(actor=maker, user_id=person.id, reason="He left five years ago.")
    confirm_erasure(actor=checker, user_id=person.id)


def test_nothing_that_names_him_is_left_and_his_keys_are_gone() -> None:
    person = former_customer()
    document = KycDocument.objects.get()
    before = bytes(IdentityRecord.objects.get(pk=person.id).ssn_index), bytes(document.content_digest)
    erase(person)

    assert set(DataKey.objects.values_list("wrapped", flat=True)) == {None}
    assert DataKey.objects.exclude(destroyed_at=None).count() == 2
    row = get_user_model().objects.get(pk=person.id)
    assert (row.username, row.email, row.first_name, row.last_name, row.phone_number, row.is_active) == (
        f"erased-{person.id}",
        f"erased-{person.id}@erased.invalid",
        "Erased",
        "customer",
        "",
        False,
    )
    assert (row.customer_id, row.has_usable_password()) == (person.customer_id, False)
    for held in (TwoFactor, RecoveryCode, KnownDevice, TransactionPin):
        assert not held.objects.filter(user_id=person.id).exists()
    assert not Session.objects.filter(user_id=person.id, revoked_at=None).exists()
    record, document = IdentityRecord.objects.get(pk=person.id), KycDocument.objects.get()
    assert {record.ssn, record.address, record.date_of_birth, document.file_name} == {"d1:"}
    assert bytes(document.content) == b"d1:"
    assert bytes(record.ssn_index) != before[0]
    assert bytes(document.content_digest) != before[1]


def test_readings_say_that_he_was_erased_and_pages_survive() -> None:
    person = former_customer()
    erase(person)
    staff = people.actor_for(people.bank_admin())

    standing = standing_of(person.id)
    assert (standing.identity.ssn, standing.identity.pan_number) == ("erased", None)
    assert [card.file_name for card in standing.documents] == ["erased"]
    document_id = KycDocument.objects.get().pk
    for read in (
        lambda: identity_facts(person.id),
        lambda: download_document(actor=staff, document_id=document_id),
        lambda: request_erasure(actor=staff, user_id=person.id, reason="Again."),
    ):
        with pytest.raises(IdentityErased):
            read()
    assert identity_record(person.id).user.customer_id == person.customer_id
    client = people.signed_in_client(people.bank_admin())
    assert client.get(f"/api/customers/{person.customer_id}/").status_code in {200, 404}
    assert client.get(f"/api/kyc/documents/{document_id}/download/").status_code in {404, 409}


@pytest.mark.parametrize("status", ["PENDING", "APPROVED"])
def test_nobody_decides_on_him_or_opens_an_account_for_him_any_more(status: str) -> None:
    person = former_customer()
    staff = people.actor_for(people.bank_admin())
    if status == "APPROVED":
        approve_kyc(actor=staff, user_id=person.id)
    erase(person)
    application = AccountApplication(account_type=AccountType.SAVINGS, customer=person.customer_id)

    for deed in (
        lambda: approve_kyc(actor=staff, user_id=person.id),
        lambda: reject_kyc(actor=staff, user_id=person.id, reason="Nobody is there."),
    ):
        with pytest.raises(IdentityErased):
            deed()
    with pytest.raises(IdentityErased if status == "APPROVED" else KycRequired):
        open_account(actor=staff, application=application)

    assert person_card(person.id).kyc_status == status
    assert not review_queue().exists()
    assert not Account.objects.exists()


def test_he_may_come_back_as_a_new_customer_and_keys_rotate_without_him() -> None:
    person = former_customer()
    erase(person)
    assert not number_is_taken("ssn", "900-55-1234")
    people.register_customer(ssn="900-55-1234")
    assert not identity_rows()[0].waiting().exists()
    assert sum(status_of(PURPOSES["identity"]).by_key.values()) == 1
    assert sum(status_of(PURPOSES["blind-index"]).by_key.values()) == 1


def test_two_people_are_needed_and_a_reason() -> None:
    person = former_customer()
    maker, checker = (people.actor_for(people.bank_admin()) for _ in range(2))
    with pytest.raises(ErasureRefused):
        confirm_erasure(actor=checker, user_id=person.id)
    with pytest.raises(InvalidInput):
        request_erasure(actor=maker, user_id=person.id, reason="  ")
    for stranger in (people.actor_for(person), people.actor_for(people.auditor())):
        with pytest.raises(NotAllowed):
            request_erasure(actor=stranger, user_id=person.id, reason="Why not.")
        with pytest.raises(NotAllowed):
            confirm_erasure(actor=stranger, user_id=person.id)
    request_erasure(actor=maker, user_id=person.id, reason="He left.")
    with pytest.raises(NotAllowed):
        confirm_erasure(actor=maker, user_id=person.id)
    assert not DataKey.objects.exclude(destroyed_at=None).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        Erasure.objects.update(confirmed_by=maker.user_id, confirmed_at="2026-01-01T00:00:00Z")


def test_who_still_has_business_with_the_bank_is_not_erased(settings: Settings) -> None:
    settings.RUNNING_BUSINESS = [f"{__name__}.still_running"]
    person = former_customer()
    with pytest.raises(ErasureRefused) as refusal:
        erase(person)
    assert refusal.value.details == {"running": ["account 1 is ACTIVE"]}
    assert (Erasure.objects.count(), DataKey.objects.exclude(destroyed_at=None).count()) == (0, 0)


def still_running(user_id: int) -> list[str]:
    return ["account 1 is ACTIVE"]


def test_the_database_refuses_to_put_a_key_back() -> None:
    person = former_customer()
    erase(person)
    for statement in (
        "UPDATE kyc_datakey SET wrapped = '0', destroyed_at = NULL",
        "DELETE FROM kyc_datakey",
        "UPDATE kyc_erasure SET reason = 'x'",
        "DELETE FROM kyc_erasure",
    ):
        with pytest.raises(DatabaseError, match="stays erased"), transaction.atomic():
            connection.cursor().execute(statement)


def test_the_trail_names_both_and_the_books_still_agree() -> None:
    person = former_customer()
    erase(person)
    deeds = AuditLog.objects.filter(subject_id=person.id, action_type__contains="ERAS").order_by("id")
    assert [row.action_type for row in deeds] == ["REQUEST_ERASURE", "ERASE"]
    assert len({row.user_id for row in deeds}) == 2
    assert AuditLog.objects.filter(subject_id=person.id, action_type="PSEUDONYMISED").count() == 1
    assert verify().is_clean


def test_the_command_takes_two_members_of_staff() -> None:
    person = former_customer()
    maker, checker = people.bank_admin(), people.bank_admin()
    call_command("erase_customer", person.customer_id, by=maker.username, reason="He left.")
    with pytest.raises(CommandError, match="does not confirm"):
        call_command("erase_customer", person.customer_id, by=maker.username, confirm=True)
    call_command("erase_customer", person.customer_id, by=checker.username, confirm=True)
    assert get_user_model().objects.get(pk=person.id).username == f"erased-{person.id}"


def test_writings_about_an_erased_customer_are_refused() -> None:
    from core_banking.kernel.db import OutsideUseCase

    person = former_customer()
    erase(person)
    with pytest.raises(IdentityErased):
        add_document(
            actor=people.actor_for(people.bank_admin()),
            customer=person.customer_id,
            upload=DocumentUpload(
                document_type=DocumentType.PHOTO, file_name="x.png", content=documents.picture()
            ),
        )
    for deed in (pseudonymise_person, add_identity_numbers):
        with pytest.raises(OutsideUseCase):
            deed(actor=people.ANYONE, user_id=person.id)
