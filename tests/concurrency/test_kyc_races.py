"""Races around customers, each beside a control run without the guard that must go wrong."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import override_settings

from core_banking.kernel.encryption import Purpose
from core_banking.kernel.errors import DomainError, InvalidInput
from kyc.contracts import CustomerApplication, DocumentType, DocumentUpload
from kyc.errors import KycStateConflict, TooManyDocuments
from kyc.models import DataKey, IdentityRecord, KycDecision, KycDocument
from kyc.sealing import new_data_key, wrapped_data_key
from kyc.selectors import records_of
from kyc.services import (
    add_document,
    approve_kyc,
    identity,
    register_customer,
    registration,
    reject_kyc,
    steps,
)
from notifications.models import Notification
from tests.builders import documents, people

pytestmark = pytest.mark.django_db(transaction=True)

PATIENCE_SECONDS = 0.5
"""How long one side waits for the other to come in between; with the lock in place it waits in vain."""


def together(*deeds: Callable[[], Any]) -> list[Any]:
    """Run each deed in a thread of its own; return what each returned, or the refusal it met."""

    def run(deed: Callable[[], Any]) -> Any:
        try:
            return deed()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, deed) for deed in deeds]]


def meet_after(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, parties: int) -> None:
    """Make all callers of a function wait for each other before it returns, or give up on each other."""
    original, barrier = getattr(module, name), threading.Barrier(parties)

    def and_meet(*args: Any, **kwargs: Any) -> Any:
        result = original(*args, **kwargs)
        with suppress(threading.BrokenBarrierError):
            barrier.wait(PATIENCE_SECONDS)
        return result

    monkeypatch.setattr(module, name, and_meet)


def without_the_lock(monkeypatch: pytest.MonkeyPatch, *modules: Any) -> None:
    """Have a customer's record read without being held."""
    for module in modules:
        monkeypatch.setattr(module, "locked_record", lambda user_id: records_of(user_id).get())


@contextmanager
def without_the_index_on_ssn() -> Iterator[None]:
    """Take the unique constraint away for a `with` block."""
    table = IdentityRecord._meta.db_table
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table)
        name = next(
            key for key, facts in constraints.items() if facts["columns"] == ["ssn_index"] and facts["unique"]
        )
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" UNIQUE (ssn_index)')


def applicants_with_one_ssn(monkeypatch: pytest.MonkeyPatch, count: int) -> list[Any]:
    # All have looked, and found the number free, before any of them writes.
    meet_after(monkeypatch, registration, "_examined", count)
    return register_at_once([people.application(ssn="900-77-7777") for _ in range(count)])


def register_at_once(applications: list[CustomerApplication]) -> list[Any]:
    return together(
        *(partial(register_customer, actor=people.ANYONE, application=filled) for filled in applications)
    )


def test_of_many_registrations_with_one_ssn_exactly_one_wins(monkeypatch: pytest.MonkeyPatch):
    outcomes = applicants_with_one_ssn(monkeypatch, 8)

    lost = [outcome for outcome in outcomes if isinstance(outcome, InvalidInput)]
    assert len(lost) == 7
    assert {str(refusal.fields) for refusal in lost} == {
        str({"ssn": ["A customer with this SSN already exists."]})
    }
    assert (
        IdentityRecord.objects.count() == get_user_model().objects.count() == KycDecision.objects.count() == 1
    )


def test_without_the_unique_index_several_would_win(monkeypatch: pytest.MonkeyPatch):
    with without_the_index_on_ssn():
        outcomes = applicants_with_one_ssn(monkeypatch, 4)

        assert sum(not isinstance(outcome, DomainError) for outcome in outcomes) > 1


@pytest.mark.parametrize("field", ["username", "email"])
def test_of_many_registrations_with_one_name_exactly_one_wins(monkeypatch: pytest.MonkeyPatch, field: str):
    value = {"username": "nia_birch", "email": "nia@example.org"}[field]
    meet_after(monkeypatch, registration, "_examined", 6)

    outcomes = register_at_once([people.application(**{field: value}) for _ in range(6)])

    lost = [outcome for outcome in outcomes if isinstance(outcome, InvalidInput)]
    assert {tuple(refusal.fields) for refusal in lost} == {(field,)}
    assert (len(lost), IdentityRecord.objects.count()) == (5, 1)


def decide_at_once(monkeypatch: pytest.MonkeyPatch) -> tuple[list[Any], int]:
    person = people.register_customer()
    meet_after(monkeypatch, steps, "present_status_before", 2)
    outcomes = together(
        lambda: approve_kyc(actor=people.REVIEWER, user_id=person.id),
        lambda: reject_kyc(actor=people.REVIEWER, user_id=person.id, reason="Blurred."),
    )
    return outcomes, person.id


