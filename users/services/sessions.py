"""Sessions: begun by a sign-in, carried on by refreshing, ended by their owner or by misuse.

A session has exactly one good refresh token. Refreshing swaps its digest in one conditional UPDATE, so of any
number of parallel attempts one wins. A refresh token that verifies and is not the good one was good once:
somebody kept a copy, and the whole session ends.

One repetition is not misuse: a browser whose page was left while its answer was on the way never kept the new cookie.
Where a cookie carries the token, the one before the good one is answered with the good one again, for some seconds.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.conf import settings

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, acting_as
from core_banking.kernel.db import emit, use_case, within_use_case
from core_banking.kernel.errors import NotFound, NotSignedIn
from users import tokens
from users.contracts import SessionEnd, TokenPair
from users.errors import TokenNotValid
from users.events import LoggedOut, RefreshReused, SessionRefreshed, SessionRevoked
from users.models import Session, User
from users.roles import RIGHTS_IN_TOKENS
from users.selectors import permissions_of
from users.services.revocation import end_sessions


@within_use_case
def start_session(*, actor: Actor, user_id: int) -> tuple[int, TokenPair]:
    """Begin a session for a person whose row the caller holds; return its number and its tokens."""
    now = clock.now()
    session = Session.objects.create(
        user_id=user_id,
        refresh_digest=b"",
        ip_address=actor.ip_address,
        user_agent=actor.user_agent,
        created_at=now,
        last_used_at=now,
        expires_at=_expiry(began=now, now=now),
    )
    pair, digest = _issue(session, User.objects.get(pk=user_id))
    Session.objects.filter(pk=session.pk).update(refresh_digest=digest)
    return session.pk, pair


def refresh_session(*, actor: Actor, raw_refresh: str, may_repeat: bool = False) -> TokenPair:
    """Exchange a refresh token for a new pair; the old one is worth nothing from then on.

    With `may_repeat` the same exchange may be asked for again within `REFRESH_REPEAT_SECONDS`.
    Raises `TokenNotValid`, also after a reuse, whose session has ended by then.
    """
    claims = tokens.read_refresh_token(raw_refresh)
    pair = rotate_refresh_token(actor=actor, claims=claims, may_repeat=may_repeat)
    if pair is None:
        raise TokenNotValid
    return pair


@use_case
def rotate_refresh_token(
    *, actor: Actor, claims: tokens.RefreshClaims, may_repeat: bool = False
) -> TokenPair | None:
    """Swap a session's refresh token; None if the token was a replaced one, whose session is ended here.

    The end must be committed, so it is an outcome and not an error. Raises `TokenNotValid` for a session that
    is over and for a person who may no longer sign in.
    """
    now = clock.now()
    session = Session.objects.filter(pk=claims.session_id, user_id=claims.user_id).first()
    person = User.objects.filter(
        pk=claims.user_id, is_active=True, token_version=claims.token_version
    ).first()
    if session is None or person is None or session.revoked_at is not None or session.expires_at <= now:
        raise TokenNotValid
    session.expires_at = _expiry(began=session.created_at, now=now)
    pair, digest = _issue(session, person, predecessor=claims.digest)
    acting = acting_as(actor, user_id=person.pk, username=person.username, customer_id=person.customer_id)
    is_swapped = _swap_digest(session, claims.digest, digest, actor, now)
    if is_swapped or (may_repeat and _was_swapped_just_now(session, digest, now)):
        emit(SessionRefreshed(actor=acting, user_id=person.pk, session_id=session.pk))
        return pair
    _end_for_reuse(acting, person.pk, session.pk)
    return None


def verify_token(*, raw_token: str) -> None:
    """Accept an access or refresh token that is good this very moment. Raises `TokenNotValid`."""
    try:
        access = tokens.read_access_token(raw_token)
    except TokenNotValid:
        refresh = tokens.read_refresh_token(raw_token)
        live = Session.objects.filter(pk=refresh.session_id, refresh_digest=refresh.digest)
        user_id, token_version = refresh.user_id, refresh.token_version
    else:
        live = Session.objects.filter(pk=access.session_id)
        user_id, token_version = access.user_id, access.token_version
    is_alive = live.filter(
        user_id=user_id,
        user__is_active=True,
        user__token_version=token_version,
        revoked_at__isnull=True,
        expires_at__gt=clock.now(),
    ).exists()
    if not is_alive:
        raise TokenNotValid


@use_case
def log_out(*, actor: Actor, raw_refresh: str | None = None, raw_cookie: str | None = None) -> None:
    """End the session the actor uses, and those of the refresh tokens he sent, if they are his own.

    A refresh token that is somebody else's, or good for nothing, changes nothing and is not told apart.
    """
    if actor.user_id is None or actor.session_id is None:
        raise NotSignedIn
    session_ids = {actor.session_id}
    for raw in (raw_refresh, raw_cookie):
        if refresh := _readable(raw):
            # The search for sessions to end is limited to the actor's own, whatever number stands here.
            session_ids.add(refresh.session_id)
    ended = end_sessions(user_id=actor.user_id, reason=SessionEnd.LOGGED_OUT, only=session_ids)
    emit(LoggedOut(actor=actor, user_id=actor.user_id, session_ids=tuple(ended)))


@within_use_case
def end_replaced_session(*, actor: Actor, raw_refresh: str | None) -> None:
    """End the session of a refresh token whose place a new one takes, whosoever it is: nobody could go on with it.

    One that is good for nothing changes nothing.
    """
    replaced = _readable(raw_refresh)
    if replaced is None:
        return
    person = User.objects.filter(pk=replaced.user_id).first()
    if person is None:
        return
    ended = end_sessions(user_id=person.pk, reason=SessionEnd.LOGGED_OUT, only={replaced.session_id})
    if ended:
        owner = acting_as(actor, user_id=person.pk, username=person.username, customer_id=person.customer_id)
        emit(LoggedOut(actor=owner, user_id=person.pk, session_ids=tuple(ended)))


def _readable(raw_refresh: str | None) -> tokens.RefreshClaims | None:
    """Return what a refresh token says; None without one, and for one that does not hold."""
    try:
        return tokens.read_refresh_token(raw_refresh) if raw_refresh else None
    except TokenNotValid:
        return None


@use_case
def end_own_session(*, actor: Actor, session_id: int) -> None:
    """End one of the actor's sessions. Raises `NotFound` for one that is over or not his."""
    if actor.user_id is None:
        raise NotSignedIn
    # The exact look-up first: it bears a number too large for the column, which a list of numbers does not.
    if not Session.objects.filter(pk=session_id, user_id=actor.user_id).exists():
        raise NotFound
    if not end_sessions(user_id=actor.user_id, reason=SessionEnd.ENDED_BY_OWNER, only={session_id}):
        raise NotFound
    emit(SessionRevoked(actor=actor, user_id=actor.user_id, session_id=session_id))


