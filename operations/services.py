"""What operators change and the bank does by itself: housekeeping, and the work that is due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from datetime import timedelta

from django.conf import settings

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from core_banking.kernel.jobs import job
from core_banking.kernel.models import IdempotencyRecord
from ledger.selectors import last_proven_at
from operations.books_health import PROOFS, prove_books
from operations.closing import close_days, last_finished_day, something_waits
from operations.closing_contracts import CLOSE_BUSINESS_DAY, BusinessDayState, ClosingReport, Watch
from operations.due_work import DueWorkReport, do_due_work
from operations.errors import ClosingUnderWay, TimeMachineOff
from operations.events import ClosingAskedFor, IdempotencyKeysPurged
from operations.selectors import business_day_state

PURGE_BATCH_ROWS = 5_000
MOST_DAYS_AHEAD = 400
"""So far the time machine goes at once."""


@use_case
def purge_idempotency_keys(*, actor: Actor, batch_rows: int | None = None) -> int:
    """Delete stored answers older than `IDEMPOTENCY_KEEP_HOURS`, oldest first, and return how many went.

    At most `batch_rows` (`PURGE_BATCH_ROWS`) go in one transaction: call it again while it returns that many.
    Only the stored answers go: what keeps a money movement from happening twice stays with the movement itself.
    """
    older_than = clock.now() - timedelta(hours=settings.IDEMPOTENCY_KEEP_HOURS)
    expired = IdempotencyRecord.objects.filter(created_at__lt=older_than).order_by("created_at")
    batch = list(expired.values_list("pk", flat=True)[: batch_rows or PURGE_BATCH_ROWS])
    purged, _ = IdempotencyRecord.objects.filter(pk__in=batch).delete()
    emit(IdempotencyKeysPurged(actor=actor, purged=purged, older_than=older_than))
    return purged


def prove_books_now_and_then(*, actor: Actor | None = None) -> bool:
    """Prove the books if that was last done `BOOKS_PROVEN_EVERY_HOURS` ago or never; return whether it was done now."""
    last = last_proven_at(PROOFS)
    hours = settings.BOOKS_PROVEN_EVERY_HOURS
    if hours <= 0 or (last is not None and clock.now() - last < timedelta(hours=hours)):
        return False
    prove_books(actor=actor or system_actor("proof of the books"))
    return True


def run_due_work(
    *,
    actor: Actor | None = None,
    date: dt.date | None = None,
    goes_on: Callable[[], bool] = lambda: True,
) -> DueWorkReport:
    """Do the work that is due on a business date, today's if left out, or was due before; return what came of it.

    Expires holds, pays standing orders, saves for goals, ends terms of deposits, puts unused accounts to sleep. Each
    item has a transaction of its own: it can be stopped anywhere (between two items by `goes_on`) and run again. Raises
    `InvalidInput` for a day to come.
    """
    today = clock.business_date()
    if date is not None and date > today:
        raise InvalidInput({"date": ["This day has not come yet."]})
    return do_due_work(actor or system_actor("due work"), date or today, goes_on)


def close_business_day(
    *,
    actor: Actor | None = None,
    date: dt.date | None = None,
    workers: int = 1,
    goes_on: Callable[[], bool] = lambda: True,
    watch: Watch = lambda progress: None,
) -> ClosingReport:
    """Close every open day through `date`, or through the last one that is over by the clock; say what came of it.

    Takes up what earlier runs left and tries again what they set aside. Can be stopped anywhere and run again: nothing
    is done twice or missed. `workers` processes share the work on PostgreSQL. Raises `InvalidInput` for a day that is
    not over, unless the time machine is on, and `ClosingUnderWay`.
    """
    through = last_finished_day() if date is None else date
    if through > last_finished_day() and not settings.TIME_MACHINE:
        raise InvalidInput({"date": ["This day is not over yet."]})
    return close_days(
        actor=actor or system_actor("close of business"),
        through=through,
        workers=workers,
        goes_on=goes_on,
        watch=watch,
    )


def keep_business_day(*, actor: Actor | None = None, goes_on: Callable[[], bool] = lambda: True) -> None:
    """Close the days that are over, then do what is due today: for the worker, again and again.

    What was set aside is tried again after `CLOSING_RETRY_MINUTES`. Does nothing while somebody else closes days.
    """
    through = last_finished_day()
    if something_waits(through, clock.now() - timedelta(minutes=settings.CLOSING_RETRY_MINUTES)):
        try:
            close_business_day(actor=actor, date=through, goes_on=goes_on)
        except ClosingUnderWay:
            return
    run_due_work(actor=actor, goes_on=goes_on)


@use_case
def ask_for_close(*, actor: Actor) -> BusinessDayState:
    """Have the days that are over closed in the background; return how the business day stands now.

    Raises `NotAllowed` without the right to close.
    """
    _refuse_without_right(actor)
    through = last_finished_day()
    if something_waits(through, clock.now()):
        close_in_background.enqueue(through.isoformat())
    emit(ClosingAskedFor(actor=actor, through=through, time_machine=False))
    return business_day_state()


def advance_business_date(
    *, actor: Actor, days: int | None = None, to: dt.date | None = None
) -> BusinessDayState:
    """Move the business date forward by days or to a date, closing every day in between; say how it stands then.

    Raises `NotAllowed` without the right to close, `TimeMachineOff` where the date keeps to the clock, `InvalidInput`
    for anything but one to `MOST_DAYS_AHEAD` days from the business date, and `ClosingUnderWay`.
    """
    _refuse_without_right(actor)
    if not settings.TIME_MACHINE:
        raise TimeMachineOff
    through = _day_before_target(days, to)
    note_time_travel(actor=actor, through=through)
    close_days(actor=system_actor("time machine"), through=through)
    return business_day_state()


@job
def close_in_background(through: str) -> None:
    """Close the days through a date; nothing while somebody else does."""
    try:
        close_business_day(date=dt.date.fromisoformat(through))
    except ClosingUnderWay:
        return


@use_case
def note_time_travel(*, actor: Actor, through: dt.date) -> None:
    """Say that somebody moves the business date; what comes of it the closes say themselves."""
    emit(ClosingAskedFor(actor=actor, through=through, time_machine=True))


def _day_before_target(days: int | None, to: dt.date | None) -> dt.date:
    today = clock.business_date()
    if (days is None) == (to is None):
        raise InvalidInput({"days": ["Say either by how many days or to which date."]})
    name, ahead = ("days", days) if days is not None else ("to", (to - today).days if to else 0)
    if not 1 <= ahead <= MOST_DAYS_AHEAD:
        raise InvalidInput(
            {name: [f"The business date {today} moves by 1 to {MOST_DAYS_AHEAD} days at once."]}
        )
    return today + timedelta(days=ahead - 1)


def _refuse_without_right(actor: Actor) -> None:
    if not actor.may(CLOSE_BUSINESS_DAY):
        raise NotAllowed
