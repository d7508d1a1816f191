"""The close of business: one day after the other, each step once, whatever fails and wherever it is stopped.

For a day D the business date moves on to D+1 first, so that nothing is posted to a customer's account that is dated D.
Then comes the evening's work of D; D is closed for good; then comes the morning's work of D+1. Each item is a use case
that is safe to repeat, so a close that was killed is simply run again: what is done is found done. An item that fails
is set aside and tried again by every later run; the day it belongs to is not closed for good as long as it is one of
the evening's, but the bank goes on.
"""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.business_day import business_day
from core_banking.kernel.errors import Unavailable
from operations import closing_records as records
from operations import closing_steps
from operations.closing_chunks import Chunk, Hands, do_chunk, hands, sentence_of
from operations.closing_contracts import (
    THE_STEP_ITSELF,
    ChunkOutcome,
    ClosingReport,
    Step,
    StepProgress,
    Tally,
    Watch,
)
from operations.closing_lock import closing_lock
from operations.models import ClosingFailure, ClosingRun, ClosingStep

_LOG = logging.getLogger(__name__)
ONE_DAY: Final = dt.timedelta(days=1)
PATIENCE_SECONDS: Final = (1, 5, 15, 30, 60, 120)
"""How long a close rests before it asks again for the day to itself, while a long posting (in bulk) is under way."""
_WAITS_FOR_EARLIER: Final = "An earlier day of it is still set aside."


class ClosingStopped(Exception):
    """The close was told to stop; the next run takes up what is left."""


@dataclass(frozen=True, slots=True)
class Close:
    """Who closes, with which hands; `goes_on` is asked before each chunk, `watch` is told how it goes."""

    actor: Actor
    hands: Hands
    goes_on: Callable[[], bool]
    watch: Watch


def last_finished_day() -> dt.date:
    """Return the last day that is over by the clock."""
    return clock.business_date(clock.now()) - ONE_DAY


def next_open_day(through: dt.date) -> dt.date | None:
    """Return the day that is to be closed next, None if all through `through` are.

    A bank that was never closed begins with the last day that is over, or with today where the time machine goes on
    from there: its business date was the clock's until then, and goes back for nobody.
    """
    day = business_day()
    if day is not None:
        return day.date if day.date <= through else None
    last = last_finished_day()
    return min(through, last + ONE_DAY) if last <= through else None


def something_waits(through: dt.date, retry_before: dt.datetime) -> bool:
    """Whether a day through `through` is open, or something unfinished, or set aside and not tried since a while."""
    waiting = ClosingFailure.objects.filter(resolved_at__isnull=True, last_failed_at__lt=retry_before)
    return (
        next_open_day(through) is not None
        or ClosingRun.objects.filter(finished_at__isnull=True).exists()
        or waiting.exists()
    )


def close_days(
    *,
    actor: Actor,
    through: dt.date,
    workers: int = 1,
    goes_on: Callable[[], bool] = lambda: True,
    watch: Watch = lambda progress: None,
) -> ClosingReport:
    """Close every open day through `through`, in order, after what earlier runs left. Raises `ClosingUnderWay`."""
    report = ClosingReport()
    with closing_lock(), hands(actor, workers) as at_hand:
        close = Close(actor, at_hand, goes_on, watch)
        try:
            _take_up_what_is_left(close, report)
            while (date := next_open_day(through)) is not None:
                _refuse_to_go_on(close)
                _patiently(close, partial(records.begin_closing, actor=actor, date=date))
                _work(close, ClosingRun.objects.get(date=date))
                report.dates.append(date)
        except ClosingStopped:
            report.stopped = True
    report.open_failures = ClosingFailure.objects.filter(resolved_at__isnull=True).count()
    return report


def _take_up_what_is_left(close: Close, report: ClosingReport) -> None:
    for run in ClosingRun.objects.filter(finished_at__isnull=True).order_by("date"):
        _work(close, run)
        report.dates.append(run.date)
    _retry_what_was_set_aside(close)


def _work(close: Close, run: ClosingRun) -> None:
    tomorrow = run.date + ONE_DAY
    day = _Day(close, run, records.steps_begun(run), records.blocked_subjects(run.date))
    for step in closing_steps.EVENING:
        _do_step(day, step, about=run.date)
    records.end_evening(run)
    _close_evenings(close)
    for step in closing_steps.MORNING:
        _do_step(day, step, about=tomorrow)
    records.finish_closing(actor=close.actor, date=run.date)


def _close_evenings(close: Close) -> None:
    names = [step.name for step in closing_steps.EVENING]
    _patiently(close, partial(records.close_finished_evenings, actor=close.actor, evening_steps=names))


def _patiently(close: Close, deed: Callable[[], None]) -> None:
    """Do what needs the day to itself, again and again while it cannot be had. Raises `Unavailable` in the end."""
    for seconds in PATIENCE_SECONDS:
        try:
            return deed()
        except Unavailable:
            _refuse_to_go_on(close)
            time.sleep(seconds)
    return deed()


