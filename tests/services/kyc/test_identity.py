"""Identity at rest: encrypted for its place, found by index only, completed once."""

from __future__ import annotations

import base64
import binascii
import datetime as dt

import pytest
from django.db import IntegrityError, connection, models
from django.test import override_settings

from audit.models import AuditLog
from core_banking.kernel import encryption
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import OutsideUseCase, emit, savepoint, use_case
from core_banking.kernel.errors import InvalidInput, NotFound
from kyc.errors import StoredDataUnreadable
from kyc.events import IdentityNumbersAdded, KycResubmitted
from kyc.models import IdentityRecord, KeptForEver, KycDecision, KycDocument
from kyc.selectors import identity_facts, masked_identity, number_is_taken, standing_of
from kyc.services import add_identity_numbers, read_standing
from tests.builders import people

pytestmark = pytest.mark.django_db

ENCRYPTED_COLUMNS = ["ssn", "aadhaar_number", "pan_number", "date_of_birth", "address"]


@use_case
def give_numbers(*, actor: Actor, user_id: int, **numbers: str) -> None:
    emit(KycResubmitted(actor=actor, user_id=user_id, on_behalf=False))
    add_identity_numbers(actor=actor, user_id=user_id, **numbers)


def full_record() -> IdentityRecord:
    person = people.register_customer(
        ssn="900-55-1234", aadhaar_number="234123412346", pan_number="ACUPA7085R", date_of_birth="1985-07-09"
    )
    return IdentityRecord.objects.get(pk=person.id)


def every_cell() -> bytes:
    """Every text and every byte the database holds, joined."""
    cells = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                cells += [bytes(c) if isinstance(c, bytes | memoryview) else str(c).encode() for c in row]
    return b"\n".join(cells)


def test_nothing_that_identifies_a_person_is_in_the_database_in_clear():
    address = "77 Unmistakable Crescent, Port Ellery"
    full = people.register_customer(
        ssn="900-55-1234",
        aadhaar_number="234123412346",
        pan_number="ACUPA7085R",
        date_of_birth="1931-11-23",
        address=address,
    )

    stored = every_cell()

    assert full.username.encode() in stored
    for secret in ["900-55-1234", "900551234", "234123412346", "ACUPA7085R", "1931-11-23", address]:
        plain = secret.encode()
        for form in (plain, plain[::-1], binascii.hexlify(plain), base64.b64encode(plain).rstrip(b"=")):
            assert form not in stored
            assert form.upper() not in stored.upper()


def test_an_index_is_32_bytes_and_says_nothing_without_the_key():
    record = full_record()

    assert [len(index or b"") for index in (record.ssn_index, record.aadhaar_index, record.pan_index)] == [
        32
    ] * 3
    with override_settings(BLIND_INDEX_KEY="another key, quite long enough to be one"):
        encryption.forget_cached_keys()
        assert not number_is_taken("ssn", "900-55-1234")
    encryption.forget_cached_keys()
    assert number_is_taken("ssn", "900-55-1234")


def test_the_same_value_is_encrypted_differently_each_time():
    first, second = (
        IdentityRecord.objects.get(pk=people.register_customer(address="1 Same Street, Port Ellery").id)
        for _ in range(2)
    )

    assert first.address != second.address


@pytest.mark.parametrize("column", ENCRYPTED_COLUMNS)
def test_a_ciphertext_moved_to_another_row_is_found_out(column: str):
    mine = full_record()
    other = people.register_customer(aadhaar_number="987654321096", pan_number="BXCPB1234C")
    IdentityRecord.objects.filter(pk=other.id).update(**{column: getattr(mine, column)})

    with pytest.raises(StoredDataUnreadable):
        _open_everything(IdentityRecord.objects.get(pk=other.id))
    _open_everything(mine)


@pytest.mark.parametrize("column", ENCRYPTED_COLUMNS)
@pytest.mark.parametrize("source", ENCRYPTED_COLUMNS)
def test_a_ciphertext_moved_to_another_column_is_found_out(source: str, column: str):
    record = full_record()
    IdentityRecord.objects.filter(pk=record.pk).update(**{column: getattr(record, source)})
    moved = IdentityRecord.objects.get(pk=record.pk)

    if source == column:
        _open_everything(moved)
    else:
        with pytest.raises(StoredDataUnreadable):
            _open_everything(moved)


def test_a_reading_that_finds_a_moved_ciphertext_is_recorded():
    mine, other = full_record(), people.register_customer()
    IdentityRecord.objects.filter(pk=other.id).update(ssn=mine.ssn)

    with pytest.raises(StoredDataUnreadable) as refusal:
        read_standing(actor=people.actor_for(other), user_id=other.id)

    row = AuditLog.objects.get(outcome="REFUSED")
    assert (row.code, row.target_model, row.subject_id, row.user_id) == (
        "stored_data_unreadable",
        "kyc.read_standing",
        other.id,
        other.id,
    )
    assert refusal.value.already_recorded


def test_a_value_made_with_a_lost_key_is_not_guessed_at():
    record = full_record()

    with override_settings(IDENTITY_KEYS=[base64.urlsafe_b64encode(b"k" * 32).decode()]):
        encryption.forget_cached_keys()
        with pytest.raises(StoredDataUnreadable):
            identity_facts(record.pk)
    encryption.forget_cached_keys()
    assert identity_facts(record.pk).date_of_birth == dt.date(1985, 7, 9)


