"""What is counted around a person's secrets, and which sign-ins raise an alert."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.events import DomainEvent
from fraud.contracts import PersonSignals
from fraud.models import Alert, PersonSignal
from fraud.selectors.signals import person_signals
from notifications.models import Notification
from tests.builders import people
from users.contracts import PersonCard
from users.errors import InvalidCredentials
from users.events import (
    LoggedIn,
    PasswordChanged,
    PasswordWasReset,
    PinSet,
    TwoFactorDisabled,
    TwoFactorEnabled,
)
from users.services import record_failed_sign_in, record_wrong_pin, sign_in

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
STRANGER = replace(people.ANYONE, ip_address="203.0.113.9")


@use_case
def happens(*, actor: Actor, event: DomainEvent) -> None:
    emit(event)


def fail(person: PersonCard, times: int, reason: str = "wrong_password") -> None:
    for _ in range(times):
        record_failed_sign_in(actor=STRANGER, user_id=person.id, reason=reason)


def let_in(person: PersonCard, *, from_strange_place: bool) -> None:
    actor = replace(people.actor_for(person), ip_address="203.0.113.9" if from_strange_place else "192.0.2.7")
    happens(
        actor=actor,
        event=LoggedIn(actor=actor, user_id=person.id, session_id=None, is_new_device=from_strange_place),
    )


def alerts() -> list[tuple[str, int | None, str, str]]:
    rows = Alert.objects.order_by("id")
    return [(row.alert_type, row.subject_id, row.severity, row.description) for row in rows]


def test_failures_are_counted_until_a_day_passes_without_one():
    person = people.register_customer()

    with clock.frozen_at(NOON):
        fail(person, 2)
        record_wrong_pin(actor=people.actor_for(person), attempts_left=4)
    with clock.frozen_at(NOON + DAY - dt.timedelta(seconds=1)):
        fail(person, 1)
    counted = person_signals(person.id)
    with clock.frozen_at(NOON + DAY):
        record_wrong_pin(actor=people.actor_for(person), attempts_left=3)

    assert counted == PersonSignals(
        failed_pins=1,
        failed_pin_at=NOON,
        failed_sign_ins=3,
        failed_sign_in_at=NOON + DAY - dt.timedelta(seconds=1),
    )
    after = person_signals(person.id)
    assert (after.failed_pins, after.failed_pin_at) == (1, NOON + DAY)
    assert alerts() == []


def test_what_is_no_guess_and_a_name_nobody_has_are_not_counted():
    person = people.register_customer()

    fail(person, 1, reason="otp_required")
    record_failed_sign_in(actor=STRANGER, user_id=None, reason="unknown_name")

    assert not PersonSignal.objects.exists()


@pytest.mark.parametrize(
    ("event", "is_change"),
    [
        (lambda actor: PasswordChanged(actor=actor, user_id=actor.user_id), True),
        (lambda actor: PasswordWasReset(actor=actor, user_id=actor.user_id), True),
        (lambda actor: TwoFactorDisabled(actor=actor, user_id=actor.user_id), True),
        (lambda actor: PinSet(actor=actor, user_id=actor.user_id, is_new=False), True),
        (lambda actor: PinSet(actor=actor, user_id=actor.user_id, is_new=True), False),
        (lambda actor: TwoFactorEnabled(actor=actor, user_id=actor.user_id), False),
    ],
)
def test_a_changed_secret_is_remembered_and_the_first_pin_is_no_change(
    event: Callable[[Actor], DomainEvent], is_change: bool
):
    actor = people.actor_for(people.register_customer())
    assert actor.user_id is not None

    with clock.frozen_at(NOON):
        happens(actor=actor, event=event(actor))

    assert person_signals(actor.user_id).secret_changed_at == (NOON if is_change else None)


def test_a_sign_in_from_a_strange_place_after_failures_raises_one_alert():
    person, admin = people.approved_customer(), people.bank_admin()
    people.tokens_of(person)
    for _ in range(3):
        with pytest.raises(InvalidCredentials):
            sign_in(actor=STRANGER, name=person.username, password="Wrong7Password")

    sign_in(actor=STRANGER, name=person.username, password=people.PASSWORD)
    fail(person, 1)
    let_in(person, from_strange_place=True)

    assert alerts() == [
        (
            "LOGIN_ANOMALY",
            person.id,
            "MEDIUM",
            "Signed in from an unknown device and network after 3 failed attempts.",
        )
    ]
    assert Notification.objects.filter(user_id=admin.id, kind="FRAUD_ALERT").count() == 1
    assert not Notification.objects.filter(user_id=person.id, kind="FRAUD_ALERT").exists()


def test_a_known_device_or_network_raises_none_and_the_device_starts_the_count_again():
    person = people.register_customer()
    people.tokens_of(person)
    fail(person, 3)

    # An unknown device at an address where the person has been before.
    known_address = people.actor_for(person)
    happens(
        actor=known_address,
        event=LoggedIn(actor=known_address, user_id=person.id, session_id=None, is_new_device=True),
    )
    counted = person_signals(person.id).failed_sign_ins
    let_in(person, from_strange_place=False)

    assert (counted, person_signals(person.id).failed_sign_ins) == (3, 0)
    assert alerts() == []


def test_a_long_row_of_failures_raises_one_alert_about_the_person(settings):
    settings.LOGIN_ANOMALY_FAILURES_IN_A_ROW = 4
    person = people.register_customer()

    fail(person, 6)

    assert alerts() == [
        ("LOGIN_ANOMALY", person.id, "MEDIUM", "4 sign-ins failed, each within a day of the one before.")
    ]
