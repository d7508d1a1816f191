"""Counters in the database: they hold across processes, and outlive the rollback of what they counted."""

from __future__ import annotations

import datetime as dt
import math
import secrets
from typing import Final

from django.db import connection

from core_banking.kernel import clock
from core_banking.kernel.db import short_transaction
from core_banking.kernel.encryption import keyed_digest
from core_banking.kernel.errors import Throttled
from core_banking.kernel.models import ThrottleWindow

_PURGE_ONE_IN: Final = 100
_LONGEST_WINDOW_SECONDS: Final = 86_400
_KEEP_WINDOWS: Final = dt.timedelta(days=2)
"""Twice the longest window, so that a counter still in use is never swept up."""

_COUNT_ONE_MORE = """
    INSERT INTO kernel_throttlewindow (scope, subject_digest, window_start, hits) VALUES (%s, %s, %s, 1)
    ON CONFLICT (scope, subject_digest, window_start) DO UPDATE SET hits = kernel_throttlewindow.hits + 1
    RETURNING hits
"""


def throttle(scope: str, subject: str, limit: int, window_seconds: int) -> None:
    """Count one attempt and refuse it if it is one too many: at most `limit` in each fixed window.

    `subject` is whom the limit is for (a client address, a name); only a keyed digest of it is stored.
    The count is committed before the verdict, so parallel attempts are all counted. A limit of 0 or less
    switches the throttle off. Call it before the use case, never inside it. Raises `Throttled`, and
    `ValueError` for a window longer than a day.
    """
    if not 1 <= window_seconds <= _LONGEST_WINDOW_SECONDS:
        raise ValueError("A window is from one second to one day long.")
    if limit <= 0:
        return
    now = clock.now()
    window_start = _start_of_window(now, window_seconds)
    with short_transaction():
        hits = _count_one_more(scope, keyed_digest(f"throttle:{scope}", subject.encode()), window_start)
        if secrets.randbelow(_PURGE_ONE_IN) == 0:
            purge_old_windows()
    if hits > limit:
        remaining = window_start + dt.timedelta(seconds=window_seconds) - now
        raise Throttled(retry_after=max(1, math.ceil(remaining.total_seconds())))


def purge_old_windows() -> int:
    """Delete the counters of windows long past; return how many there were."""
    deleted, _ = ThrottleWindow.objects.filter(window_start__lt=clock.now() - _KEEP_WINDOWS).delete()
    return deleted


def _start_of_window(now: dt.datetime, window_seconds: int) -> dt.datetime:
    seconds = int(now.timestamp())
    return dt.datetime.fromtimestamp(seconds - seconds % window_seconds, dt.UTC)


def _count_one_more(scope: str, subject_digest: bytes, window_start: dt.datetime) -> int:
    stored_start = connection.ops.adapt_datetimefield_value(window_start)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT_ONE_MORE, [scope, subject_digest, stored_start])
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])
