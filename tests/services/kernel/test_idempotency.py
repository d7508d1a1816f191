"""An idempotency key keeps its first answer: encrypted, for its caller alone, for its request alone."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import IntegrityError, connection

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import OutsideUseCase, attempt_number, emit, use_case
from core_banking.kernel.encryption import UndecipherableValue
from core_banking.kernel.errors import Refused
from core_banking.kernel.events import UseCaseRefused
from core_banking.kernel.idempotency import (
    Answer,
    IdempotencyClaim,
    IdempotencyKeyReused,
    find_answer,
    fingerprint,
    store_answer,
)
from core_banking.kernel.models import IdempotencyRecord

TELLER = system_actor("test")
ANSWER = Answer(201, b'{"transaction_id":"TXN1","amount":"100.00"}')


def claim(principal_id: int = 1, key: str = "key-1", body: bytes = b"{}") -> IdempotencyClaim[str]:
    return IdempotencyClaim(
        principal_id=principal_id,
        key=key,
        fingerprint=fingerprint("POST", "/api/transactions", body),
        render_outcome=lambda outcome: Answer(201, outcome.encode()),
        render_refusal=lambda refusal: Answer(422, str(refusal).encode()),
    )


@use_case
def keep(*, actor: Actor, claimed: IdempotencyClaim[str], answer: Answer = ANSWER) -> int:
    """Store an answer; return the attempt it took."""
    if attempt_number() == 1:
        store_answer(claimed, answer)
    emit(UseCaseRefused(actor=actor, use_case="test", code="test", sentence="An announcement."))
    return attempt_number()


@pytest.mark.django_db
def test_the_first_answer_is_found_byte_for_byte() -> None:
    assert find_answer(claim()) is None
    keep(actor=TELLER, claimed=claim())
    assert find_answer(claim()) == ANSWER


@pytest.mark.django_db
def test_the_key_of_another_caller_is_another_key() -> None:
    keep(actor=TELLER, claimed=claim(principal_id=1))
    assert find_answer(claim(principal_id=2)) is None
    assert find_answer(claim(key="KEY-1")) is None


@pytest.mark.django_db
@pytest.mark.parametrize("body", [b'{"amount":1}', b"", b"{} "])
def test_another_request_under_the_key_is_refused(body: bytes) -> None:
    keep(actor=TELLER, claimed=claim())
    with pytest.raises(IdempotencyKeyReused):
        find_answer(claim(body=body))
    assert find_answer(claim()) == ANSWER


def test_the_fingerprint_tells_methods_routes_and_bodies_apart_and_is_keyed() -> None:
    same = fingerprint("POST", "/api/transactions", b"{}")
    assert same == fingerprint("POST", "/api/transactions", b"{}")
    assert len(same) == 32
    others = {
        fingerprint("PUT", "/api/transactions", b"{}"),
        fingerprint("POST", "/api/deposit", b"{}"),
        fingerprint("POST", "/api/transactions", b"[]"),
        fingerprint("POST", "/api/transactions{}", b""),
        fingerprint("POST/api/transactions", "", b"{}"),
    }
    assert same not in others
    assert len(others) == 5


@pytest.mark.django_db
def test_the_stored_answer_is_unreadable_without_the_key_and_in_another_row() -> None:
    keep(actor=TELLER, claimed=claim())
    keep(actor=TELLER, claimed=claim(key="key-2"), answer=Answer(201, b"other"))
    first, second = IdempotencyRecord.objects.order_by("key")
    assert b"TXN1" not in bytes(first.answer)
    IdempotencyRecord.objects.filter(pk=second.pk).update(answer=first.answer)
    with pytest.raises(UndecipherableValue):
        find_answer(claim(key="key-2"))


@pytest.mark.django_db
def test_an_answer_is_only_stored_inside_the_transaction_of_its_effect() -> None:
    with pytest.raises(OutsideUseCase):
        store_answer(claim(), ANSWER)
    assert not IdempotencyRecord.objects.exists()


@pytest.mark.django_db
def test_key_and_effect_go_away_together() -> None:
    @use_case
    def fail(*, actor: Actor) -> None:
        store_answer(claim(), ANSWER)
        raise Refused

    with pytest.raises(Refused):
        fail(actor=TELLER)
    assert find_answer(claim()) is None


@pytest.mark.django_db
def test_whoever_finds_the_key_taken_while_storing_is_run_again() -> None:
    keep(actor=TELLER, claimed=claim())
    assert keep(actor=TELLER, claimed=claim(), answer=Answer(201, b"late")) == 2
    assert find_answer(claim()) == ANSWER


@pytest.mark.django_db
def test_the_database_itself_keeps_a_key_unique() -> None:
    keep(actor=TELLER, claimed=claim())
    columns = "principal_id, key, fingerprint, http_status, answer, created_at"
    with pytest.raises(IntegrityError), connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO kernel_idempotencyrecord ({columns}) SELECT {columns} FROM kernel_idempotencyrecord"
        )


@pytest.mark.django_db
def test_the_record_says_when_it_was_made_so_that_it_can_be_purged() -> None:
    noon = dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    with clock.frozen_at(noon):
        keep(actor=TELLER, claimed=claim())
    record = IdempotencyRecord.objects.get()
    assert record.created_at == noon
    assert record.http_status == 201
