"""Days past due, buckets and penalties, without a database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pytest

from loans.allocation import LoanState, LoanTotals, payoff_on
from loans.arrears import (
    arrears_on,
    bucket_names,
    bucket_of,
    days_of_bucket,
    next_look,
    penalties_due,
)
from loans.contracts import ScheduleTerms
from loans.schedule import build_schedule

BOUNDS = (30, 60, 90)
FEBRUARY = dt.date(2027, 2, 1)


def _state(today: dt.date, **paid: int) -> LoanState:
    terms = ScheduleTerms(
        amount_minor=120_000,
        term=12,
        start_date=dt.date(2027, 1, 1),
        annual_rate_ppm=120_000,
        installment_fee_minor=100,
    )
    totals = LoanTotals(principal_disbursed_minor=120_000, **paid)
    return LoanState(totals=totals, installments=build_schedule(terms).installments, today=today)


@pytest.mark.parametrize(
    ("days", "bucket"),
    [
        (0, "CURRENT"),
        (1, "1-30"),
        (30, "1-30"),
        (31, "31-60"),
        (60, "31-60"),
        (61, "61-90"),
        (90, "61-90"),
        (91, "90+"),
        (4_000, "90+"),
    ],
)
def test_a_bucket_holds_its_days(days: int, bucket: str) -> None:
    assert bucket_of(days, BOUNDS) == bucket
    fewest, most = days_of_bucket(bucket, BOUNDS)
    assert fewest <= days <= (days if most is None else most)


@pytest.mark.parametrize(
    ("bounds", "names"),
    [(BOUNDS, ("CURRENT", "1-30", "31-60", "61-90", "90+")), ((7,), ("CURRENT", "1-7", "7+"))],
)
def test_buckets_are_named_after_their_bounds(bounds: Sequence[int], names: tuple[str, ...]) -> None:
    assert bucket_names(bounds) == names
    assert [bucket_of(days, bounds) for days in (0, 1, bounds[0], bounds[-1] + 1)] == [
        names[0],
        names[1],
        names[1],
        names[-1],
    ]


@pytest.mark.parametrize(
    ("today", "paid", "days", "overdue"),
    [
        (FEBRUARY, {}, 0, 0),  # due, and not late before the day is over
        (dt.date(2027, 2, 2), {}, 1, 10_762),
        (dt.date(2027, 3, 2), {}, 29, 21_524),
        (dt.date(2027, 2, 2), {"principal_paid_minor": 9_462, "interest_paid_minor": 1_200}, 1, 100),
        (
            dt.date(2027, 3, 2),
            {"principal_paid_minor": 9_462, "interest_paid_minor": 1_200, "fees_paid_minor": 100},
            1,
            10_762,
        ),
        (
            dt.date(2027, 2, 2),
            {"principal_paid_minor": 9_462, "interest_paid_minor": 1_200, "fees_paid_minor": 100},
            0,
            0,
        ),
    ],
)
def test_days_past_due_count_from_the_oldest_due_date_that_is_not_wholly_paid(
    today: dt.date, paid: dict[str, int], days: int, overdue: int
) -> None:
    found = arrears_on(_state(today, **paid))

    assert (found.days_past_due, found.overdue_minor) == (days, overdue)
    assert found.since == (today - dt.timedelta(days=days) if days else None)


def test_what_is_overdue_is_never_more_than_closes_the_loan() -> None:
    after_the_last = dt.date(2028, 1, 2)
    paid_ahead = {
        "interest_paid_minor": 7_942,
        "fees_charged_minor": 1_200,
        "fees_paid_minor": 1_300,  # of a fee that was waived since
    }
    state = _state(after_the_last, principal_paid_minor=110_000, **paid_ahead)

    assert arrears_on(state).overdue_minor == payoff_on(state, after_the_last).total_minor == 9_900


@pytest.mark.parametrize(
    ("today", "after_days", "charged", "numbers"),
    [
        (FEBRUARY, 0, (), []),
        (dt.date(2027, 2, 2), 0, (), [1]),
        (dt.date(2027, 2, 3), 3, (), []),
        (dt.date(2027, 2, 4), 3, (), [1]),
        (dt.date(2027, 2, 4), 3, (1,), []),
        (dt.date(2027, 3, 2), 3, (1,), []),
        (dt.date(2027, 3, 4), 3, (1,), [2]),
        (dt.date(2027, 3, 4), 3, (), [1, 2]),
    ],
)
def test_a_penalty_is_due_once_for_each_repayment_that_is_late_enough(
    today: dt.date, after_days: int, charged: tuple[int, ...], numbers: list[int]
) -> None:
    due = penalties_due(arrears_on(_state(today)), today, after_days=after_days, charged=charged)

    assert [each.number for each in due] == numbers


@pytest.mark.parametrize(
    ("today", "paid", "next_day"),
    [
        (dt.date(2027, 1, 2), {}, dt.date(2027, 1, 29)),  # three days before it falls due
        (dt.date(2027, 1, 29), {}, dt.date(2027, 2, 2)),  # told of; the day after is the next that matters
        (FEBRUARY, {}, dt.date(2027, 2, 2)),
        (dt.date(2027, 2, 2), {}, dt.date(2027, 2, 3)),  # overdue: every day counts
    ],
)
def test_a_loan_is_looked_at_again_when_something_can_have_changed(
    today: dt.date, paid: dict[str, int], next_day: dt.date
) -> None:
    assert next_look(_state(today, **paid), ahead_days=3) == next_day


def test_a_loan_paid_up_to_a_repayment_is_looked_at_before_the_one_after_it() -> None:
    first = _state(FEBRUARY).installments[0]
    paid = {
        "principal_paid_minor": first.principal_minor,
        "interest_paid_minor": first.interest_minor,
        "fees_paid_minor": first.fee_minor,
    }

    assert next_look(_state(dt.date(2027, 1, 29), **paid), ahead_days=3) == dt.date(2027, 2, 26)