@dataclass(frozen=True, slots=True)
class _Day:
    """A day that is being closed: its steps so far, and the items that an earlier day still waits for."""

    close: Close
    run: ClosingRun
    begun: dict[str, ClosingStep]
    blocked: dict[str, set[int]]


def _do_step(day: _Day, step: Step, *, about: dt.date) -> None:
    found = day.begun.get(step.name)
    if found is not None and found.finished_at is not None:
        return
    log = _StepLog(day.close.watch, day.run, step.name, found)
    blocked = day.blocked.get(step.name, set())
    if blocked:
        log.keep(_all_set_aside(sorted(blocked), _WAITS_FOR_EARLIER))
    try:
        chunks = _chunks(step, about, blocked, day.close)
        for outcome in day.close.hands.do(step, chunks, about, day.run.date + ONE_DAY):
            log.keep(outcome)
    except _CannotFindOut as fault:
        log.keep(_all_set_aside([THE_STEP_ITSELF], str(fault)))
    log.finish()


class _CannotFindOut(Exception):
    """What there is to do in a step could not be read."""


def _chunks(step: Step, about: dt.date, blocked: Set[int], close: Close) -> Iterator[Chunk]:
    ids = _ids(step, about, blocked)
    while True:
        try:
            chunk = list(islice(ids, step.chunk_rows))
        except Exception as fault:
            _LOG.exception("close of business: %s: what there is to do could not be found out", step.name)
            raise _CannotFindOut(sentence_of(fault)) from fault
        if not chunk:
            return
        _refuse_to_go_on(close)
        yield chunk


def _ids(step: Step, about: dt.date, blocked: Set[int]) -> Iterator[int]:
    for subject_id in step.ids(about):
        if subject_id not in blocked:
            yield subject_id


def _refuse_to_go_on(close: Close) -> None:
    if not close.goes_on():
        raise ClosingStopped


def _all_set_aside(ids: list[int], sentence: str) -> ChunkOutcome:
    return ChunkOutcome(Tally(), tuple((subject_id, sentence) for subject_id in ids))


def _retry_what_was_set_aside(close: Close) -> None:
    """Try each item again, in the order of its days; one that fails keeps its later days waiting."""
    failing: set[tuple[str, int]] = set()
    waiting = ClosingFailure.objects.filter(resolved_at__isnull=True).order_by("date", "id")
    for failure in list(waiting):
        if (failure.kind, failure.subject_id) in failing:
            continue
        _refuse_to_go_on(close)
        outcome = _retry(close, failure)
        records.note_retry(failure, outcome)
        if outcome.set_aside:
            failing.add((failure.kind, failure.subject_id))
    if waiting:
        _close_evenings(close)


def _retry(close: Close, failure: ClosingFailure) -> ChunkOutcome:
    step = closing_steps.step_named(failure.kind)
    is_evening = step.name in {evening.name for evening in closing_steps.EVENING}
    day = business_day()
    today = day.date if day else failure.date + ONE_DAY
    its_own = failure.date if is_evening else failure.date + ONE_DAY
    about = its_own if step.keeps_its_date else today
    if failure.subject_id != THE_STEP_ITSELF:
        return do_chunk(close.actor, step, [failure.subject_id], about, today)
    done = refused = 0
    try:
        for outcome in close.hands.do(step, _chunks(step, about, set(), close), about, today):
            done, refused = done + outcome.tally.done, refused + outcome.tally.refused
            record = records.open_step(ClosingRun.objects.get(date=failure.date), step.name)
            records.note_progress(record, failure.date, ChunkOutcome(Tally(), outcome.set_aside))
    except _CannotFindOut as fault:
        return _all_set_aside([THE_STEP_ITSELF], str(fault))
    return ChunkOutcome(Tally(done, refused))


class _StepLog:
    """Keeps the record of a step, made when there is something to keep, and tells whoever watches."""

    def __init__(self, watch: Watch, run: ClosingRun, name: str, record: ClosingStep | None) -> None:
        self._watch, self._run, self._name, self._record = watch, run, name, record
        self._done = self._refused = self._set_aside = 0
        self._began = time.monotonic()

    def keep(self, outcome: ChunkOutcome) -> None:
        """Count a chunk."""
        self._record = self._record or records.open_step(self._run, self._name)
        records.note_progress(self._record, self._run.date, outcome)
        self._done += outcome.tally.done
        self._refused += outcome.tally.refused
        self._set_aside += len(outcome.set_aside)
        self._tell(is_finished=False)

    def finish(self) -> None:
        """Say that the step is through."""
        if self._record is None:
            records.open_step(self._run, self._name, is_finished=True)
        else:
            records.finish_step(self._record)
        self._tell(is_finished=True)

    def _tell(self, *, is_finished: bool) -> None:
        self._watch(
            StepProgress(
                date=self._run.date,
                name=self._name,
                done=self._done,
                refused=self._refused,
                set_aside=self._set_aside,
                seconds=time.monotonic() - self._began,
                is_finished=is_finished,
            )
        )
