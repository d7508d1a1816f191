"""Background jobs: work that is ordered inside a use case and done after it has committed.

A job is enqueued in the transaction that orders it (with the shipped engine it is a row of the same database), so
it exists exactly if the order does. It may run more than once: whoever writes one makes it safe to repeat, by the
state of the rows it works on. The engine is a setting (`TASK_ENGINE`); the shipped one needs no broker.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django_tasks import task
from django_tasks.base import Task


def job(function: Callable[..., Any]) -> Task[..., Any]:
    """Turn a module's function into a job: `function.enqueue(…)` orders it; arguments are plain JSON values."""
    return task()(function)


def run_waiting_jobs() -> None:
    """Run every job that is due, here and now, one after the other: for commands and tests."""
    from django_tasks_db.management.commands.db_worker import Worker

    Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id="here-and-now",
        excluded_queue_names=[],
    ).run()
