"""Doing one chunk of a step: here, or in worker processes beside this one.

What fails as a batch is done item by item; an item that fails by itself is set aside. A worker process only does chunks
it is handed and answers what came of them: all records of the close are kept by the process that hands them out, and a
worker whose master is gone ends.
"""

from __future__ import annotations

import datetime as dt
import logging
import multiprocessing
import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Final, Protocol

from django.db import connection, connections

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError, ErrorCategory
from core_banking.kernel.statements import engine
from operations.closing_contracts import ChunkOutcome, Step, Tally

_LOG = logging.getLogger(__name__)
_LONGEST_SENTENCE: Final = 255
_CHUNKS_AHEAD: Final = 2
"""So many chunks a worker are handed out at once: none idles, and memory never holds the numbers of a large bank."""
_MASTER_IS_LOOKED_FOR_SECONDS: Final = 1.0

Chunk = Sequence[int]


class Hands(Protocol):
    """Whoever does the chunks of a step."""

    def do(
        self, step: Step, chunks: Iterable[Chunk], about: dt.date, today: dt.date
    ) -> Iterator[ChunkOutcome]:
        """Yield what came of each chunk, as it is done."""


class OwnHands:
    """Does the chunks in this process, one after the other."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    def do(
        self, step: Step, chunks: Iterable[Chunk], about: dt.date, today: dt.date
    ) -> Iterator[ChunkOutcome]:
        """Yield what came of each chunk."""
        for chunk in chunks:
            yield do_chunk(self._actor, step, chunk, about, today)


class ManyHands:
    """Does the chunks in worker processes, each with a connection of its own."""

    def __init__(self, actor: Actor, pool: ProcessPoolExecutor, workers: int) -> None:
        self._actor, self._pool, self._ahead = actor, pool, workers * _CHUNKS_AHEAD

    def do(
        self, step: Step, chunks: Iterable[Chunk], about: dt.date, today: dt.date
    ) -> Iterator[ChunkOutcome]:
        """Yield what came of each chunk, in the order they were handed out."""
        under_way: deque[Future[ChunkOutcome]] = deque()
        for chunk in chunks:
            if len(under_way) >= self._ahead:
                yield under_way.popleft().result()
            under_way.append(self._pool.submit(_do_in_worker, self._actor, step.name, chunk, about, today))
        while under_way:
            yield under_way.popleft().result()


@contextmanager
def hands(actor: Actor, workers: int) -> Iterator[Hands]:
    """Have chunks done by so many worker processes for a `with` block; by this process if one is enough.

    SQLite has one writer, so there it is always this process.
    """
    if workers <= 1 or engine() != "postgresql":
        yield OwnHands(actor)
        return
    begin = (str(connection.settings_dict["NAME"]), os.getpid())
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context, initializer=_begin_worker, initargs=begin) as pool:
        yield ManyHands(actor, pool, workers)


def do_chunk(actor: Actor, step: Step, ids: Chunk, about: dt.date, today: dt.date) -> ChunkOutcome:
    """Do the items of a chunk for the date `about`, while `today` is the business date."""
    with clock.business_date_held_at(today):
        if step.do_batch is not None:
            try:
                return ChunkOutcome(Tally(done=step.do_batch(actor, ids, about)))
            except Exception:
                _LOG.exception("close of business: %s: %d items failed together", step.name, len(ids))
        return _one_by_one(actor, step, ids, about)


def _one_by_one(actor: Actor, step: Step, ids: Chunk, about: dt.date) -> ChunkOutcome:
    done = refused = 0
    set_aside: list[tuple[int, str]] = []
    for subject_id in ids:
        try:
            outcome = step.do_one(actor, subject_id, about)
            done, refused = done + outcome.done, refused + outcome.refused
        except DomainError as refusal:
            _LOG.warning("close of business: %s of %d: refused, %s", step.name, subject_id, refusal.code)
            if step.refusals_wait and refusal.category is not ErrorCategory.UNAVAILABLE:
                refused += 1
            else:
                set_aside.append((subject_id, f"{refusal.code}: {refusal.sentence}"[:_LONGEST_SENTENCE]))
        except Exception as fault:
            _LOG.exception("close of business: %s of %d: failed", step.name, subject_id)
            set_aside.append((subject_id, sentence_of(fault)))
    return ChunkOutcome(Tally(done, refused), tuple(set_aside))


def sentence_of(fault: Exception) -> str:
    """Return what is kept of a fault: its name, since its text may hold what belongs to a customer; the log has all."""
    return f"A fault of the bank's own ({type(fault).__name__}); the log says more."[:_LONGEST_SENTENCE]


def _begin_worker(database_name: str, master: int) -> None:
    import django

    django.setup()
    connections["default"].settings_dict["NAME"] = database_name
    threading.Thread(target=_end_with, args=(master,), daemon=True).start()


def _end_with(master: int) -> None:
    while os.getppid() == master:
        time.sleep(_MASTER_IS_LOOKED_FOR_SECONDS)
    os._exit(1)


def _do_in_worker(actor: Actor, step_name: str, ids: Chunk, about: dt.date, today: dt.date) -> ChunkOutcome:
    from operations.closing_steps import step_named  # known once Django is set up

    return do_chunk(actor, step_named(step_name), ids, about, today)
