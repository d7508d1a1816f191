"""What stands out in the work of staff, from counts alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from audit.command_line import harmless_arguments
from audit.patterns import DayOfWork, PatternKind, Thresholds, find_patterns, median

TODAY = dt.date(2025, 3, 10)
LIMITS = Thresholds(
    customers_within_hour=20,
    customers_within_day=60,
    times_usual_tenths=30,
    reads_outside_hours=5,
    refusals_within_day=10,
)
CLERK, COLLEAGUE = 1, 2


def day(user_id: int = CLERK, days_ago: int = 0, **counts: int) -> DayOfWork:
    return DayOfWork(user_id=user_id, on=TODAY - dt.timedelta(days=days_ago), **counts)


def found(*days: DayOfWork) -> list[tuple[Any, ...]]:
    patterns = find_patterns(days, LIMITS, since=TODAY, usual_days=28)
    return [(each.kind, each.user_id, dict(each.numbers)) for each in patterns]


def test_many_customers_in_a_day_stand_out_against_what_is_usual() -> None:
    usual = [day(days_ago=n, customers=12) for n in range(1, 6)]
    peers = [day(COLLEAGUE, days_ago=n, customers=15) for n in range(1, 6)]

    assert found(day(customers=140), *usual, *peers) == [
        (
            PatternKind.MANY_CUSTOMERS_IN_A_DAY,
            CLERK,
            {"customers": 140, "own_usual": 12, "colleagues_usual": 15, "from": 60},
        )
    ]


@pytest.mark.parametrize(
    ("customers", "own", "peers", "stands_out"),
    [
        (59, 0, 0, False),  # below the floor, however unusual
        (60, 0, 0, True),  # nothing is known: the floor alone decides
        (60, 20, 0, True),  # exactly three times his own usual
        (60, 21, 0, False),
        (60, 0, 20, True),  # a newcomer among colleagues who read twenty
        (60, 1, 21, False),  # it is what the work is like today
    ],
)
def test_the_floor_and_the_times_usual_decide_together(
    customers: int, own: int, peers: int, stands_out: bool
) -> None:
    before = [day(days_ago=3, customers=own), day(COLLEAGUE, days_ago=3, customers=peers)]

    assert bool(found(day(customers=customers), *before)) is stands_out


def test_what_was_long_ago_or_comes_after_is_not_usual() -> None:
    assert found(day(customers=60), day(days_ago=29, customers=60), day(days_ago=28, customers=20)) != []
    assert found(day(customers=60), day(days_ago=28, customers=60)) == []


@pytest.mark.parametrize(
    ("counts", "kind"),
    [
        ({"busiest_hour": 20}, PatternKind.MANY_CUSTOMERS_IN_AN_HOUR),
        ({"outside_hours": 5}, PatternKind.READS_OUTSIDE_HOURS),
        ({"refusals": 10}, PatternKind.MANY_REFUSALS),
        ({"namesakes": 1}, PatternKind.READS_OF_NAMESAKES),
    ],
)
def test_each_kind_begins_at_its_threshold(counts: dict[str, int], kind: PatternKind) -> None:
    one_less = {name: count - 1 for name, count in counts.items()}

    assert [each[0] for each in found(day(**counts))] == [kind]
    assert found(day(**one_less)) == []


def test_the_median_is_the_lower_one_and_zero_of_nothing() -> None:
    assert [median([]), median([7]), median([1, 2, 3, 100]), median([5, 1, 9])] == [0, 7, 2, 5]


def test_a_command_line_is_kept_without_secrets() -> None:
    typed = ["--old-key=abc", "--password", "hunter2", "file.csv", "--from", "2025-01-01", "--pin=1"]

    assert harmless_arguments(typed) == [
        "--old-key=[removed]",
        "--password",
        "[removed]",
        "file.csv",
        "--from",
        "2025-01-01",
        "--pin=[removed]",
    ]
