"""Figures of a run and what is made of them: medians, percentiles, ratios."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Cell:
    """One target measured once; `created` are all transfers it made, the rate counts those within the time.

    Times are in microseconds; `web_us` and `postgresql_us` are processor time for each transfer, None where it
    cannot be known.
    """

    target: str
    repetition: int
    rate: float
    created: int
    p50_us: int
    p95_us: int
    p99_us: int
    web_us: int | None
    postgresql_us: int | None
    statuses: Mapping[str, int] = field(default_factory=dict)
    complaints: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """The medians of a target's counted cells."""

    target: str
    rate: float
    lowest_rate: float
    highest_rate: float
    p50_us: int
    p95_us: int
    p99_us: int
    web_us: int | None
    postgresql_us: int | None


def percentile(sorted_values: Sequence[int], percent: int) -> int:
    """Return the nearest-rank percentile of values in order, or 0 of none."""
    if not sorted_values:
        return 0
    rank = -(-percent * len(sorted_values) // 100)
    return sorted_values[max(0, rank - 1)]


def summary_of(cells: Sequence[Cell]) -> Summary:
    """Return the medians of one target's cells."""
    rates = [cell.rate for cell in cells]
    return Summary(
        target=cells[0].target,
        rate=statistics.median(rates),
        lowest_rate=min(rates),
        highest_rate=max(rates),
        p50_us=_median(cell.p50_us for cell in cells),
        p95_us=_median(cell.p95_us for cell in cells),
        p99_us=_median(cell.p99_us for cell in cells),
        web_us=_median_if_known(cell.web_us for cell in cells),
        postgresql_us=_median_if_known(cell.postgresql_us for cell in cells),
    )


def ratio(above: Summary, below: Summary) -> float:
    """Return how many times the rate of `below` the rate of `above` is."""
    return above.rate / below.rate if below.rate else 0.0


def _median(values: Iterable[int]) -> int:
    return round(statistics.median(values))


def _median_if_known(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return round(statistics.median(known)) if known else None
