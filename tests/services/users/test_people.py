"""Adding people: everything wrong is said at once, and the database repeats what must be unique."""

from __future__ import annotations

import io

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from core_banking.kernel import ids
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import OutsideUseCase, emit, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from tests.builders.people import (
    PASSWORD,
    actor_for,
    auditor,
    bank_admin,
    register_customer,
    system_administrator,
)
from users.contracts import KycStatus, NewPerson, PersonCard, RiskProfile, RoleName
from users.events import PersonRegistered, ProfileChanged
from users.models import User
from users.selectors import customer_by_reference, holders_of, permissions_of, person_card
from users.services import (
    add_staff,
    create_person,
    equal_passwords_hashed_once,
    lock_person,
    person_field_errors,
    prepare_password,
    register_staff,
    set_kyc_status,
    set_risk_profile,
)

pytestmark = pytest.mark.django_db

DESK = Actor(username="desk", ip_address="198.51.100.7")
MIRA = NewPerson(
    username="mira_holm",
    email="mira@example.org",
    first_name="Mira",
    last_name="Holm",
    phone_number="+15550100200",
)
JONAS = NewPerson(
    username="jonas",
    email="jonas@example.org",
    first_name="Jonas",
    last_name="Berg",
    role=RoleName.BANK_ADMIN,
)


def like(person: NewPerson, **changes: str) -> NewPerson:
    fields = {name: getattr(person, name) for name in person.__slots__}
    return NewPerson(**{**fields, **changes})


@use_case
def add(*, actor: Actor, person: NewPerson) -> PersonCard:
    return create_person(actor=actor, person=person, password_hash=prepare_password(PASSWORD))


def test_a_new_customer_waits_for_review_with_a_number_of_his_own(announced):
    card = add(actor=DESK, person=MIRA)

    assert card.customer_id is not None
    assert len(card.customer_id) == 14
    assert card.customer_id.startswith("CUST")
    assert card.customer_id[4:].isdigit()
    assert (card.kyc_status, card.risk_profile, card.is_account_verified) == ("PENDING", "LOW", False)
    assert [(role.name, role.description) for role in card.roles] == [("CUSTOMER", "Bank Customer")]
    assert (card.is_active, card.is_staff, card.two_factor_enabled, card.last_login) == (
        True,
        False,
        False,
        None,
    )
    row = User.objects.get(pk=card.id)
    assert (row.token_version, row.is_superuser, row.unique_phone_number) == (1, False, None)
    assert row.check_password(PASSWORD)
    (event,) = announced.of(PersonRegistered)
    assert (event.user_id, event.customer_id, event.role) == (card.id, card.customer_id, "CUSTOMER")


def test_staff_has_no_customer_number():
    card = add(actor=DESK, person=JONAS)

    assert (card.customer_id, card.is_staff) == (None, True)
    assert [role.name for role in card.roles] == ["BANK_ADMIN"]


def test_a_person_is_added_in_a_use_case_only():
    with pytest.raises(OutsideUseCase):
        create_person(actor=DESK, person=MIRA, password_hash="x")

    assert not User.objects.exists()


def test_everything_wrong_is_said_at_once():
    add(actor=DESK, person=MIRA)
    wrong = NewPerson(
        username="MIRA_HOLM",
        email="not-an-address",
        first_name="M\u200bira",
        last_name="x" * 151,
        phone_number="555",
    )

    assert person_field_errors(wrong, password="short", confirm_password="other") == {
        "username": ["A user with that username already exists."],
        "email": ["Enter a valid email address."],
        "first_name": ["Enter a name without line breaks or invisible characters."],
        "last_name": ["Enter at most 150 characters."],
        "phone_number": ["Enter a phone number as + and 9 to 15 digits, for example +12025550123."],
        "password": [
            "This password is too short. It must contain at least 8 characters.",
            "The password must contain an upper-case letter, a lower-case letter and a digit.",
        ],
        "confirm_password": ["Password fields didn't match."],
    }


def test_nothing_is_said_about_sound_data():
    assert person_field_errors(MIRA, password="SecurePass123!", confirm_password="SecurePass123!") == {}
    assert person_field_errors(MIRA, password="SecurePass123!") == {}


@pytest.mark.parametrize("username", ["mira_holm", "MIRA_HOLM", "ｍｉｒａ＿holm", " mira_holm "])
def test_a_name_that_reads_the_same_is_taken(username):
    add(actor=DESK, person=MIRA)

    errors = person_field_errors(like(MIRA, username=username, email="x@example.org"), password=PASSWORD)

    assert errors == {"username": ["A user with that username already exists."]}


@pytest.mark.parametrize("email", ["mira@example.org", "Mira@Example.ORG"])
def test_an_address_that_reads_the_same_is_taken(email):
    add(actor=DESK, person=MIRA)

    errors = person_field_errors(like(MIRA, username="other", email=email), password=PASSWORD)

    assert errors == {"email": ["A user with that email already exists."]}


