"""E-mail: with the deed or not at all, once it has committed, again when it failed, and never in clear at rest."""

from __future__ import annotations

import datetime as dt
import smtplib
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.mail.backends.locmem import EmailBackend
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from audit.models import AuditLog
from core_banking.kernel import clock, db
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import OutsideUseCase, emit, use_case
from core_banking.kernel.errors import NotAllowed, NotSignedIn
from core_banking.kernel.jobs import run_waiting_jobs
from notifications.events import MailHandled
from notifications.models import Mail
from notifications.selectors import preferences_of, unread_count
from notifications.services import change_preferences, deliver_due_mail, notify, send_mail_later, without_mail
from tests.builders import people

pytestmark = pytest.mark.django_db

LEASE = dt.timedelta(seconds=settings.DELIVERY_LEASE_SECONDS)
START = dt.datetime(2026, 4, 1, 9, tzinfo=dt.UTC)
SECRET = "one-time-token-4711"


@use_case
def order(*, actor: Actor = people.ANYONE, then_refuse: bool = False, **changes: Any) -> None:
    emit(MailHandled(actor=actor, count=1))
    send_mail_later(**{"to": "ada@example.org", "subject": "Hello", "body": SECRET, **changes})
    if then_refuse:
        raise NotAllowed


@use_case
def tell(*, actor: Actor, user_id: int, kind: str) -> None:
    emit(MailHandled(actor=actor, count=1))
    notify(actor=actor, user_id=user_id, kind=kind, title="Something happened", body="Look at it.")


class UnreachableServer(EmailBackend):
    def send_messages(self, messages: Any) -> int:
        raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")


UNREACHABLE = override_settings(EMAIL_BACKEND=f"{__name__}.UnreachableServer")


def pass_on_only(address: str) -> list[mail.EmailMessage]:
    return [message for message in mail.outbox if message.to == [address]]


def test_a_mail_is_sent_by_its_job_after_the_commit() -> None:
    order(actor=people.ANYONE)
    assert mail.outbox == []

    run_waiting_jobs()

    (message,) = mail.outbox
    assert (message.to, message.subject, message.body) == (["ada@example.org"], "Hello", SECRET)
    row = Mail.objects.get()
    assert (row.status, row.attempts, row.last_error, row.to_address) == ("SENT", 1, "", "ada@example.org")
    assert message.extra_headers["Message-ID"] == f"<{row.reference}@localhost>"


def test_a_mail_is_sent_once_by_the_job_and_the_sweep_together() -> None:
    order(actor=people.ANYONE)

    assert deliver_due_mail() == 1
    run_waiting_jobs()

    assert deliver_due_mail() == 0
    assert len(mail.outbox) == 1


def test_a_deed_that_is_undone_mails_nobody() -> None:
    with pytest.raises(NotAllowed):
        order(actor=people.ANYONE, then_refuse=True)

    run_waiting_jobs()
    assert (deliver_due_mail(), mail.outbox, Mail.objects.count()) == (0, [], 0)


@pytest.mark.parametrize("sensitive", [False, True])
def test_the_text_is_nowhere_in_clear_and_gone_once_it_is_sent(sensitive: bool) -> None:
    order(actor=people.ANYONE, sensitive=sensitive)

    stored = Mail.objects.get()
    assert SECRET.encode() not in bytes(stored.sealed_body)
    assert SECRET not in str(list(DBTaskResult.objects.values_list("args_kwargs", flat=True)))
    assert SECRET not in str(list(AuditLog.objects.values_list("details", "description")))
    run_waiting_jobs()
    stored.refresh_from_db()
    assert (stored.status, bytes(stored.sealed_body)) == ("SENT", b"")


def test_a_line_break_begins_no_header() -> None:
    order(actor=people.ANYONE, subject="Hello\r\nBcc: eve@example.org\n")

    run_waiting_jobs()

    (message,) = mail.outbox
    assert message.subject == "Hello Bcc: eve@example.org"
    assert message.recipients() == ["ada@example.org"]


@pytest.mark.parametrize(
    "to", ["ada@example.org\nBcc: eve@example.org", "ada@example.org, eve@example.org", "ada", ""]
)
def test_what_is_not_one_address_is_refused(to: str) -> None:
    with pytest.raises(ValidationError):
        order(actor=people.ANYONE, to=to)

    assert Mail.objects.count() == 0


@UNREACHABLE
@override_settings(MAIL_RETRY_DELAYS_SECONDS=[60, 300, 600, 900])
@pytest.mark.parametrize(("sensitive", "waits"), [(False, [60, 300, 600, 900]), (True, [60, 300, 600])])
def test_a_mail_that_fails_is_tried_again_later_each_time_and_then_given_up(
    sensitive: bool, waits: list[int]
) -> None:
    now = START
    with clock.frozen_at(START):
        order(actor=people.ANYONE, sensitive=sensitive)
    for attempt, wait in enumerate(waits, 1):
        with clock.frozen_at(now):
            assert deliver_due_mail() == 1
            assert deliver_due_mail() == 0
        row = Mail.objects.get()
        assert (row.status, row.attempts) == ("QUEUED", attempt)
        assert row.last_error == "SMTPServerDisconnected: Connection unexpectedly closed"
        now += dt.timedelta(seconds=wait)
        assert row.next_attempt_at == now

    with clock.frozen_at(now):
        assert deliver_due_mail() == 1
    with clock.frozen_at(now + dt.timedelta(days=9)):
        assert deliver_due_mail() == 0
    row.refresh_from_db()
    assert (row.status, row.attempts, row.finished_at) == ("FAILED", len(waits) + 1, now)
    assert bytes(row.sealed_body) == b""


