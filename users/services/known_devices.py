"""Devices known from an earlier good sign-in, whose failures are counted apart from everybody else's.

Whoever hammers a name from elsewhere locks that name for strangers; its owner, at a device that carries a token of
his, has a budget of his own. The token opens nothing: it only says under which count an attempt belongs.
"""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

from django.conf import settings

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import within_use_case
from core_banking.kernel.encryption import keyed_digest
from users.models import KnownDevice

DEVICES_KEPT: Final = 20
"""How many devices of one person are remembered; the one not used for longest goes first."""
LONGEST_DEVICE_TOKEN: Final = 64
_TOKEN_BYTES: Final = 32


def known_device(user_id: int | None, token: str | None) -> int | None:
    """Return the number of a person's device that carries this token, or None for a stranger's.

    A token that is presented costs one look for every name, whether or not somebody has it.
    """
    if not token or len(token) > LONGEST_DEVICE_TOKEN:
        return None
    used_since = clock.now() - dt.timedelta(days=settings.KNOWN_DEVICE_DAYS)
    known = KnownDevice.objects.filter(
        user_id=user_id or 0,
        token_digest=_digest(token),
        revoked_at__isnull=True,
        last_used_at__gt=used_since,
    )
    return known.values_list("pk", flat=True).first()


@within_use_case
def remember_device(*, actor: Actor, user_id: int, token: str | None, device_id: int | None) -> str:
    """Note a good sign-in from a device and return the token it is to carry: the one it has, or a new one."""
    now = clock.now()
    if token and device_id is not None:
        used = KnownDevice.objects.filter(pk=device_id, user_id=user_id, revoked_at__isnull=True)
        if used.update(last_used_at=now, user_agent=actor.user_agent):
            return token
    new_token = secrets.token_urlsafe(_TOKEN_BYTES)
    KnownDevice.objects.create(
        user_id=user_id,
        token_digest=_digest(new_token),
        user_agent=actor.user_agent,
        created_at=now,
        last_used_at=now,
    )
    latest = KnownDevice.objects.filter(user_id=user_id).order_by("-last_used_at", "-pk")
    if surplus := list(latest.values_list("pk", flat=True)[DEVICES_KEPT : 2 * DEVICES_KEPT]):
        KnownDevice.objects.filter(pk__in=surplus).delete()
    return new_token


@within_use_case
def forget_devices(*, user_id: int) -> None:
    """Make every device of a person a stranger's again: after a change of the password."""
    KnownDevice.objects.filter(user_id=user_id, revoked_at__isnull=True).update(revoked_at=clock.now())


def _digest(token: str) -> bytes:
    return keyed_digest("known-device", token.encode("utf-8", "replace"))