def test_two_people_may_share_a_phone_number_unless_the_bank_says_otherwise(settings):
    add(actor=DESK, person=MIRA)
    other = like(MIRA, username="other", email="other@example.org")

    assert person_field_errors(other, password=PASSWORD) == {}
    settings.UNIQUE_PHONE_NUMBERS = True
    assert person_field_errors(other, password=PASSWORD) == {
        "phone_number": ["A user with that phone number already exists."]
    }


def test_the_strict_bank_asks_the_numbering_plan(settings):
    settings.STRICT_PHONE_NUMBERS = True

    assert set(person_field_errors(like(MIRA, phone_number="+1234567890"), password=PASSWORD)) == {
        "phone_number"
    }
    assert person_field_errors(like(MIRA, phone_number="+12025550123"), password=PASSWORD) == {}


def test_a_customer_needs_a_phone_number_and_staff_does_not():
    assert person_field_errors(like(MIRA, phone_number=""), password=PASSWORD) == {
        "phone_number": ["This field is required."]
    }
    assert person_field_errors(JONAS, password=PASSWORD) == {}


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"email": "x@example.org"}, "username", "A user with that username already exists."),
        ({"username": "x"}, "email", "A user with that email already exists."),
        (
            {"username": "MIRA_HOLM", "email": "x@example.org"},
            "username",
            "A user with that username already exists.",
        ),
        ({"username": "x", "email": "MIRA@example.org"}, "email", "A user with that email already exists."),
    ],
)
def test_whoever_comes_second_in_a_race_is_told_by_the_field(changes, field, message):
    add(actor=DESK, person=MIRA)

    with pytest.raises(InvalidInput) as refusal:
        add(actor=DESK, person=like(MIRA, **changes))

    assert refusal.value.fields == {field: [message]}
    assert User.objects.count() == 1


def test_whoever_comes_second_with_a_unique_phone_number_is_told_so(settings):
    settings.UNIQUE_PHONE_NUMBERS = True
    add(actor=DESK, person=MIRA)

    with pytest.raises(InvalidInput) as refusal:
        add(actor=DESK, person=like(MIRA, username="x", email="x@example.org"))

    assert refusal.value.fields == {"phone_number": ["A user with that phone number already exists."]}
    assert User.objects.count() == 1


def test_a_customer_number_that_is_taken_is_drawn_again(monkeypatch):
    first = add(actor=DESK, person=MIRA)
    drawn = iter([first.customer_id, first.customer_id, "CUST0000000042"])
    monkeypatch.setattr(ids, "customer_id", lambda: next(drawn))

    second = add(actor=DESK, person=like(MIRA, username="x", email="x@example.org"))

    assert second.customer_id == "CUST0000000042"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("username", "MIRA_HOLM"),
        ("username_key", "mira_holm"),
        ("email", "MIRA@example.org"),
        ("email_key", "mira@example.org"),
        ("email", ""),
        ("username", ""),
        ("kyc_status", "DONE"),
        ("risk_profile", "NONE"),
        ("customer_id", "0000000001"),
        ("token_version", 0),
    ],
)
def test_the_database_itself_refuses(column, value):
    add(actor=DESK, person=MIRA)
    other = add(actor=DESK, person=like(MIRA, username="x", email="x@example.org"))

    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.filter(pk=other.id).update(**{column: value})

    assert person_card(other.id) == other


def test_a_customer_is_found_by_either_of_his_numbers():
    card = add(actor=DESK, person=MIRA)
    staff = add(actor=DESK, person=JONAS)

    assert customer_by_reference(card.id) == card
    assert customer_by_reference(str(card.id)) == card
    assert customer_by_reference(card.customer_id or "") == card
    for reference in (staff.id, "CUST0000000000", "", "x", "9" * 30, -1, "١"):
        assert customer_by_reference(reference) is None
    with pytest.raises(NotFound):
        person_card(10**6)


def test_kyc_and_risk_are_set_by_the_parts_of_the_bank_that_know():
    card = add(actor=DESK, person=MIRA)

    @use_case
    def decide(*, actor: Actor) -> PersonCard:
        held = lock_person(card.id)
        set_kyc_status(actor=actor, user_id=card.id, status=KycStatus.APPROVED)
        set_risk_profile(actor=actor, user_id=card.id, risk_profile=RiskProfile.HIGH)
        add_something_to_the_trail(actor, card.id)
        return held

    assert decide(actor=DESK) == card
    changed = person_card(card.id)
    assert (changed.kyc_status, changed.risk_profile, changed.is_account_verified) == (
        "APPROVED",
        "HIGH",
        True,
    )


def add_something_to_the_trail(actor: Actor, user_id: int) -> None:
    emit(ProfileChanged(actor=actor, user_id=user_id, fields=()))


@pytest.mark.parametrize(
    "write",
    [
        lambda actor: lock_person(10**6),
        lambda actor: set_kyc_status(actor=actor, user_id=10**6, status=KycStatus.APPROVED),
        lambda actor: set_risk_profile(actor=actor, user_id=10**6, risk_profile=RiskProfile.HIGH),
    ],
)
def test_somebody_who_does_not_exist_is_not_found(write):
    @use_case
    def run(*, actor: Actor) -> None:
        write(actor)

    with pytest.raises(NotFound):
        run(actor=DESK)


