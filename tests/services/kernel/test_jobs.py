"""Background jobs: once where all is well, again where it is not, and never lost with their worker."""

from __future__ import annotations

import datetime as dt
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings
from django_tasks_db.models import DBTaskResult

from core_banking.kernel import clock, jobs, worker
from core_banking.kernel.jobs import (
    forget_finished_jobs,
    keep_claim,
    recover_abandoned_jobs,
    run_waiting_jobs,
)
from core_banking.kernel.worker import Worker
from tests.builders.jobs import fail, note, noted

pytestmark = pytest.mark.django_db

LOOK, STUMBLE = "tests.builders.jobs.look", "tests.builders.jobs.stumble"


@pytest.fixture(autouse=True)
def _nothing_is_noted_yet() -> Iterator[None]:
    noted.clear()
    yield
    noted.clear()


def only_job() -> DBTaskResult[..., Any]:
    return DBTaskResult.objects.get()


def abandoned(*, claims: int = 1, minutes_ago: float = 1.0) -> DBTaskResult[..., Any]:
    """A job whose worker was killed in the middle of it."""
    note.enqueue("done")
    row = only_job()
    row.claim("dead")
    row.worker_ids = ["dead"] * claims
    row.started_at = clock.now() - dt.timedelta(minutes=minutes_ago)
    row.save()
    return row


def test_a_job_runs_once() -> None:
    note.enqueue("one")
    note.enqueue("two")

    assert run_waiting_jobs() == 2
    assert run_waiting_jobs() == 0
    assert sorted(noted) == ["one", "two"]


def test_whoever_is_told_to_stop_begins_no_other_job() -> None:
    note.enqueue("one")
    note.enqueue("two")

    assert run_waiting_jobs(goes_on=lambda: not noted) == 1
    assert DBTaskResult.objects.filter(status="READY").count() == 1


def test_it_is_told_which_job_runs() -> None:
    watched: list[object] = []
    note.enqueue("one")

    run_waiting_jobs(watch=watched.append)

    assert watched == [only_job().pk, None]


@override_settings(JOB_RETRY_DELAYS_SECONDS=[10, 60])
def test_a_job_that_raises_is_tried_again_later_and_then_given_up(caplog: pytest.LogCaptureFixture) -> None:
    fail.enqueue("sorry")
    for delay in (10, 60):
        before = clock.now()
        assert run_waiting_jobs() == 1
        assert run_waiting_jobs() == 0
        row = only_job()
        assert row.status == "READY"
        assert 0 <= (row.run_after - before).total_seconds() - delay < 5
        DBTaskResult.objects.update(run_after=clock.now())

    assert run_waiting_jobs() == 1
    row = only_job()
    assert (row.status, len(row.worker_ids), noted) == ("FAILED", 3, ["sorry"] * 3)
    assert row.exception_class_path == "builtins.RuntimeError"


def test_a_job_whose_worker_is_gone_is_run_again() -> None:
    abandoned()
    assert run_waiting_jobs() == 0

    assert recover_abandoned_jobs() == 1
    assert run_waiting_jobs() == 1
    assert (noted, only_job().status) == (["done"], "SUCCESSFUL")


def test_a_job_whose_worker_says_so_is_left_to_it() -> None:
    row = abandoned()
    keep_claim(row.pk)

    assert recover_abandoned_jobs() == 0
    assert only_job().status == "RUNNING"


def test_a_job_that_kills_its_workers_is_given_up() -> None:
    abandoned(claims=4)

    assert recover_abandoned_jobs() == 0
    row = only_job()
    assert (row.status, row.exception_class_path) == ("FAILED", "core_banking.kernel.jobs.WorkerDied")
    assert run_waiting_jobs() == 0


def test_jobs_that_ended_long_ago_are_forgotten() -> None:
    for _ in range(2):
        note.enqueue("one")
    run_waiting_jobs()
    old = DBTaskResult.objects.order_by("enqueued_at")[0]
    old.finished_at = clock.now() - dt.timedelta(days=15)
    old.save()
    note.enqueue("waiting")

    assert forget_finished_jobs() == 1
    assert DBTaskResult.objects.count() == 2


def test_jobs_of_another_engine_are_left_to_it() -> None:
    assert jobs.are_kept_in_the_database()
    with override_settings(TASKS={"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}):
        assert not jobs.are_kept_in_the_database()


@override_settings(PERIODIC_WORK={LOOK: 1})
def test_the_command_does_once_what_is_due() -> None:
    note.enqueue("one")

    call_command("run_worker", once=True)

    assert noted == ["one", "look"]


def test_all_periodic_work_of_the_settings_can_be_done() -> None:
    Worker().run_once()


@pytest.mark.django_db(transaction=True)
def test_a_worker_works_until_it_is_told_to_stop_whatever_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(worker, "IDLE_SECONDS", 0.05)
    at_work = Worker({LOOK: 0.05, STUMBLE: 0.05})
    running = threading.Thread(target=at_work.run)
    running.start()
    deadline = time.monotonic() + 20
    note.enqueue("ordered meanwhile")
    while time.monotonic() < deadline and not (
        "ordered meanwhile" in noted and noted.count("look") > 1 and noted.count("stumble") > 1
    ):
        time.sleep(0.02)
    at_work.stop()
    running.join(10)

    assert not running.is_alive()
    assert noted.count("ordered meanwhile") == 1
    assert (noted.count("look") > 1, noted.count("stumble") > 1) == (True, True)
