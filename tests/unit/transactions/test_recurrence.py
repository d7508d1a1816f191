"""Due dates of standing orders: rules of iCalendar, read strictly and always in bounded time."""

from __future__ import annotations

import datetime as dt
import time
from itertools import islice

import pytest
from dateutil.rrule import DAILY, rrule

from transactions.recurrence import DueDates, InvalidRule, read_rule

START = dt.date(2027, 1, 31)


def days(*texts: str) -> list[dt.date]:
    return [dt.date.fromisoformat(text) for text in texts]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("", ["2027-01-31"]),
        ("FREQ=DAILY", ["2027-01-31", "2027-02-01", "2027-02-02"]),
        ("FREQ=DAILY;INTERVAL=10;COUNT=2", ["2027-01-31", "2027-02-10"]),
        ("FREQ=WEEKLY;BYDAY=MO,FR", ["2027-02-01", "2027-02-05", "2027-02-08"]),
        ("FREQ=MONTHLY", ["2027-01-31", "2027-03-31", "2027-05-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", ["2027-01-31", "2027-02-28", "2027-03-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=1,15", ["2027-02-01", "2027-02-15", "2027-03-01"]),
        ("FREQ=MONTHLY;BYDAY=-1FR", ["2027-02-26", "2027-03-26", "2027-04-30"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["2027-02-26", "2027-03-31", "2027-04-30"]),
        ("FREQ=YEARLY", ["2027-01-31", "2028-01-31", "2029-01-31"]),
        ("FREQ=MONTHLY;UNTIL=20270401", ["2027-01-31", "2027-03-31"]),
        ("FREQ=MONTHLY;COUNT=1", ["2027-01-31"]),
        ("FREQ=MONTHLY;UNTIL=20260401", []),
    ],
)
def test_a_rule_falls_due_on_these_dates(rule: str, expected: list[str]) -> None:
    assert list(islice(DueDates(START, rule).after(None), 3)) == days(*expected)


def test_nothing_is_due_after_the_last_day_which_itself_counts() -> None:
    assert list(DueDates(START, "FREQ=DAILY", START + dt.timedelta(1)).after(None)) == days(
        "2027-01-31", "2027-02-01"
    )
    assert DueDates(START, "", START - dt.timedelta(1)).next_after(None) is None


def test_the_next_due_date_comes_after_the_one_before_and_count_counts_from_the_start() -> None:
    dates = DueDates(START, "FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=3")

    assert dates.next_after(dt.date(2027, 2, 28)) == dt.date(2027, 3, 31)
    assert dates.next_after(dt.date(2027, 3, 31)) is None


def test_a_leap_day_comes_every_four_years() -> None:
    dates = DueDates(dt.date(2028, 2, 29), "FREQ=YEARLY")

    assert dates.next_after(dt.date(2028, 2, 29)) == dt.date(2032, 2, 29)


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30",
        "FREQ=DAILY;BYDAY=MO;BYMONTHDAY=31;INTERVAL=999",
        "FREQ=YEARLY;BYMONTHDAY=30,31;BYDAY=MO;BYSETPOS=300",
        "FREQ=MONTHLY;BYMONTHDAY=30;INTERVAL=1000;COUNT=1000",
        "FREQ=DAILY;INTERVAL=7;BYDAY=TU",
        "FREQ=MONTHLY;BYMONTHDAY=1;BYSETPOS=2",
    ],
)
def test_a_rule_that_never_fires_is_found_out_in_bounded_time(rule: str) -> None:
    began = time.process_time()
    assert len(list(rrule(DAILY, dtstart=dt.datetime(2027, 2, 1), count=20_000))) == 20_000
    twenty_thousand_days = time.process_time() - began

    began = time.process_time()
    assert DueDates(dt.date(2027, 2, 1), read_rule(rule)).next_after(None) is None
    assert time.process_time() - began < 10 * twenty_thousand_days


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "A rule is made of"),
        ("EVERY=DAY", "A rule is made of"),
        ("FREQ=DAILY;", "A rule is made of"),
        ("DTSTART=20270101;FREQ=DAILY", "A rule is made of"),
        ("FREQ=DAILY\nEXDATE:20270101", "FREQ is one of"),
        ("FREQ=HOURLY", "FREQ is one of"),
        ("FREQ=SECONDLY", "FREQ is one of"),
        ("INTERVAL=2", "FREQ is one of"),
        ("FREQ=DAILY;FREQ=DAILY", "FREQ is given twice"),
        ("FREQ=DAILY;BYHOUR=1", "A rule is made of"),
        ("FREQ=DAILY;INTERVAL=0", "INTERVAL is a whole number"),
        ("FREQ=DAILY;INTERVAL=1001", "INTERVAL is a whole number"),
        ("FREQ=DAILY;INTERVAL=٣", "INTERVAL is a whole number"),
        ("FREQ=DAILY;COUNT=99999", "COUNT is a whole number"),
        ("FREQ=DAILY;COUNT=2;UNTIL=20280101", "COUNT or UNTIL"),
        ("FREQ=DAILY;UNTIL=20280230", "UNTIL is a date"),
        ("FREQ=DAILY;UNTIL=20280101T000000Z", "UNTIL is a date"),
        ("FREQ=WEEKLY;BYDAY=XX", "BYDAY lists"),
        ("FREQ=WEEKLY;BYDAY=1MO", "Only a month"),
        ("FREQ=MONTHLY;BYDAY=6MO", "Only a month"),
        ("FREQ=WEEKLY;BYMONTHDAY=1", "BYMONTHDAY does not go"),
        ("FREQ=MONTHLY;BYMONTHDAY=32", "BYMONTHDAY lists"),
        ("FREQ=MONTHLY;BYMONTHDAY=0", "BYMONTHDAY lists"),
        ("FREQ=MONTHLY;BYSETPOS=1", "BYSETPOS goes with"),
        ("FREQ=DAILY;BYDAY=MO;BYSETPOS=5", "BYSETPOS goes with"),
        ("FREQ=WEEKLY;BYDAY=" + ",".join(["MO"] * 90), "at most 200 characters"),
    ],
)
def test_what_is_no_rule_of_the_bank_is_refused_by_name(text: str, message: str) -> None:
    with pytest.raises(InvalidRule, match=message):
        read_rule(text)


def test_a_rule_is_kept_in_its_plain_form() -> None:
    assert read_rule(" rrule:freq=monthly;bymonthday=-1 ") == "FREQ=MONTHLY;BYMONTHDAY=-1"
