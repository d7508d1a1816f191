"""Real threads, each with a database connection of its own that is closed at the end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection

T = TypeVar("T")


def elsewhere(function: Callable[[], T]) -> T:
    """Run a function in another thread, over another connection, and wait for it."""
    return at_once([function])[0]


def at_once(functions: Sequence[Callable[[], T]]) -> list[T]:
    """Start all functions in the same instant, one thread each, and return what they return, in their order.

    The first error is raised once all have ended.
    """
    barrier = threading.Barrier(len(functions))

    def run(function: Callable[[], T]) -> T:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=60)
            return function()
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=len(functions)) as pool:
        return [future.result() for future in [pool.submit(run, function) for function in functions]]
