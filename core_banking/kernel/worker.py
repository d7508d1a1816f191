"""The worker: one process that runs background jobs and does the bank's periodic work, until it is told to stop.

Jobs have a thread, and so has each piece of periodic work (`PERIODIC_WORK`), so that none waits for another: a bulk of
transfers holds up no mail, a slow receiver of webhooks no job. Any number of workers may run beside each other, and
any of them may be killed at any moment: all that counts is in rows that are claimed for a while.
"""

from __future__ import annotations

import inspect
import logging
import os
import secrets
import socket
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.conf import settings
from django.db import close_old_connections, connections
from django.utils.module_loading import import_string

from core_banking.kernel import jobs
from core_banking.kernel.actors import system_actor

logger = logging.getLogger(__name__)

IDLE_SECONDS: Final = 1.0
"""How long the thread of the jobs rests when there is none."""
PAUSE_SECONDS: Final = 5.0
"""How long a thread rests after an error: a database that is away comes back."""
GRACE_SECONDS: Final = 20.0
"""How long what is under way may take to end once the worker is told to stop; what is left then is done again."""
_KEEPS_CONNECTION_BELOW_SECONDS: Final = 30


class Worker:
    """Runs jobs and periodic work; `periodic` names functions and says how many seconds lie between two calls."""

    def __init__(self, periodic: Mapping[str, float] | None = None) -> None:
        chosen: Mapping[str, float] = settings.PERIODIC_WORK if periodic is None else periodic
        self._periodic = {name: (_work(name, self._goes_on), seconds) for name, seconds in chosen.items()}
        self._id = f"{socket.gethostname()[:30]}-{os.getpid()}-{secrets.token_hex(4)}"
        self._stopping = threading.Event()
        self._running_job: object = None

    def stop(self) -> None:
        """Begin nothing more."""
        self._stopping.set()

    def run(self) -> None:
        """Work until told to stop, then let what is under way come to its end."""
        threads = [
            self._thread("jobs", self._run_jobs, IDLE_SECONDS),
            self._thread("pulse", self._keep_claim, jobs.PULSE_SECONDS),
            *(self._thread(name, work, seconds) for name, (work, seconds) in self._periodic.items()),
        ]
        logger.info("Worker %s is at work", self._id)
        for thread in threads:
            thread.start()
        self._stopping.wait()
        give_up_at = time.monotonic() + GRACE_SECONDS
        for thread in threads:
            thread.join(max(0.0, give_up_at - time.monotonic()))
        logger.info("Worker %s has stopped", self._id)

    def run_once(self) -> None:
        """Do all that is due once, in this thread: for commands and tests."""
        self._run_jobs()
        for work, _ in self._periodic.values():
            work()

    def _goes_on(self) -> bool:
        return not self._stopping.is_set()

    def _run_jobs(self) -> None:
        if jobs.are_kept_in_the_database():
            jobs.run_waiting_jobs(worker_id=self._id, goes_on=self._goes_on, watch=self._watch)

    def _watch(self, row_id: object) -> None:
        self._running_job = row_id

    def _keep_claim(self) -> None:
        if self._running_job is not None:
            jobs.keep_claim(self._running_job)

    def _thread(self, name: str, work: Callable[[], None], seconds: float) -> threading.Thread:
        # A daemon: what does not end in time must not keep the process.
        return threading.Thread(
            name=name, target=self._again_and_again, args=(name, work, seconds), daemon=True
        )

    def _again_and_again(self, name: str, work: Callable[[], None], seconds: float) -> None:
        while self._goes_on():
            pause = seconds
            close_old_connections()
            try:
                work()
            except Exception:
                logger.exception("Work failed, and is tried again: %s", name)
                connections.close_all()
                pause = max(seconds, PAUSE_SECONDS)
            if pause > _KEEPS_CONNECTION_BELOW_SECONDS:
                connections.close_all()
            self._stopping.wait(pause)
        connections.close_all()


def _work(name: str, goes_on: Callable[[], bool]) -> Callable[[], None]:
    """Return a function that calls the one of a name, with the actor and the way to stop if it takes them."""
    function: Callable[..., object] = import_string(name)
    offered: dict[str, Any] = {"actor": system_actor("worker"), "goes_on": goes_on}
    taken = {key: value for key, value in offered.items() if key in inspect.signature(function).parameters}

    def work() -> None:
        function(**taken)

    return work
