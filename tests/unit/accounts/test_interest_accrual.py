"""Interest night by night: exact, and equal to the closed form over any calendar, under every convention."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from math import lcm

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.contracts import InterestPostingPeriod
from accounts.interest_accrual import (
    PARTS_OF_A_UNIT,
    PARTS_OF_A_YEAR,
    ExactInterest,
    interest_of_night,
    interest_of_span,
    next_posting_date,
    periods_posted_on,
)
from core_banking.kernel.day_count import DayCount, days_by, year_share
from tests.proof_plugin import ProofRecord, at_scale

NIGHT = dt.timedelta(days=1)
CONVENTIONS = list(DayCount)


def exact(interest: ExactInterest) -> Fraction:
    return Fraction(interest.parts, PARTS_OF_A_UNIT)


def test_a_part_is_the_least_that_every_convention_and_rate_can_give() -> None:
    assert lcm(360, 365, 366) == PARTS_OF_A_YEAR
    assert PARTS_OF_A_YEAR * 1_000_000 == PARTS_OF_A_UNIT


@pytest.mark.parametrize(
    ("convention", "date", "parts_of_a_minor_unit"),
    [
        # 1,000.00 at 3.65 % a year: 3,650 minor units in all.
        (DayCount.ACTUAL_365, dt.date(2027, 3, 1), Fraction(10)),
        (DayCount.ACTUAL_365, dt.date(2028, 2, 29), Fraction(10)),
        (DayCount.ACTUAL_360, dt.date(2027, 3, 1), Fraction(3_650, 360)),
        (DayCount.ACTUAL_ACTUAL, dt.date(2027, 12, 31), Fraction(10)),
        (DayCount.ACTUAL_ACTUAL, dt.date(2028, 1, 1), Fraction(3_650, 366)),
        (DayCount.THIRTY_360, dt.date(2027, 3, 15), Fraction(3_650, 360)),
        (DayCount.THIRTY_360, dt.date(2027, 3, 30), Fraction(0)),  # the 30th to the 31st
        (DayCount.THIRTY_360, dt.date(2027, 3, 31), Fraction(3_650, 360)),
        (DayCount.THIRTY_360, dt.date(2027, 2, 28), Fraction(3 * 3_650, 360)),
        (DayCount.THIRTY_360, dt.date(2028, 2, 29), Fraction(2 * 3_650, 360)),
    ],
)
def test_a_night_bears_its_share_of_the_year(
    convention: DayCount, date: dt.date, parts_of_a_minor_unit: Fraction
) -> None:
    assert exact(interest_of_night(100_000, 36_500, convention, date)) == parts_of_a_minor_unit


@pytest.mark.proof
@pytest.mark.parametrize("convention", CONVENTIONS)
def test_the_nights_of_all_calendars_are_the_closed_form_to_no_minor_unit(
    convention: DayCount, proof_record: ProofRecord
) -> None:
    """The Gregorian calendar repeats after 400 years: there is no other calendar than those."""
    years = at_scale(small=60, full=400)
    start, end = dt.date(1999, 7, 31), dt.date(1999 + years, 7, 31)
    balance, rate = 987_654_321, 47_311
    total, booked, date = ExactInterest(), 0, start
    while date < end:
        after = total + interest_of_night(balance, rate, convention, date)
        booked += after.rounded() - total.rounded()
        total, date = after, date + NIGHT

    closed_form = balance * Fraction(rate, 10**6) * year_share(convention, start, end)
    assert exact(total) == closed_form
    assert booked == round(closed_form)
    assert total == interest_of_span(balance, rate, convention, start, end)
    proof_record(
        f"interest accrued night by night under {convention} is the closed form",
        nights=(end - start).days,
        minor_units_apart=booked - round(closed_form),
    )


nights = st.lists(st.integers(0, 10**15), min_size=1, max_size=80)


@given(
    nights,
    st.integers(0, 10**7),
    st.sampled_from(CONVENTIONS),
    st.dates(dt.date(1950, 1, 1), dt.date(2150, 1, 1)),
)
def test_whatever_the_balance_does_the_booked_sums_telescope(
    balances: list[int], rate: int, convention: DayCount, start: dt.date
) -> None:
    basis = {DayCount.ACTUAL_365: 365, DayCount.ACTUAL_360: 360, DayCount.THIRTY_360: 360}
    expected, total, booked = Fraction(0), ExactInterest(), 0
    for number, balance in enumerate(balances):
        date = start + number * NIGHT
        year = basis.get(convention) or (dt.date(date.year + 1, 1, 1) - dt.date(date.year, 1, 1)).days
        expected += Fraction(balance * rate * days_by(convention, date, date + NIGHT), 10**6 * year)
        after = total + interest_of_night(balance, rate, convention, date)
        booked += after.rounded() - total.rounded()
        total = after

    assert exact(total) == expected
    assert booked == total.rounded() == round(expected)
    assert 0 <= total.part < PARTS_OF_A_UNIT


def test_a_half_goes_to_the_even_unit_and_amounts_may_be_taken_back() -> None:
    half = ExactInterest(0, PARTS_OF_A_UNIT // 2)

    assert [half.rounded(), (half + ExactInterest(1)).rounded()] == [0, 2]
    assert half - ExactInterest(1) == ExactInterest(-1, PARTS_OF_A_UNIT // 2)
    assert (half - ExactInterest(1) + ExactInterest(1)) == half


@pytest.mark.parametrize(("balance", "rate", "nights"), [(-1, 1, 1), (1, -1, 1), (1, 1, -1)])
def test_negative_figures_are_a_mistake(balance: int, rate: int, nights: int) -> None:
    start = dt.date(2027, 1, 1)
    with pytest.raises(ValueError, match=r"not negative|on or after"):
        interest_of_span(balance, rate, DayCount.ACTUAL_365, start, start + nights * NIGHT)


@pytest.mark.parametrize(
    ("period", "date", "maturity", "following"),
    [
        ("MONTHLY", dt.date(2027, 1, 31), None, dt.date(2027, 2, 1)),
        ("MONTHLY", dt.date(2027, 2, 1), None, dt.date(2027, 3, 1)),
        ("MONTHLY", dt.date(2027, 12, 1), None, dt.date(2028, 1, 1)),
        ("MONTHLY", dt.date(2027, 1, 31), dt.date(2027, 1, 31), dt.date(2027, 1, 31)),
        ("QUARTERLY", dt.date(2027, 1, 1), None, dt.date(2027, 4, 1)),
        ("QUARTERLY", dt.date(2027, 3, 31), None, dt.date(2027, 4, 1)),
        ("QUARTERLY", dt.date(2027, 11, 5), None, dt.date(2028, 1, 1)),
        ("AT_MATURITY", dt.date(2027, 11, 5), dt.date(2028, 5, 5), dt.date(2028, 5, 5)),
        ("AT_MATURITY", dt.date(2027, 11, 5), None, None),
    ],
)
def test_interest_is_posted_next_on(
    period: str, date: dt.date, maturity: dt.date | None, following: dt.date | None
) -> None:
    assert next_posting_date(InterestPostingPeriod(period), date, maturity) == following


@pytest.mark.parametrize(
    ("date", "periods"),
    [
        (dt.date(2027, 1, 1), ["MONTHLY", "QUARTERLY"]),
        (dt.date(2027, 2, 1), ["MONTHLY"]),
        (dt.date(2027, 10, 1), ["MONTHLY", "QUARTERLY"]),
        (dt.date(2027, 1, 31), []),
    ],
)
def test_on_the_first_of_a_month_are_posted(date: dt.date, periods: list[str]) -> None:
    assert list(periods_posted_on(date)) == periods
