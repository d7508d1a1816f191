"""The scores of some days with what staff found of them, one after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from core_banking.kernel import clock
from fraud.backtest import Scored
from fraud.models import Alert, ScreeningRecord

_AT_A_TIME = 1000


def scored_between(first: dt.date, last: dt.date) -> Iterator[Scored]:
    """Yield every score from the first day to the last by the bank's calendar, in order, as a stream.

    Two streams in the same order are read side by side, so nothing is kept but the rows at hand; the caller holds
    them to one moment (`reading_snapshot`).
    """
    since = clock.start_of_business_date(first)
    until = clock.start_of_business_date(last + dt.timedelta(days=1))
    scores = (
        ScreeningRecord.objects.filter(screened_at__gte=since, screened_at__lt=until)
        .order_by("screened_at", "id")
        .values_list("id", "screened_at", "screening_id", "score", "verdict", "facts", "hits")
    )
    decided = iter(
        Alert.objects.exclude(disposition="")
        .filter(screening__screened_at__gte=since, screening__screened_at__lt=until)
        .order_by("screening__screened_at", "screening_id", "id")
        .values_list("screening__screened_at", "screening_id", "disposition")
        .iterator(chunk_size=_AT_A_TIME)
    )
    waiting = next(decided, None)
    for row_id, screened_at, screening_id, score, verdict, facts, hits in scores.iterator(
        chunk_size=_AT_A_TIME
    ):
        disposition = ""
        while waiting is not None and waiting[:2] <= (screened_at, row_id):
            if waiting[1] == row_id:
                disposition = waiting[2]
            waiting = next(decided, None)
        yield Scored(screening_id, score, verdict, facts, hits, disposition)
