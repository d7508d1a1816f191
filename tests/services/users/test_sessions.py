"""Sessions: carried on by refreshing, ended by their owner, by misuse and by every change that must end them."""

from __future__ import annotations

import datetime as dt

import pytest

from audit.models import AuditLog
from core_banking.api.request_facts import RequestFacts
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotFound, NotSignedIn
from notifications.models import Notification
from tests.builders.people import PASSWORD, actor_for, register_customer
from users.contracts import PersonCard, SessionEnd, TokenPair
from users.errors import TokenNotValid
from users.events import LoggedOut, RefreshReused, SessionRefreshed, SessionRevoked
from users.models import Session, User
from users.selectors import live_sessions
from users.services import (
    actor_claimed_by_access_token,
    actor_of_access_token,
    end_own_session,
    log_out,
    refresh_session,
    rotate_refresh_token,
    sign_in,
    verify_token,
)
from users.tokens import forget_verified_tokens, read_access_token, read_refresh_token

pytestmark = pytest.mark.django_db

DESK = Actor(ip_address="198.51.100.7", user_agent="Browser/1.0")
PHONE = Actor(ip_address="203.0.113.9", user_agent="Phone/2.0")
FACTS = RequestFacts(ip_address="198.51.100.7", user_agent="Browser/1.0", request_id="req")
NOON = dt.datetime(2026, 3, 2, 12, 0, tzinfo=dt.UTC)


def signed_in(person: PersonCard, actor: Actor = DESK) -> TokenPair:
    return sign_in(actor=actor, name=person.username, password=PASSWORD).tokens


def actor_by(pair: TokenPair) -> Actor:
    return actor_of_access_token(pair.access, FACTS)


def is_alive(pair: TokenPair) -> bool:
    """Whether any of the two tokens still opens anything."""
    alive = []
    for raw_token in (pair.access, pair.refresh):
        try:
            verify_token(raw_token=raw_token)
        except TokenNotValid:
            alive.append(False)
        else:
            alive.append(True)
    try:
        actor_by(pair)
    except NotSignedIn:
        alive.append(False)
    else:
        alive.append(True)
    assert len(set(alive)) == 1, alive
    return alive[0]


def session_of(pair: TokenPair) -> Session:
    return Session.objects.get(pk=read_access_token(pair.access).session_id)


def test_refreshing_gives_a_new_pair_of_the_same_session(announced):
    person = register_customer()
    with clock.frozen_at(NOON):
        first = signed_in(person)
    announced.clear()

    with clock.frozen_at(NOON + dt.timedelta(minutes=50)):
        second = refresh_session(actor=PHONE, raw_refresh=first.refresh)
        assert is_alive(second)
        session = session_of(second)

    assert len({first.access, first.refresh, second.access, second.refresh}) == 4
    assert Session.objects.count() == 1
    assert (session.created_at, session.last_used_at) == (NOON, NOON + dt.timedelta(minutes=50))
    assert (session.ip_address, session.user_agent) == ("203.0.113.9", "Phone/2.0")
    assert session.expires_at == NOON + dt.timedelta(days=7, minutes=50)
    assert [(event.user_id, event.session_id) for event in announced.of(SessionRefreshed)] == [
        (person.id, session.pk)
    ]
    assert not AuditLog.objects.filter(description__icontains="refresh").exists()


def test_the_access_token_before_a_refresh_goes_on_until_its_end():
    with clock.frozen_at(NOON):
        first = signed_in(register_customer())
        refresh_session(actor=DESK, raw_refresh=first.refresh)

        assert actor_by(first).session_id == session_of(first).pk


def test_a_replaced_refresh_token_ends_the_whole_session(announced):
    person = register_customer()
    first = signed_in(person)
    second = refresh_session(actor=DESK, raw_refresh=first.refresh)
    elsewhere = signed_in(person, PHONE)
    announced.clear()

    with pytest.raises(TokenNotValid):
        refresh_session(actor=PHONE, raw_refresh=first.refresh)

    assert not is_alive(second)
    assert is_alive(elsewhere)
    session = session_of(second)
    assert session.revoke_reason == SessionEnd.REFRESH_REUSED
    (event,) = announced.of(RefreshReused)
    assert (event.user_id, event.session_id, event.actor.ip_address) == (person.id, session.pk, "203.0.113.9")
    row = AuditLog.objects.get(action_type="REFRESH_REUSED")
    assert (row.subject_id, row.ip_address, row.details) == (
        person.id,
        "203.0.113.9",
        {"session_id": session.pk},
    )
    assert Notification.objects.filter(user_id=person.id, kind="SECURITY_SESSION_ENDED").count() == 1


def test_any_earlier_refresh_token_counts_as_reused():
    pairs = [signed_in(register_customer())]
    for _ in range(4):
        pairs.append(refresh_session(actor=DESK, raw_refresh=pairs[-1].refresh))

    with pytest.raises(TokenNotValid):
        refresh_session(actor=DESK, raw_refresh=pairs[1].refresh)

    assert not is_alive(pairs[-1])