def test_a_mail_that_failed_goes_out_when_the_server_is_back() -> None:
    with clock.frozen_at(START):
        order(actor=people.ANYONE)
        with UNREACHABLE:
            deliver_due_mail()
    with clock.frozen_at(START + dt.timedelta(minutes=1)):
        assert deliver_due_mail() == 1

    assert [message.body for message in mail.outbox] == [SECRET]
    row = Mail.objects.get()
    assert (row.status, row.attempts, row.last_error) == ("SENT", 2, "")


def test_a_mail_whose_worker_died_is_sent_again_under_its_identifier(monkeypatch: pytest.MonkeyPatch) -> None:
    from notifications.services import mail as service

    def die(**_: Any) -> None:
        raise SystemExit("killed after sending, before noting it")

    with clock.frozen_at(START), monkeypatch.context() as dying:
        order(actor=people.ANYONE)
        dying.setattr(service, "_note_outcome", die)
        with pytest.raises(SystemExit):
            deliver_due_mail()
    with clock.frozen_at(START + LEASE - dt.timedelta(seconds=1)):
        assert deliver_due_mail() == 0
    with clock.frozen_at(START + LEASE):
        assert deliver_due_mail() == 1

    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]
    assert (Mail.objects.get().status, Mail.objects.get().attempts) == ("SENT", 2)


def test_a_mail_that_somebody_is_sending_is_nobody_elses() -> None:
    from notifications.services.mail import _take_due_mail

    order(actor=people.ANYONE)

    assert [taken.attempt for taken in _take_due_mail(actor=people.ANYONE, only=None)] == [1]
    assert _take_due_mail(actor=people.ANYONE, only=None) == []


def test_a_slow_server_lets_no_claim_run_out_before_its_mail_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    now, valid = [START], []

    def slowly(_backend: Any, messages: Any) -> int:
        sent = Mail.objects.get(subject=messages[0].subject)
        now[0] += dt.timedelta(seconds=settings.EMAIL_TIMEOUT)
        valid.append(sent.claimed_until is not None and sent.claimed_until >= now[0])
        return 1

    monkeypatch.setattr(EmailBackend, "send_messages", slowly)
    with clock.frozen_at(START):
        for number in range(9):
            order(actor=people.ANYONE, subject=f"Hello {number}")
    monkeypatch.setattr(clock, "now", lambda: now[0])

    assert deliver_due_mail() == 9
    assert valid == [True] * 9


def test_no_transaction_is_open_while_a_mail_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    monkeypatch.setattr(EmailBackend, "send_messages", lambda *_: seen.append(db._current.get()))
    order(actor=people.ANYONE)

    run_waiting_jobs()

    assert seen == [None]


def test_mail_is_ordered_only_inside_a_use_case() -> None:
    with pytest.raises(OutsideUseCase):
        send_mail_later(to="ada@example.org", subject="Hello", body="Hello")


def test_a_notice_goes_to_the_address_its_reader_has_by_then() -> None:
    person = people.auditor()
    tell(actor=people.ANYONE, user_id=person.id, kind="KYC_APPROVED")

    run_waiting_jobs()

    (message,) = pass_on_only(person.email)
    assert message.subject == "Core Bank: Something happened"
    assert message.body == "Look at it.\n\nCore Bank\nhttp://127.0.0.1:8000\n"


@pytest.mark.parametrize(
    ("kind", "wants_mail", "mails"),
    [
        ("KYC_APPROVED", None, 1),
        ("KYC_APPROVED", True, 1),
        ("KYC_APPROVED", False, 0),
        ("SECURITY_PASSWORD_CHANGED", None, 1),
        ("SECURITY_PASSWORD_CHANGED", False, 1),
        ("GREETING", None, 0),
        ("GREETING", True, 0),
    ],
)
def test_who_gets_mail_is_a_matter_of_kind_and_choice(kind: str, wants_mail: bool | None, mails: int) -> None:
    person = people.auditor()
    if wants_mail is not None:
        change_preferences(actor=people.actor_for(person), email=wants_mail)

    tell(actor=people.ANYONE, user_id=person.id, kind=kind)
    run_waiting_jobs()

    assert len(pass_on_only(person.email)) == mails


def test_people_who_do_not_exist_get_no_mail() -> None:
    person = people.auditor()
    with without_mail():
        tell(actor=people.ANYONE, user_id=person.id, kind="KYC_APPROVED")
    assert (Mail.objects.count(), unread_count(person.id)) == (0, 1)

    tell(actor=people.ANYONE, user_id=person.id, kind="KYC_APPROVED")
    assert Mail.objects.count() == 1


def test_a_choice_is_kept_and_leaves_its_trace() -> None:
    person = people.auditor()
    assert preferences_of(person.id).email is True

    assert change_preferences(actor=people.actor_for(person), email=False).email is False
    assert change_preferences(actor=people.actor_for(person)).email is False

    assert preferences_of(person.id).email is False
    entry = AuditLog.objects.filter(target_model="NotificationPreference").order_by("id")[0]
    assert (entry.subject_id, entry.details) == (person.id, {"email": False})


def test_nobody_in_particular_has_no_preferences() -> None:
    with pytest.raises(NotSignedIn):
        change_preferences(actor=people.ANYONE, email=False)
