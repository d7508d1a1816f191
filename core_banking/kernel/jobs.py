"""Background jobs: work that is ordered inside a use case and done after it has committed.

A job is enqueued in the transaction that orders it (with the shipped engine it is a row of the same database), so
it exists exactly if the order does. It may run more than once: whoever writes one makes it safe to repeat, by the
state of the rows it works on. The engine is a setting (`TASK_ENGINE`); the shipped one needs no broker.

What the shipped engine leaves open is done here: a job whose worker was killed is run again (the engine would call it
running for ever), and so, a few times and later each time, is a job that raised.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django_tasks import task
from django_tasks.base import Task, TaskResultStatus

from core_banking.kernel import clock
from core_banking.kernel.db import short_transaction

if TYPE_CHECKING:
    from django_tasks_db.models import DBTaskResult

logger = logging.getLogger(__name__)

PULSE_SECONDS: Final = 5
"""How often a worker says that the job it runs is still being run (see `JOB_LEASE_SECONDS`)."""


class WorkerDied(Exception):
    """The worker ended in the middle of the job, as often as a job may be tried."""


def are_kept_in_the_database() -> bool:
    """Whether the engine is one whose jobs the bank's own worker runs."""
    from django_tasks import task_backends
    from django_tasks_db.backend import DatabaseBackend

    return isinstance(task_backends["default"], DatabaseBackend)


def job(function: Callable[..., Any]) -> Task[..., Any]:
    """Turn a module's function into a job: `function.enqueue(…)` orders it; arguments are plain JSON values."""
    return task()(function)


def number_of_waiting_jobs(most: int) -> int:
    """Return how many jobs wait or are to be tried again, counted up to `most`; 0 where another engine keeps them."""
    if not are_kept_in_the_database():
        return 0
    waiting: int = _jobs().filter(status=TaskResultStatus.READY).order_by()[:most].count()
    return waiting


def run_waiting_jobs(
    *,
    worker_id: str = "here-and-now",
    goes_on: Callable[[], bool] = lambda: True,
    watch: Callable[[object], None] = lambda row_id: None,
) -> int:
    """Run every job that is due, here and now, one after the other; return how many.

    For commands, tests and the worker, who is told which job runs (`watch`) and may stop between two (`goes_on`).
    """
    ran = 0
    while goes_on() and (row := _claimed_job(worker_id)) is not None:
        watch(row.pk)
        try:
            _run(row)
        finally:
            watch(None)
        ran += 1
    return ran


def keep_claim(row_id: object) -> None:
    """Say that a job is still being run."""
    _jobs().filter(pk=row_id, status=TaskResultStatus.RUNNING).update(started_at=clock.now())


def recover_abandoned_jobs() -> int:
    """Have the jobs of workers that are gone run again; return how many. Too often, and the job has failed."""
    recovered = 0
    lease = dt.timedelta(seconds=settings.JOB_LEASE_SECONDS)
    for row in _jobs().filter(status=TaskResultStatus.RUNNING, started_at__lt=clock.now() - lease):
        claim = _jobs().filter(pk=row.pk, status=TaskResultStatus.RUNNING, started_at=row.started_at)
        if _may_be_tried_again(row):
            recovered += claim.update(status=TaskResultStatus.READY)
            logger.warning("Job %s lost its worker and is run again: %s", row.pk, row.task_path)
        elif claim.update(started_at=clock.now()):
            row.set_failed(WorkerDied(f"The worker died {len(row.worker_ids)} times."))
            logger.error("Job %s lost its worker too often: %s", row.pk, row.task_path)
    return recovered


def forget_finished_jobs() -> int:
    """Remove the rows of jobs that ended long ago (`JOB_KEEP_DAYS`); return how many."""
    until = clock.now() - dt.timedelta(days=settings.JOB_KEEP_DAYS)
    removed, _ = _jobs().finished().filter(finished_at__lt=until).delete()
    return int(removed)


def _jobs() -> Any:
    # Imported late: the tables are known once all apps are loaded.
    from django_tasks_db.models import DBTaskResult

    return DBTaskResult.objects.all()


def _claimed_job(worker_id: str) -> DBTaskResult[..., Any] | None:
    """Take the next job that is due, or None. Looks first, so that an idle worker takes no lock."""
    if not _jobs().ready().exists():
        return None
    with short_transaction():
        row: DBTaskResult[..., Any] | None = _jobs().ready().get_locked()
        if row is not None:
            row.claim(worker_id)
    return row


def _run(row: DBTaskResult[..., Any]) -> None:
    from django_tasks_db.management.commands.db_worker import Worker

    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name=row.backend_name,
        startup_delay=False,
        max_tasks=None,
        worker_id=row.worker_ids[-1],
        excluded_queue_names=[],
    ).run_task(row)
    if row.status == TaskResultStatus.FAILED and _may_be_tried_again(row):
        delay = settings.JOB_RETRY_DELAYS_SECONDS[len(row.worker_ids) - 1]
        row.status = TaskResultStatus.READY
        row.run_after = clock.now() + dt.timedelta(seconds=delay)
        row.save(update_fields=["status", "run_after"])


def _may_be_tried_again(row: DBTaskResult[..., Any]) -> bool:
    return len(row.worker_ids) <= len(settings.JOB_RETRY_DELAYS_SECONDS)