def test_a_refresh_token_of_an_ended_session_is_refused_without_another_warning(announced):
    first = signed_in(register_customer())
    second = refresh_session(actor=DESK, raw_refresh=first.refresh)
    for raw_refresh in (first.refresh, first.refresh, second.refresh):
        with pytest.raises(TokenNotValid):
            refresh_session(actor=DESK, raw_refresh=raw_refresh)

    assert len(announced.of(RefreshReused)) == 1
    assert Notification.objects.filter(kind="SECURITY_SESSION_ENDED").count() == 1


def test_a_session_ends_after_a_week_without_use():
    with clock.frozen_at(NOON):
        pair = signed_in(register_customer())
    with clock.frozen_at(NOON + dt.timedelta(days=7, seconds=-1)):
        assert live_sessions(User.objects.get().pk).count() == 1
        verify_token(raw_token=pair.refresh)
    with clock.frozen_at(NOON + dt.timedelta(days=7)):
        assert live_sessions(User.objects.get().pk).count() == 0
        with pytest.raises(TokenNotValid):
            refresh_session(actor=DESK, raw_refresh=pair.refresh)


def test_refreshing_never_carries_a_session_beyond_its_absolute_end():
    with clock.frozen_at(NOON):
        pair = signed_in(register_customer())
    for day in range(6, 90, 6):
        with clock.frozen_at(NOON + dt.timedelta(days=day)):
            pair = refresh_session(actor=DESK, raw_refresh=pair.refresh)

    assert session_of_expiry(pair) == NOON + dt.timedelta(days=90)
    with clock.frozen_at(NOON + dt.timedelta(days=89, hours=23, minutes=30)):
        last = refresh_session(actor=DESK, raw_refresh=pair.refresh)
        assert read_access_token(last.access).expires_at == NOON + dt.timedelta(days=90)
    with clock.frozen_at(NOON + dt.timedelta(days=90)):
        with pytest.raises(TokenNotValid):
            refresh_session(actor=DESK, raw_refresh=last.refresh)
        with pytest.raises(NotSignedIn):
            actor_by(last)


def session_of_expiry(pair: TokenPair) -> dt.datetime:
    with clock.frozen_at(NOON + dt.timedelta(days=84)):
        return Session.objects.get(pk=read_refresh_token(pair.refresh).session_id).expires_at


def test_an_access_token_ends_after_an_hour():
    with clock.frozen_at(NOON):
        pair = signed_in(register_customer())
    with clock.frozen_at(NOON + dt.timedelta(minutes=59, seconds=59)):
        actor_by(pair)
    with clock.frozen_at(NOON + dt.timedelta(minutes=60)), pytest.raises(NotSignedIn):
        actor_by(pair)


def test_a_refresh_token_opens_nothing_but_a_refresh():
    pair = signed_in(register_customer())

    with pytest.raises(NotSignedIn):
        actor_of_access_token(pair.refresh, FACTS)
    with pytest.raises(NotSignedIn):
        actor_claimed_by_access_token(pair.refresh, FACTS)
    with pytest.raises(TokenNotValid):
        refresh_session(actor=DESK, raw_refresh=pair.access)
    assert is_alive(pair)


def test_the_database_holds_no_token():
    pair = signed_in(register_customer())
    refreshed = refresh_session(actor=DESK, raw_refresh=pair.refresh)

    stored = repr(list(Session.objects.values()))
    for token in (pair.access, pair.refresh, refreshed.access, refreshed.refresh):
        assert token not in stored
        assert token.split(".")[2] not in stored
    assert len(bytes(Session.objects.get().refresh_digest)) == 32


def test_signing_out_ends_the_session_at_once(announced):
    person = register_customer()
    pair, elsewhere = signed_in(person), signed_in(person, PHONE)
    actor = actor_by(pair)
    announced.clear()

    log_out(actor=actor)

    assert not is_alive(pair)
    assert is_alive(elsewhere)
    assert session_of(pair).revoke_reason == SessionEnd.LOGGED_OUT
    assert [event.session_ids for event in announced.of(LoggedOut)] == [(actor.session_id,)]
    assert AuditLog.objects.filter(action_type="LOGOUT", user_id=person.id).count() == 1


def test_signing_out_with_another_refresh_token_of_ones_own_ends_both():
    person = register_customer()
    pair, elsewhere, third = signed_in(person), signed_in(person, PHONE), signed_in(person, PHONE)

    log_out(actor=actor_by(pair), raw_refresh=elsewhere.refresh)

    assert [is_alive(pair), is_alive(elsewhere), is_alive(third)] == [False, False, True]


