"""Interest on deposits, against figures worked out by hand and against exact rationals."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.interest import share_minor, simple_interest_minor


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
    assert simple_interest_minor(principal, rate_ppm, days) == interest


@given(st.integers(0, 10**15), st.integers(0, 10**7), st.integers(0, 20_000))
def test_interest_is_the_exact_quotient_rounded_half_even(principal: int, rate_ppm: int, days: int) -> None:
    exact = Fraction(principal * rate_ppm * days, 365 * 10**6)

    assert simple_interest_minor(principal, rate_ppm, days) == round(exact)


def test_a_share_of_an_amount_is_rounded_half_even() -> None:
    assert [share_minor(amount, 10_000) for amount in (50, 150, 151, 1_000_000)] == [0, 2, 2, 10_000]


def test_negative_figures_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="not negative"):
        simple_interest_minor(1, 1, -1)
