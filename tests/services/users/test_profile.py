"""What people change about themselves: contact data and password."""

from __future__ import annotations

from typing import Any

import pytest

from audit.models import AuditLog
from core_banking.api.request_facts import RequestFacts
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput, NotSignedIn
from notifications.models import Notification
from tests.builders.people import PASSWORD, present, register_customer
from users.contracts import PersonCard, SessionEnd, TokenPair
from users.errors import InvalidCredentials, LoginLocked, TokenNotValid
from users.events import PasswordChanged, ProfileChanged
from users.models import Session, User
from users.services import (
    ProfileChange,
    actor_of_access_token,
    change_password,
    change_profile,
    profile,
    refresh_session,
    replace_password,
    sign_in,
)
from users.services.own_password import WRONG_PASSWORD

pytestmark = pytest.mark.django_db

DESK = Actor(ip_address="198.51.100.7", user_agent="Browser/1.0")
FACTS = RequestFacts(ip_address="198.51.100.7", user_agent="Browser/1.0", request_id="req")
NEW_PASSWORD = "Lanterns9Quay"


def signed_in(person: PersonCard) -> tuple[TokenPair, Actor]:
    pair = sign_in(actor=DESK, name=person.username, password=PASSWORD).tokens
    return pair, actor_of_access_token(pair.access, FACTS)


def is_alive(pair: TokenPair) -> bool:
    try:
        actor_of_access_token(pair.access, FACTS)
    except NotSignedIn:
        return False
    return True


def change(
    actor: Actor, current: str = PASSWORD, new: str = NEW_PASSWORD, confirm: str | None = None
) -> None:
    change_password(
        actor=actor,
        current_password=current,
        new_password=new,
        confirm_password=new if confirm is None else confirm,
    )


def test_name_and_phone_number_are_changed(announced):
    person = register_customer()
    _, actor = signed_in(person)

    changed = change_profile(
        actor=actor,
        change=ProfileChange(first_name="Ada", last_name="Quay", phone_number="+15550100999"),
    )

    assert (changed.first_name, changed.last_name, changed.phone_number) == ("Ada", "Quay", "+15550100999")
    assert present(person) == changed
    assert [event.fields for event in announced.of(ProfileChanged)] == [
        ("first_name", "last_name", "phone_number")
    ]


def test_what_is_left_out_stays():
    person = register_customer()
    _, actor = signed_in(person)

    changed = change_profile(actor=actor, change=ProfileChange(last_name="Quay"))

    assert (changed.first_name, changed.last_name) == (person.first_name, "Quay")
    assert changed.phone_number == person.phone_number


def test_the_trail_names_the_fields_and_not_their_contents():
    _, actor = signed_in(register_customer())

    change_profile(actor=actor, change=ProfileChange(first_name="Zebulon", phone_number="+15550100999"))

    row = AuditLog.objects.get(description="Profile changed")
    assert row.details == {"fields": ["first_name", "phone_number"]}


def test_every_wrong_field_is_named_and_nothing_is_changed():
    person = register_customer()
    _, actor = signed_in(person)
    before = present(person)

    with pytest.raises(InvalidInput) as refusal:
        change_profile(
            actor=actor, change=ProfileChange(first_name="A\u202eda", last_name="Quay", phone_number="12345")
        )

    assert set(refusal.value.fields) == {"first_name", "phone_number"}
    assert present(person) == before


def test_a_phone_number_of_another_is_refused_where_numbers_are_unique(settings):
    settings.UNIQUE_PHONE_NUMBERS = True
    other, person = register_customer(), register_customer()
    _, actor = signed_in(person)

    with pytest.raises(InvalidInput) as refusal:
        change_profile(actor=actor, change=ProfileChange(phone_number=other.phone_number))

    assert refusal.value.fields == {"phone_number": ["A user with that phone number already exists."]}
    own = change_profile(actor=actor, change=ProfileChange(phone_number=person.phone_number))
    assert own.phone_number == person.phone_number


def test_whoever_comes_second_with_a_phone_number_is_told_so(settings, monkeypatch):
    settings.UNIQUE_PHONE_NUMBERS = True
    other, person = register_customer(), register_customer()
    _, actor = signed_in(person)
    monkeypatch.setattr(profile, "phone_number_errors", lambda *_, **__: [])

    with pytest.raises(InvalidInput) as refusal:
        change_profile(actor=actor, change=ProfileChange(phone_number=other.phone_number))

    assert set(refusal.value.fields) == {"phone_number"}
    assert present(person).phone_number == person.phone_number


def test_nobody_has_no_profile():
    with pytest.raises(NotSignedIn):
        change_profile(actor=DESK, change=ProfileChange(first_name="Ada"))
    with pytest.raises(NotSignedIn):
        change(DESK)
    with pytest.raises(NotSignedIn):
        replace_password(actor=DESK, proven_hash="x", new_hash="y")


