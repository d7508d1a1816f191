"""`manage.py rotate_keys`: what is stored moves to the newest key; an old one goes only when nothing needs it."""

from __future__ import annotations

import base64
import io
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from audit.models import AuditLog
from core_banking.kernel import clock, encryption
from core_banking.kernel.actors import command_actor
from core_banking.kernel.encryption import Purpose, encrypt_bytes, encrypt_text, newest_key_id
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.idempotency import place_of_answer
from core_banking.kernel.key_canaries import check_keys
from core_banking.kernel.key_lists import BLIND_INDEX, key_id
from core_banking.kernel.models import IdempotencyRecord, KeyCanary
from kyc.contracts import DocumentType, DocumentUpload
from kyc.models import DataKey, IdentityRecord, KycDocument
from kyc.sealing import is_under_data_key, opened_document, opened_identity
from kyc.selectors import keys_of, number_is_taken, standing_of
from kyc.services import add_document
from notifications.models import Notification
from operations.key_rotation import PURPOSES, rotate, status_of
from tests.builders import documents, people
from users.models import TransactionPin, TwoFactor
from users.pin_verifiers import new_verifier
from users.selectors import person_card
from users.services.key_rotation import clear_batch_of_pins

pytestmark = pytest.mark.django_db

SetKeys = Callable[..., None]
COLUMNS = ("ssn", "aadhaar_number", "pan_number", "date_of_birth", "address")


def key(name: str) -> str:
    return base64.urlsafe_b64encode(sha256(f"rotation {name}".encode()).digest()).decode()


@pytest.fixture
def set_keys(settings: Settings) -> Iterator[SetKeys]:
    """Change keys as a restart of every process does."""

    def change(**keys: Any) -> None:
        for name, value in keys.items():
            setattr(settings, name, value)
        encryption.forget_cached_keys()

    yield change
    encryption.forget_cached_keys()


def run(*arguments: str) -> str:
    told = io.StringIO()
    call_command("rotate_keys", *arguments, stdout=told)
    return told.getvalue()


def customer(**overrides: Any) -> int:
    return people.register_customer(
        ssn="900-55-1234", aadhaar_number="234123412346", pan_number="ACUPA7085R", **overrides
    ).id


def make_direct(user_id: int) -> None:
    """Put a customer's values into the form they had before there were data keys."""
    record, keys = IdentityRecord.objects.get(pk=user_id), keys_of(user_id)
    texts = {column: opened_identity(keys, column, getattr(record, column)) for column in COLUMNS}
    IdentityRecord.objects.filter(pk=user_id).update(
        index_key_id="",
        **{
            column: encrypt_text(Purpose.IDENTITY, f"kyc.identity.{column}:{user_id}", text) if text else ""
            for column, text in texts.items()
        },
    )
    for row in KycDocument.objects.filter(user_id=user_id):
        for column in ("file_name", "content"):
            stored = getattr(row, column)
            plain = opened_document(
                keys, column, str(row.uuid), stored.encode() if column == "file_name" else bytes(stored)
            )
            sealed = encrypt_bytes(Purpose.DOCUMENTS, f"kyc.document.{column}:{row.uuid}", plain)
            setattr(row, column, sealed.decode() if column == "file_name" else sealed)
        row.save()


