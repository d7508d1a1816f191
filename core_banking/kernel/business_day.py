"""The row of the business date: read by whoever needs the date, moved by the close of business alone."""

from __future__ import annotations

import datetime as dt
from typing import Final

from django.db import connection

from core_banking.kernel import clock
from core_banking.kernel.db import date_from_sql, once_in_use_case, within_use_case
from core_banking.kernel.models import BusinessDay
from core_banking.kernel.statements import engine, fetch_row

DAY_LOCK: Final = 4_270_001
"""Number of PostgreSQL's advisory lock of the business date: every posting shares it, the roll has it alone.

The trigger of the book that takes the share names the same number.
"""

_LONGEST_WAIT_MS: Final = 1_000
"""Whoever posts meanwhile queues behind the one who waits: he gives up after this long, and comes again."""

_READ_DATE: Final = "SELECT date FROM kernel_businessday WHERE id = 1"


def stored_date() -> dt.date | None:
    """Return the stored business date, None before the first close. A use case that runs reads it once."""
    return once_in_use_case(_read_date)


def business_day() -> BusinessDay | None:
    """Return the row as it is now, None before the first close."""
    return BusinessDay.objects.filter(pk=1).first()


@within_use_case
def roll_to(date: dt.date) -> bool:
    """Make `date` the business date; return whether it was an earlier one before.

    Waits for every posting under way to commit, and lets none begin until the use case has ended: whatever is posted
    to a customer's account afterwards is dated `date` or later. A date that was reached before stays.
    """
    _hold_day_alone()
    day = business_day()
    if day is None:
        two_days = dt.timedelta(days=2)
        BusinessDay.objects.create(date=date, closed_through=date - two_days, updated_at=clock.now())
        return True
    if day.date >= date:
        return False
    day.date, day.updated_at = date, clock.now()
    day.save(update_fields=["date", "updated_at"])
    return True


@within_use_case
def close_through(date: dt.date) -> bool:
    """Let the book take nothing more that is dated `date` or earlier; return whether it took such entries before.

    Waits for every posting under way, as `roll_to` does.
    """
    _hold_day_alone()
    open_rows = BusinessDay.objects.filter(pk=1, closed_through__lt=date)
    return bool(open_rows.update(closed_through=date, updated_at=clock.now()))


def _hold_day_alone() -> None:
    """Wait for every posting under way, and let none begin until the use case ends.

    A posting that takes longer (a bulk transfer in one transaction) is contention: the use case is run again.
    """
    if engine() != "postgresql":
        return  # SQLite has one writer, and it is this one
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {_LONGEST_WAIT_MS}")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [DAY_LOCK])


def _read_date() -> dt.date | None:
    row = fetch_row(_READ_DATE, [])
    return date_from_sql(row[0]) if row else None
