"""Clearing away what sign-in leaves behind: ended sessions, used resets, old counters, devices nobody uses."""

from __future__ import annotations

import datetime as dt
from typing import Any, Final

from django.conf import settings
from django.db.models import Q, QuerySet

from core_banking.api.throttling import purge_old_windows
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from users.events import EndedSessionsPurged
from users.models import KnownDevice, PasswordReset, Session, SignInGuard, TwoFactor

BATCH: Final = 1_000


def purge_ended_sessions(*, actor: Actor) -> dict[str, int]:
    """Delete what ended longer than `ENDED_SESSIONS_KEPT_DAYS` ago; return how many rows of each kind.

    Can be stopped anywhere and run again.
    """
    deleted: dict[str, int] = {}
    while True:
        batch = purge_batch(actor=actor)
        deleted = {kind: deleted.get(kind, 0) + count for kind, count in batch.items()}
        if max(batch.values()) < BATCH:
            return deleted | {"throttle_windows": purge_old_windows()}


@use_case
def purge_batch(*, actor: Actor) -> dict[str, int]:
    """Delete at most `BATCH` rows of each kind; return how many."""
    deleted = {kind: _delete(rows) for kind, rows in _outlived(clock.now()).items()}
    emit(EndedSessionsPurged(actor=actor, deleted=deleted))
    return deleted


def _outlived(now: dt.datetime) -> dict[str, QuerySet[Any]]:
    kept_since = now - dt.timedelta(days=settings.ENDED_SESSIONS_KEPT_DAYS)
    known_since = now - dt.timedelta(days=settings.KNOWN_DEVICE_DAYS)
    is_unlocked = Q(locked_until__isnull=True) | Q(locked_until__lt=now)
    return {
        "sessions": Session.objects.filter(Q(revoked_at__lt=kept_since) | Q(expires_at__lt=kept_since)),
        "resets": PasswordReset.objects.filter(expires_at__lt=kept_since),
        "failure_counts": SignInGuard.objects.filter(is_unlocked, last_attempt_at__lt=kept_since),
        "devices": KnownDevice.objects.filter(Q(revoked_at__lt=kept_since) | Q(last_used_at__lt=known_since)),
        "unconfirmed_authenticators": TwoFactor.objects.filter(
            confirmed_at__isnull=True, created_at__lt=kept_since
        ),
    }


def _delete(rows: QuerySet[Any]) -> int:
    chosen = list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH])
    return rows.filter(pk__in=chosen).delete()[0]
