"""What a goal still needs, whether it is on track, and what a rule saves: whole minor units, exactly."""

from __future__ import annotations

import datetime as dt

import pytest

from core_banking.kernel.errors import InvalidInput
from planning.goal_contracts import RuleKind
from planning.goal_plan import (
    expected_minor,
    milestones_within,
    needed_monthly_minor,
    progress_of,
    progress_percent,
    round_up_minor,
    share_of_income_minor,
    whole_months_between,
)
from planning.goal_rules import read_new_terms, read_terms, rule_for_day
from transactions.standing_order_contracts import DueDates

TODAY = dt.date(2027, 1, 31)


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        (dt.date(2026, 11, 21), dt.date(2027, 6, 30), 7),
        (dt.date(2026, 11, 21), dt.date(2027, 6, 21), 7),
        (dt.date(2026, 11, 21), dt.date(2027, 6, 20), 6),
        (dt.date(2027, 1, 31), dt.date(2027, 2, 28), 1),
        (dt.date(2027, 1, 31), dt.date(2027, 2, 27), 0),
        (dt.date(2028, 2, 29), dt.date(2029, 2, 28), 12),
        (dt.date(2027, 1, 31), dt.date(2027, 1, 31), 0),
        (dt.date(2027, 1, 31), dt.date(2025, 1, 31), 0),
    ],
)
def test_whole_months_are_counted_to_the_same_day_or_the_last(
    first: dt.date, last: dt.date, months: int
) -> None:
    assert whole_months_between(first, last) == months


@pytest.mark.parametrize(
    ("missing", "months", "needed"),
    [(150_000, 7, 21_429), (150_000, 6, 25_000), (1, 12, 1), (100, 3, 34), (100, 1, 100), (100, 0, 100)],
)
def test_what_is_needed_a_month_is_rounded_up(missing: int, months: int, needed: int) -> None:
    assert needed_monthly_minor(missing, months) == needed
    assert needed * max(1, months) >= missing > (needed - 1) * max(1, months)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (dt.date(2027, 1, 1), 0),
        (dt.date(2027, 1, 2), 273),
        (dt.date(2027, 7, 2), 49_863),
        (dt.date(2028, 1, 1), 100_000),
        (dt.date(2030, 1, 1), 100_000),
    ],
)
def test_an_even_pace_is_counted_by_days_and_rounded_down(today: dt.date, expected: int) -> None:
    assert expected_minor(100_000, dt.date(2027, 1, 1), dt.date(2028, 1, 1), today) == expected


@pytest.mark.parametrize(
    ("saved", "percent", "milestones"),
    [
        (0, 0, ()),
        (24_999, 24, ()),
        (25_000, 25, (25,)),
        (99_999, 99, (25, 50, 75)),
        (130_000, 130, (25, 50, 75, 100)),
    ],
)
def test_progress_is_rounded_down(saved: int, percent: int, milestones: tuple[int, ...]) -> None:
    assert progress_percent(saved, 100_000) == percent
    assert milestones_within(percent) == milestones


def test_a_goal_is_on_track_from_the_amount_of_an_even_pace_on() -> None:
    def progress(saved_minor: int, target_date: dt.date | None = dt.date(2028, 1, 31)) -> object:
        found = progress_of(
            saved_minor=saved_minor,
            target_minor=365_00,
            target_date=target_date,
            started_on=TODAY,
            today=dt.date(2027, 2, 10),
        )
        return found.is_on_track, found.missing_minor, found.needed_monthly_minor, found.months_left

    assert progress(10_00) == (True, 355_00, 32_28, 11)
    assert progress(9_99) == (False, 355_01, 32_28, 11)
    assert progress(365_00) == (True, 0, None, 11)
    assert progress(400_00) == (True, 0, None, 11)
    assert progress(10_00, None) == (None, 355_00, None, None)


@pytest.mark.parametrize(
    ("amount", "multiple", "saved"),
    [
        (1_01, 1_00, 99),
        (1_00, 1_00, 0),
        (99, 1_00, 1),
        (12_34, 5_00, 2_66),
        (15_00, 10_00, 5_00),
        (20_00, 10_00, 0),
    ],
)
def test_a_round_up_goes_to_the_next_multiple(amount: int, multiple: int, saved: int) -> None:
    assert round_up_minor(amount, multiple) == saved


@pytest.mark.parametrize(
    ("amount", "ppm", "saved"),
    [(3_000_00, 100_000, 300_00), (99, 100_000, 9), (9, 100_000, 0), (10**15, 1_000_000, 10**15)],
)
def test_a_share_is_rounded_down(amount: int, ppm: int, saved: int) -> None:
    assert share_of_income_minor(amount, ppm) == saved


@pytest.mark.parametrize(
    ("day", "dates"),
    [
        (1, ["2027-02-01", "2027-03-01", "2027-04-01"]),
        (28, ["2027-02-28", "2027-03-28", "2027-04-28"]),
        (30, ["2027-02-28", "2027-03-30", "2027-04-30"]),
        (31, ["2027-01-31", "2027-02-28", "2027-03-31"]),
    ],
)
def test_a_day_of_the_month_is_the_last_one_where_a_month_is_shorter(day: int, dates: list[str]) -> None:
    due = DueDates(TODAY, rule_for_day(day)).after(None)

    assert [next(due).isoformat() for _ in dates] == dates


def test_the_terms_of_a_rule_are_read_exactly() -> None:
    fixed = read_new_terms(RuleKind.FIXED, {"amount": "50", "day_of_month": 1}, "USD", TODAY)
    share = read_new_terms(RuleKind.SHARE_OF_INCOME, {"percent": "12.5", "threshold": "500"}, "JPY", TODAY)

    assert fixed == {
        "amount_minor": 50_00,
        "rrule": "FREQ=MONTHLY;BYMONTHDAY=1",
        "start_date": TODAY,
        "next_due_date": dt.date(2027, 2, 1),
    }
    assert share == {"share_ppm": 125_000, "threshold_minor": 500}
    assert read_terms(RuleKind.ROUND_UP, {"round_to": "5.00"}, "USD") == {"round_to_minor": 500}


@pytest.mark.parametrize(
    ("kind", "terms", "fields"),
    [
        (RuleKind.FIXED, {}, {"amount", "rrule"}),
        (RuleKind.FIXED, {"amount": "1", "rrule": "FREQ=HOURLY"}, {"rrule"}),
        (RuleKind.FIXED, {"amount": "1", "rrule": "FREQ=DAILY", "day_of_month": 1}, {"rrule"}),
        (RuleKind.FIXED, {"amount": "1", "day_of_month": 1, "start_date": dt.date(2027, 1, 30)}, {"start_date"}),
        (RuleKind.FIXED, {"amount": "1", "day_of_month": 1, "round_to": "5"}, {"round_to"}),
        (RuleKind.ROUND_UP, {"round_to": "0.01"}, {"round_to"}),
        (RuleKind.ROUND_UP, {"round_to": "0"}, {"round_to"}),
        (RuleKind.SHARE_OF_INCOME, {"percent": "0", "threshold": "1"}, {"percent"}),
        (RuleKind.SHARE_OF_INCOME, {"percent": "100.01", "threshold": "1"}, {"percent"}),
        (RuleKind.SHARE_OF_INCOME, {"percent": "10"}, {"threshold"}),
    ],
)  # fmt: skip
def test_terms_that_cannot_be_are_refused_by_name(
    kind: RuleKind, terms: dict[str, object], fields: set[str]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_new_terms(kind, terms, "USD", TODAY)

    assert set(refused.value.fields) == fields
