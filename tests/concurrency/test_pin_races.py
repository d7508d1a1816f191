"""Guessing a transaction PIN many times at once, beside control runs without what stands against it."""

from __future__ import annotations

import threading
from collections import Counter
from typing import Any

import pytest

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError
from notifications.models import Notification
from tests.builders.people import PASSWORD, register_customer
from tests.concurrency.crowd import Crowd, crowd, meeting
from tests.proof_plugin import ProofRecord, at_scale
from users import pin_verifiers
from users.errors import PinInvalid, PinLocked
from users.models import TransactionPin
from users.pin_verifiers import PinVerifier
from users.services import pin as pin_service
from users.services import prove_pin, set_pin

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

GUESSES = at_scale(small=60, full=200)
PAYMENTS = 40
RIGHT, WRONG = "739264", "739265"


def customer_with_pin() -> Actor:
    person = register_customer()
    actor = Actor(user_id=person.id, username=person.username)
    set_pin(actor=actor, password=PASSWORD, pin=RIGHT)
    return actor


def guesses_judged(
    monkeypatch: pytest.MonkeyPatch, actor: Actor, people: Crowd, pin: str = WRONG
) -> tuple[int, Counter[type]]:
    """Enter a PIN from everywhere at once; return how many were compared with the true one, and the answers."""
    judged: list[int] = []
    judge = pin_verifiers.verifies

    def counting(*guess: Any) -> bool:
        judged.append(1)
        return judge(*guess)

    def enter(_: int) -> type:
        try:
            prove_pin(actor=actor, pin=pin)
        except DomainError as refusal:
            return type(refusal)
        return type(None)

    monkeypatch.setattr(pin_verifiers, "verifies", counting)
    answers = people.all_at_once(enter)
    monkeypatch.setattr(pin_verifiers, "verifies", judge)
    return len(judged), Counter(answers)


def test_of_many_wrong_pins_at_once_no_more_are_evaluated_than_the_limit(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    actor = customer_with_pin()

    with crowd(GUESSES) as people:
        judged, answers = guesses_judged(monkeypatch, actor, people)

    assert judged == 5
    assert answers == {PinInvalid: 5, PinLocked: GUESSES - 5}
    assert Notification.objects.filter(user_id=actor.user_id or 0, kind="SECURITY_PIN_LOCKED").count() == 1
    proof_record("parallel wrong PINs against a limit of five", guesses=GUESSES, limit=5, evaluated=judged)


def test_many_right_pins_at_once_are_all_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    actor = customer_with_pin()

    with crowd(PAYMENTS) as people:
        _, answers = guesses_judged(monkeypatch, actor, people, RIGHT)

    assert answers == {type(None): PAYMENTS}
    assert TransactionPin.objects.get().attempts_left == 5


def test_control_charging_after_the_comparison_lets_more_guesses_through(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    actor = customer_with_pin()
    charge, everybody_has_looked = pin_service._charge, meeting(GUESSES)
    record = pin_service.record_wrong_pin

    def look_only(*_: Any) -> tuple[PinVerifier, int]:
        row = TransactionPin.objects.get()
        everybody_has_looked()
        if row.attempts_left == 0:
            raise PinLocked
        return PinVerifier(
            digest=bytes(row.verifier), salt=bytes(row.salt), key_id=row.key_id
        ), row.attempts_left

    def charge_afterwards(*, actor: Actor, attempts_left: int) -> None:
        assert actor.user_id is not None
        _, left = charge(actor, actor.user_id)
        record(actor=actor, attempts_left=left)

    monkeypatch.setattr(pin_service, "_charge", look_only)
    monkeypatch.setattr(pin_service, "record_wrong_pin", charge_afterwards)
    with crowd(GUESSES) as people:
        judged, _ = guesses_judged(monkeypatch, actor, people)

    assert judged > 5
    proof_record("control: charged after the comparison", guesses=GUESSES, limit=5, evaluated=judged)


def test_control_a_charge_that_is_read_and_written_apart_lets_more_guesses_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    actor = customer_with_pin()
    everybody_has_looked = meeting(GUESSES)

    def read_then_write(_: Actor, user_id: int) -> Any:
        row = TransactionPin.objects.get(user_id=user_id)
        everybody_has_looked()
        if row.attempts_left == 0:
            return None
        TransactionPin.objects.filter(user_id=user_id).update(attempts_left=row.attempts_left - 1)
        return row.verifier, row.salt, row.key_id, row.attempts_left - 1

    monkeypatch.setattr(pin_service, "_charged_row", read_then_write)
    with crowd(GUESSES) as people:
        judged, _ = guesses_judged(monkeypatch, actor, people)

    assert judged > 5


def test_a_right_pin_that_waited_for_a_last_wrong_one_is_told_of_the_lock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whoever comes while the last attempt is undecided waits for the verdict instead of slipping past it."""
    actor = customer_with_pin()
    TransactionPin.objects.update(attempts_left=1)
    charged, judge = threading.Event(), pin_verifiers.verifies

    def judge_slowly(*guess: Any) -> bool:
        charged.set()
        threading.Event().wait(0.3)
        return judge(*guess)

    monkeypatch.setattr(pin_verifiers, "verifies", judge_slowly)

    def enter(number: int) -> type:
        if number == 1:
            charged.wait(10)
        try:
            prove_pin(actor=actor, pin=RIGHT if number == 1 else WRONG)
        except DomainError as refusal:
            return type(refusal)
        return type(None)

    with crowd(2) as people:
        assert people.all_at_once(enter) == [PinInvalid, PinLocked]
