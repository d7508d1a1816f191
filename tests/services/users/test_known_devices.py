"""Devices known from before: strangers who hammer a name lock it for strangers only."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from tests.builders.people import PASSWORD, actor_for, register_customer, system_administrator
from tests.builders.second_factor import with_second_factor
from tests.proof_plugin import ProofRecord, at_scale
from users.contracts import PersonCard
from users.errors import InvalidCredentials, LoginLocked, OtpRequired
from users.models import KnownDevice, User
from users.services import change_password, known_devices, sign_in, unlock_sign_in

pytestmark = pytest.mark.django_db

DESK = Actor(ip_address="198.51.100.7", user_agent="Browser/1.0")


def enter(person: PersonCard, device: str | None = None, password: str = PASSWORD) -> str:
    """Sign in from a device; return the token it carries from then on."""
    return sign_in(actor=DESK, name=person.username, password=password, device_token=device).device_token


def fail(person: PersonCard, device: str | None = None, times: int = 5) -> None:
    for _ in range(times):
        with pytest.raises(InvalidCredentials):
            enter(person, device, password="Wrong7Password")


def locked(person: PersonCard, device: str | None = None) -> bool:
    try:
        enter(person, device)
    except LoginLocked:
        return True
    return False


def test_strangers_cannot_lock_the_owner_out_of_a_device_he_has_used():
    person = register_customer()
    device = enter(person)

    fail(person)

    assert locked(person)
    assert not locked(person, device)
    assert locked(person), "a success on the known device opened the lock for strangers"


def test_a_known_device_has_a_budget_of_its_own_and_no_more():
    person = register_customer()
    device = enter(person)

    fail(person, device)

    assert locked(person, device)
    assert not locked(person), "the failures of a device counted for everybody"


def test_a_success_starts_the_count_of_the_device_again():
    person = register_customer()
    device = enter(person)

    fail(person, device, times=4)
    enter(person, device)
    fail(person, device, times=4)

    assert not locked(person, device)


def test_the_token_stays_the_same_while_it_is_used_and_is_not_kept_readable():
    person = register_customer()
    first = enter(person)

    assert enter(person, first) == first
    assert enter(person) != first
    assert KnownDevice.objects.count() == 2
    assert first.encode() not in b"".join(bytes(row.token_digest) for row in KnownDevice.objects.all())


@pytest.mark.parametrize("token", ["", "made up", "x" * 5000, "\x00", "\ud800"])
def test_a_token_that_nobody_was_given_makes_no_difference(token):
    person = register_customer()
    fail(person, token)

    assert locked(person, token)
    assert locked(person)


def test_the_token_of_somebody_else_makes_no_difference():
    person, other = register_customer(), register_customer()
    others_device = enter(other)

    fail(person, others_device)

    assert locked(person, others_device)
    assert not locked(other, others_device)


def test_the_token_alone_lets_nobody_in_and_stands_in_for_no_second_factor():
    person = register_customer()
    device = enter(person)
    with_second_factor(person)

    with pytest.raises(InvalidCredentials):
        enter(person, device, password="")
    with pytest.raises(OtpRequired):
        enter(person, device)


def test_after_a_change_of_the_password_no_device_is_known():
    person = register_customer()
    device = enter(person)
    change_password(
        actor=actor_for(person),
        current_password=PASSWORD,
        new_password="Lanterns9Quay",
        confirm_password=None,
    )

    fail(person)

    with pytest.raises(LoginLocked):
        enter(person, device, password="Lanterns9Quay")


def test_a_device_not_used_for_a_year_is_a_strangers_again():
    person = register_customer()
    now = clock.now()
    device = enter(person)

    for days, is_known in ((364, True), (366, False)):
        with clock.frozen_at(now + dt.timedelta(days=days)):
            assert (known_devices.known_device(person.id, device) is not None) == is_known


def test_after_a_password_from_a_shell_no_device_is_known():
    person = register_customer()
    device = enter(person)
    row = User.objects.get(pk=person.id)
    row.set_password("Lanterns9Quay")
    row.save()

    assert known_devices.known_device(person.id, device) is None


@pytest.mark.proof
def test_the_owner_gets_in_at_his_device_however_long_strangers_hammer_the_name(
    settings: Any, proof_record: ProofRecord
):
    settings.LOGIN_ATTEMPTS_PER_MINUTE = 100_000
    person = register_customer()
    device = enter(person)
    attempts, entered = at_scale(small=40, full=10_000), 0

    for number in range(attempts):
        stranger = Actor(ip_address=f"203.0.113.{number % 200 + 1}", user_agent="Hammer/1.0")
        with pytest.raises((InvalidCredentials, LoginLocked)):
            sign_in(actor=stranger, name=person.username, password="Wrong7Password")
        if number % 10 == 9:
            entered += enter(person, device) == device

    assert entered == attempts // 10
    assert locked(person)
    proof_record(
        "strangers hammer a name; its owner signs in at a known device", attempts=attempts, entered=entered
    )


def test_an_administrator_unlocks_the_devices_too():
    person = register_customer()
    device = enter(person)
    fail(person, device)

    unlock_sign_in(actor=actor_for(system_administrator()), user_id=person.id)

    assert not locked(person, device)


def test_only_the_devices_used_last_are_remembered(monkeypatch: Any):
    monkeypatch.setattr(known_devices, "DEVICES_KEPT", 3)
    person = register_customer()
    oldest = enter(person)
    tokens = [enter(person) for _ in range(2)]

    enter(person, oldest)
    enter(person)

    assert KnownDevice.objects.count() == 3
    fail(person)
    assert [locked(person, token) for token in (oldest, *tokens)] == [False, True, False]
