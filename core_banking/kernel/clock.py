"""The one seam to time: the instant in UTC, and the bank's business date.

Nothing else in the bank reads the wall clock; tests move time by `frozen_at`. The business date is a row, moved by the
close of business (`core_banking.kernel.business_day`), and not the clock's date.
"""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.conf import settings

_frozen_instant: ContextVar[dt.datetime | None] = ContextVar("frozen_instant", default=None)
_held_date: ContextVar[dt.date | None] = ContextVar("held_business_date", default=None)
_frozen_clock_decides: ContextVar[bool] = ContextVar("frozen_clock_decides", default=True)


def now() -> dt.datetime:
    """Return the present instant, aware, in UTC."""
    return _frozen_instant.get() or dt.datetime.now(dt.UTC)


def business_date(at: dt.datetime | None = None) -> dt.date:
    """Return the bank's business date, or the calendar date of an instant in the bank's time zone if one is given.

    The business date is stored; inside a use case it is read once. A clock that is frozen goes before it, and so does
    the date that the close of business works at (`business_date_held_at`).
    """
    if at is not None:
        return at.astimezone(bank_time_zone()).date()
    if is_decided_without_row():
        return business_date_at(now(), None)
    from core_banking.kernel.business_day import stored_date  # it reads the database, which reads no clock

    return business_date_at(now(), stored_date())


def business_date_at(instant: dt.datetime, stored: dt.date | None) -> dt.date:
    """Return the business date at an instant, given the stored one: None before the bank's first close.

    For statements that read the row along with all else. With `BUSINESS_DATE_FOLLOWS_CLOCK` a new day of the clock is
    a new business day though the last one was not closed yet.
    """
    held = _held_date.get()
    if held is not None:
        return held
    calendar_date = business_date(instant)
    if stored is None or is_decided_without_row():
        return calendar_date
    return max(stored, calendar_date) if settings.BUSINESS_DATE_FOLLOWS_CLOCK else stored


def is_decided_without_row() -> bool:
    """Whether the business date is held or the clock frozen, so that the stored date plays no part."""
    return _held_date.get() is not None or (_frozen_instant.get() is not None and _frozen_clock_decides.get())


def start_of_business_date(date: dt.date) -> dt.datetime:
    """Return the first instant of a business date, in UTC."""
    return dt.datetime.combine(date, dt.time.min, tzinfo=bank_time_zone()).astimezone(dt.UTC)


def bank_time_zone() -> zoneinfo.ZoneInfo:
    """Return the time zone whose midnight ends the bank's day (`BANK_TIME_ZONE`)."""
    return _zone(settings.BANK_TIME_ZONE)


@functools.lru_cache(maxsize=8)
def _zone(name: str) -> zoneinfo.ZoneInfo:
    return zoneinfo.ZoneInfo(name)


@contextmanager
def frozen_at(instant: dt.datetime, *, business_date_from_row: bool = False) -> Iterator[None]:
    """Hold the clock at an instant for the length of a `with` block: for tests and replays.

    The business date is then the date of that instant, or the stored one with `business_date_from_row`.
    """
    token = _frozen_instant.set(instant.astimezone(dt.UTC))
    decides = _frozen_clock_decides.set(not business_date_from_row)
    try:
        yield
    finally:
        _frozen_clock_decides.reset(decides)
        _frozen_instant.reset(token)


@contextmanager
def business_date_held_at(date: dt.date) -> Iterator[None]:
    """Hold the business date, not the clock, for the length of a `with` block: for the close of business.

    What it does for a day has that day's date, though it may be done days later.
    """
    token = _held_date.set(date)
    try:
        yield
    finally:
        _held_date.reset(token)


def isoformat_utc(instant: dt.datetime) -> str:
    """Write an instant as the API does: UTC, ISO 8601, ending in `Z`."""
    return instant.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