def test_a_system_administrator_adds_a_bank_administrator():
    admin = actor_for(system_administrator())

    card = register_staff(actor=admin, person=JONAS, password=PASSWORD, confirm_password=PASSWORD)

    assert permissions_of(card.id) == {
        "users.onboard_customer",
        "users.view_customers",
        "kyc.review_kyc",
        "accounts.manage_any_account",
        "accounts.manage_products",
        "transactions.submit_any_transaction",
        "transactions.reverse_transaction",
        "notifications.manage_webhooks",
        "support.manage_services",
        "support.read_messages",
        "loans.manage_any_loan",
        "loans.manage_loan_products",
        "ledger.view_books",
        "ledger.lock_periods",
        "operations.view_closings",
        "operations.close_business_day",
        "fraud.view_alerts",
        "fraud.decide_alerts",
        "fraud.manage_rules",
        "fraud.decide_name_matches",
    }


@pytest.mark.parametrize("who", [bank_admin, auditor, register_customer])
def test_nobody_else_adds_staff(who):
    actor = actor_for(who())
    count = User.objects.count()

    with pytest.raises(NotAllowed):
        register_staff(actor=actor, person=JONAS, password=PASSWORD)
    with pytest.raises(NotAllowed):
        add_staff(actor=actor, person=JONAS, password_hash="x")

    assert User.objects.count() == count


def test_a_customer_is_not_added_as_staff():
    with pytest.raises(NotAllowed):
        add_staff(actor=actor_for(system_administrator()), person=MIRA, password_hash="x")


def test_a_wrong_member_of_staff_is_refused_by_field():
    with pytest.raises(InvalidInput) as refusal:
        register_staff(actor=actor_for(system_administrator()), person=JONAS, password="short")

    assert set(refusal.value.fields) == {"password"}


def test_the_command_line_makes_a_system_administrator(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command(
        "createsuperuser", "--noinput", username="Root", email="root@example.org", stdout=io.StringIO()
    )

    row = User.objects.get()
    card = person_card(row.pk)
    assert (row.username, row.is_staff, row.is_superuser, row.customer_id) == ("Root", True, True, None)
    assert [role.name for role in card.roles] == ["SYSTEM_ADMINISTRATOR"]
    assert permissions_of(row.pk) == {
        "users.onboard_customer",
        "users.view_customers",
        "users.manage_bank_admins",
        "kyc.review_kyc",
        "audit.view_audit_trail",
        "ledger.view_books",
        "operations.view_closings",
        "operations.close_business_day",
        "fraud.view_alerts",
    }


def test_the_command_line_wants_an_address(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)

    with pytest.raises(CommandError):
        call_command("createsuperuser", "--noinput", username="root", stdout=io.StringIO())
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_superuser("root", "", PASSWORD)

    assert not User.objects.exists()


def test_the_command_line_sees_a_name_that_reads_the_same(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    add(actor=DESK, person=MIRA)

    with pytest.raises(CommandError, match="already taken"):
        call_command(
            "createsuperuser", "--noinput", username="MIRA_HOLM", email="x@example.org", stdout=io.StringIO()
        )


def test_holders_of_a_right_are_the_active_members_and_the_superusers():
    admin, staff, reader = system_administrator(), bank_admin(), auditor()
    gone = bank_admin()
    User.objects.filter(pk=gone.id).update(is_active=False)
    register_customer()

    assert holders_of("kyc.review_kyc") == [admin.id, staff.id]
    assert holders_of("audit.view_audit_trail") == [admin.id, reader.id]
    assert holders_of("accounts.manage_products") == [staff.id]
    assert holders_of("no.such_right") == []


def test_a_key_is_kept_beside_the_name_when_a_row_is_saved_in_part():
    card = add(actor=DESK, person=MIRA)
    row = User.objects.get(pk=card.id)
    row.username, row.email = "Renamed", "New@Example.org"
    row.save(update_fields=["username", "email"])

    row.refresh_from_db()
    assert (row.username_key, row.email_key) == ("renamed", "new@example.org")


def test_names_are_compared_beyond_ascii_on_every_engine():
    add(actor=DESK, person=like(MIRA, username="ÅNGSTRÖM"))

    assert connection.vendor in {"sqlite", "postgresql"}
    with pytest.raises(InvalidInput) as refusal:
        add(actor=DESK, person=like(MIRA, username="ångström", email="x@example.org"))
    assert set(refusal.value.fields) == {"username"}


def test_only_in_a_block_that_says_so_do_equal_passwords_share_a_hash():
    with equal_passwords_hashed_once():
        first, again, other = (prepare_password(each) for each in (PASSWORD, PASSWORD, f"{PASSWORD}2"))
    afterwards = prepare_password(PASSWORD)

    assert first == again
    assert len({first, other, afterwards}) == 3
    assert all(check_password(PASSWORD, each) for each in (first, afterwards))
    assert check_password(f"{PASSWORD}2", other)
