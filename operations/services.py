"""What operators change: housekeeping of tables that would grow for ever."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.models import IdempotencyRecord
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