def test_of_an_approval_and_a_rejection_at_once_the_second_sees_the_first(monkeypatch: pytest.MonkeyPatch):
    outcomes, user_id = decide_at_once(monkeypatch)

    steps_taken = list(
        KycDecision.objects.filter(user_id=user_id).order_by("id").values_list("status", flat=True)
    )
    final = get_user_model().objects.get(pk=user_id).kyc_status
    refused = [outcome for outcome in outcomes if isinstance(outcome, KycStateConflict)]
    # Approval first leaves room for a later rejection; rejection first leaves none for an approval.
    assert (steps_taken, len(refused), final) in [
        (["PENDING", "APPROVED", "REJECTED"], 0, "REJECTED"),
        (["PENDING", "REJECTED"], 1, "REJECTED"),
    ]
    assert Notification.objects.filter(user_id=user_id).count() == len(steps_taken) - 1


def test_of_two_approvals_at_once_exactly_one_happens(monkeypatch: pytest.MonkeyPatch):
    outcomes, user_id = approve_twice_at_once(monkeypatch)

    assert [type(outcome) for outcome in outcomes].count(KycStateConflict) == 1
    assert KycDecision.objects.filter(user_id=user_id, status="APPROVED").count() == 1
    assert Notification.objects.filter(user_id=user_id, kind="KYC_APPROVED").count() == 1


def test_without_the_lock_both_approvals_would_happen(monkeypatch: pytest.MonkeyPatch):
    without_the_lock(monkeypatch, steps)

    outcomes, user_id = approve_twice_at_once(monkeypatch)

    assert not any(isinstance(outcome, DomainError) for outcome in outcomes)
    assert KycDecision.objects.filter(user_id=user_id, status="APPROVED").count() == 2


def approve_twice_at_once(monkeypatch: pytest.MonkeyPatch) -> tuple[list[Any], int]:
    person = people.register_customer()
    meet_after(monkeypatch, steps, "present_status_before", 2)
    approve = [lambda: approve_kyc(actor=people.REVIEWER, user_id=person.id)] * 2
    return together(*approve), person.id


def hand_in_at_once(monkeypatch: pytest.MonkeyPatch, count: int) -> list[Any]:
    from kyc.services import documents as service

    actor = people.actor_for(people.register_customer())
    upload = DocumentUpload(document_type=DocumentType.PHOTO, file_name="me.png", content=documents.picture())
    _make_document_key(actor.user_id or 0)
    meet_after(monkeypatch, service, "locked_record", count)
    return together(*[lambda: add_document(actor=actor, upload=upload)] * count)


def _make_document_key(user_id: int) -> None:
    """Only the number of documents is raced for: without the lock, the constraint of the key would decide."""
    wrapped = wrapped_data_key(Purpose.DOCUMENTS, user_id, new_data_key())
    DataKey.objects.create(
        user_id=user_id, kind=Purpose.DOCUMENTS.value, wrapped=wrapped.sealed, key_id=wrapped.key_id
    )


@override_settings(DOCUMENTS_PER_CUSTOMER=2)
def test_documents_handed_in_at_once_stay_within_their_number(monkeypatch: pytest.MonkeyPatch):
    outcomes = hand_in_at_once(monkeypatch, 4)

    assert sum(isinstance(outcome, TooManyDocuments) for outcome in outcomes) == 2
    assert KycDocument.objects.count() == 2


@override_settings(DOCUMENTS_PER_CUSTOMER=2)
def test_without_the_lock_there_would_be_too_many(monkeypatch: pytest.MonkeyPatch):
    from kyc.services import documents as service

    without_the_lock(monkeypatch, service)
    outcomes = hand_in_at_once(monkeypatch, 4)

    assert sum(isinstance(outcome, TooManyDocuments) for outcome in outcomes) < 2
    assert KycDocument.objects.count() > 2


def test_a_number_given_twice_at_once_belongs_to_one(monkeypatch: pytest.MonkeyPatch):
    from kyc.services import resubmit_kyc

    customers = [people.rejected_customer() for _ in range(4)]
    meet_after(monkeypatch, identity, "note_taken_numbers", 4)

    outcomes = together(
        *(
            partial(resubmit_kyc, actor=people.actor_for(person), pan_number="ACUPA7085R")
            for person in customers
        )
    )

    lost = [outcome.fields for outcome in outcomes if isinstance(outcome, InvalidInput)]
    assert lost == [{"pan_number": ["A customer with this PAN already exists."]}] * 3
    assert IdentityRecord.objects.exclude(pan_index=None).count() == 1
