"""The transaction PIN: set with the password, proven before money moves, locked by too many misses."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest

from audit.models import AuditLog
from core_banking.api.request_facts import RequestFacts
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput, NotSignedIn
from notifications.models import Notification
from tests.builders.people import PASSWORD, auditor, present, register_customer
from users import pin_verifiers
from users.contracts import SessionEnd
from users.errors import LoginLocked, PinInvalid, PinLocked, PinNotSet
from users.events import PinRefused, PinSet, PinWasLocked
from users.models import Session, TransactionPin, User
from users.pin_rules import EASY_RULE, LENGTH_RULE, PERSONAL_RULE
from users.pin_verifiers import new_verifier
from users.services import (
    actor_claimed_by_access_token,
    actor_of_access_token,
    lock_undecided_pin,
    prove_pin,
    record_wrong_pin,
    set_pin,
    sign_in,
    store_pin,
)
from users.services import pin as pin_service
from users.services.revocation import end_everything

pytestmark = pytest.mark.django_db

DESK = Actor(ip_address="198.51.100.7", user_agent="Browser/1.0")
FACTS = RequestFacts(ip_address="198.51.100.7", user_agent="Browser/1.0", request_id="req")
PIN, WRONG = "739264", "739265"


def customer_with_pin(pin: str = PIN) -> Actor:
    """Return a signed-in customer who has set a PIN."""
    person = register_customer(date_of_birth="1987-03-29", ssn="219-09-8405")
    pair = sign_in(actor=DESK, name=person.username, password=PASSWORD).tokens
    actor = actor_claimed_by_access_token(pair.access, FACTS)
    set_pin(actor=actor, password=PASSWORD, pin=pin)
    return actor


def number(actor: Actor) -> int:
    assert actor.user_id is not None
    return actor.user_id


def kept(actor: Actor) -> TransactionPin:
    return TransactionPin.objects.get(user_id=number(actor))


def miss(actor: Actor, times: int = 1) -> list[object]:
    """Enter a wrong PIN so many times; return how many attempts were left each time."""
    left = []
    for _ in range(times):
        with pytest.raises(PinInvalid) as refusal:
            prove_pin(actor=actor, pin=WRONG)
        left.append(refusal.value.details["attempts_left"])
    return left


def test_the_right_pin_is_accepted_and_the_profile_says_that_there_is_one(announced):
    person = register_customer()
    actor = Actor(user_id=person.id, username=person.username)
    assert not present(person).pin_set

    set_pin(actor=actor, password=PASSWORD, pin=PIN)
    prove_pin(actor=actor, pin=PIN)

    assert present(person).pin_set
    assert [event.is_new for event in announced.of(PinSet)] == [True]
    assert Notification.objects.filter(user_id=person.id, kind="SECURITY_PIN_SET").count() == 1


def test_neither_table_nor_trail_nor_message_holds_the_pin():
    actor = customer_with_pin()
    miss(actor)

    row = kept(actor)
    texts = [str(vars(entry)) for entry in [*AuditLog.objects.all(), *Notification.objects.all()]]

    assert PIN.encode() not in bytes(row.verifier) + bytes(row.salt)
    assert not [text for text in texts if PIN in text or WRONG in text]


def test_a_miss_is_counted_recorded_and_forgiven_by_the_right_pin(announced):
    actor = customer_with_pin()

    assert miss(actor, 4) == [4, 3, 2, 1]
    prove_pin(actor=actor, pin=PIN)

    assert kept(actor).attempts_left == 5
    assert [event.attempts_left for event in announced.of(PinRefused)] == [4, 3, 2, 1]
    entries = AuditLog.objects.filter(action_type="PIN_REFUSED", subject_id=number(actor))
    assert {(entry.outcome, entry.code) for entry in entries} == {("REFUSED", "pin_invalid")}


def test_five_misses_lock_it_for_the_right_pin_too_and_the_owner_is_told(announced):
    actor = customer_with_pin()

    assert miss(actor, 5) == [4, 3, 2, 1, 0]
    for pin in (PIN, WRONG):
        with pytest.raises(PinLocked):
            prove_pin(actor=actor, pin=pin)

    assert len(announced.of(PinWasLocked)) == 1
    assert Notification.objects.filter(user_id=number(actor), kind="SECURITY_PIN_LOCKED").count() == 1
    assert AuditLog.objects.filter(action_type="PIN_LOCKED").count() == 1


def test_the_limit_is_a_setting(settings):
    settings.PIN_ATTEMPTS = 2
    actor = customer_with_pin()

    assert miss(actor, 2) == [1, 0]
    with pytest.raises(PinLocked):
        prove_pin(actor=actor, pin=PIN)


def test_setting_a_new_pin_with_the_password_opens_a_locked_one():
    actor = customer_with_pin()
    miss(actor, 5)

    set_pin(actor=actor, password=PASSWORD, pin="5031")

    prove_pin(actor=actor, pin="5031")
    assert (kept(actor).attempts_left, kept(actor).locked_at) == (5, None)
    assert miss(actor) == [4]


def test_who_has_no_pin_is_told_to_set_one():
    person = register_customer()

    with pytest.raises(PinNotSet) as refusal:
        prove_pin(actor=Actor(user_id=person.id), pin=PIN)

    assert refusal.value.code == "pin_required"
    with pytest.raises(NotSignedIn):
        prove_pin(actor=Actor(), pin=PIN)


def end_the_session(actor: Actor) -> None:
    Session.objects.filter(pk=actor.session_id or 0).update(
        revoked_at="2024-01-01T00:00Z", revoke_reason="LOGGED_OUT"
    )


def let_the_session_expire(actor: Actor) -> None:
    Session.objects.filter(pk=actor.session_id or 0).update(expires_at="2024-01-01T00:00Z")


def raise_the_version(actor: Actor) -> None:
    User.objects.filter(pk=number(actor)).update(token_version=2)


def disable(actor: Actor) -> None:
    User.objects.filter(pk=number(actor)).update(is_active=False)


def end_all(actor: Actor) -> None:
    end_everything([number(actor)], SessionEnd.RIGHTS_CHANGED)


@pytest.mark.parametrize(
    "end", [end_the_session, let_the_session_expire, raise_the_version, disable, end_all]
)
def test_a_token_whose_sign_in_is_over_cannot_guess(end: Any):
    actor = customer_with_pin()
    assert actor.unchecked_token_version == 1
    end(actor)

    for pin in (WRONG, PIN):
        with pytest.raises(NotSignedIn):
            prove_pin(actor=actor, pin=pin)

    assert kept(actor).attempts_left == 5
    assert not AuditLog.objects.filter(action_type="PIN_REFUSED").exists()


def test_a_checked_actor_whose_session_ended_since_cannot_guess():
    person = register_customer()
    pair = sign_in(actor=DESK, name=person.username, password=PASSWORD).tokens
    actor = actor_of_access_token(pair.access, FACTS)
    set_pin(actor=actor, password=PASSWORD, pin=PIN)
    miss(actor)
    end_the_session(actor)

    with pytest.raises(NotSignedIn):
        prove_pin(actor=actor, pin=WRONG)

    assert kept(actor).attempts_left == 4


def test_a_session_of_somebody_else_is_no_sign_in():
    actor, other = customer_with_pin(), None
    person = register_customer()
    pair = sign_in(actor=DESK, name=person.username, password=PASSWORD).tokens
    other = actor_claimed_by_access_token(pair.access, FACTS)

    with pytest.raises(NotSignedIn):
        prove_pin(actor=replace(actor, session_id=other.session_id), pin=PIN)


@pytest.mark.parametrize(
    ("pin", "rule"),
    [("12a4", LENGTH_RULE), ("1234", EASY_RULE), ("290387", PERSONAL_RULE), ("8405", PERSONAL_RULE)],
)
def test_a_weak_pin_is_refused_and_the_old_one_stays(pin, rule):
    actor = customer_with_pin()

    with pytest.raises(InvalidInput) as refusal:
        set_pin(actor=actor, password=PASSWORD, pin=pin)

    assert refusal.value.fields == {"pin": [rule]}
    prove_pin(actor=actor, pin=PIN)


def test_without_the_password_nobody_learns_whether_a_pin_is_a_birth_date():
    actor = customer_with_pin()

    with pytest.raises(InvalidInput) as refusal:
        set_pin(actor=actor, password="Wrong7Password", pin="290387")

    assert refusal.value.fields == {"password": ["The current password is wrong."]}


def test_wrong_passwords_are_counted_together_with_those_of_a_password_change():
    actor = customer_with_pin()
    for _ in range(5):
        with pytest.raises(InvalidInput):
            set_pin(actor=actor, password="Wrong7Password", pin="5031")

    with pytest.raises(LoginLocked):
        set_pin(actor=actor, password=PASSWORD, pin="5031")
    prove_pin(actor=actor, pin=PIN)


def test_a_password_changed_meanwhile_stores_no_pin():
    person = register_customer()

    with pytest.raises(NotSignedIn):
        store_pin(
            actor=Actor(user_id=person.id), proven_hash="another", verifier=new_verifier(person.id, PIN)
        )

    assert not TransactionPin.objects.exists()


def test_staff_without_an_identity_on_file_may_have_a_pin():
    person = auditor()
    actor = Actor(user_id=person.id)

    set_pin(actor=actor, password=PASSWORD, pin=PIN)

    prove_pin(actor=actor, pin=PIN)


def test_a_pin_set_meanwhile_gets_no_attempts_from_the_old_one(monkeypatch):
    actor = customer_with_pin()
    judge = pin_verifiers.verifies

    def change_then_judge(*guess: Any) -> bool:
        set_pin(actor=actor, password=PASSWORD, pin="5031")
        TransactionPin.objects.update(attempts_left=2)
        return judge(*guess)

    monkeypatch.setattr(pin_verifiers, "verifies", change_then_judge)
    prove_pin(actor=actor, pin=PIN)

    assert kept(actor).attempts_left == 2


def test_a_last_attempt_that_was_broken_off_locks_after_one_wait_and_not_one_for_each_request(
    monkeypatch, announced
):
    actor = customer_with_pin()
    TransactionPin.objects.update(attempts_left=0)
    monkeypatch.setattr(pin_service, "_LONGEST_WAIT_SECONDS", 0.05)
    waits: list[float] = []
    monkeypatch.setattr("time.sleep", waits.append)

    with pytest.raises(PinLocked):
        prove_pin(actor=actor, pin=PIN)
    waits.clear()
    with pytest.raises(PinLocked):
        prove_pin(actor=actor, pin=PIN)

    assert (waits, kept(actor).locked_at is not None) == ([], True)
    assert len(announced.of(PinWasLocked)) == 1


def test_an_undecided_lock_spares_a_pin_that_was_filled_up(announced):
    actor = customer_with_pin()

    lock_undecided_pin(actor=actor)

    assert (kept(actor).locked_at, announced.of(PinWasLocked)) == (None, [])


def test_a_pin_whose_key_is_gone_loses_no_attempts(settings):
    settings.PIN_KEYS = [key("a")]
    actor = customer_with_pin()
    settings.PIN_KEYS = [key("b")]

    for _ in range(6):
        with pytest.raises(PinNotSet):
            prove_pin(actor=actor, pin=PIN)
    settings.PIN_KEYS = [key("b"), key("a")]
    prove_pin(actor=actor, pin=PIN)


def test_while_the_last_attempt_is_undecided_a_request_waits(monkeypatch):
    actor = customer_with_pin()
    TransactionPin.objects.update(attempts_left=0)

    def filled_up_by_the_other(_: float) -> None:
        TransactionPin.objects.update(attempts_left=5)

    monkeypatch.setattr("time.sleep", filled_up_by_the_other)
    prove_pin(actor=actor, pin=PIN)


def test_a_late_miss_does_not_lock_a_pin_that_was_filled_up(announced):
    actor = customer_with_pin()

    record_wrong_pin(actor=actor, attempts_left=0)

    assert announced.of(PinWasLocked) == []
    prove_pin(actor=actor, pin=PIN)


def key(name: str) -> str:
    return base64.urlsafe_b64encode(name.encode() * 32).decode()[:43]


def test_a_key_is_changed_while_people_use_their_pins(settings):
    settings.PIN_KEYS = [key("a")]
    actor = customer_with_pin()
    under_the_old_key = kept(actor)

    settings.PIN_KEYS = [key("b"), key("a")]
    miss(actor)
    assert kept(actor).key_id == under_the_old_key.key_id
    prove_pin(actor=actor, pin=PIN)

    renewed = kept(actor)
    assert renewed.key_id != under_the_old_key.key_id
    assert bytes(renewed.salt) != bytes(under_the_old_key.salt)
    settings.PIN_KEYS = [key("b")]
    prove_pin(actor=actor, pin=PIN)
    settings.PIN_KEYS = [key("c")]
    with pytest.raises(PinNotSet):
        prove_pin(actor=actor, pin=PIN)
