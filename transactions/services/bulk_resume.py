"""Bulk transfers whose worker has died are taken up again, and in the end given up."""

from __future__ import annotations

import datetime as dt

from django.conf import settings

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from transactions.bulk_contracts import UNFINISHED, BulkStatus
from transactions.models import BulkTransfer
from transactions.services.bulk_work import change_of, finish, held, run_bulk_transfer


def resume_bulk_transfers(*, actor: Actor) -> int:
    """Take up every bulk transfer that has made no progress for `BULK_TRANSFER_STALLED_SECONDS`; return how many.

    For the worker's sweep; the work itself is ordered as a job. One that was begun `BULK_TRANSFER_MAX_RUNS` times and
    still has not come to its end fails: what was posted of it stays, what was not never will be.
    """
    before = clock.now() - dt.timedelta(seconds=settings.BULK_TRANSFER_STALLED_SECONDS)
    stalled = BulkTransfer.objects.filter(status__in=UNFINISHED, progressed_at__lt=before).order_by(
        "progressed_at"
    )
    return sum(
        resume_bulk_transfer(actor=actor, bulk_transfer_id=number, stalled_before=before)
        for number in stalled.values_list("pk", flat=True)
    )


@use_case
def resume_bulk_transfer(*, actor: Actor, bulk_transfer_id: int, stalled_before: dt.datetime) -> bool:
    """Order the work on a stalled bulk transfer once more, or give it up; return whether it was stalled indeed."""
    transfer = held(bulk_transfer_id, stalled_before=stalled_before)
    if transfer is None:
        return False
    if transfer.runs >= settings.BULK_TRANSFER_MAX_RUNS:
        transfer.processed_count = transfer.succeeded_count + transfer.refused_count
        finish(actor, transfer, BulkStatus.FAILED)
        return True
    transfer.progressed_at = clock.now()
    transfer.save(update_fields=["progressed_at"])
    run_bulk_transfer.enqueue(transfer.pk)
    emit(change_of(actor, transfer))
    return True
