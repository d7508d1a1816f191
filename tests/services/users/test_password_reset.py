"""A new password by mail: who asks learns nothing, the token is good once, and everything issued before ends."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditLog
from core_banking.api.request_facts import RequestFacts
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.encryption import Purpose, encrypt_text
from core_banking.kernel.errors import InvalidInput, NotSignedIn, Throttled
from core_banking.kernel.jobs import run_waiting_jobs
from notifications.models import Notification
from tests.builders.password_reset import mailed_reset_token, token_in
from tests.builders.people import PASSWORD, actor_for, bank_admin, present, register_customer
from tests.builders.second_factor import with_second_factor
from users.contracts import PersonCard
from users.errors import InvalidCredentials, LoginLocked, OtpRequired
from users.events import PasswordResetMailed, PasswordWasReset
from users.models import PasswordReset, RecoveryCode, Session, User
from users.services import (
    actor_of_access_token,
    change_password,
    confirm_password_reset,
    issue_password_reset,
    mail_password_reset,
    order_password_reset,
    request_password_reset,
    reset_password,
    sign_in,
)

pytestmark = pytest.mark.django_db

DESK = Actor(ip_address="198.51.100.7", user_agent="Browser/1.0")
FACTS = RequestFacts(ip_address="198.51.100.7", user_agent="Browser/1.0", request_id="req")
NEW_PASSWORD = "Lanterns9Quay"
NOON = dt.datetime(2026, 3, 2, 12, 0, 10, tzinfo=dt.UTC)


def everything_as_text() -> str:
    """Return every row of every table."""
    tables = apps.get_models(include_auto_created=True)
    return "\n".join(repr(row) for table in tables for row in table._default_manager.values_list())


def confirm(token: str, new: str = NEW_PASSWORD, again: str | None = None, **more: Any) -> None:
    confirm_password_reset(
        actor=DESK, token=token, new_password=new, confirm_password=new if again is None else again, **more
    )


def refused(token: str, new: str = NEW_PASSWORD, again: str | None = None) -> list[str]:
    with pytest.raises(InvalidInput) as refusal:
        confirm(token, new, again)
    return sorted(refusal.value.fields)


def enter(person: PersonCard, password: str) -> Actor:
    tokens = sign_in(actor=DESK, name=person.username, password=password).tokens
    return actor_of_access_token(tokens.access, FACTS)


def test_a_bank_with_a_page_for_it_sends_a_link(settings):
    settings.PASSWORD_RESET_PAGE = "/password-reset/"
    request_password_reset(actor=DESK, email=register_customer().email)
    run_waiting_jobs()

    body = str(mail.outbox[0].body)
    assert f"{settings.PUBLIC_ADDRESS}/password-reset/#token={token_in(body)}\n" in body


def test_a_bank_without_a_page_for_it_sends_the_token_alone(settings):
    settings.PASSWORD_RESET_PAGE = ""
    request_password_reset(actor=DESK, email=register_customer().email)
    run_waiting_jobs()

    assert "http" not in str(mail.outbox[0].body).partition("Token:")[0]


@pytest.mark.parametrize("make", [register_customer, bank_admin])
def test_the_mail_leads_to_a_new_password(make, announced):
    person = make()
    request_password_reset(actor=DESK, email=person.email.upper())
    run_waiting_jobs()

    (message,) = mail.outbox
    assert message.to == [person.email]
    token = token_in(str(message.body))
    assert f"/app/password-reset/confirm/#token={token}\n" in message.body
    confirm(token)

    enter(person, NEW_PASSWORD)
    with pytest.raises(InvalidCredentials):
        enter(person, PASSWORD)
    assert [event.user_id for event in announced.of(PasswordResetMailed)] == [person.id]
    assert Notification.objects.filter(user_id=person.id, kind="SECURITY_PASSWORD_RESET").count() == 1


def test_who_asks_for_an_unknown_address_costs_and_learns_the_same():
    person = register_customer()
    costs = []
    for email in (person.email, "nobody@example.org"):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            order_password_reset(actor=DESK, email=email)
        statements = [query["sql"] for query in queries.captured_queries]
        costs.append([sql.split()[:3] for sql in statements if "SAVEPOINT" not in sql])

    assert costs[0] == costs[1]
    run_waiting_jobs()
    assert [message.to for message in mail.outbox] == [[person.email]]


def test_nobody_who_may_not_sign_in_gets_a_mail():
    person = register_customer()
    User.objects.filter(pk=person.id).update(is_active=False)

    request_password_reset(actor=DESK, email=person.email)
    run_waiting_jobs()

    assert not PasswordReset.objects.exists()
    assert mail.outbox == []


def test_no_row_of_the_database_holds_the_token_or_the_address_that_was_asked_for():
    person = register_customer()
    request_password_reset(actor=DESK, email="somebody.unknown@example.org")
    request_password_reset(actor=DESK, email=person.email)
    before_the_mail = everything_as_text()
    run_waiting_jobs()
    token = token_in(str(mail.outbox[0].body))

    assert "somebody.unknown" not in before_the_mail
    assert token not in everything_as_text()


def test_a_job_that_runs_twice_sends_one_mail():
    person = register_customer()
    order_password_reset(actor=DESK, email=person.email)
    run_waiting_jobs()
    order = str(PasswordReset.objects.get().order)
    mail_password_reset.func(
        encrypt_text(Purpose.IDENTITY, "users.password-reset.address", person.email), order
    )

    assert PasswordReset.objects.count() == 1


def test_a_mailbox_gets_three_mails_an_hour_and_the_answer_stays_the_same():
    person = register_customer()
    for _ in range(5):
        request_password_reset(actor=DESK, email=person.email)
    run_waiting_jobs()

    assert len(mail.outbox) == 3


def test_an_address_asks_only_so_often(settings):
    settings.PASSWORD_RESETS_PER_HOUR = 2
    with clock.frozen_at(NOON):
        for _ in range(2):
            request_password_reset(actor=DESK, email="nobody@example.org")
            refused("made up")

        with pytest.raises(Throttled):
            request_password_reset(actor=DESK, email="nobody@example.org")
        with pytest.raises(Throttled):
            confirm("made up")


def test_a_token_is_good_once():
    person = register_customer()
    token = mailed_reset_token(person)
    confirm(token)

    assert refused(token, "Lanterns9Pier") == ["token"]
    enter(person, NEW_PASSWORD)


def test_a_token_is_good_for_half_an_hour(settings):
    person = register_customer()
    with clock.frozen_at(NOON):
        token = mailed_reset_token(person)
    with clock.frozen_at(NOON + dt.timedelta(minutes=30)):
        assert refused(token) == ["token"]
    with clock.frozen_at(NOON + dt.timedelta(minutes=29, seconds=59)):
        confirm(token)


@pytest.mark.parametrize("token", ["", "made up", "x" * 128, "\x00", "\ud800"])
def test_what_is_no_token_is_refused(token):
    register_customer()

    assert refused(token) == ["token"]


def change(person: PersonCard, **values: object) -> None:
    User.objects.filter(pk=person.id).update(**values)


@pytest.mark.parametrize(
    "changed",
    [
        {"password": "another"},
        {"token_version": 2},
        {"email_key": "another@example.org"},
        {"is_active": False},
    ],
)
def test_a_token_dies_with_what_it_was_bound_to(changed):
    person = register_customer()
    token = mailed_reset_token(person)
    change(person, **changed)

    assert refused(token) == ["token"]
    with pytest.raises(InvalidInput):
        reset_password(
            actor=DESK, token_digest=bytes(PasswordReset.objects.get().token_digest), new_hash="never"
        )
    assert PasswordReset.objects.get().used_at is None


def test_of_two_tokens_the_other_dies_with_the_first():
    person = register_customer()
    first, second = mailed_reset_token(person), mailed_reset_token(person)
    confirm(second)

    assert refused(first) == ["token"]


def test_a_refused_password_leaves_the_token_good():
    person = register_customer()
    token = mailed_reset_token(person)

    assert refused(token, "short") == ["new_password"]
    assert refused(token, person.username.title() + "1") == ["new_password"]
    assert refused(token, NEW_PASSWORD, "Lanterns9Pier") == ["confirm_password"]
    confirm(token)


def test_every_session_ends_and_no_device_is_known_any_more(announced):
    person = register_customer()
    signed_in = sign_in(actor=DESK, name=person.username, password=PASSWORD)

    confirm(mailed_reset_token(person))

    with pytest.raises(NotSignedIn):
        actor_of_access_token(signed_in.tokens.access, FACTS)
    for _ in range(5):
        with pytest.raises(InvalidCredentials):
            enter(person, PASSWORD)
    with pytest.raises(LoginLocked):
        sign_in(actor=DESK, name=person.username, password=NEW_PASSWORD, device_token=signed_in.device_token)
    (event,) = announced.of(PasswordWasReset)
    assert (event.user_id, event.actor.user_id, event.actor.ip_address) == (
        person.id,
        person.id,
        "198.51.100.7",
    )


def test_a_locked_login_and_a_locked_change_of_the_password_are_open_again():
    person = register_customer()
    for _ in range(5):
        with pytest.raises(InvalidCredentials):
            enter(person, "Wrong7Password")
        with pytest.raises(InvalidInput):
            change_password(
                actor=actor_for(person),
                current_password="Wrong7Password",
                new_password=NEW_PASSWORD,
                confirm_password=None,
            )

    confirm(mailed_reset_token(person))

    actor = enter(person, NEW_PASSWORD)
    change_password(
        actor=actor, current_password=NEW_PASSWORD, new_password="Lanterns9Pier", confirm_password=None
    )


def test_the_second_factor_stays_on():
    person = register_customer()
    with_second_factor(person)

    confirm(mailed_reset_token(person))

    assert present(person).two_factor_enabled
    with pytest.raises(OtpRequired):
        enter(person, NEW_PASSWORD)


def test_an_owner_locked_out_by_a_thief_switches_the_thiefs_second_factor_off_while_it_is_fresh():
    person = register_customer()
    with clock.frozen_at(NOON):
        stolen = enter(person, PASSWORD)
        with_second_factor(person, stolen)
    with clock.frozen_at(NOON + dt.timedelta(hours=72, seconds=-1)):
        confirm(mailed_reset_token(person), switch_two_factor_off=True)

        assert enter(person, NEW_PASSWORD).user_id == person.id
    assert not present(person).two_factor_enabled
    assert not RecoveryCode.objects.filter(user_id=person.id).exists()
    assert stolen.session_id is not None
    assert Session.objects.get(pk=stolen.session_id).revoked_at is not None
    told = Notification.objects.filter(user_id=person.id, kind="SECURITY_TWO_FACTOR_OFF")
    assert told.count() == 1


def test_a_mailbox_is_no_way_around_a_second_factor_that_is_not_fresh():
    person = register_customer()
    with clock.frozen_at(NOON):
        with_second_factor(person)
    before = User.objects.get(pk=person.id).password
    with clock.frozen_at(NOON + dt.timedelta(hours=72)):
        token = mailed_reset_token(person)
        with pytest.raises(InvalidInput) as refused:
            confirm(token, switch_two_factor_off=True)
        assert list(refused.value.fields) == ["switch_two_factor_off"]
        assert present(person).two_factor_enabled
        assert User.objects.get(pk=person.id).password == before

        confirm(token)
        with pytest.raises(OtpRequired):
            enter(person, NEW_PASSWORD)


def test_who_has_no_second_factor_may_ask_for_none_as_well():
    person = register_customer()

    confirm(mailed_reset_token(person), switch_two_factor_off=True)

    assert enter(person, NEW_PASSWORD).user_id == person.id


def test_request_mail_and_reset_are_in_the_audit_trail():
    person = register_customer()
    request_password_reset(actor=DESK, email=person.email)
    run_waiting_jobs()
    confirm(token_in(str(mail.outbox[0].body)))

    rows = AuditLog.objects.filter(action_type__startswith="PASSWORD_RESET").order_by("id")
    assert list(rows.values_list("action_type", "subject_id")) == [
        ("PASSWORD_RESET_REQUESTED", None),
        ("PASSWORD_RESET_MAILED", person.id),
        ("PASSWORD_RESET", person.id),
    ]


def test_a_mail_that_cannot_be_ordered_leaves_no_token(monkeypatch: Any):
    person = register_customer()

    def fail(**_: object) -> None:
        raise RuntimeError("no mail today")

    monkeypatch.setattr("notifications.services.send_mail_later", fail)
    with pytest.raises(RuntimeError):
        issue_password_reset(
            actor=system_actor("tests"), user_id=person.id, order="4ab1c2f0-6b0e-4a44-8a5e-0a3d3a0f7b11"
        )

    assert not PasswordReset.objects.exists()
