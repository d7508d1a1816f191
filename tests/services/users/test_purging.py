"""What sign-in leaves behind is cleared away once it has ended long enough ago, and nothing else is."""

from __future__ import annotations

import datetime as dt
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, command_actor
from tests.builders.password_reset import mailed_reset_token
from tests.builders.people import PASSWORD, register_customer
from users.errors import InvalidCredentials, LoginLocked
from users.models import KnownDevice, PasswordReset, Session, SignInGuard, TwoFactor
from users.services import purge_batch, purge_ended_sessions, purging, set_up_two_factor, sign_in

pytestmark = pytest.mark.django_db

DESK = Actor(ip_address="198.51.100.7", user_agent="Browser/1.0")
OPERATOR = command_actor("tests")
NOW = dt.datetime(2026, 3, 2, 12, 0, 10, tzinfo=dt.UTC)
TABLES = (Session, PasswordReset, SignInGuard, KnownDevice, TwoFactor)


def leave_traces(days_ago: float) -> None:
    """Sign in, ask for a reset and set an authenticator up, so many days ago."""
    with clock.frozen_at(NOW - dt.timedelta(days=days_ago)):
        person = register_customer()
        sign_in(actor=DESK, name=person.username, password=PASSWORD)
        set_up_two_factor(actor=Actor(user_id=person.id, username=person.username))
        mailed_reset_token(person)


def counts() -> list[int]:
    return [table.objects.count() for table in TABLES]


def test_what_ended_long_ago_goes_and_the_rest_stays():
    # Backwards, since an attempt now and then sweeps up counters much older than itself.
    for days_ago in (0, 29, 400):
        leave_traces(days_ago)
    assert counts() == [3, 3, 3, 3, 3]

    with clock.frozen_at(NOW):
        call_command("purge_ended_sessions", stdout=(said := StringIO()))
        assert counts() == [2, 2, 2, 2, 2]
        again = purge_ended_sessions(actor=OPERATOR)

    assert "sessions: 1\nresets: 1\nfailure counts: 1\ndevices: 1\n" in said.getvalue()
    assert set(again.values()) == {0}
    assert AuditLog.objects.filter(action_type="SESSIONS_PURGED").count() == 2


def test_a_lock_that_still_holds_and_a_session_ended_lately_stay(settings: Any):
    settings.LOGIN_LOCK_MINUTES = 60 * 24 * 60
    person = register_customer()
    with clock.frozen_at(NOW - dt.timedelta(days=40)):
        for _ in range(5):
            with pytest.raises(InvalidCredentials):
                sign_in(actor=DESK, name=person.username, password="Wrong7Password")

    with clock.frozen_at(NOW):
        purge_ended_sessions(actor=OPERATOR)
        with pytest.raises(LoginLocked):
            sign_in(actor=DESK, name=person.username, password=PASSWORD)


def test_batches_are_taken_until_nothing_is_left(monkeypatch: Any):
    monkeypatch.setattr(purging, "BATCH", 2)
    for _ in range(5):
        leave_traces(days_ago=400)

    with clock.frozen_at(NOW):
        assert purge_batch(actor=OPERATOR)["sessions"] == 2
        assert purge_ended_sessions(actor=OPERATOR)["sessions"] == 3

    assert counts() == [0, 0, 0, 0, 0]
