"""Days that are over for the book: rolled up into totals, and locked for good.

The database refuses an entry dated in them (`period_open_for_entry`), whoever writes it; what is here decides how
far they reach.
"""

from __future__ import annotations

import datetime as dt

from django.db import connection

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.business_day import business_day
from core_banking.kernel.db import emit, make_dry_run, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from ledger.book_models import DayRollUp, PeriodLock
from ledger.contracts import CLOSE_BUSINESS_DAY, LOCK_PERIODS
from ledger.errors import DayNotClosed, PeriodLocked
from ledger.events import DayRolledUp, PeriodWasLocked
from ledger.figures import ROLL_UP, rolled_up_through
from ledger.periods import last_closed_day, locked_through

LONGEST_REASON = 255


@use_case
def lock_period(*, actor: Actor, through: dt.date, reason: str) -> PeriodLock:
    """Lock the books through a day, for good: nothing dated then or earlier is posted any more.

    A lock only ever reaches further. What is found wrong in a locked period is corrected by an entry of an open one.
    Raises `NotAllowed`, `InvalidInput` without a reason, `DayNotClosed` for a day that is not over, and
    `PeriodLocked` for one that is locked already.
    """
    if not actor.may(LOCK_PERIODS):
        raise NotAllowed
    if not 0 < len(reason.strip()) <= LONGEST_REASON:
        raise InvalidInput({"reason": [f"Give a reason of at most {LONGEST_REASON} characters."]})
    _one_at_a_time()
    locked = locked_through()
    if locked is not None and through <= locked:
        raise PeriodLocked(locked_through=locked.isoformat())
    _require_closed(through)
    lock = PeriodLock.objects.create(
        locked_through=through, reason=reason.strip(), locked_by_id=actor.user_id, locked_at=clock.now()
    )
    emit(PeriodWasLocked(actor=actor, through=through, before=locked, reason=lock.reason))
    return lock


@use_case
def roll_up_day(*, actor: Actor, date: dt.date) -> int:
    """Add up what a closed day, and each before it that was not yet, brought to the accounts of the chart.

    Returns how many totals it wrote; a day that was rolled up before brings none. Raises `NotAllowed` and
    `DayNotClosed`.
    """
    if not (actor.is_the_bank or actor.may(CLOSE_BUSINESS_DAY)):
        raise NotAllowed
    _one_at_a_time()
    last = rolled_up_through()
    if date <= last:
        make_dry_run()
        return 0
    _require_closed(date)
    with connection.cursor() as cursor:
        cursor.execute(ROLL_UP, [last, date])
        totals: int = max(0, cursor.rowcount)
    DayRollUp.objects.create(through=date, totals=totals, rolled_up_at=clock.now())
    emit(DayRolledUp(actor=actor, date=date, totals=totals))
    return totals


def _require_closed(date: dt.date) -> None:
    closed = last_closed_day()
    if date > closed:
        raise DayNotClosed(closed_through=closed.isoformat())


def _one_at_a_time() -> None:
    """Let nobody else lock or roll up meanwhile; where no close of business guards yesterday, nobody post either."""
    if connection.vendor != "postgresql":
        return  # SQLite has one writer, and it is this one
    tables = "ledger_periodlock, ledger_dayrollup"
    with connection.cursor() as cursor:
        # Stronger than what readers take, so the trigger's look-ups do not wait.
        cursor.execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")
        if business_day() is None:
            cursor.execute("LOCK TABLE ledger_journalentry IN SHARE MODE")
