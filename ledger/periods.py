"""How far the locked and the closed days reach."""

from __future__ import annotations

import datetime as dt

from django.db.models import Max

from core_banking.kernel import clock
from core_banking.kernel.business_day import business_day
from ledger.book_models import PeriodLock
from ledger.errors import PeriodLocked


def locked_through() -> dt.date | None:
    """Return the last day of the locked period, None if nothing was ever locked."""
    last: dt.date | None = PeriodLock.objects.aggregate(last=Max("locked_through"))["last"]
    return last


def require_open_period(date: dt.date) -> None:
    """Refuse a date that somebody asks an entry to have. Raises `PeriodLocked`."""
    locked = locked_through()
    if locked is not None and date <= locked:
        raise PeriodLocked(locked_through=locked.isoformat())


def last_closed_day() -> dt.date:
    """Return the last day that the book takes no more entries for; before the bank's first close, yesterday."""
    day = business_day()
    return day.closed_through if day is not None else clock.business_date() - dt.timedelta(days=1)