def test_a_new_password_ends_every_other_session_and_not_the_one_in_use(announced):
    person = register_customer()
    mine, actor = signed_in(person)
    phone, _ = signed_in(person)
    laptop, _ = signed_in(person)
    strangers, _ = signed_in(register_customer())

    change(actor)

    assert actor_of_access_token(mine.access, FACTS).session_id == actor.session_id
    refreshed = refresh_session(actor=DESK, raw_refresh=mine.refresh)
    assert actor_of_access_token(refreshed.access, FACTS).session_id == actor.session_id
    assert is_alive(strangers)
    for pair in (phone, laptop):
        with pytest.raises(NotSignedIn):
            actor_of_access_token(pair.access, FACTS)
        with pytest.raises(TokenNotValid):
            refresh_session(actor=DESK, raw_refresh=pair.refresh)
    ended = Session.objects.filter(revoke_reason=SessionEnd.PASSWORD_CHANGED)
    assert ended.count() == 2
    assert [event.ended_sessions for event in announced.of(PasswordChanged)] == [2]
    assert Notification.objects.filter(user_id=person.id, kind="SECURITY_PASSWORD_CHANGED").count() == 1


def test_only_the_new_password_signs_in_afterwards():
    person = register_customer()
    _, actor = signed_in(person)

    change(actor)

    assert sign_in(actor=DESK, name=person.username, password=NEW_PASSWORD).person.id == person.id
    with pytest.raises(InvalidCredentials):
        sign_in(actor=DESK, name=person.username, password=PASSWORD)


def wrong_changes() -> dict[str, tuple[dict[str, Any], dict[str, list[str]]]]:
    return {
        "wrong current password": (
            {"current": "Wrong7Password"},
            {"current_password": [WRONG_PASSWORD]},
        ),
        "too long a current password": (
            {"current": "x" * 5000},
            {"current_password": [WRONG_PASSWORD]},
        ),
        "another confirmation": (
            {"confirm": "Other7Word"},
            {"confirm_password": ["Password fields didn't match."]},
        ),
        "the same password": ({"new": PASSWORD}, {"new_password": [profile.SAME_PASSWORD]}),
        "too common": (
            {"new": "Password123"},
            {"new_password": ["This password is too common."]},
        ),
        "too long": ({"new": "Aa1" + "x" * 126}, {"new_password": ["Enter at most 128 characters."]}),
        "everything": (
            {"current": "Wrong7Password", "new": "short", "confirm": "other"},
            {
                "current_password": [WRONG_PASSWORD],
                "new_password": [
                    "This password is too short. It must contain at least 8 characters.",
                    "The password must contain an upper-case letter, a lower-case letter and a digit.",
                ],
                "confirm_password": ["Password fields didn't match."],
            },
        ),
    }


@pytest.mark.parametrize("kind", wrong_changes())
def test_a_change_that_is_not_right_changes_nothing(kind, announced):
    arguments, fields = wrong_changes()[kind]
    person = register_customer()
    elsewhere, _ = signed_in(person)
    _, actor = signed_in(person)
    before = User.objects.get(pk=person.id).password

    with pytest.raises(InvalidInput) as refusal:
        change(actor, **arguments)

    assert refusal.value.fields == fields
    assert User.objects.get(pk=person.id).password == before
    assert is_alive(elsewhere)
    assert not announced.of(PasswordChanged)


def test_a_password_like_ones_own_data_is_refused():
    person = register_customer(username="wanderlust")
    _, actor = signed_in(person)

    with pytest.raises(InvalidInput) as refusal:
        change(actor, new="Wanderlust1")

    assert refusal.value.fields == {"new_password": ["The password is too similar to the username."]}


def test_guessing_the_current_password_locks_the_change_and_not_the_sign_in():
    person = register_customer()
    _, actor = signed_in(person)
    for _ in range(5):
        with pytest.raises(InvalidInput):
            change(actor, current="Wrong7Password")

    with pytest.raises(LoginLocked) as refusal:
        change(actor)

    assert 1790 <= refusal.value.retry_after <= 1800
    assert is_alive(signed_in(person)[0])


def test_a_sound_current_password_is_not_counted_against_its_owner():
    _, actor = signed_in(register_customer())
    for _ in range(8):
        with pytest.raises(InvalidInput):
            change(actor, new="short")

    change(actor)


def test_of_two_changes_with_one_current_password_the_second_is_refused():
    person = register_customer()
    _, actor = signed_in(person)
    proven = User.objects.get(pk=person.id).password
    replace_password(actor=actor, proven_hash=proven, new_hash="first")

    with pytest.raises(InvalidInput):
        replace_password(actor=actor, proven_hash=proven, new_hash="second")

    assert User.objects.get(pk=person.id).password == "first"


def test_no_password_is_announced_or_logged(announced, caplog):
    _, actor = signed_in(register_customer())

    change(actor, new="Sup3rSecretNewWord")
    with pytest.raises(InvalidInput):
        change(actor, current="Sup3rSecretGuess", new="Sup3rSecretOther")

    assert "Sup3rSecret" not in repr(announced)
    assert "Sup3rSecret" not in str(list(AuditLog.objects.values()))
    assert "Sup3rSecret" not in caplog.text
