"""The records of a close: use cases for what the bank announces of it, short transactions for how far it has come."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from django.db.models import F, Max, Min, Sum

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.business_day import business_day, close_through, roll_to
from core_banking.kernel.db import emit, make_dry_run, short_transaction, use_case
from core_banking.kernel.errors import NotAllowed
from operations.closing_contracts import THE_STEP_ITSELF, ChunkOutcome
from operations.events import BusinessDateMoved, BusinessDayClosed, ClosingFinished
from operations.models import ClosingFailure, ClosingRun, ClosingStep

ONE_DAY = dt.timedelta(days=1)


@use_case
def begin_closing(*, actor: Actor, date: dt.date) -> None:
    """Begin the close of a day: the business date moves on to the next one. The second time nothing is done.

    Raises `NotAllowed` for anybody but the bank itself.
    """
    _refuse_people(actor)
    moved = roll_to(date + ONE_DAY)
    _, is_new = ClosingRun.objects.get_or_create(date=date, defaults={"started_at": clock.now()})
    if not (moved or is_new):
        make_dry_run()
        return
    emit(BusinessDateMoved(actor=actor, closing=date, business_date=date + ONE_DAY))


@use_case
def close_finished_evenings(*, actor: Actor, evening_steps: Iterable[str]) -> None:
    """Close the days whose evening is through, up to the first with an item of it still set aside.

    Nothing is posted to them any more then. Raises `NotAllowed` for anybody but the bank itself.
    """
    _refuse_people(actor)
    last = ClosingRun.objects.filter(ended_at__isnull=False).aggregate(last=Max("date"))["last"]
    waiting = ClosingFailure.objects.filter(resolved_at__isnull=True, kind__in=list(evening_steps))
    first_open = waiting.aggregate(first=Min("date"))["first"]
    through = last if first_open is None or last is None else min(last, first_open - ONE_DAY)
    day = business_day()
    if through is None or day is None or through <= day.closed_through:
        make_dry_run()
        return
    close_through(through)
    emit(BusinessDayClosed(actor=actor, closed_through=through))


@use_case
def finish_closing(*, actor: Actor, date: dt.date) -> None:
    """Say that all steps of a close were gone through. Raises `NotAllowed` for anybody but the bank itself."""
    _refuse_people(actor)
    if not ClosingRun.objects.filter(date=date, finished_at__isnull=True).update(finished_at=clock.now()):
        make_dry_run()
        return
    sums = ClosingStep.objects.filter(run__date=date).aggregate(done=Sum("done"), refused=Sum("refused"))
    set_aside = ClosingFailure.objects.filter(date=date, resolved_at__isnull=True).count()
    emit(
        ClosingFinished(
            actor=actor,
            date=date,
            done=sums["done"] or 0,
            refused=sums["refused"] or 0,
            set_aside=set_aside,
        )
    )


def open_step(run: ClosingRun, name: str, *, is_finished: bool = False) -> ClosingStep:
    """Return the record of a step, made now if there is none; a step that was stopped goes on counting."""
    now = clock.now()
    made = {"started_at": now, "finished_at": now if is_finished else None}
    with short_transaction():
        step, _ = ClosingStep.objects.get_or_create(run=run, name=name, defaults=made)
    return step


def steps_begun(run: ClosingRun) -> dict[str, ClosingStep]:
    """Return the records of a close's steps by name: of those that did something or are through."""
    return {step.name: step for step in ClosingStep.objects.filter(run=run)}


def note_progress(step: ClosingStep, date: dt.date, outcome: ChunkOutcome) -> None:
    """Count what a chunk came to, and set aside what failed in it."""
    with short_transaction():
        ClosingStep.objects.filter(pk=step.pk).update(
            done=F("done") + outcome.tally.done,
            refused=F("refused") + outcome.tally.refused,
        )
        for subject_id, sentence in outcome.set_aside:
            _set_aside(date, step.name, subject_id, sentence)


def finish_step(step: ClosingStep) -> None:
    """Say that a step was gone through."""
    with short_transaction():
        ClosingStep.objects.filter(pk=step.pk).update(finished_at=clock.now())


def end_evening(run: ClosingRun) -> None:
    """Say that the work of the day that ends was gone through."""
    with short_transaction():
        ClosingRun.objects.filter(pk=run.pk, ended_at__isnull=True).update(ended_at=clock.now())


def note_retry(failure: ClosingFailure, outcome: ChunkOutcome) -> None:
    """Keep what a further try of an item came to."""
    with short_transaction():
        for _, sentence in outcome.set_aside:
            _set_aside(failure.date, failure.kind, failure.subject_id, sentence)
        if not outcome.set_aside:
            ClosingFailure.objects.filter(pk=failure.pk).update(resolved_at=clock.now())
            ClosingStep.objects.filter(run__date=failure.date, name=failure.kind).update(
                done=F("done") + outcome.tally.done,
                refused=F("refused") + outcome.tally.refused,
            )


def blocked_subjects(before: dt.date) -> dict[str, set[int]]:
    """Return the items, by step, that an earlier day still waits for: they are done in the order of their days."""
    waiting = ClosingFailure.objects.filter(resolved_at__isnull=True, date__lt=before)
    blocked: dict[str, set[int]] = defaultdict(set)
    for kind, subject_id in waiting.exclude(subject_id=THE_STEP_ITSELF).values_list("kind", "subject_id"):
        blocked[kind].add(subject_id)
    return blocked


def _set_aside(date: dt.date, kind: str, subject_id: int, sentence: str) -> None:
    now = clock.now()
    again = ClosingFailure.objects.filter(date=date, kind=kind, subject_id=subject_id)
    if not again.update(sentence=sentence, attempts=F("attempts") + 1, last_failed_at=now, resolved_at=None):
        ClosingFailure.objects.create(
            date=date,
            kind=kind,
            subject_id=subject_id,
            sentence=sentence,
            first_failed_at=now,
            last_failed_at=now,
        )


def _refuse_people(actor: Actor) -> None:
    if not actor.is_the_bank:
        raise NotAllowed