def _swap_digest(
    session: Session, presented: bytes, successor: bytes, actor: Actor, now: dt.datetime
) -> bool:
    """Put the successor in the place of the presented token; only one of any number of parallel calls does."""
    good = Session.objects.filter(
        pk=session.pk, refresh_digest=presented, revoked_at__isnull=True, expires_at__gt=now
    )
    swapped = good.update(
        refresh_digest=successor,
        last_used_at=now,
        expires_at=session.expires_at,
        ip_address=actor.ip_address,
        user_agent=actor.user_agent,
    )
    return swapped == 1


def _was_swapped_just_now(session: Session, successor: bytes, now: dt.datetime) -> bool:
    """Whether the session's good token is the successor of the presented one, and has been so for a moment only."""
    earliest = now - dt.timedelta(seconds=settings.REFRESH_REPEAT_SECONDS)
    return Session.objects.filter(
        pk=session.pk, refresh_digest=successor, last_used_at__gt=earliest, revoked_at__isnull=True
    ).exists()


def _end_for_reuse(actor: Actor, user_id: int, session_id: int) -> None:
    ended = end_sessions(user_id=user_id, reason=SessionEnd.REFRESH_REUSED, only={session_id})
    if not ended:
        # A parallel attempt has seen the reuse first; one warning is enough.
        raise TokenNotValid
    emit(RefreshReused(actor=replace(actor, session_id=session_id), user_id=user_id, session_id=session_id))


def _issue(session: Session, person: User, *, predecessor: bytes | None = None) -> tuple[TokenPair, bytes]:
    holder = tokens.TokenHolder(
        user_id=person.pk,
        session_id=session.pk,
        token_version=person.token_version,
        username=person.username,
        customer_id=person.customer_id,
        rights=tuple(sorted(permissions_of(person.pk).intersection(RIGHTS_IN_TOKENS))),
    )
    refresh = tokens.issue_refresh_token(holder, expires_at=session.expires_at, predecessor=predecessor)
    access = tokens.issue_access_token(holder, no_later_than=session.expires_at)
    return TokenPair(access=access, refresh=refresh.token), refresh.digest


def _expiry(*, began: dt.datetime, now: dt.datetime) -> dt.datetime:
    """Return until when the session lives if it is not refreshed: refreshing moves it on, but never without end."""
    lifetime: dt.timedelta = settings.REFRESH_TOKEN_LIFETIME
    longest: dt.timedelta = settings.SESSION_ABSOLUTE_LIFETIME
    return min(now + lifetime, began + longest)
