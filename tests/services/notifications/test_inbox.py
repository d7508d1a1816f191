"""The inbox: who is told what, and who may mark it as read."""

from __future__ import annotations

import datetime as dt

import pytest

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import OutsideUseCase, emit, use_case
from core_banking.kernel.errors import NotAllowed, NotFound, NotSignedIn
from notifications.models import Notification
from notifications.receivers import SECURITY_NOTICES
from notifications.selectors import inbox_of, unread_count
from notifications.services import mark_all_read, mark_read, notify, notify_holders
from tests.builders import people
from users import events

pytestmark = pytest.mark.django_db


@use_case
def tell(*, actor: Actor, user_id: int, title: str = "Hello", then_refuse: bool = False) -> None:
    emit(events.ProfileChanged(actor=actor, user_id=user_id, fields=()))
    notify(actor=actor, user_id=user_id, kind="GREETING", title=title, body="How are you?", data={"n": 1})
    if then_refuse:
        raise NotAllowed


def test_a_message_waits_in_the_inbox_until_it_is_read():
    person = people.auditor()
    actor = people.actor_for(person)
    tell(actor=people.ANYONE, user_id=person.id)
    message = inbox_of(person.id).get()
    assert (message.kind, message.title, message.body, message.data, message.read_at) == (
        "GREETING",
        "Hello",
        "How are you?",
        {"n": 1},
        None,
    )

    with clock.frozen_at(dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)):
        card = mark_read(actor=actor, notification_id=message.pk)

    assert card.read_at == dt.datetime(2026, 5, 1, 12, tzinfo=dt.UTC)
    assert unread_count(person.id) == 0


def test_reading_again_keeps_the_first_time():
    person = people.auditor()
    tell(actor=people.ANYONE, user_id=person.id)
    message = inbox_of(person.id).get()
    first = mark_read(actor=people.actor_for(person), notification_id=message.pk).read_at

    assert mark_read(actor=people.actor_for(person), notification_id=message.pk).read_at == first


def test_a_foreign_message_is_not_there():
    person, other = people.auditor(), people.bank_admin()
    tell(actor=people.ANYONE, user_id=person.id)
    message = inbox_of(person.id).get()

    with pytest.raises(NotFound):
        mark_read(actor=people.actor_for(other), notification_id=message.pk)

    assert unread_count(person.id) == 1


def test_all_of_ones_own_are_marked_and_nobody_elses():
    person, other = people.auditor(), people.bank_admin()
    for who in (person, person, other):
        tell(actor=people.ANYONE, user_id=who.id)

    assert mark_all_read(actor=people.actor_for(person)) == 2
    assert mark_all_read(actor=people.actor_for(person)) == 0
    assert (unread_count(person.id), unread_count(other.id)) == (0, 1)


def test_reading_is_not_the_auditors_business():
    person = people.auditor()
    tell(actor=people.ANYONE, user_id=person.id)
    before = AuditLog.objects.count()

    mark_all_read(actor=people.actor_for(person))

    assert AuditLog.objects.count() == before


def test_nobody_in_particular_has_no_inbox():
    with pytest.raises(NotSignedIn):
        mark_all_read(actor=people.ANYONE)


def test_a_deed_that_is_undone_tells_nobody():
    person = people.auditor()

    with pytest.raises(NotAllowed):
        tell(actor=people.ANYONE, user_id=person.id, then_refuse=True)

    assert not Notification.objects.exists()


def test_messages_are_written_only_inside_a_use_case():
    with pytest.raises(OutsideUseCase):
        notify(actor=people.ANYONE, user_id=1, kind="K", title="T", body="B")
    with pytest.raises(OutsideUseCase):
        notify_holders(actor=people.ANYONE, permission="kyc.review_kyc", kind="K", title="T", body="B")


def test_the_events_people_are_warned_of_exist_and_name_the_person():
    for name in SECURITY_NOTICES:
        module, _, event = name.rpartition(".")
        assert module == "users.events"
        assert "user_id" in getattr(events, event).__dataclass_fields__


@pytest.mark.parametrize(
    ("event", "kind"),
    [
        (events.RefreshReused(actor=people.ANYONE, user_id=0, session_id=1), "SECURITY_SESSION_ENDED"),
        (events.PasswordChanged(actor=people.ANYONE, user_id=0), "SECURITY_PASSWORD_CHANGED"),
    ],
)
def test_a_person_is_warned_of_what_happens_to_his_sign_in(event, kind: str):
    from dataclasses import replace

    person = people.auditor()

    @use_case
    def happen(*, actor: Actor) -> None:
        emit(replace(event, user_id=person.id))

    happen(actor=people.ANYONE)

    message = inbox_of(person.id).get()
    assert (message.kind, message.title, message.body) == SECURITY_NOTICES[
        f"users.events.{type(event).__name__}"
    ]
    assert message.kind == kind
