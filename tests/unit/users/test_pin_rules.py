"""Which transaction PINs are refused."""

from __future__ import annotations

import datetime as dt

import pytest

from users.pin_rules import EASY_RULE, LENGTH_RULE, PERSONAL_RULE, pin_problem

BORN = dt.date(1987, 3, 29)


def problem(pin: str) -> str | None:
    return pin_problem(pin, date_of_birth=BORN, numbers=("+15550274613", "8405"))


@pytest.mark.parametrize("pin", ["7392", "739264", "0481", "904817"])
def test_a_pin_that_says_nothing_is_taken(pin):
    assert problem(pin) is None


@pytest.mark.parametrize(
    "pin", ["", "739", "73926", "7392641", "73a2", " 7392", "7392\n", "７３９２", "٧٣٩٢", "-739"]
)
def test_a_pin_has_four_or_six_ascii_digits(pin):
    assert problem(pin) == LENGTH_RULE


@pytest.mark.parametrize(
    "pin",
    [
        "1234", "0123", "6789", "7890", "4321", "9876", "2468", "1357",
        "0000", "9999", "1212", "7878", "1122", "1221", "1001", "2580",
        "123456", "654321", "345678", "111111", "121212", "123123", "112233", "111222",
        "159753",
    ],
)  # fmt: skip
def test_what_everybody_tries_first_is_refused(pin):
    assert problem(pin) == EASY_RULE


@pytest.mark.parametrize(
    "pin", ["2903", "0329", "1987", "290387", "032987", "870329", "872903", "0387", "8703", "2987", "031987"]
)
def test_the_birth_date_is_refused_in_every_order(pin):
    assert problem(pin) == PERSONAL_RULE
    assert pin_problem(pin, date_of_birth=None) is None or pin == "1987"


@pytest.mark.parametrize("pin", ["4613", "5027", "027461", "8405"])
def test_a_part_of_the_phone_number_or_of_an_identity_number_is_refused(pin):
    assert problem(pin) == PERSONAL_RULE
