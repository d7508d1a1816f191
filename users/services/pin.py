"""The transaction PIN: proven before money moves, set and changed with the password.

A guess is paid for before it is judged: one conditional UPDATE takes an attempt away, is committed, and only then
is the guess compared. Any number of parallel guesses share what is left, and no rollback gives one back. The same
statement looks whether the sign-in is still alive, so a token whose session has ended cannot guess at all.

At 0 the PIN is locked as soon as the guess that took the last attempt has proven wrong. Until then somebody may
still be right, so a request that arrives meanwhile waits a moment instead of being told of a lock that is none.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.db.models import F
from django.utils.module_loading import import_string

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import (
    emit,
    make_dry_run,
    short_transaction,
    sql_instant,
    use_case,
    within_use_case,
)
from core_banking.kernel.errors import InvalidInput, NotSignedIn
from core_banking.kernel.statements import fetch_row
from users import pin_verifiers
from users.contracts import PersonalNumbers
from users.errors import PinInvalid, PinLocked, PinNotSet
from users.events import PinRefused, PinSet, PinWasLocked
from users.models import TransactionPin, User
from users.pin_rules import LENGTH_RULE, PIN_LENGTHS, pin_problem
from users.pin_verifiers import PinVerifier, UnknownPinKey, is_outdated, new_verifier
from users.selectors import live_sessions
from users.services.own_password import prove_own_password

_CHARGE: Final = """
UPDATE users_transactionpin SET attempts_left = attempts_left - 1
 WHERE user_id = %s AND attempts_left > 0 AND EXISTS ({signed_in})