@pytest.mark.parametrize("is_direct", [False, True], ids=["under data keys", "from before data keys"])
def test_identity_and_documents_move_and_the_old_keys_may_go(set_keys: SetKeys, is_direct: bool) -> None:
    set_keys(IDENTITY_KEYS=[key("i1")], DOCUMENT_KEYS=[key("d1")])
    check_keys()
    ids = [customer(), people.register_customer().id]
    for user_id in ids:
        add_document(
            actor=people.actor_for(person_card(user_id)),
            upload=DocumentUpload(
                document_type=DocumentType.PHOTO, file_name="me.png", content=documents.picture()
            ),
        )
    before = [standing_of(user_id) for user_id in ids]
    if is_direct:
        for user_id in ids:
            make_direct(user_id)
    set_keys(IDENTITY_KEYS=[key("i2"), key("i1")], DOCUMENT_KEYS=[key("d2"), key("d1")])
    assert not status_of(PURPOSES["identity"]).old_may_go
    assert [standing_of(user_id) for user_id in ids] == before
    untouched = IdentityRecord.objects.get(pk=ids[0]).ssn

    run("identity", "--batch", "1")
    run("documents", "--batch", "1")

    assert set(DataKey.objects.values_list("kind", "key_id")) == {
        ("IDENTITY_KEYS", newest_key_id(Purpose.IDENTITY)),
        ("DOCUMENT_KEYS", newest_key_id(Purpose.DOCUMENTS)),
    }
    assert (IdentityRecord.objects.get(pk=ids[0]).ssn == untouched) is not is_direct
    assert all(is_under_data_key(row.address) for row in IdentityRecord.objects.all())
    for name in ("identity", "documents"):
        assert (status_of(PURPOSES[name]).old_may_go, sum(status_of(PURPOSES[name]).by_key.values())) == (
            True,
            2,
        )
    set_keys(IDENTITY_KEYS=[key("i2")], DOCUMENT_KEYS=[key("d2")])
    assert check_keys() == []
    assert [standing_of(user_id) for user_id in ids] == before
    assert (
        rotate(PURPOSES["identity"], actor=command_actor("again"), batch_rows=5, watch=lambda *_: None) == 0
    )


def test_a_rotation_is_on_record_without_a_key(set_keys: SetKeys) -> None:
    set_keys(IDENTITY_KEYS=[key("i1")])
    check_keys()
    customer()
    set_keys(IDENTITY_KEYS=[key("i2"), key("i1")])
    told = run("identity")
    newest = newest_key_id(Purpose.IDENTITY)
    rows = AuditLog.objects.filter(target_model="Keys").order_by("id")
    assert [(row.action_type, row.description, row.details) for row in rows] == [
        ("ROTATE", "Key rotation begun", {"to": newest, "rows": 1}),
        ("ROTATE", "Rows moved to another key", {"to": newest, "rows": 1}),
        ("ROTATE", "Key rotation ended", {"retired": [key_id("IDENTITY_KEYS", key("i1"))], "rows": 1}),
    ]
    assert not any(key(name) in told + str([row.details for row in rows]) for name in ("i1", "i2"))
    assert "The older keys may be taken out" in told


def test_what_no_key_reads_is_told_and_keeps_the_old_keys(set_keys: SetKeys) -> None:
    set_keys(IDENTITY_KEYS=[key("lost")])
    lost = people.register_customer().id
    make_direct(lost)
    set_keys(IDENTITY_KEYS=[key("i1")])
    kept = customer()
    set_keys(IDENTITY_KEYS=[key("i2"), key("i1")])
    with pytest.raises(CommandError):
        run("identity")
    assert not KeyCanary.objects.exclude(retired_at=None).exists()
    assert DataKey.objects.get(user_id=kept).key_id == newest_key_id(Purpose.IDENTITY)
    assert "no key of the settings" in run("identity", "--status")


def test_numbers_are_found_and_stay_unique_while_their_indexes_move(set_keys: SetKeys) -> None:
    set_keys(BLIND_INDEX_KEYS=[key("b1")], DIGEST_KEY=key("digest"))
    check_keys()
    user_id = customer()
    set_keys(BLIND_INDEX_KEYS=[key("b2"), key("b1")])
    before = bytes(IdentityRecord.objects.get(pk=user_id).ssn_index)
    assert number_is_taken("ssn", "900-55-1234")
    with pytest.raises(InvalidInput) as refusal:
        people.register_customer(ssn="900-55-1234")
    assert refusal.value.fields == {"ssn": ["A customer with this SSN already exists."]}

    run("blind-index")

    record = IdentityRecord.objects.get(pk=user_id)
    assert bytes(record.ssn_index) != before
    assert record.index_key_id == key_id(BLIND_INDEX, key("b2"))
    set_keys(BLIND_INDEX_KEYS=[key("b2")])
    assert check_keys() == []
    assert all(
        number_is_taken(kind, number)
        for kind, number in (("ssn", "900-55-1234"), ("aadhaar", "234123412346"), ("pan", "ACUPA7085R"))
    )


