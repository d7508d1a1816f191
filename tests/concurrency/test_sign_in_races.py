"""Races at the door: guesses, refreshes and changes at once, each beside a control run that must go wrong."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError, Throttled
from notifications.models import Notification
from tests.builders.people import PASSWORD, register_customer
from users.contracts import SessionEnd, TokenPair
from users.errors import InvalidCredentials, LoginLocked, TokenNotValid
from users.models import Session, SignInGuard, User
from users.services import login, refresh_session, replace_password, sessions, sign_in, sign_in_guard

pytestmark = [pytest.mark.concurrency, pytest.mark.django_db(transaction=True)]

DESK = Actor(ip_address="198.51.100.7", user_agent="Browser/1.0")
NEW_HASH = "md5$salt$0123456789abcdef0123456789abcdef"
PATIENCE_SECONDS = 5
GUESSES = 40
REFRESHES = 50


@pytest.fixture(autouse=True)
def no_limit_for_the_address(settings: Any) -> None:
    settings.LOGIN_ATTEMPTS_PER_MINUTE = 100_000


def at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    """Start every deed at the same moment in a thread of its own; return its result, or the refusal it met."""
    start = threading.Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        try:
            start.wait(30)
            return deed()
        except DomainError as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [future.result(timeout=120) for future in [pool.submit(run, deed) for deed in deeds]]


def meeting_of(parties: int) -> Callable[[], None]:
    """Return a point where all parties meet, or give up on each other."""
    barrier = threading.Barrier(parties)

    def wait() -> None:
        try:
            barrier.wait(PATIENCE_SECONDS)
        except threading.BrokenBarrierError:
            return

    return wait


# Guessing a password.


def guesses_judged(monkeypatch: pytest.MonkeyPatch, names: list[str]) -> tuple[int, Counter[type]]:
    """Guess once under each name, all at once; return how many passwords were looked at, and the answers."""
    judged: list[int] = []
    original = login._verdict

    def counting(person: User | None, password: str) -> tuple[bool, str]:
        judged.append(1)
        return original(person, password)

    monkeypatch.setattr(login, "_verdict", counting)
    answers = at_once([partial(sign_in, actor=DESK, name=name, password="Wrong7Password") for name in names])
    return len(judged), Counter(type(answer) for answer in answers)


@pytest.mark.parametrize("name", ["mira", "nobody"])
def test_parallel_guesses_cannot_exceed_the_limit_between_them(monkeypatch, name):
    register_customer(username="mira")

    judged, answers = guesses_judged(monkeypatch, [name] * GUESSES)

    assert judged == 5
    assert answers == {InvalidCredentials: 5, LoginLocked: GUESSES - 5}
    assert SignInGuard.objects.get().failures == 5


def test_control_counting_after_the_verdict_lets_more_guesses_through(monkeypatch):
    register_customer(username="mira")
    everybody_has_looked = meeting_of(GUESSES)
    charge = sign_in_guard.charge_attempt

    def look_only(subject: bytes) -> None:
        sign_in_guard.refuse_if_locked(subject)
        everybody_has_looked()

    def charge_afterwards(*, actor: Actor, user_id: int | None, reason: str) -> None:
        charge(sign_in_guard.login_subject(user_id, "mira"))

    monkeypatch.setattr(login, "charge_attempt", look_only)
    monkeypatch.setattr(login, "record_failed_sign_in", charge_afterwards)

    judged, _ = guesses_judged(monkeypatch, ["mira"] * GUESSES)

    assert judged == GUESSES


def test_parallel_attempts_of_one_address_cannot_exceed_its_limit(monkeypatch, settings):
    settings.LOGIN_ATTEMPTS_PER_MINUTE = 5

    judged, answers = guesses_judged(monkeypatch, [f"nobody{number}" for number in range(GUESSES)])

    # A minute may end in between and give the address five more.
    assert 5 <= judged <= 10
    assert answers == {InvalidCredentials: judged, Throttled: GUESSES - judged}


def test_control_without_the_count_of_the_address_all_are_judged(monkeypatch, settings):
    settings.LOGIN_ATTEMPTS_PER_MINUTE = 5
    monkeypatch.setattr(login, "throttle", lambda *_: None)

    judged, _ = guesses_judged(monkeypatch, [f"nobody{number}" for number in range(GUESSES)])

    assert judged == GUESSES


# Refreshing.


def refreshes_at_once() -> tuple[list[TokenPair], Session]:
    """Exchange one refresh token many times at once; return the pairs that came out, and the session."""
    person = register_customer()
    raw_refresh = sign_in(actor=DESK, name=person.username, password=PASSWORD).tokens.refresh

    answers = at_once([lambda: refresh_session(actor=DESK, raw_refresh=raw_refresh)] * REFRESHES)

    pairs = [answer for answer in answers if isinstance(answer, TokenPair)]
    assert all(isinstance(answer, TokenPair | TokenNotValid) for answer in answers), answers
    return pairs, Session.objects.get()


def test_of_many_refreshes_at_once_one_wins_and_the_session_ends():
    pairs, session = refreshes_at_once()

    assert len(pairs) == 1
    assert session.revoke_reason == SessionEnd.REFRESH_REUSED
    assert Notification.objects.filter(kind="SECURITY_SESSION_ENDED").count() == 1
    with pytest.raises(TokenNotValid):
        refresh_session(actor=DESK, raw_refresh=pairs[0].refresh)


def test_control_looking_before_writing_gives_one_token_many_heirs(monkeypatch):
    everybody_has_looked = meeting_of(REFRESHES)

    def look_then_write(session: Session, presented: bytes, successor: bytes, *_: Any) -> bool:
        good = bytes(Session.objects.get(pk=session.pk).refresh_digest) == presented
        everybody_has_looked()
        Session.objects.filter(pk=session.pk).update(refresh_digest=successor)
        return good

    monkeypatch.setattr(sessions, "_swap_digest", look_then_write)

    pairs, _ = refreshes_at_once()

    assert len(pairs) == REFRESHES


# Signing in with a password that is being changed.


def sign_in_during_a_change(monkeypatch: pytest.MonkeyPatch) -> list[Session]:
    """Change a password after a sign-in has proven the old one; return what is alive when both are done."""
    person = register_customer()
    old_hash = User.objects.get(pk=person.id).password
    owner = Actor(user_id=person.id, username=person.username)
    proven, changed = threading.Event(), threading.Event()
    original = login._use_proof

    def pause_after_the_proof(proof: login.ProvenPerson) -> None:
        original(proof)
        proven.set()
        # With the row held the change cannot finish now, and this waits in vain.
        changed.wait(0.5)

    def change() -> None:
        proven.wait(10)
        replace_password(actor=owner, proven_hash=old_hash, new_hash=NEW_HASH)
        changed.set()

    monkeypatch.setattr(login, "_use_proof", pause_after_the_proof)
    at_once([lambda: sign_in(actor=DESK, name=person.username, password=PASSWORD), change])

    assert User.objects.get(pk=person.id).password == NEW_HASH
    return list(Session.objects.filter(revoked_at__isnull=True))


def test_no_session_of_the_old_password_outlives_its_change(monkeypatch):
    assert sign_in_during_a_change(monkeypatch) == []


def test_control_without_holding_the_persons_row_one_does(monkeypatch):
    def only_look(proof: login.ProvenPerson) -> None:
        assert User.objects.filter(pk=proof.user_id, password=proof.proven_hash).exists()

    monkeypatch.setattr(login, "_use_proof", only_look)

    assert len(sign_in_during_a_change(monkeypatch)) == 1