def test_somebody_elses_refresh_token_does_not_end_his_session():
    mine, his = signed_in(register_customer()), signed_in(register_customer())

    log_out(actor=actor_by(mine), raw_refresh=his.refresh)

    assert [is_alive(mine), is_alive(his)] == [False, True]


@pytest.mark.parametrize("raw_refresh", ["", "nonsense", "a.b.c", "x" * 5000])
def test_a_refresh_token_that_is_none_does_not_keep_anybody_from_signing_out(raw_refresh):
    pair = signed_in(register_customer())

    log_out(actor=actor_by(pair), raw_refresh=raw_refresh)

    assert not is_alive(pair)


def test_nobody_can_sign_out_without_being_signed_in():
    with pytest.raises(NotSignedIn):
        log_out(actor=DESK)
    with pytest.raises(NotSignedIn):
        end_own_session(actor=DESK, session_id=1)


def test_one_can_end_another_of_ones_own_sessions(announced):
    person = register_customer()
    pair, elsewhere = signed_in(person), signed_in(person, PHONE)
    other_id = session_of(elsewhere).pk

    end_own_session(actor=actor_by(pair), session_id=other_id)

    assert [is_alive(pair), is_alive(elsewhere)] == [True, False]
    assert [event.session_id for event in announced.of(SessionRevoked)] == [other_id]


def test_a_session_that_is_not_ones_own_or_over_is_not_found():
    mine, his = signed_in(register_customer()), signed_in(register_customer())
    over = session_of(his).pk + 1000

    for session_id in (session_of(his).pk, over, 10**30, 0, -1):
        with pytest.raises(NotFound):
            end_own_session(actor=actor_by(mine), session_id=session_id)

    assert [is_alive(mine), is_alive(his)] == [True, True]


def test_a_session_that_was_ended_cannot_be_ended_again():
    person = register_customer()
    pair, elsewhere = signed_in(person), signed_in(person)
    end_own_session(actor=actor_by(pair), session_id=session_of(elsewhere).pk)

    with pytest.raises(NotFound):
        end_own_session(actor=actor_by(pair), session_id=session_of(elsewhere).pk)


def test_ones_sessions_are_listed_the_latest_used_first():
    person, somebody_else = register_customer(), register_customer()
    with clock.frozen_at(NOON):
        first = signed_in(person)
    with clock.frozen_at(NOON + dt.timedelta(minutes=1)):
        second = signed_in(person, PHONE)
        third = signed_in(person)
        signed_in(somebody_else)
    with clock.frozen_at(NOON + dt.timedelta(minutes=2)):
        refresh_session(actor=DESK, raw_refresh=first.refresh)
        log_out(actor=actor_by(third))

        assert [session.pk for session in live_sessions(person.id)] == [
            session_of(first).pk,
            session_of(second).pk,
        ]


def test_a_person_who_may_no_longer_sign_in_gets_no_new_pair():
    person = register_customer()
    pair = signed_in(person)
    User.objects.filter(pk=person.id).update(is_active=False)

    with pytest.raises(TokenNotValid):
        refresh_session(actor=DESK, raw_refresh=pair.refresh)
    assert not is_alive(pair)


def test_a_raised_version_refuses_every_token_issued_before():
    person = register_customer()
    pair = signed_in(person)
    User.objects.filter(pk=person.id).update(token_version=2)

    assert not is_alive(pair)
    with pytest.raises(TokenNotValid):
        refresh_session(actor=DESK, raw_refresh=pair.refresh)


def test_the_whole_check_of_a_token_takes_two_queries(django_assert_num_queries):
    pair = signed_in(register_customer())
    forget_verified_tokens()

    with django_assert_num_queries(2):
        actor_by(pair)


def test_a_tokens_own_word_is_taken_without_a_query(django_assert_num_queries):
    person = register_customer()
    pair = signed_in(person)

    with django_assert_num_queries(0):
        actor = actor_claimed_by_access_token(pair.access, FACTS)

    assert actor == Actor(
        user_id=person.id,
        username=person.username,
        customer_id=person.customer_id,
        permissions=frozenset({"transactions.submit_own_transaction"}),
        session_id=session_of(pair).pk,
        unchecked_token_version=1,
        ip_address="198.51.100.7",
        user_agent="Browser/1.0",
        request_id="req",
    )


def test_a_token_of_a_person_and_another_persons_session_is_refused():
    one, other = register_customer(), register_customer()
    pair, others = signed_in(one), signed_in(other)
    Session.objects.filter(pk=session_of(pair).pk).update(user_id=other.id)

    with pytest.raises(NotSignedIn):
        actor_by(pair)
    assert is_alive(others)


def test_rotating_needs_claims_that_were_verified():
    person = register_customer()
    pair = signed_in(person)
    claims = read_refresh_token(pair.refresh)

    assert rotate_refresh_token(actor=actor_for(person), claims=claims) is not None
    assert rotate_refresh_token(actor=actor_for(person), claims=claims) is None
