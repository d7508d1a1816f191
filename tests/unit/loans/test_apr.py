"""The annual percentage rate: the examples that Appendix J of Regulation Z (12 CFR part 1026) publishes itself."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loans.apr import Flow, UnitPeriod, annual_percentage_rate, unit_periods_between
from loans.contracts import InterestMethod, RepaymentUnit, ScheduleTerms
from loans.quote import apr_of, quote
from loans.schedule import build_schedule

MONTH = UnitPeriod(1, RepaymentUnit.MONTHS)
QUARTER = UnitPeriod(3, RepaymentUnit.MONTHS)
TWO_MONTHS = UnitPeriod(2, RepaymentUnit.MONTHS)
HALF_YEAR = UnitPeriod(6, RepaymentUnit.MONTHS)
YEAR = UnitPeriod(12, RepaymentUnit.MONTHS)
WEEK = UnitPeriod(1, RepaymentUnit.WEEKS)
TWO_WEEKS = UnitPeriod(2, RepaymentUnit.WEEKS)
FOUR_WEEKS = UnitPeriod(4, RepaymentUnit.WEEKS)
DAYS_255 = UnitPeriod(255, RepaymentUnit.DAYS)


def _date(text: str) -> dt.date:
    month, day, year = (int(part) for part in text.split("-"))
    return dt.date(1900 + year, month, day)


def _percent(rate: Fraction) -> str:
    return f"{round(rate * 10_000) / 100:.2f}"


@pytest.mark.parametrize(
    ("paragraph", "advance", "payments", "unit_period", "between", "published"),
    [
        ("(c)(1)(i)", 500_000, [23_000] * 24, MONTH, ("1-10-78", "2-10-78"), "9.69"),
        ("(c)(1)(ii)", 600_000, [20_000] * 36, MONTH, ("2-10-78", "4-1-78"), "11.82"),
        ("(c)(1)(iv)", 1_000_000, [38_500] * 40, QUARTER, ("5-23-78", "10-1-78"), "8.97"),
        ("(c)(1)(v)", 50_000, [1_760] * 30, WEEK, ("3-20-78", "4-21-78"), "14.96"),
        ("(c)(2)(i)", 500_000, [25_000] + [23_000] * 23, MONTH, ("1-10-78", "2-10-78"), "10.08"),
        ("(c)(2)(ii)", 40_000, [3_950] + [3_831] * 11, FOUR_WEEKS, ("3-18-78", "4-20-78"), "28.50"),
        ("(c)(3)(i)", 500_000, [23_000] * 23 + [28_000], MONTH, ("1-10-78", "2-10-78"), "10.50"),
        ("(c)(3)(ii)", 20_000, [950] * 19 + [3_000], TWO_WEEKS, ("4-3-78", "4-11-78"), "12.22"),
        ("(c)(4)(i)", 500_000, [25_000] + [23_000] * 22 + [28_000], MONTH, ("1-10-78", "2-10-78"), "10.90"),
        (
            "(c)(4)(ii)",
            800_000,
            [44_936] + [46_500] * 18 + [20_000],
            TWO_MONTHS,
            ("1-10-78", "3-1-78"),
            "7.30",
        ),
        ("(c)(5)(i)", 100_000, [108_000], DAYS_255, ("1-3-78", "9-15-78"), "11.45"),
        ("(c)(5)(ii)", 100_000, [104_400], HALF_YEAR, ("7-15-78", "1-15-79"), "8.80"),
        ("(c)(5)(iii)", 100_000, [113_519], YEAR, ("1-17-78", "7-17-79"), "8.76"),
        ("(c)(5)(iv)", 100_000, [124_000], YEAR, ("1-3-78", "1-3-80"), "11.36"),
    ],
)
def test_a_single_advance_has_the_rate_that_the_regulation_publishes(
    paragraph: str,
    advance: int,
    payments: list[int],
    unit_period: UnitPeriod,
    between: tuple[str, str],
    published: str,
) -> None:
    full, fraction = unit_periods_between(_date(between[0]), _date(between[1]), unit_period)
    flows = [Flow(amount, full + place, fraction) for place, amount in enumerate(payments)]

    rate = annual_percentage_rate([Flow(advance, 0)], flows, unit_period.per_year)

    assert _percent(rate) == published, paragraph


def test_semimonthly_payments_have_the_published_rate() -> None:
    # (c)(1)(iii): 24 payments of 219.17, the first 6 days of 15 after the advance of 5,000.
    payments = [Flow(21_917, place, Fraction(6, 15)) for place in range(24)]

    assert _percent(annual_percentage_rate([Flow(500_000, 0)], payments, Fraction(24))) == "10.34"


def _flows(amounts: list[tuple[str, int]], start: str, unit_period: UnitPeriod) -> list[Flow]:
    return [
        Flow(amount, *unit_periods_between(_date(start), _date(date), unit_period))
        for date, amount in amounts
    ]


def test_skipped_payments_have_the_published_rate() -> None:
    # (c)(6)(i): 2,135 on 1-25-78, 24 payments of 100 every four weeks; the second in a month waits two weeks.
    runs = [("2-20-78", 9), ("11-13-78", 6), ("5-14-79", 6), ("11-12-79", 3)]
    dates = [_date(first) + dt.timedelta(weeks=4 * k) for first, count in runs for k in range(count)]
    payments = [Flow(10_000, *unit_periods_between(_date("1-25-78"), date, FOUR_WEEKS)) for date in dates]

    assert _percent(annual_percentage_rate([Flow(213_500, 0)], payments, FOUR_WEEKS.per_year)) == "12.00"


def test_skipped_and_single_payments_have_the_published_rate() -> None:
    # (c)(6)(ii): 7,350 on 3-3-78.
    amounts = [("9-15-78", 100_000), ("10-15-78", 100_000), ("11-15-78", 100_000), ("3-15-79", 200_000)]
    amounts += [("9-15-79", 75_000), ("10-15-79", 75_000), ("11-15-79", 75_000), ("2-1-80", 100_000)]

    rate = annual_percentage_rate([Flow(735_000, 0)], _flows(amounts, "3-3-78", MONTH), MONTH.per_year)

    assert _percent(rate) == "10.22"


def test_several_advances_have_the_published_rate() -> None:
    # (c)(7)(i): 20,000 each on 4-10-79, 6-12-79 and 9-18-79; 240 monthly payments of 612.36 from 12-10-79.
    advances = _flows([(date, 2_000_000) for date in ("4-10-79", "6-12-79", "9-18-79")], "4-10-79", MONTH)
    payments = [Flow(61_236, 8 + place) for place in range(240)]

    assert [(flow.periods, flow.fraction) for flow in advances[1:]] == [
        (2, Fraction(2, 30)),
        (5, Fraction(8, 30)),
    ]
    assert _percent(annual_percentage_rate(advances, payments, MONTH.per_year)) == "10.25"


@pytest.mark.parametrize(
    ("advances", "payments"),
    [([], [Flow(1, 1)]), ([Flow(100, 0)], [Flow(99, 1)]), ([Flow(100, 1)], [Flow(200, 0)])],
    ids=["nothing advanced", "not paid back", "paid before it is advanced"],
)
def test_what_no_rate_balances_is_refused(advances: list[Flow], payments: list[Flow]) -> None:
    with pytest.raises(ValueError, match="rate"):
        annual_percentage_rate(advances, payments, Fraction(12))


def _terms(**changes: Any) -> ScheduleTerms:
    plain = ScheduleTerms(
        amount_minor=100_000_000, term=24, start_date=dt.date(2024, 1, 31), annual_rate_ppm=120_000
    )
    return replace(plain, **changes)


@pytest.mark.parametrize(
    ("changes", "percent"),
    [
        ({}, "12.00"),
        ({"annual_rate_ppm": 0}, "0.00"),
        ({"repayment_unit": RepaymentUnit.WEEKS}, "12.00"),
        ({"repayment_every": 3}, "12.00"),
        ({"term": 1}, "12.00"),
        # One payment in four weeks: 28 days of 365 instead of four weeks of 52.
        ({"term": 1, "repayment_unit": RepaymentUnit.WEEKS, "repayment_every": 4}, "12.03"),
        # 18 % for a year and a half in one payment: (1 + i)(1 + i / 2) = 1.18, paragraph (c)(5)(iii).
        ({"repayment_every": 18, "term": 1}, "11.55"),
        # Flat interest costs about twice its rate: 12 % over two years, 24 payments of 51,666.67 for a million.
        ({"interest_method": InterestMethod.FLAT}, "21.57"),
    ],
)
def test_the_rate_of_a_schedule_without_fees_is_that_of_its_interest(
    changes: dict[str, Any], percent: str
) -> None:
    assert _percent(apr_of(build_schedule(_terms(**changes)))) == percent


def test_fees_raise_the_rate_of_a_quote() -> None:
    # Amount financed 5,000.00 of a loan of 5,100.00, 24 payments of 230.00 and 2 x a fee inside them: (c)(1)(i) again.
    terms = _terms(
        amount_minor=510_000,
        annual_rate_ppm=0,
        origination_fee_minor=10_000,
        installment_fee_minor=1_750,
    )

    answer = quote(terms, "EUR")

    assert {row.due_minor for row in answer.schedule.installments} == {23_000}
    assert answer.schedule.fees_minor == 10_000 + 24 * 1_750
    assert _percent(answer.apr) == "9.69"


@given(
    st.integers(10**6, 10**12), st.integers(1, 60), st.integers(1, 2_000_000), st.sampled_from([1, 3, 6, 12])
)
@settings(max_examples=60)
def test_the_rate_of_equal_instalments_is_the_rate_agreed(
    amount: int, term: int, ppm: int, months: int
) -> None:
    schedule = build_schedule(
        _terms(amount_minor=amount, term=term, annual_rate_ppm=ppm, repayment_every=months)
    )

    assert abs(apr_of(schedule) - Fraction(ppm, 10**6)) < Fraction(1, 10**4)
