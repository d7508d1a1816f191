"""Many clients at once: a thread and a database connection for each, kept from round to round."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TypeVar

from django.db import connection

T = TypeVar("T")

PATIENCE_SECONDS = 120


class Crowd:
    """`size` threads that set off in the same instant, round after round."""

    def __init__(self, size: int, pool: ThreadPoolExecutor) -> None:
        self.size = size
        self._pool = pool
        self._start = threading.Barrier(size)

    def all_at_once(self, deed: Callable[[int], T]) -> list[T]:
        """Let each thread do `deed(its number)` at once; return what came of it, in order. Raises the first error."""

        def run(number: int) -> T:
            connection.ensure_connection()
            # Nobody sets off before everybody has arrived, so no thread takes two numbers of one round.
            self._start.wait(PATIENCE_SECONDS)
            return deed(number)

        waiting = [self._pool.submit(run, number) for number in range(self.size)]
        return [future.result(PATIENCE_SECONDS * 2) for future in waiting]


@contextmanager
def crowd(size: int) -> Iterator[Crowd]:
    """Open a crowd, and close its connections at the end."""
    with ThreadPoolExecutor(max_workers=size) as pool:
        people = Crowd(size, pool)
        try:
            yield people
        finally:
            people.all_at_once(lambda number: connection.close())


def meeting(parties: int, *, at_most_seconds: float = 5.0) -> Callable[[], None]:
    """Return a point where the first `parties` threads to come wait for each other; whoever comes later goes on."""
    barrier = threading.Barrier(parties)
    places = threading.Semaphore(parties)

    def wait() -> None:
        if not places.acquire(blocking=False):
            return
        try:
            barrier.wait(at_most_seconds)
        except threading.BrokenBarrierError:
            return

    return wait