def test_an_old_key_in_the_list_still_reads():
    record = full_record()
    from django.conf import settings

    new_key = base64.urlsafe_b64encode(b"n" * 32).decode()
    with override_settings(IDENTITY_KEYS=[new_key, *settings.IDENTITY_KEYS]):
        encryption.forget_cached_keys()
        assert masked_identity(record).ssn == "***-**-1234"
    encryption.forget_cached_keys()


def test_people_see_the_last_four_characters_of_their_numbers():
    standing = standing_of(full_record().pk)

    assert standing.identity.ssn == "***-**-1234"
    assert standing.identity.aadhaar_number == "********2346"
    assert standing.identity.pan_number == "******085R"


def test_a_number_not_given_is_shown_as_none():
    identity = standing_of(people.register_customer().id).identity

    assert (identity.aadhaar_number, identity.pan_number) == (None, None)


def test_numbers_never_given_can_be_added():
    person = people.register_customer()

    give_numbers(
        actor=people.actor_for(person),
        user_id=person.id,
        aadhaar_number="2341 2341 2346",
        pan_number="acupa7085r",
    )

    assert identity_facts(person.id).identity_numbers == {"SSN", "AADHAAR", "PAN"}
    assert number_is_taken("aadhaar", "234123412346")
    assert number_is_taken("pan", "ACUPA7085R")
    row = AuditLog.objects.get(target_model="IdentityRecord")
    assert (row.subject_id, row.details) == (person.id, {"kinds": ["AADHAAR", "PAN"]})


def test_a_number_on_file_is_never_changed():
    record = full_record()

    with pytest.raises(InvalidInput) as refusal:
        give_numbers(
            actor=people.ANYONE, user_id=record.pk, aadhaar_number="987654321096", pan_number="BXCPB1234C"
        )

    assert refusal.value.fields == {
        "aadhaar_number": ["This number is already on file and cannot be changed here."],
        "pan_number": ["This number is already on file and cannot be changed here."],
    }
    assert IdentityRecord.objects.get(pk=record.pk).aadhaar_number == record.aadhaar_number


def test_a_number_repeated_changes_and_announces_nothing():
    record = full_record()

    give_numbers(actor=people.ANYONE, user_id=record.pk, aadhaar_number="2341-2341-2346")

    assert IdentityRecord.objects.get(pk=record.pk).aadhaar_number == record.aadhaar_number
    assert not AuditLog.objects.filter(target_model="IdentityRecord").exists()


def test_a_number_of_another_customer_or_a_wrong_one_is_refused():
    full_record()
    person = people.register_customer()

    with pytest.raises(InvalidInput) as refusal:
        give_numbers(
            actor=people.ANYONE, user_id=person.id, aadhaar_number="234123412346", pan_number="wrong"
        )

    assert refusal.value.fields == {
        "aadhaar_number": ["A customer with this Aadhaar number already exists."],
        "pan_number": ["Enter a valid PAN, like ABCPE1234F."],
    }
    assert identity_facts(person.id).identity_numbers == {"SSN"}


def test_a_number_taken_at_the_same_moment_is_the_same_refusal(monkeypatch: pytest.MonkeyPatch):
    from kyc.services import identity

    full_record()
    person = people.register_customer()
    real, looks = identity.note_taken_numbers, []

    def blind_at_first(problems, numbers):
        looks.append(numbers)
        if len(looks) > 1:
            real(problems, numbers)

    monkeypatch.setattr(identity, "note_taken_numbers", blind_at_first)
    with pytest.raises(InvalidInput) as refusal:
        give_numbers(actor=people.ANYONE, user_id=person.id, pan_number="ACUPA7085R")

    assert refusal.value.fields == {"pan_number": ["A customer with this PAN already exists."]}


def test_numbers_are_added_only_inside_a_use_case_and_only_to_customers():
    staff = people.bank_admin()

    with pytest.raises(OutsideUseCase):
        add_identity_numbers(actor=people.ANYONE, user_id=staff.id, pan_number="ACUPA7085R")
    with pytest.raises(NotFound):
        give_numbers(actor=people.ANYONE, user_id=staff.id, pan_number="ACUPA7085R")
    with pytest.raises(NotFound):
        identity_facts(staff.id)


@pytest.mark.parametrize("column", ["ssn_index", "aadhaar_index", "pan_index"])
def test_the_database_itself_refuses_a_second_holder_and_a_cut_index(column: str):
    record, other = full_record(), people.register_customer()
    mine = {column: getattr(record, column)}
    if column != "ssn_index":
        mine[{"aadhaar_index": "aadhaar_number", "pan_index": "pan_number"}[column]] = "x"

    for change in (mine, {**mine, column: bytes(getattr(record, column))[:31]}):
        with pytest.raises(IntegrityError), savepoint():
            IdentityRecord.objects.filter(pk=other.id).update(**change)


@pytest.mark.parametrize("model", [IdentityRecord, KycDecision, KycDocument])
def test_rows_are_never_deleted(model: type[models.Model]):
    full_record()

    with pytest.raises(KeptForEver):
        model.objects.all().delete()  # type: ignore[attr-defined]
    with pytest.raises(KeptForEver):
        model().delete()
    assert IdentityRecord.objects.count() == 1


def test_no_event_of_numbers_carries_a_number():
    event = IdentityNumbersAdded(actor=people.ANYONE, user_id=1, kinds=("PAN",))

    assert event.audit_facts().details == {"kinds": ["PAN"]}


def _open_everything(record: IdentityRecord) -> None:
    from kyc.sealing import opened_identity
    from kyc.selectors import keys_of

    for column in ENCRYPTED_COLUMNS:
        opened_identity(keys_of(record.pk), column, getattr(record, column))