RETURNING verifier, salt, key_id, attempts_left
"""
_CHARGE_WITHOUT_SESSION: Final = _CHARGE.format(
    signed_in="SELECT 1 FROM users_user person WHERE person.id = users_transactionpin.user_id AND person.is_active"
)
_CHARGE_OF_SESSION: Final = _CHARGE.format(
    signed_in="""
    SELECT 1 FROM users_user person JOIN users_session session ON session.user_id = person.id
     WHERE person.id = users_transactionpin.user_id AND person.is_active
       AND person.token_version = COALESCE(%s, person.token_version)
       AND session.id = %s AND session.revoked_at IS NULL AND session.expires_at > %s"""
)
_LONGEST_WAIT_SECONDS: Final = 3.0
_PAUSE_SECONDS: Final = 0.02


def prove_pin(*, actor: Actor, pin: str) -> None:
    """Accept the actor's transaction PIN, or refuse it and count the miss. Runs outside a use case.

    Raises `NotSignedIn` for a sign-in that is over (nothing is counted), `PinNotSet`, `PinLocked`, and `PinInvalid`
    with the attempts that are left.
    """
    if actor.user_id is None:
        raise NotSignedIn
    verifier, attempts_left = _charge(actor, actor.user_id)
    try:
        is_right = pin_verifiers.verifies(verifier, actor.user_id, pin)
    except UnknownPinKey:
        _give_back(actor.user_id, verifier)
        raise PinNotSet("Your transaction PIN can no longer be checked. Set it again.") from None
    if not is_right:
        record_wrong_pin(actor=actor, attempts_left=attempts_left)
        raise PinInvalid(attempts_left=attempts_left)
    _fill_up(actor.user_id, verifier, pin)


def set_pin(*, actor: Actor, password: str, pin: str) -> None:
    """Set or change the actor's own transaction PIN, which also unlocks a locked one.

    Raises `NotSignedIn`, `LoginLocked` after too many wrong passwords, and `InvalidInput` under `password` or `pin`.
    """
    if not (pin.isascii() and pin.isdigit() and len(pin) in PIN_LENGTHS):
        raise InvalidInput({"pin": [LENGTH_RULE]})
    # The password first: whether a PIN is refused tells something about its owner.
    person = prove_own_password(actor=actor, password=password)
    own = _personal_numbers(person.pk)
    problem = pin_problem(pin, date_of_birth=own.date_of_birth, numbers=(person.phone_number, *own.numbers))
    if problem:
        raise InvalidInput({"pin": [problem]})
    store_pin(actor=actor, proven_hash=person.password, verifier=new_verifier(person.pk, pin))


@use_case
def store_pin(*, actor: Actor, proven_hash: str, verifier: PinVerifier) -> None:
    """Keep a new PIN of the actor, with all attempts. Raises `NotSignedIn` if the password changed meanwhile."""
    if actor.user_id is None:
        raise NotSignedIn
    owner = User.objects.select_for_update(no_key=True).filter(pk=actor.user_id, is_active=True)
    if owner.filter(password=proven_hash).first() is None:
        raise NotSignedIn
    _, is_new = TransactionPin.objects.update_or_create(
        user_id=actor.user_id,
        defaults={
            **_columns(verifier),
            "attempts_left": attempts_allowed(),
            "locked_at": None,
            "changed_at": clock.now(),
        },
    )
    emit(PinSet(actor=actor, user_id=actor.user_id, is_new=is_new))


@use_case
def record_wrong_pin(*, actor: Actor, attempts_left: int) -> None:
    """Note a wrong PIN in the audit trail; the one that took the last attempt locks, and the customer is told."""
    if actor.user_id is None:
        raise NotSignedIn
    emit(PinRefused(actor=actor, user_id=actor.user_id, attempts_left=attempts_left))
    if attempts_left == 0:
        _lock_if_spent(actor, actor.user_id)


@use_case
def lock_undecided_pin(*, actor: Actor) -> None:
    """Lock a PIN whose last attempt nobody judged in time: whoever had it broke off, and each request would wait."""
    if actor.user_id is None:
        raise NotSignedIn
    if not _lock_if_spent(actor, actor.user_id):
        make_dry_run()  # nothing is written, so nothing is announced


def attempts_allowed() -> int:
    """Return how many wrong PINs in a row lock one (`PIN_ATTEMPTS`), at least one."""
    return max(1, int(settings.PIN_ATTEMPTS))


def _charge(actor: Actor, user_id: int) -> tuple[PinVerifier, int]:
    """Take one attempt away and return what the guess is judged by, and how many attempts are left."""
    give_up_at = time.monotonic() + _LONGEST_WAIT_SECONDS
    while True:
        row = _charged_row(actor, user_id)
        if row is not None:
            digest, salt, key_id, attempts_left = row
            return PinVerifier(digest=bytes(digest), salt=bytes(salt), key_id=key_id), attempts_left
        _refuse_unless_undecided(actor, user_id)
        if time.monotonic() > give_up_at:
            lock_undecided_pin(actor=actor)
            raise PinLocked
        time.sleep(_PAUSE_SECONDS)


@within_use_case
def _lock_if_spent(actor: Actor, user_id: int) -> bool:
    # Filled up or set anew meanwhile, it is not locked.
    spent = TransactionPin.objects.filter(user_id=user_id, attempts_left=0, locked_at__isnull=True)
    if not spent.update(locked_at=clock.now()):
        return False
    emit(PinWasLocked(actor=actor, user_id=user_id))
    return True


def _charged_row(actor: Actor, user_id: int) -> Any:
    with short_transaction():
        if actor.session_id is None:
            return fetch_row(_CHARGE_WITHOUT_SESSION, [user_id])
        alive_at = sql_instant(clock.now())
        return fetch_row(
            _CHARGE_OF_SESSION, [user_id, actor.unchecked_token_version, actor.session_id, alive_at]
        )


def _refuse_unless_undecided(actor: Actor, user_id: int) -> None:
    """Say why nothing could be charged; return if the last attempt is with somebody whose guess is being judged."""
    if not _is_signed_in(actor, user_id):
        raise NotSignedIn("The sign-in is no longer valid.")
    kept = TransactionPin.objects.filter(user_id=user_id).values_list("locked_at", flat=True)
    if not kept:
        raise PinNotSet
    if kept[0] is not None:
        raise PinLocked


def _is_signed_in(actor: Actor, user_id: int) -> bool:
    if actor.session_id is None:
        return User.objects.filter(pk=user_id, is_active=True).exists()
    alive = live_sessions(user_id).filter(pk=actor.session_id, user__is_active=True)
    if actor.unchecked_token_version is not None:
        alive = alive.filter(user__token_version=actor.unchecked_token_version)
    return alive.exists()


def _give_back(user_id: int, charged: PinVerifier) -> None:
    """Give back the attempt of a guess that nobody could judge."""
    unchanged = TransactionPin.objects.filter(
        user_id=user_id, verifier=charged.digest, salt=charged.salt, locked_at__isnull=True
    )
    with short_transaction():
        unchanged.filter(attempts_left__lt=attempts_allowed()).update(attempts_left=F("attempts_left") + 1)


def _fill_up(user_id: int, proven: PinVerifier, pin: str) -> None:
    """Give all attempts back, unless the PIN was changed or locked meanwhile; an outdated key is replaced."""
    renewed = _columns(new_verifier(user_id, pin)) if is_outdated(proven) else {}
    unchanged = TransactionPin.objects.filter(
        user_id=user_id, verifier=proven.digest, salt=proven.salt, locked_at__isnull=True
    )
    with short_transaction():
        unchanged.update(attempts_left=attempts_allowed(), **renewed)


def _columns(verifier: PinVerifier) -> dict[str, Any]:
    return {"verifier": verifier.digest, "salt": verifier.salt, "key_id": verifier.key_id}


def _personal_numbers(user_id: int) -> PersonalNumbers:
    ask: Callable[[int], PersonalNumbers] = import_string(settings.PERSONAL_NUMBERS)
    return ask(user_id)
