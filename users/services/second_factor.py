"""The second factor: set up, confirmed, used at each sign-in, switched off.

A code is accepted by one conditional UPDATE, so of any number of parallel sign-ins with one code one gets in. What
bounds guessing is the count of failed sign-ins, which is charged before a code is looked at.
"""

from __future__ import annotations

import datetime as dt
import logging
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case, within_use_case
from core_banking.kernel.encryption import Purpose, UndecipherableValue, decrypt_text, encrypt_text
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from users import one_time_codes
from users.contracts import SessionEnd
from users.errors import OtpInvalid, OtpRequired, TwoFactorOff, TwoFactorOn
from users.events import (
    RecoveryCodesRenewed,
    RecoveryCodeUsed,
    TwoFactorDisabled,
    TwoFactorEnabled,
    TwoFactorSetUp,
)
from users.models import RecoveryCode, TwoFactor, User
from users.services.own_password import WRONG_PASSWORD, password_is_right, person_behind
from users.services.people import MANAGE_STAFF
from users.services.revocation import end_everything, end_sessions
from users.services.sign_in_guard import charge_attempt, forget_failures, password_change_subject

logger = logging.getLogger(__name__)

NO_LONGER_FRESH: Final = (
    "Two-factor sign-in has been on for too long to be switched off this way. Ask the bank."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provisioning:
    """What an authenticator app needs: the secret, also as an address to show as a picture."""

    secret: str = field(repr=False)
    otpauth_url: str = field(repr=False)


@use_case
def set_up_two_factor(*, actor: Actor) -> Provisioning:
    """Give the actor a secret, in place of any not yet confirmed one. Raises `NotSignedIn` and `TwoFactorOn`."""
    person = _locked_person(actor)
    if person.two_factor_enabled:
        raise TwoFactorOn
    secret = one_time_codes.new_secret()
    TwoFactor.objects.update_or_create(
        user_id=person.pk,
        defaults={
            "secret": encrypt_text(Purpose.TWO_FACTOR, place_of_secret(person.pk), secret),
            "last_used_step": 0,
            "created_at": clock.now(),
            "confirmed_at": None,
        },
    )
    emit(TwoFactorSetUp(actor=actor, user_id=person.pk))
    address = one_time_codes.provisioning_address(secret, account=person.username, issuer=settings.BANK_NAME)
    return Provisioning(secret=secret, otpauth_url=address)


def confirm_two_factor(*, actor: Actor, otp: str) -> list[str]:
    """Switch two-factor sign-in on with a first code, end the actor's other sessions, return recovery codes.

    An access token is enough for this, so a thief of one could lock its owner out with an authenticator of his own.
    The owner is therefore told by mail at once, and gets rid of it with `drop_fresh_second_factor`.
    Raises `NotSignedIn`, `TwoFactorOn`, `TwoFactorOff` without a set-up, `LoginLocked` and `InvalidInput` under `otp`.
    """
    person = person_behind(actor)
    _refuse_if_on(person)
    if not TwoFactor.objects.filter(user_id=person.pk).exists():
        raise TwoFactorOff
    charge_attempt(password_change_subject(person.pk))
    return switch_two_factor_on(actor=actor, otp=otp)


@use_case
def switch_two_factor_on(*, actor: Actor, otp: str) -> list[str]:
    """Switch two-factor sign-in on. Raises as `confirm_two_factor` does."""
    person = _locked_person(actor)
    _refuse_if_on(person)
    if not TwoFactor.objects.filter(user_id=person.pk).exists():
        raise TwoFactorOff
    step = _step_of(person.pk, one_time_codes.without_blanks(otp))
    if step is None:
        raise InvalidInput({"otp": [OtpInvalid.sentence]})
    # This code proves that the app is set up and lets nobody in. Whoever signs in right afterwards still sees the
    # same one, so it stays good for one sign-in; what came before it does not.
    TwoFactor.objects.filter(user_id=person.pk).update(confirmed_at=clock.now(), last_used_step=step - 1)
    User.objects.filter(pk=person.pk).update(two_factor_enabled=True)
    end_sessions(user_id=person.pk, reason=SessionEnd.TWO_FACTOR_CHANGED, keep=actor.session_id)
    forget_failures(password_change_subject(person.pk))
    emit(TwoFactorEnabled(actor=actor, user_id=person.pk))
    return _renew_codes(person.pk)


def disable_two_factor(*, actor: Actor, password: str, otp: str) -> None:
    """Switch two-factor sign-in off, with password and code.

    Raises `NotSignedIn`, `TwoFactorOff`, `LoginLocked`, and `InvalidInput` under `password` or `otp`.
    """
    proven_hash = _prove_password_of_enabled(actor, password)
    switch_two_factor_off(actor=actor, proven_hash=proven_hash, otp=otp)


@use_case
def switch_two_factor_off(*, actor: Actor, proven_hash: str, otp: str) -> None:
    """Switch two-factor sign-in off. Raises as `disable_two_factor` does."""
    person = _with_both_factors(actor, proven_hash, otp)
    _switch_off(person.pk)
    emit(TwoFactorDisabled(actor=actor, user_id=person.pk))


@use_case
def drop_second_factor(*, actor: Actor, user_id: int) -> None:
    """Switch two-factor sign-in off for somebody who has lost app and codes; everything he was issued ends.

    Raises `NotAllowed` without the right and for oneself, `NotFound` and `TwoFactorOff`.
    """
    if not actor.may(MANAGE_STAFF) or actor.user_id == user_id:
        raise NotAllowed
    person = User.objects.select_for_update(no_key=True).filter(pk=user_id).first()
    if person is None:
        raise NotFound
    if not person.two_factor_enabled:
        raise TwoFactorOff
    _switch_off(user_id)
    end_everything([user_id], SessionEnd.TWO_FACTOR_CHANGED)
    emit(TwoFactorDisabled(actor=actor, user_id=user_id))


@within_use_case
def drop_fresh_second_factor(*, actor: Actor, user_id: int) -> None:
    """Switch two-factor sign-in off for who has just proven his mailbox, as long as it is fresh.

    For an owner who never switched it on. In its first `TWO_FACTOR_FRESH_HOURS` a mailbox opens no more than it did
    before there was a second factor; later it would be a way around one that its owner relies on. Nothing happens
    where it is off. Raises `InvalidInput` under `switch_two_factor_off` when it is no longer fresh.
    """
    if not User.objects.filter(pk=user_id, two_factor_enabled=True).exists():
        return
    fresh_since = clock.now() - dt.timedelta(hours=settings.TWO_FACTOR_FRESH_HOURS)
    if not TwoFactor.objects.filter(user_id=user_id, confirmed_at__gt=fresh_since).exists():
        raise InvalidInput({"switch_two_factor_off": [NO_LONGER_FRESH]})
    _switch_off(user_id)
    emit(TwoFactorDisabled(actor=actor, user_id=user_id))


def renew_recovery_codes(*, actor: Actor, password: str, otp: str) -> list[str]:
    """Return new recovery codes, for password and code; the old ones are worth nothing.

    Raises `NotSignedIn`, `TwoFactorOff`, `LoginLocked`, and `InvalidInput` under `password` or `otp`.
    """
    proven_hash = _prove_password_of_enabled(actor, password)
    return replace_recovery_codes(actor=actor, proven_hash=proven_hash, otp=otp)


@use_case
def replace_recovery_codes(*, actor: Actor, proven_hash: str, otp: str) -> list[str]:
    """Replace the actor's recovery codes. Raises as `renew_recovery_codes` does."""
    person = _with_both_factors(actor, proven_hash, otp)
    emit(RecoveryCodesRenewed(actor=actor, user_id=person.pk))
    return _renew_codes(person.pk)


@within_use_case
def use_second_factor(*, actor: Actor, user_id: int, otp: str | None) -> None:
    """Accept the second factor of a person who has one and whose row the caller holds.

    Raises `OtpRequired` without a code and `OtpInvalid` for a wrong or used one; without a second factor the code
    is not looked at.
    """
    if not User.objects.filter(pk=user_id, two_factor_enabled=True).exists():
        return
    if not otp or not otp.strip():
        raise OtpRequired
    if not _accept(actor, user_id, otp):
        raise OtpInvalid


def _accept(actor: Actor, user_id: int, otp: str) -> bool:
    """Use up an authenticator's code or a recovery code; False for any other."""
    code = one_time_codes.without_blanks(otp)
    if one_time_codes.looks_like_authenticator_code(code):
        return _accept_authenticator_code(user_id, code)
    unused = RecoveryCode.objects.filter(user_id=user_id, used_at__isnull=True)
    digest = one_time_codes.recovery_code_digest(user_id, code)
    if not unused.filter(code_digest=digest).update(used_at=clock.now()):
        return False
    emit(RecoveryCodeUsed(actor=actor, user_id=user_id, codes_left=unused.count()))
    return True


def _accept_authenticator_code(user_id: int, code: str) -> bool:
    """Use up the time step of a code: neither it nor an earlier one is accepted again."""
    step = _step_of(user_id, code)
    if step is None:
        return False
    fresh = TwoFactor.objects.filter(user_id=user_id, last_used_step__lt=step)
    return fresh.update(last_used_step=step) == 1


def _step_of(user_id: int, code: str) -> int | None:
    """Return the time step that a code of a person's authenticator belongs to, or None for a wrong one."""
    factor = TwoFactor.objects.filter(user_id=user_id).first()
    if factor is None:
        return None
    try:
        secret = decrypt_text(Purpose.TWO_FACTOR, place_of_secret(user_id), factor.secret)
    except UndecipherableValue:
        logger.error("The two-factor secret of person %s cannot be deciphered: is a key missing?", user_id)
        return None
    return one_time_codes.accepted_step(secret, code, clock.now())


def _prove_password_of_enabled(actor: Actor, password: str) -> str:
    """Return the hash of the proven password; the attempt stays counted until the code was right as well."""
    person = person_behind(actor)
    if not person.two_factor_enabled:
        raise TwoFactorOff
    if not password_is_right(person, password):
        raise InvalidInput({"password": [WRONG_PASSWORD]})
    return person.password


def _with_both_factors(actor: Actor, proven_hash: str, otp: str) -> User:
    person = _locked_person(actor)
    if not person.two_factor_enabled:
        raise TwoFactorOff
    if person.password != proven_hash:
        raise InvalidInput({"password": [WRONG_PASSWORD]})
    if not _accept(actor, person.pk, otp):
        raise InvalidInput({"otp": [OtpInvalid.sentence]})
    forget_failures(password_change_subject(person.pk))
    return person


def _locked_person(actor: Actor) -> User:
    return person_behind(actor, User.objects.select_for_update(no_key=True))


def _refuse_if_on(person: User) -> None:
    if person.two_factor_enabled:
        raise TwoFactorOn


def _switch_off(user_id: int) -> None:
    RecoveryCode.objects.filter(user_id=user_id).delete()
    TwoFactor.objects.filter(user_id=user_id).delete()
    User.objects.filter(pk=user_id).update(two_factor_enabled=False)


def _renew_codes(user_id: int) -> list[str]:
    codes = one_time_codes.new_recovery_codes()
    RecoveryCode.objects.filter(user_id=user_id).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user_id=user_id, code_digest=one_time_codes.recovery_code_digest(user_id, code))
        for code in codes
    )
    return codes


def place_of_secret(user_id: int) -> str:
    """Return the place that a person's secret is encrypted for."""
    return f"users.two_factor.secret:{user_id}"
