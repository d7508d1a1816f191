"""Dates of birth, addresses and reasons."""

from __future__ import annotations

import datetime as dt

import pytest

from kyc.personal_details import (
    age_in_years,
    checked_address,
    checked_date_of_birth,
    checked_reason,
    parsed_date,
)
from kyc.rules import RuleBroken

TODAY = dt.date(2026, 3, 15)


def born(value: dt.date | str, on: dt.date = TODAY) -> dt.date:
    return checked_date_of_birth(value, on=on, minimum_age_years=18)


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        ((2008, 3, 15), (2026, 3, 15), 18),
        ((2008, 3, 16), (2026, 3, 15), 17),
        ((2008, 2, 29), (2026, 2, 28), 17),
        ((2008, 2, 29), (2026, 3, 1), 18),
        ((2008, 2, 29), (2028, 2, 29), 20),
        ((2008, 12, 31), (2026, 1, 1), 17),
        ((2026, 3, 15), (2026, 3, 15), 0),
    ],
)
def test_age_is_counted_in_completed_years(birth, on, age: int):
    assert age_in_years(dt.date(*birth), dt.date(*on)) == age


def test_the_eighteenth_birthday_is_old_enough_and_the_day_before_is_not():
    assert born("2008-03-15") == dt.date(2008, 3, 15)
    with pytest.raises(RuleBroken, match=r"^You must be at least 18 years old\.$"):
        born("2008-03-16")


@pytest.mark.parametrize("text", ["2026-03-16", "9999-12-31"])
def test_a_birth_in_the_future_is_refused(text: str):
    with pytest.raises(RuleBroken, match=r"^The date of birth must not be in the future\.$"):
        born(text)


def test_nobody_is_older_than_130_years():
    assert born("1895-03-16") == dt.date(1895, 3, 16)
    with pytest.raises(RuleBroken, match=r"^Enter the real date of birth\.$"):
        born("1895-03-15")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "15.01.1990",
        "01/15/1990",
        "19900115",
        "1990-1-15",
        "1990-W03-1",
        "90-01-15",
        "1990-01-15T00:00:00",
        "1990-01-15 ",
        "１９９０-01-15",
        "null",
    ],
)
def test_a_date_in_another_form_is_refused(text: str):
    with pytest.raises(RuleBroken, match=r"^Enter a valid date in the form YYYY-MM-DD\.$"):
        parsed_date(text)


@pytest.mark.parametrize("text", ["1990-02-30", "1990-13-01", "1990-00-10", "0000-01-01"])
def test_a_day_that_never_was_is_refused(text: str):
    with pytest.raises(RuleBroken, match=r"^There is no such date\.$"):
        parsed_date(text)


def test_an_address_of_several_lines_becomes_one_line():
    assert checked_address(" 5 Elm Row\r\n  Flat 2\nSpringfield ") == "5 Elm Row, Flat 2, Springfield"


@pytest.mark.parametrize("address", ["12 Kéroman Qüay, 北京", "क्‍षत्रिय मार्ग 12", "O'Brien's #4, 1/2 B"])
def test_addresses_of_all_the_world_are_taken(address: str):
    assert checked_address(address) == address


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\t", "\x7f", "\u202e", "\u2066", "\ud800"])
def test_a_control_character_in_an_address_is_refused(character: str):
    with pytest.raises(RuleBroken, match=r"^The address must not contain control characters\.$"):
        checked_address(f"12 Main {character} Street")


def test_an_address_has_8_to_400_characters():
    assert checked_address("12345678") == "12345678"
    assert checked_address("x" * 400) == "x" * 400
    for text in ("1234567", "   1234567   ", "x" * 401):
        with pytest.raises(RuleBroken):
            checked_address(text)


def test_a_reason_has_3_to_500_characters():
    assert checked_reason(" Old ") == "Old"
    assert checked_reason("x" * 500) == "x" * 500
    for text in ("", "  ", "no", "x" * 501, "bad\x00reason", "turned \u202e around"):
        with pytest.raises(RuleBroken):
            checked_reason(text)


def test_a_reason_may_have_several_lines():
    assert checked_reason("Photo is blurred.\nPassport has expired.") == (
        "Photo is blurred.\nPassport has expired."
    )
