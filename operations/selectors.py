"""How the business day stands, and how its closes went."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.business_day import business_day
from core_banking.kernel.errors import NotAllowed, NotFound
from operations.closing_contracts import VIEW_CLOSINGS, BusinessDayState, DayState
from operations.models import ClosingFailure, ClosingRun, ClosingStep


def business_day_for(actor: Actor) -> BusinessDayState:
    """Return how the business day stands. Raises `NotAllowed` without the right to see closings."""
    refuse_without_sight(actor)
    return business_day_state()


def business_day_state() -> BusinessDayState:
    """Return the business date, what is closed, and what waits."""
    day = business_day()
    finished = clock.business_date(clock.now()) - dt.timedelta(days=1)
    is_closing = ClosingRun.objects.filter(finished_at__isnull=True).exists()
    is_behind = day is not None and day.date <= finished
    return BusinessDayState(
        date=clock.business_date(),
        closed_through=day.closed_through if day else None,
        state=DayState.CLOSING if is_closing else DayState.BEHIND if is_behind else DayState.OPEN,
        open_failures=ClosingFailure.objects.filter(resolved_at__isnull=True).count(),
    )


def closings(actor: Actor) -> QuerySet[ClosingRun]:
    """Return the closes of business, each with how much is still set aside of it. Raises `NotAllowed`."""
    refuse_without_sight(actor)
    waiting = (
        ClosingFailure.objects.filter(date=OuterRef("date"), resolved_at__isnull=True)
        .order_by()
        .values("date")
        .annotate(number=Count("id"))
        .values("number")
    )
    return ClosingRun.objects.annotate(open_failures=Coalesce(Subquery(waiting), Value(0)))


def closing_of(actor: Actor, date: dt.date) -> ClosingRun:
    """Return the close of a date. Raises `NotAllowed` without the right to see it, and `NotFound`."""
    run = closings(actor).filter(date=date).first()
    if run is None:
        raise NotFound("This day was not closed yet.")
    return run


def steps_of(run: ClosingRun) -> QuerySet[ClosingStep]:
    """Return the steps of a close in their order, each with how many items it set aside and how many still wait."""
    failures = ClosingFailure.objects.filter(date=run.date, kind=OuterRef("name")).order_by().values("kind")
    counted = failures.annotate(number=Count("id"), waiting=Count("id", filter=Q(resolved_at__isnull=True)))
    return (
        ClosingStep.objects.filter(run=run)
        .annotate(
            set_aside=Coalesce(Subquery(counted.values("number")), Value(0)),
            open_failures=Coalesce(Subquery(counted.values("waiting")), Value(0)),
        )
        .order_by(F("id"))
    )


def failures_of(run: ClosingRun) -> QuerySet[ClosingFailure]:
    """Return what a close set aside, what still waits first."""
    return ClosingFailure.objects.filter(date=run.date).order_by(F("resolved_at").asc(nulls_first=True), "id")


def refuse_without_sight(actor: Actor) -> None:
    """Raise `NotAllowed` for whoever may not see closings."""
    if not actor.may(VIEW_CLOSINGS):
        raise NotAllowed
