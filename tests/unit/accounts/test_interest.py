"""The interest of whole terms, against figures worked out by hand and against exact rationals."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.contracts import TermPayout
from accounts.interest import share_minor
from accounts.term_deposits import payout_at_maturity, payout_before_maturity
from core_banking.kernel.day_count import DayCount

START = dt.date(2027, 1, 1)
ACTUAL = DayCount.ACTUAL_365


@pytest.mark.parametrize(
    ("principal", "rate_ppm", "days", "interest"),
    [
        (1_000_000, 36_500, 365, 36_500),
        (1_000_000, 36_500, 10, 1_000),
        (1_000_000, 42_500, 184, 21_425),  # 10,000.00 at 4.25 % for 184 days: 214.2465… by hand
        (100, 500_000, 365, 50),
        (1, 500_000, 365, 0),  # half a minor unit goes to the even one
        (3, 500_000, 365, 2),
        (0, 42_500, 365, 0),
        (1_000_000, 0, 365, 0),
        (10**15, 10_000_000, 365, 10**16),
    ],
)
def test_interest_is_principal_times_rate_times_days_of_365(
    principal: int, rate_ppm: int, days: int, interest: int
) -> None:
    maturity = START + dt.timedelta(days=days)

    assert payout_at_maturity(principal, rate_ppm, ACTUAL, START, maturity) == TermPayout(principal, interest)


@pytest.mark.parametrize(
    ("convention", "interest"),
    [
        # 100,000.00 at 3.60 % from 31 January to 31 July 2028: 182 days, 180 by thirties, 366 in the year.
        (DayCount.THIRTY_360, 180_000),
        (DayCount.ACTUAL_360, 182_000),
        (DayCount.ACTUAL_365, 179_507),
        (DayCount.ACTUAL_ACTUAL, 179_016),
    ],
)
def test_a_term_is_paid_by_the_day_count_of_its_product(convention: DayCount, interest: int) -> None:
    payout = payout_at_maturity(10_000_000, 36_000, convention, dt.date(2028, 1, 31), dt.date(2028, 7, 31))

    assert payout.interest_minor == interest


@given(st.integers(0, 10**15), st.integers(0, 10**7), st.integers(0, 20_000))
def test_interest_is_the_exact_quotient_rounded_half_even(principal: int, rate_ppm: int, days: int) -> None:
    exact = Fraction(principal * rate_ppm * days, 365 * 10**6)
    payout = payout_at_maturity(principal, rate_ppm, ACTUAL, START, START + dt.timedelta(days=days))

    assert payout.interest_minor == round(exact)


def test_before_its_time_a_term_pays_for_the_nights_it_stayed() -> None:
    week, eve = START + dt.timedelta(days=7), START - dt.timedelta(days=1)

    assert payout_before_maturity(100_000, 36_500, ACTUAL, 10_000, START, week) == TermPayout(
        100_000, 70, 1_000
    )
    assert payout_before_maturity(100_000, 36_500, ACTUAL, 10_000, START, eve) == TermPayout(
        100_000, 0, 1_000
    )


def test_a_share_of_an_amount_is_rounded_half_even() -> None:
    assert [share_minor(amount, 10_000) for amount in (50, 150, 151, 1_000_000)] == [0, 2, 2, 10_000]
