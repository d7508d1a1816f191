"""The one seam to time: the instant in UTC, and the bank's business date.

Nothing else in the bank reads the wall clock; tests move time by `frozen_at`.
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


def now() -> dt.datetime:
    """Return the present instant, aware, in UTC."""
    return _frozen_instant.get() or dt.datetime.now(dt.UTC)


def business_date(at: dt.datetime | None = None) -> dt.date:
    """Return the bank's date at an instant (now if left out), in the bank's time zone."""
    return (at or now()).astimezone(bank_time_zone()).date()


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
def frozen_at(instant: dt.datetime) -> Iterator[None]:
    """Hold the clock at an instant for the length of a `with` block: for tests and replays."""
    token = _frozen_instant.set(instant.astimezone(dt.UTC))
    try:
        yield
    finally:
        _frozen_instant.reset(token)


def isoformat_utc(instant: dt.datetime) -> str:
    """Write an instant as the API does: UTC, ISO 8601, ending in `Z`."""
    return instant.astimezone(dt.UTC).isoformat().replace("+00:00", "Z")
