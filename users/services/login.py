"""Signing in: by name or address and password, and a second factor, over the API and on the staff site.

The order is what makes it safe: the address is throttled, the name is charged, and only then is the password
hashed, outside any transaction. Whatever is wrong, the answer and its cost are the same: nobody learns
whether a name exists, is disabled or had another password. The one-time code comes last, inside the transaction
that begins the session, and is paid for by the same charge.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.contrib.auth.hashers import make_password, verify_password

from core_banking.api.throttling import throttle
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, acting_as
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import NotSignedIn, Throttled
from users import names
from users.contracts import PersonCard, TokenPair
from users.errors import InvalidCredentials, LoginLocked, OtpInvalid, OtpRequired
from users.events import LoggedIn, LoggedOut, LoginFailed
from users.models import User
from users.password_rules import PASSWORD_MAX_LENGTH
from users.selectors import person_card
from users.services.known_devices import known_device, remember_device
from users.services.second_factor import use_second_factor
from users.services.sessions import end_replaced_session, start_session
from users.services.sign_in_guard import (
    charge_attempt,
    device_subject,
    forget_failures,
    login_subject,
    refuse_if_locked,
    take_charge_back,
)

_THROTTLE_SECONDS: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedInPerson:
    """The outcome of a sign-in: who it is, and his tokens."""

    person: PersonCard
    tokens: TokenPair
    device_token: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProvenPerson:
    """Somebody who proved a password; the hash it was proven against is compared again when it is used."""

    user_id: int
    username: str
    customer_id: str | None
    proven_hash: str = field(repr=False)
    hash_to_store: str = field(repr=False)
    subject: bytes
    device_id: int | None = None
    device_token: str | None = field(default=None, repr=False)


def sign_in(
    *,
    actor: Actor,
    name: str,
    password: str,
    otp: str | None = None,
    device_token: str | None = None,
    replaced_refresh: str | None = None,
) -> SignedInPerson:
    """Sign somebody in by user name or e-mail address and return his card, his tokens and his device's token.

    `device_token` is what this device got at an earlier sign-in, `replaced_refresh` a refresh token that it is about
    to lose: its session ends. Raises `Throttled` (client address), `LoginLocked`,
    `InvalidCredentials`, `OtpRequired` and `OtpInvalid`; each attempt is on record.
    """
    proven = prove_password(actor=actor, name=name, password=password, device_token=device_token)
    with recorded_refusal(actor, proven):
        return open_session(actor=actor, proven=proven, otp=otp, replaced_refresh=replaced_refresh)


@contextmanager
def recorded_refusal(actor: Actor, proven: ProvenPerson) -> Iterator[None]:
    """Record what refuses a person after his password was proven; a code that was not sent costs no attempt."""
    try:
        yield
    except InvalidCredentials:
        record_failed_sign_in(actor=actor, user_id=proven.user_id, reason="changed_meanwhile")
        raise
    except OtpRequired as refusal:
        take_charge_back(proven.subject)
        record_failed_sign_in(actor=actor, user_id=proven.user_id, reason=refusal.code)
        raise
    except OtpInvalid as refusal:
        record_failed_sign_in(actor=actor, user_id=proven.user_id, reason=refusal.code)
        raise


@use_case
def open_session(
    *, actor: Actor, proven: ProvenPerson, otp: str | None = None, replaced_refresh: str | None = None
) -> SignedInPerson:
    """Begin a session for a person who proved his password, and end that of the refresh token it replaces.

    Raises `InvalidCredentials` if that no longer holds, and `OtpRequired` and `OtpInvalid` for his second factor.
    """
    device_token = _let_in(actor, proven, otp)
    end_replaced_session(actor=actor, raw_refresh=replaced_refresh)
    session_id, tokens = start_session(actor=actor, user_id=proven.user_id)
    emit(_signed_in(actor, proven, session_id=session_id))
    return SignedInPerson(person=person_card(proven.user_id), tokens=tokens, device_token=device_token)


@use_case
def record_staff_sign_in(*, actor: Actor, proven: ProvenPerson, otp: str | None = None) -> str:
    """Note a sign-in on the staff site, which keeps a session of its own; return the device's token.

    Raises `InvalidCredentials`, `OtpRequired` and `OtpInvalid`.
    """
    device_token = _let_in(actor, proven, otp)
    emit(_signed_in(actor, proven, session_id=None))
    return device_token


@use_case
def record_staff_sign_out(*, actor: Actor) -> None:
    """Note that somebody left the staff site. Raises `NotSignedIn`."""
    if actor.user_id is None:
        raise NotSignedIn
    emit(LoggedOut(actor=actor, user_id=actor.user_id, session_ids=()))


def prove_password(
    *, actor: Actor, name: str, password: str, staff_only: bool = False, device_token: str | None = None
) -> ProvenPerson:
    """Check a name and a password, counting the attempt first: under the name, or under a device known from before.

    Raises `Throttled`, `LoginLocked` and `InvalidCredentials`, the last also for people who are disabled and,
    with `staff_only`, for customers.
    """
    person = _find(name)
    user_id = person.pk if person else None
    device_id = known_device(user_id, device_token)
    subject = device_subject(device_id) if device_id else login_subject(user_id, names.username_key(name))
    _throttle_address(actor, subject, user_id)
    try:
        charge_attempt(subject)
    except LoginLocked:
        record_failed_sign_in(actor=actor, user_id=user_id, reason="login_locked")
        raise
    is_right, hash_to_store = _verdict(person, password)
    if person is None or not is_right or not person.is_active or (staff_only and not person.is_staff):
        reason = _reason(person, is_right)
        record_failed_sign_in(actor=actor, user_id=user_id, reason=reason)
        raise InvalidCredentials
    return ProvenPerson(
        user_id=person.pk,
        username=person.username,
        customer_id=person.customer_id,
        proven_hash=person.password,
        hash_to_store=hash_to_store,
        subject=subject,
        device_id=device_id,
        device_token=device_token,
    )


@use_case
def record_failed_sign_in(*, actor: Actor, user_id: int | None, reason: str) -> None:
    """Leave a refused sign-in in the audit trail, with address and user agent."""
    emit(LoginFailed(actor=actor, user_id=user_id, reason=reason))


def _find(name: str) -> User | None:
    """Return whose user name or e-mail address this is; a user name holds no `@`."""
    if "@" in name:
        return User.objects.filter(email_key=names.email_key(name)).first()
    return User.objects.filter(username_key=names.username_key(name)).first()


def _throttle_address(actor: Actor, subject: bytes, user_id: int | None) -> None:
    address = actor.ip_address or "unknown"
    try:
        throttle("login", address, settings.LOGIN_ATTEMPTS_PER_MINUTE, _THROTTLE_SECONDS)
    except Throttled:
        # One row a minute and address tells the auditor; a row for each would let strangers flood the trail.
        if _is_first_refusal(address):
            record_failed_sign_in(actor=actor, user_id=user_id, reason="throttled")
        # A lock lasts longer than the throttle, so it is the more useful answer.
        refuse_if_locked(subject)
        raise


def _is_first_refusal(address: str) -> bool:
    try:
        throttle("login-refusals-recorded", address, 1, _THROTTLE_SECONDS)
    except Throttled:
        return False
    return True


def _verdict(person: User | None, password: str) -> tuple[bool, str]:
    """Return whether the password is right and the hash to store from now on: exactly one hash is computed."""
    if len(password) > PASSWORD_MAX_LENGTH:
        password = ""
    if person is None:
        make_password(password)
        return False, ""
    is_right, is_outdated = verify_password(password, person.password)
    return is_right, make_password(password) if is_right and is_outdated else person.password


def _reason(person: User | None, is_right: bool) -> str:
    if person is None:
        return "unknown_name"
    if not is_right:
        return "wrong_password"
    return "disabled" if not person.is_active else "not_staff"


def _use_proof(proven: ProvenPerson) -> None:
    """Take the person's row if the password is still the proven one: a change of it in between wins."""
    taken = User.objects.filter(pk=proven.user_id, password=proven.proven_hash, is_active=True).update(
        last_login=clock.now(), password=proven.hash_to_store
    )
    if not taken:
        raise InvalidCredentials
    forget_failures(proven.subject)


def _let_in(actor: Actor, proven: ProvenPerson, otp: str | None) -> str:
    """Use up both factors, start the count of failures again, and return the token the device is to carry."""
    _use_proof(proven)
    use_second_factor(actor=_named(actor, proven), user_id=proven.user_id, otp=otp)
    return remember_device(
        actor=actor, user_id=proven.user_id, token=proven.device_token, device_id=proven.device_id
    )


def _signed_in(actor: Actor, proven: ProvenPerson, *, session_id: int | None) -> LoggedIn:
    return LoggedIn(
        actor=_named(actor, proven),
        user_id=proven.user_id,
        session_id=session_id,
        is_new_device=proven.device_id is None,
    )


def _named(actor: Actor, proven: ProvenPerson) -> Actor:
    return acting_as(actor, user_id=proven.user_id, username=proven.username, customer_id=proven.customer_id)
