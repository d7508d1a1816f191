"""The count of failed sign-ins, charged before the password is looked at.

Each attempt is counted in a short transaction of its own and only then judged: parallel guesses cannot
exceed the limit between them, and no rollback forgets one. A success gives the charge back.
"""

from __future__ import annotations

import datetime as dt
import math
import secrets
from typing import Final

from django.conf import settings
from django.db.models import Case, F, Q, Value, When

from core_banking.kernel import clock
from core_banking.kernel.db import short_transaction
from core_banking.kernel.encryption import keyed_digest
from users.errors import LoginLocked
from users.models import SignInGuard

_KEEP_UNUSED: Final = dt.timedelta(days=30)
_PURGE_ONE_IN: Final = 100


def login_subject(user_id: int | None, name_key: str) -> bytes:
    """Return the digest under which sign-ins are counted: the person's, or that of a name nobody has."""
    return _digest(f"name:{name_key}" if user_id is None else f"person:{user_id}")


def password_change_subject(user_id: int) -> bytes:
    """Return the digest under which wrong current passwords are counted, apart from the sign-ins."""
    return _digest(f"password-change:{user_id}")


def device_subject(device_id: int) -> bytes:
    """Return the digest under which sign-ins from a device known from before are counted."""
    return _digest(f"device:{device_id}")


def charge_attempt(subject: bytes) -> None:
    """Count one attempt as failed until it succeeds. Raises `LoginLocked` without counting if locked.

    The attempt that reaches `LOGIN_FAILURES_BEFORE_LOCK` is still judged and locks all after it for
    `LOGIN_LOCK_MINUTES`. A limit of 0 or less switches the lock off.
    """
    limit: int = settings.LOGIN_FAILURES_BEFORE_LOCK
    if limit <= 0:
        return
    now = clock.now()
    with short_transaction():
        SignInGuard.objects.bulk_create(
            [SignInGuard(subject_digest=subject, last_attempt_at=now)], ignore_conflicts=True
        )
        charged = _charge(subject, limit, now)
        if secrets.randbelow(_PURGE_ONE_IN) == 0:
            SignInGuard.objects.filter(last_attempt_at__lt=now - _KEEP_UNUSED).delete()
    if not charged:
        refuse_if_locked(subject)
        raise LoginLocked(retry_after=1)


def refuse_if_locked(subject: bytes) -> None:
    """Raise `LoginLocked` with the seconds that are left, if the subject is locked now."""
    now = clock.now()
    locked_until = (
        SignInGuard.objects.filter(subject_digest=subject, locked_until__gt=now)
        .values_list("locked_until", flat=True)
        .first()
    )
    if locked_until is not None:
        raise LoginLocked(retry_after=max(1, math.ceil((locked_until - now).total_seconds())))


def take_charge_back(subject: bytes) -> None:
    """Give back the charge of an attempt at which nothing was guessed; with it goes the lock that it set."""
    with short_transaction():
        SignInGuard.objects.filter(subject_digest=subject, failures__gt=0).update(
            failures=F("failures") - 1, locked_until=None
        )


def forget_failures(subject: bytes) -> None:
    """Start counting from nothing again: called in the transaction of the success."""
    SignInGuard.objects.filter(subject_digest=subject).update(failures=0, locked_until=None)


def _charge(subject: bytes, limit: int, now: dt.datetime) -> bool:
    """Count one more in one statement, unless locked; a lock that has run out starts a new count."""
    lock_end = now + dt.timedelta(minutes=settings.LOGIN_LOCK_MINUTES)
    lock_is_over = Q(locked_until__isnull=False)
    reaches_limit = Q(failures__gte=limit - 1) if limit > 1 else Q(pk__isnull=False)
    fresh_count_locks = Value(lock_end) if limit == 1 else Value(None)
    charged = (
        SignInGuard.objects.filter(subject_digest=subject)
        .filter(Q(locked_until__isnull=True) | Q(locked_until__lte=now))
        .update(
            failures=Case(When(lock_is_over, then=Value(1)), default=F("failures") + 1),
            locked_until=Case(
                When(lock_is_over, then=fresh_count_locks),
                When(reaches_limit, then=Value(lock_end)),
                default=Value(None),
                output_field=SignInGuard._meta.get_field("locked_until"),
            ),
            last_attempt_at=now,
        )
    )
    return charged == 1


def _digest(subject: str) -> bytes:
    return keyed_digest("sign-in-guard", subject.encode())
