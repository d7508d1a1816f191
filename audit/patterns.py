"""What stands out in the work of staff: pure functions over counts, each finding explained by its numbers.

A person is compared with himself and with his colleagues: "usual" is the median of the days (or hours) on which
anything was read at all. Whoever reads much every day does not stand out for it; whoever begins to, does.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

_TENTHS: Final = 10


class PatternKind(StrEnum):
    """What stands out."""

    MANY_CUSTOMERS_IN_AN_HOUR = "MANY_CUSTOMERS_IN_AN_HOUR"
    MANY_CUSTOMERS_IN_A_DAY = "MANY_CUSTOMERS_IN_A_DAY"
    READS_OUTSIDE_HOURS = "READS_OUTSIDE_HOURS"
    MANY_REFUSALS = "MANY_REFUSALS"
    READS_OF_NAMESAKES = "READS_OF_NAMESAKES"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """From how much on something stands out; times in tenths (30: three times)."""

    customers_within_hour: int
    customers_within_day: int
    times_usual_tenths: int
    reads_outside_hours: int
    refusals_within_day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOfWork:
    """What one member of staff did on one day of the bank, counted."""

    user_id: int
    on: dt.date
    customers: int = 0
    busiest_hour: int = 0
    outside_hours: int = 0
    refusals: int = 0
    namesakes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One thing that stands out on one day, with the numbers that make it so, and a sentence."""

    kind: PatternKind
    user_id: int
    on: dt.date
    sentence: str
    numbers: Mapping[str, int] = field(default_factory=dict)


def find_patterns(
    days: Sequence[DayOfWork], thresholds: Thresholds, *, since: dt.date, usual_days: int
) -> list[Pattern]:
    """Return what stands out from `since` on, the newest day first; earlier days only tell what is usual."""
    by_person: dict[int, list[DayOfWork]] = defaultdict(list)
    for day in days:
        by_person[day.user_id].append(day)
    found = [
        pattern
        for day in days
        if day.on >= since
        for pattern in _of_day(day, by_person, thresholds, dt.timedelta(days=usual_days))
    ]
    return sorted(found, key=lambda each: (-each.on.toordinal(), each.user_id, each.kind))


def median(values: Iterable[int]) -> int:
    """Return the lower median of some counts; 0 of none."""
    ordered = sorted(values)
    return ordered[(len(ordered) - 1) // 2] if ordered else 0


def _of_day(
    day: DayOfWork, by_person: Mapping[int, list[DayOfWork]], limits: Thresholds, span: dt.timedelta
) -> Iterable[Pattern]:
    compared = (
        (PatternKind.MANY_CUSTOMERS_IN_AN_HOUR, "busiest_hour", limits.customers_within_hour),
        (PatternKind.MANY_CUSTOMERS_IN_A_DAY, "customers", limits.customers_within_day),
    )
    for kind, name, floor in compared:
        count = getattr(day, name)
        if count < floor:
            continue
        own = _usual(by_person[day.user_id], name, day.on, span)
        peers = _usual(
            [each for person, work in by_person.items() if person != day.user_id for each in work],
            name,
            day.on,
            span,
        )
        if count * _TENTHS >= limits.times_usual_tenths * max(own, peers):
            yield Pattern(
                kind=kind,
                user_id=day.user_id,
                on=day.on,
                sentence=f"Read {count} different customers; usual are {own} for this person, {peers} for colleagues.",
                numbers={"customers": count, "own_usual": own, "colleagues_usual": peers, "from": floor},
            )
    yield from _counted(day, limits)


def _counted(day: DayOfWork, limits: Thresholds) -> Iterable[Pattern]:
    plain = (
        (
            PatternKind.READS_OUTSIDE_HOURS,
            day.outside_hours,
            limits.reads_outside_hours,
            "Read customers {count} times outside of working hours.",
        ),
        (PatternKind.MANY_REFUSALS, day.refusals, limits.refusals_within_day, "Was refused {count} times."),
        (
            PatternKind.READS_OF_NAMESAKES,
            day.namesakes,
            1,
            "Read {count} customers of the same family name; that alone says nothing.",
        ),
    )
    for kind, count, floor, sentence in plain:
        if count >= floor:
            yield Pattern(
                kind=kind,
                user_id=day.user_id,
                on=day.on,
                sentence=sentence.format(count=count),
                numbers={"count": count, "from": floor},
            )


def _usual(work: Iterable[DayOfWork], name: str, before: dt.date, span: dt.timedelta) -> int:
    earliest = before - span
    counts = (getattr(day, name) for day in work if earliest <= day.on < before)
    return median(count for count in counts if count > 0)