def test_secrets_of_authenticators_and_stored_answers_move(set_keys: SetKeys) -> None:
    set_keys(TWO_FACTOR_KEYS=[key("t1")], IDEMPOTENCY_KEYS=[key("a1")])
    check_keys()
    person = people.register_customer()
    place = f"users.two_factor.secret:{person.id}"
    TwoFactor.objects.create(user_id=person.id, secret=encrypt_text(Purpose.TWO_FACTOR, place, "SECRET"))
    answer_place = place_of_answer(person.id, "a-key")
    IdempotencyRecord.objects.create(
        principal_id=person.id,
        key="a-key",
        fingerprint=bytes(32),
        http_status=201,
        answer=encryption.seal_once(Purpose.IDEMPOTENCY, answer_place, b"{}"),
        created_at=clock.now(),
    )
    set_keys(TWO_FACTOR_KEYS=[key("t2"), key("t1")], IDEMPOTENCY_KEYS=[key("a2"), key("a1")])
    for name in ("two-factor", "idempotency", "delivery"):
        run(name)
    set_keys(TWO_FACTOR_KEYS=[key("t2")], IDEMPOTENCY_KEYS=[key("a2")])
    assert check_keys() == []
    assert encryption.decrypt_text(Purpose.TWO_FACTOR, place, TwoFactor.objects.get().secret) == "SECRET"
    stored = bytes(IdempotencyRecord.objects.get().answer)
    assert encryption.unseal(Purpose.IDEMPOTENCY, answer_place, stored) == b"{}"


def test_pins_that_were_not_used_are_cleared_and_their_owners_told(set_keys: SetKeys) -> None:
    set_keys(PIN_KEYS=[key("p1")])
    check_keys()
    slow, quick = people.register_customer(), people.register_customer()
    for person in (slow, quick):
        if person is quick:
            set_keys(PIN_KEYS=[key("p2"), key("p1")])
        verifier = new_verifier(person.id, "4711")
        TransactionPin.objects.create(
            user_id=person.id,
            verifier=verifier.digest,
            salt=verifier.salt,
            key_id=verifier.key_id,
            attempts_left=3,
        )
    run("pin")
    assert "1 rows on" in run("pin", "--status")
    assert TransactionPin.objects.count() == 2

    assert "1 PINs cleared" in run("pin", "--clear-outdated")

    assert list(TransactionPin.objects.values_list("user_id", flat=True)) == [quick.id]
    assert Notification.objects.filter(user_id=slow.id, kind="SECURITY_PIN_CLEARED").count() == 1
    assert not Notification.objects.filter(user_id=quick.id, kind="SECURITY_PIN_CLEARED").exists()
    set_keys(PIN_KEYS=[key("p2")])
    assert check_keys() == []
    assert clear_batch_of_pins(actor=command_actor("again")) == 0


def test_a_new_key_comes_with_its_steps_and_every_purpose_has_a_status(settings: Settings) -> None:
    first, second = run("identity", "--generate"), run("identity", "--generate")
    assert first != second
    assert "Put it LAST in IDENTITY_KEYS" in first
    told = run("--status")
    assert all(f"{name} (" in told for name in PURPOSES)
    settings.PIN_KEYS = [key("wrong")]
    with pytest.raises(CommandError, match="PIN_KEYS holds none"):
        run("pin")
