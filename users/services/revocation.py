"""Ending what was issued: one session, a person's other sessions, or everything he holds."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F

from core_banking.kernel import clock
from core_banking.kernel.db import within_use_case
from core_banking.kernel.tripwire import expected_write
from users.contracts import SessionEnd
from users.models import KnownDevice, Session, User


@within_use_case
def end_sessions(
    *, user_id: int, reason: SessionEnd, only: Collection[int] | None = None, keep: int | None = None
) -> list[int]:
    """End a person's live sessions (`only` these, or all but `keep`) and return which ended.

    Their access tokens die at once, since each request looks whether its session is alive.
    """
    live = Session.objects.select_for_update().filter(user_id=user_id, revoked_at__isnull=True)
    if only is not None:
        live = live.filter(pk__in=only)
    if keep is not None:
        live = live.exclude(pk=keep)
    ended = list(live.order_by("pk").values_list("pk", flat=True))
    Session.objects.filter(pk__in=ended).update(revoked_at=clock.now(), revoke_reason=reason.value)
    return ended


@expected_write("the safety net behind a change that is itself reported")
def end_everything(user_ids: Collection[int], reason: SessionEnd) -> None:
    """End every session and every token of some people, at once.

    Needs no use case: it also runs as the safety net behind changes made in a shell. The version goes first:
    alone it already refuses every token issued before. After a new password no device is known any more, either.
    """
    if not user_ids:
        return
    User.objects.filter(pk__in=user_ids).update(token_version=F("token_version") + 1)
    Session.objects.filter(user_id__in=user_ids, revoked_at__isnull=True).update(
        revoked_at=clock.now(), revoke_reason=reason.value
    )
    if reason is SessionEnd.PASSWORD_CHANGED:
        known = KnownDevice.objects.filter(user_id__in=user_ids, revoked_at__isnull=True)
        known.update(revoked_at=clock.now())
