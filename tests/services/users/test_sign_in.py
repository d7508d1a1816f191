"""Signing in: by name and password, counted before it is judged, the same for everybody who may not."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from audit.models import AuditLog
from core_banking.api import throttling
from core_banking.api.request_facts import RequestFacts
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError, NotSignedIn, Throttled
from notifications.models import Notification
from tests.builders.people import (
    PASSWORD,
    actor_for,
    approved_customer,
    bank_admin,
    register_customer,
    rejected_customer,
)
from users.contracts import KycStatus
from users.errors import InvalidCredentials, LoginLocked
from users.events import LoggedIn, LoggedOut, LoginFailed
from users.models import Session, SignInGuard, User
from users.services import (
    actor_of_access_token,
    login,
    prove_password,
    record_failed_sign_in,
    record_staff_sign_in,
    record_staff_sign_out,
    sign_in,
    sign_in_guard,
)

pytestmark = pytest.mark.django_db

DESK = Actor(ip_address="198.51.100.7", user_agent="Browser/1.0", request_id="req-1")
FACTS = RequestFacts(ip_address="198.51.100.7", user_agent="Browser/1.0", request_id="req-2")
NOON = dt.datetime(2026, 3, 2, 12, 0, 20, tzinfo=dt.UTC)


def attempt(name: str, password: str = PASSWORD, actor: Actor = DESK) -> DomainError | None:
    """Try to sign in; return the refusal, or None for a success."""
    try:
        sign_in(actor=actor, name=name, password=password)
    except DomainError as refusal:
        return refusal
    return None


def fail(name: str, times: int, actor: Actor = DESK) -> list[type | None]:
    return [type(attempt(name, "Wrong7Password", actor)) for _ in range(times)]


def test_a_user_name_and_the_password_begin_a_session():
    person = register_customer(username="mira")

    with clock.frozen_at(NOON):
        signed_in = sign_in(actor=DESK, name="mira", password=PASSWORD)
        actor = actor_of_access_token(signed_in.tokens.access, FACTS)

    assert (signed_in.person.id, signed_in.person.username) == (person.id, "mira")
    assert signed_in.person.last_login == NOON
    session = Session.objects.get()
    assert (session.user_id, session.ip_address, session.user_agent) == (
        person.id,
        "198.51.100.7",
        "Browser/1.0",
    )
    assert (session.created_at, session.last_used_at) == (NOON, NOON)
    assert session.expires_at == NOON + dt.timedelta(days=7)
    assert (actor.user_id, actor.session_id, actor.request_id) == (person.id, session.pk, "req-2")
    assert actor.permissions == {
        "kyc.submit_own_kyc",
        "accounts.open_own_account",
        "transactions.submit_own_transaction",
        "loans.apply_for_own_loan",
        "planning.plan_own_money",
    }


@pytest.mark.parametrize(
    "name", ["Mira", "MIRA", " mira ", "ｍｉｒａ", "Mira.Holm@Example.org", "mira.holm@example.org"]
)
def test_every_spelling_that_reads_the_same_signs_in(name):
    person = register_customer(username="Mira", email="mira.holm@example.org")

    assert sign_in(actor=DESK, name=name, password=PASSWORD).person.id == person.id


def test_applicants_and_rejected_customers_may_sign_in():
    waiting, rejected, approved = register_customer(), rejected_customer(), approved_customer()

    statuses = [
        sign_in(actor=DESK, name=person.username, password=PASSWORD).person.kyc_status
        for person in (waiting, rejected, approved)
    ]

    assert statuses == [KycStatus.PENDING, KycStatus.REJECTED, KycStatus.APPROVED]


@pytest.mark.parametrize("password", ["harbour7lights", "Harbour7Lights ", "", "x" * 10_000, "\x00"])
def test_a_wrong_password_begins_nothing(password):
    register_customer(username="mira")

    assert isinstance(attempt("mira", password), InvalidCredentials)

    assert not Session.objects.exists()
    assert User.objects.get(username="mira").last_login is None


def test_a_disabled_person_is_refused_like_a_wrong_password():
    person = register_customer(username="mira")
    User.objects.filter(pk=person.id).update(is_active=False)

    refusals = [attempt("mira"), attempt("mira", "Wrong7Password"), attempt("nobody")]

    assert [(type(refusal), str(refusal), vars(refusal).get("details")) for refusal in refusals] == [
        (InvalidCredentials, "The user name or the password is wrong.", {})
    ] * 3
    assert not Session.objects.exists()


def test_every_kind_of_refusal_costs_one_hash_and_the_same_statements(monkeypatch):
    register_customer(username="mira")
    disabled = register_customer(username="idle")
    User.objects.filter(pk=disabled.id).update(is_active=False)
    for module in (sign_in_guard, throttling):
        monkeypatch.setattr(module, "_PURGE_ONE_IN", 10**12)  # no purge of old counts in between
    hashes: list[str] = []
    for name in ("make_password", "verify_password"):
        original = getattr(login, name)

        def counting(*args: Any, original: Any = original, name: str = name) -> Any:
            hashes.append(name)
            return original(*args)

        monkeypatch.setattr(login, name, counting)

    costs = {}
    for kind, name, password in [
        ("wrong", "mira", "Wrong7Password"),
        ("unknown", "nobody", "Wrong7Password"),
        ("unknown address", "nobody@example.org", "Wrong7Password"),
        ("disabled", "idle", PASSWORD),
    ]:
        attempt(name, password)  # the first attempt under a name makes its row
        hashes.clear()
        with CaptureQueriesContext(connection) as queries:
            assert isinstance(attempt(name, password), InvalidCredentials)
        costs[kind] = (len(hashes), len(queries))

    assert {cost[0] for cost in costs.values()} == {1}
    assert len({cost[1] for cost in costs.values()}) == 1, costs


def test_the_fifth_failure_in_a_row_locks_the_login_for_thirty_minutes():
    register_customer(username="mira")

    with clock.frozen_at(NOON):
        assert fail("mira", 5) == [InvalidCredentials] * 5
        refusal = attempt("mira")

    assert isinstance(refusal, LoginLocked)
    assert refusal.retry_after == 1800
    assert refusal.code == "login_locked"
    assert not Session.objects.exists()


def test_four_failures_lock_nothing():
    register_customer(username="mira")
    fail("mira", 4)

    assert attempt("mira") is None


def test_the_bank_sets_how_long_a_lock_lasts(settings):
    settings.LOGIN_LOCK_MINUTES = 60
    register_customer(username="mira")

    with clock.frozen_at(NOON):
        fail("mira", 5)
        refusal = attempt("mira")

    assert isinstance(refusal, LoginLocked)
    assert refusal.retry_after == 3600


def test_a_lock_ends_by_itself_and_the_count_starts_again():
    register_customer(username="mira")
    with clock.frozen_at(NOON):
        fail("mira", 5)
    with clock.frozen_at(NOON + dt.timedelta(minutes=29, seconds=59)):
        assert isinstance(attempt("mira"), LoginLocked)

    with clock.frozen_at(NOON + dt.timedelta(minutes=30)):
        assert fail("mira", 4) == [InvalidCredentials] * 4
        assert attempt("mira") is None


def test_attempts_during_a_lock_do_not_prolong_it():
    register_customer(username="mira")
    with clock.frozen_at(NOON):
        fail("mira", 5)
    with clock.frozen_at(NOON + dt.timedelta(minutes=20)):
        refusal = attempt("mira")
        assert isinstance(refusal, LoginLocked)
        assert refusal.retry_after == 600

    with clock.frozen_at(NOON + dt.timedelta(minutes=30)):
        assert attempt("mira") is None


def test_a_success_starts_the_count_again():
    register_customer(username="mira")

    fail("mira", 4)
    assert attempt("mira") is None
    assert fail("mira", 4) == [InvalidCredentials] * 4
    assert attempt("mira") is None


def test_name_and_address_of_one_person_share_one_count():
    register_customer(username="mira", email="mira@example.org")

    fail("mira", 3)
    fail("mira@example.org", 2)

    assert isinstance(attempt("mira"), LoginLocked)
    assert isinstance(attempt("mira@example.org"), LoginLocked)


@pytest.mark.parametrize("name", ["nobody", "nobody@example.org"])
def test_a_name_that_nobody_has_is_locked_in_the_same_way(name):
    with clock.frozen_at(NOON):
        assert fail(name, 5) == [InvalidCredentials] * 5
        refusal = attempt(name)

    assert isinstance(refusal, LoginLocked)
    assert refusal.retry_after == 1800


def test_a_lock_is_one_persons_own():
    register_customer(username="mira")
    register_customer(username="noor")
    fail("mira", 5)

    assert attempt("noor") is None


def test_the_count_holds_no_name():
    register_customer(username="mira")
    fail("mira", 1)
    fail("nobody-by-this-name", 1)

    digests = [bytes(guard.subject_digest) for guard in SignInGuard.objects.all()]
    assert [len(digest) for digest in digests] == [32, 32]
    assert not any(b"mira" in digest or b"nobody" in digest for digest in digests)


def test_the_charge_outlives_whatever_fails_afterwards(monkeypatch):
    person = register_customer(username="mira")

    def break_down(**_: Any) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr(login, "open_session", break_down)
    for _ in range(5):
        with pytest.raises(RuntimeError):
            sign_in(actor=DESK, name="mira", password=PASSWORD)
    monkeypatch.undo()

    assert isinstance(attempt("mira"), LoginLocked)
    assert (
        SignInGuard.objects.get(subject_digest=sign_in_guard.login_subject(person.id, "mira")).failures == 5
    )


def test_a_locked_login_costs_no_hash(monkeypatch):
    register_customer(username="mira")
    fail("mira", 5)

    def never(*_: Any) -> None:
        raise AssertionError("a password was hashed")

    monkeypatch.setattr(login, "verify_password", never)
    monkeypatch.setattr(login, "make_password", never)

    assert isinstance(attempt("mira"), LoginLocked)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_of_nothing_switches_the_lock_off(settings, limit):
    settings.LOGIN_FAILURES_BEFORE_LOCK = limit
    register_customer(username="mira")

    assert fail("mira", 8) == [InvalidCredentials] * 8
    assert attempt("mira") is None


def test_a_limit_of_one_locks_at_the_first_failure_and_after_each_lock_again(settings):
    settings.LOGIN_FAILURES_BEFORE_LOCK = 1
    register_customer(username="mira")
    with clock.frozen_at(NOON):
        assert fail("mira", 2) == [InvalidCredentials, LoginLocked]
    with clock.frozen_at(NOON + dt.timedelta(minutes=31)):
        assert fail("mira", 2) == [InvalidCredentials, LoginLocked]


def test_an_address_has_five_attempts_a_minute(settings):
    settings.LOGIN_ATTEMPTS_PER_MINUTE = 5
    register_customer(username="mira")
    elsewhere = Actor(ip_address="198.51.100.8")

    with clock.frozen_at(NOON):
        assert [attempt("mira") for _ in range(5)] == [None] * 5
        refusal = attempt("mira")
        assert attempt("mira", actor=elsewhere) is None
    with clock.frozen_at(NOON + dt.timedelta(seconds=40)):
        assert attempt("mira") is None

    assert type(refusal) is Throttled
    assert (refusal.code, refusal.retry_after) == ("throttled", 40)


def test_an_attempt_too_many_from_an_address_is_not_judged_and_not_charged(settings, monkeypatch):
    settings.LOGIN_ATTEMPTS_PER_MINUTE = 2
    register_customer(username="mira")
    with clock.frozen_at(NOON):
        fail("mira", 2)

        def never(*_: Any) -> None:
            raise AssertionError("a password was hashed")

        monkeypatch.setattr(login, "verify_password", never)
        assert fail("mira", 10) == [Throttled] * 10

    assert SignInGuard.objects.get().failures == 2


def test_a_locked_login_says_so_even_where_the_address_is_over_its_limit(settings):
    settings.LOGIN_ATTEMPTS_PER_MINUTE = 5
    register_customer(username="mira")

    with clock.frozen_at(NOON):
        fail("mira", 5)
        assert isinstance(attempt("mira"), LoginLocked)
        assert type(attempt("noor")) is Throttled


def test_a_good_sign_in_is_announced_with_address_and_device(announced):
    person = register_customer(username="mira")
    announced.clear()

    sign_in(actor=DESK, name="mira", password=PASSWORD)

    (event,) = announced.of(LoggedIn)
    assert (event.user_id, event.session_id) == (person.id, Session.objects.get().pk)
    assert (event.actor.user_id, event.actor.username) == (person.id, "mira")
    assert (event.actor.ip_address, event.actor.user_agent) == ("198.51.100.7", "Browser/1.0")
    row = AuditLog.objects.get(action_type="LOGIN")
    assert (row.user_id, row.ip_address, row.user_agent) == (person.id, "198.51.100.7", "Browser/1.0")


def test_every_bad_sign_in_is_in_the_audit_trail_with_its_reason():
    person = register_customer(username="mira")
    disabled = register_customer(username="idle")
    User.objects.filter(pk=disabled.id).update(is_active=False)

    fail("mira", 5)
    attempt("mira")
    attempt("nobody", "Wrong7Password")
    attempt("idle")

    rows = AuditLog.objects.filter(action_type="LOGIN_FAILED").order_by("id")
    assert list(rows.values_list("subject_id", "code", "outcome", "ip_address", "user_agent")) == [
        *[(person.id, "wrong_password", "REFUSED", "198.51.100.7", "Browser/1.0")] * 5,
        (person.id, "login_locked", "REFUSED", "198.51.100.7", "Browser/1.0"),
        (None, "unknown_name", "REFUSED", "198.51.100.7", "Browser/1.0"),
        (disabled.id, "disabled", "REFUSED", "198.51.100.7", "Browser/1.0"),
    ]


def test_an_address_over_its_limit_leaves_one_row_a_minute(settings):
    settings.LOGIN_ATTEMPTS_PER_MINUTE = 2
    with clock.frozen_at(NOON):
        fail("nobody", 20)
    with clock.frozen_at(NOON + dt.timedelta(minutes=1)):
        fail("nobody", 20)

    codes = AuditLog.objects.filter(action_type="LOGIN_FAILED").order_by("id").values_list("code", flat=True)
    assert list(codes) == ["unknown_name", "unknown_name", "throttled"] * 2


def test_neither_password_nor_unknown_name_is_announced(announced, caplog):
    register_customer(username="mira")
    announced.clear()

    attempt("mira", "Sup3rSecretGuess")
    attempt("Sup3rSecretTypedIntoTheWrongBox", "x")

    assert len(announced.of(LoginFailed)) == 2
    assert "Sup3rSecret" not in repr(announced)
    assert "Sup3rSecret" not in str(list(AuditLog.objects.values()))
    assert "Sup3rSecret" not in caplog.text


def test_a_password_changed_while_it_was_being_checked_begins_nothing(monkeypatch):
    person = register_customer(username="mira")
    original = login.open_session

    def late(**arguments: Any) -> Any:
        User.objects.filter(pk=person.id).update(password="another")
        return original(**arguments)

    monkeypatch.setattr(login, "open_session", late)

    assert isinstance(attempt("mira"), InvalidCredentials)
    assert not Session.objects.exists()


def test_a_person_disabled_while_his_password_was_being_checked_stays_out(monkeypatch):
    person = register_customer(username="mira")
    original = login.open_session

    def late(**arguments: Any) -> Any:
        User.objects.filter(pk=person.id).update(is_active=False)
        return original(**arguments)

    monkeypatch.setattr(login, "open_session", late)

    assert isinstance(attempt("mira"), InvalidCredentials)
    assert not Session.objects.exists()
    assert AuditLog.objects.get(action_type="LOGIN_FAILED").code == "changed_meanwhile"


def test_an_outdated_hash_is_replaced_by_a_good_sign_in(settings):
    person = register_customer(username="mira")
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.PBKDF2PasswordHasher",
        "django.contrib.auth.hashers.MD5PasswordHasher",
    ]

    assert attempt("mira") is None

    assert User.objects.get(pk=person.id).password.startswith("pbkdf2_sha256$")
    assert attempt("mira") is None


def test_signing_in_tells_nobody_anything():
    person = bank_admin()
    Notification.objects.all().delete()

    sign_in(actor=DESK, name=person.username, password=PASSWORD)

    assert not Notification.objects.exists()


def test_tokens_and_hashes_do_not_show_in_representations():
    register_customer(username="mira")

    signed_in = sign_in(actor=DESK, name="mira", password=PASSWORD)

    assert signed_in.tokens.access not in repr(signed_in)
    assert signed_in.tokens.refresh not in repr(signed_in)


def test_the_staff_site_lets_no_customer_prove_a_password():
    customer, staff = register_customer(), bank_admin()

    assert (
        prove_password(actor=DESK, name=staff.username, password=PASSWORD, staff_only=True).user_id
        == staff.id
    )
    with pytest.raises(InvalidCredentials):
        prove_password(actor=DESK, name=customer.username, password=PASSWORD, staff_only=True)


def test_entering_and_leaving_the_staff_site_is_announced_and_begins_no_token_session(announced):
    staff = bank_admin()
    announced.clear()
    proven = prove_password(actor=DESK, name=staff.username, password=PASSWORD, staff_only=True)

    record_staff_sign_in(actor=DESK, proven=proven)
    record_staff_sign_out(actor=actor_for(staff))

    assert [(event.user_id, event.session_id) for event in announced.of(LoggedIn)] == [(staff.id, None)]
    assert [(event.user_id, event.session_ids) for event in announced.of(LoggedOut)] == [(staff.id, ())]
    assert not Session.objects.exists()
    with pytest.raises(NotSignedIn):
        record_staff_sign_out(actor=DESK)


def test_a_refused_sign_in_is_recorded_without_a_person_too(announced):
    record_failed_sign_in(actor=DESK, user_id=None, reason="unknown_name")

    assert [(event.user_id, event.reason) for event in announced.of(LoginFailed)] == [(None, "unknown_name")]
