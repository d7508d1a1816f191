"""What operators change and the bank does by itself: housekeeping, and the work that is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.models import IdempotencyRecord
from operations.due_work import DueWorkReport, do_due_work
from operations.events import IdempotencyKeysPurged

PURGE_BATCH_ROWS = 5_000


@use_case
def purge_idempotency_keys(*, actor: Actor, batch_rows: int | None = None) -> int:
    """Delete stored answers older than `IDEMPOTENCY_KEEP_HOURS`, oldest first, and return how many went.

    At most `batch_rows` (`PURGE_BATCH_ROWS`) go in one transaction: call it again while it returns that many.
    Only the stored answers go: what keeps a money movement from happening twice stays with the movement itself.
    """
    older_than = clock.now() - timedelta(hours=settings.IDEMPOTENCY_KEEP_HOURS)
    expired = IdempotencyRecord.objects.filter(created_at__lt=older_than).order_by("created_at")
    batch = list(expired.values_list("pk", flat=True)[: batch_rows or PURGE_BATCH_ROWS])
    purged, _ = IdempotencyRecord.objects.filter(pk__in=batch).delete()
    emit(IdempotencyKeysPurged(actor=actor, purged=purged, older_than=older_than))
    return purged


def run_due_work(
    *,
    actor: Actor | None = None,
    date: dt.date | None = None,
    goes_on: Callable[[], bool] = lambda: True,
) -> DueWorkReport:
    """Do the work that is due on a business date, today's if left out, or was due before; return what came of it.

    Expires holds, pays standing orders, ends terms of fixed deposits, puts unused accounts to sleep. Each item has a
    transaction of its own: it can be stopped anywhere (between two items by `goes_on`) and run again. Raises
    `InvalidInput` for a day to come.
    """
    today = clock.business_date()
    if date is not None and date > today:
        raise InvalidInput({"date": ["This day has not come yet."]})
    return do_due_work(actor or system_actor("due work"), date or today, goes_on)
