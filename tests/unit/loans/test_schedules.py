"""Schedules against published tables, against the rule worked out a second time, and against what must always hold."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from loans.contracts import (
    Amortization,
    DayCount,
    InterestMethod,
    InterestPeriod,
    RepaymentUnit,
    Schedule,
    ScheduleTerms,
)
from loans.schedule import TermsCannotBePlanned, build_schedule
from tests.unit.loans.reference_schedule import due_dates, reference_rows


def _terms(**changes: Any) -> ScheduleTerms:
    plain = ScheduleTerms(
        amount_minor=1_000_000, term=12, start_date=dt.date(2024, 1, 1), annual_rate_ppm=120_000
    )
    return replace(plain, **changes)


def _columns(schedule: Schedule) -> list[tuple[int, int, int]]:
    return [(row.due_minor, row.interest_minor, row.balance_minor) for row in schedule.installments]


# Apache Fineract, ProgressiveEMICalculatorTest: instalment, interest and balance of 100.00 in six repayments.
FINERACT_MONTHLY_30_360 = [
    (1713, 79, 8366),
    (1713, 66, 6719),
    (1713, 53, 5059),
    (1713, 40, 3386),
    (1713, 27, 1700),
    (1713, 13, 0),
]
FINERACT_MONTHLY_ACTUAL_ACTUAL = [
    (1713, 80, 8367),
    (1713, 67, 6721),
    (1713, 50, 5058),
    (1713, 41, 3386),
    (1713, 26, 1699),
    (1713, 14, 0),
]
FINERACT_MONTHLY_ACTUAL_365 = [
    (1743, 133, 8390),
    (1743, 105, 6752),
    (1743, 90, 5099),
    (1743, 66, 3422),
    (1743, 46, 1725),
    (1747, 22, 0),
]
FINERACT_WEEKLY = [
    (1677, 18, 8341),
    (1677, 15, 6679),
    (1677, 12, 5014),
    (1677, 9, 3346),
    (1677, 6, 1675),
    (1678, 3, 0),
]
FINERACT_EVERY_15_DAYS = [
    (1690, 40, 8350),
    (1690, 33, 6693),
    (1690, 26, 5029),
    (1690, 20, 3359),
    (1690, 13, 1682),
    (1689, 7, 0),
]


@pytest.mark.parametrize(
    ("changes", "table"),
    [
        ({}, FINERACT_MONTHLY_30_360),
        ({"interest_period": InterestPeriod.DAILY}, FINERACT_MONTHLY_30_360),
        (
            {
                "start_date": dt.date(2023, 12, 12),
                "interest_period": InterestPeriod.DAILY,
                "day_count": DayCount.ACTUAL_ACTUAL,
            },
            FINERACT_MONTHLY_ACTUAL_ACTUAL,
        ),
        (
            {
                "annual_rate_ppm": 156_780,
                "interest_period": InterestPeriod.DAILY,
                "day_count": DayCount.ACTUAL_365,
            },
            FINERACT_MONTHLY_ACTUAL_365,
        ),
        ({"repayment_unit": RepaymentUnit.WEEKS}, FINERACT_WEEKLY),
        ({"repayment_unit": RepaymentUnit.DAYS, "repayment_every": 15}, FINERACT_EVERY_15_DAYS),
        (
            {
                "repayment_unit": RepaymentUnit.DAYS,
                "repayment_every": 15,
                "interest_period": InterestPeriod.DAILY,
                "day_count": DayCount.ACTUAL_360,
            },
            FINERACT_EVERY_15_DAYS,
        ),
        (
            {"term": 4, "amount_minor": 100_000, "annual_rate_ppm": 0},
            [(25_000, 0, 75_000), (25_000, 0, 50_000), (25_000, 0, 25_000), (25_000, 0, 0)],
        ),
    ],
    ids=[
        "30/360",
        "30/360 daily",
        "act/act",
        "act/365",
        "weekly",
        "15 days",
        "15 by 360",
        "no rate",
    ],
)
def test_a_schedule_equals_the_table_that_fineract_publishes(
    changes: dict[str, Any], table: list[tuple[int, int, int]]
) -> None:
    published = {"amount_minor": 10_000, "term": 6, "annual_rate_ppm": 94_822, **changes}

    assert _columns(build_schedule(_terms(**published))) == table


def test_a_schedule_equals_the_table_in_the_manual_of_numpy_financial() -> None:
    # numpy-financial, `ipmt`, example: 2,500.00 at 8.24 % in twelve months. Its figures are not rounded from one
    # month to the next, ours are: they agree to a cent.
    principal = [
        200.58,
        201.96,
        203.35,
        204.74,
        206.15,
        207.56,
        208.99,
        210.42,
        211.87,
        213.32,
        214.79,
        216.26,
    ]
    interest = [17.17, 15.79, 14.40, 13.01, 11.60, 10.19, 8.76, 7.32, 5.88, 4.42, 2.96, 1.49]

    rows = build_schedule(_terms(amount_minor=250_000, annual_rate_ppm=82_400)).installments

    for row, its_principal, its_interest in zip(rows, principal, interest, strict=True):
        assert abs(row.principal_minor - round(100 * its_principal)) <= (2 if row.number == 12 else 1)
        assert abs(row.interest_minor - round(100 * its_interest)) <= 1


@pytest.mark.parametrize(
    ("amount", "rate", "term", "every", "instalment"),
    [
        (1_000_000, 80_000, 10, 1, 103_703),  # Microsoft, PMT(8%/12, 10, 10000)
        (20_000_000, 75_000, 180, 1, 185_402),  # numpy-financial, pmt(0.075/12, 12*15, 200000)
        (16_200_000, 38_750, 360, 1, 76_178),  # Regulation Z, appendix H, sample H-24(B): 162,000 at 3.875 %
        (12_500_000, 90_000, 360, 1, 100_578),  # Microsoft, CUMIPMT: 125,000 at 9 % for 30 years
        (
            20_000_000,
            80_000,
            10,
            12,
            2_980_590,
        ),  # Microsoft, PPMT(8%, 10, 10, 200000): 27,598.05 and its interest
    ],
)
def test_the_equal_instalment_is_the_published_one(
    amount: int, rate: int, term: int, every: int, instalment: int
) -> None:
    rows = build_schedule(
        _terms(amount_minor=amount, annual_rate_ppm=rate, term=term, repayment_every=every)
    ).installments

    assert {row.due_minor for row in rows[:-1]} == {instalment}


def test_interest_and_principal_of_one_year_add_up_to_microsofts_cumipmt_and_cumprinc() -> None:
    # CUMIPMT and CUMPRINC (9%/12, 360, 125000, 13, 24): 11,135.23 and 934.11.
    rows = build_schedule(_terms(amount_minor=12_500_000, annual_rate_ppm=90_000, term=360)).installments[
        12:24
    ]

    assert abs(sum(row.interest_minor for row in rows) - 1_113_523) <= 6
    assert abs(sum(row.principal_minor for row in rows) - 93_411) <= 6


SPACINGS = [
    (1, RepaymentUnit.MONTHS),
    (3, RepaymentUnit.MONTHS),
    (2, RepaymentUnit.WEEKS),
    (10, RepaymentUnit.DAYS),
]
VARIANTS: list[dict[str, Any]] = [
    {},
    {"grace_on_principal": 3, "grace_on_interest": 2, "interest_free_periods": 1},
    {"grace_on_interest": 4, "installment_multiple_minor": 500, "term": 9},
    {"interest_free_periods": 5, "installment_multiple_minor": 1_000, "term": 8},
    {"term": 1},
]


@pytest.mark.parametrize("day_count", list(DayCount))
@pytest.mark.parametrize("amortization", list(Amortization))
@pytest.mark.parametrize("period", list(InterestPeriod))
@pytest.mark.parametrize("method", list(InterestMethod))
def test_every_combination_of_terms_equals_the_rule_worked_out_a_second_time(
    method: InterestMethod, period: InterestPeriod, amortization: Amortization, day_count: DayCount
) -> None:
    for (every, unit), variant in product(SPACINGS, VARIANTS):
        terms = _terms(
            amount_minor=1_234_567,
            annual_rate_ppm=98_765,
            start_date=dt.date(2023, 10, 31),
            interest_method=method,
            interest_period=period,
            amortization=amortization,
            day_count=day_count,
            repayment_every=every,
            repayment_unit=unit,
            **variant,
        )

        rows = [
            (
                row.number,
                row.due_date,
                row.principal_minor,
                row.interest_minor,
                row.interest_accrued_minor,
                row.balance_minor,
            )
            for row in build_schedule(terms).installments
        ]

        assert rows == reference_rows(terms), terms


@pytest.mark.parametrize(
    ("start", "months", "dates"),
    [
        ("2024-01-31", 1, ["2024-02-29", "2024-03-31", "2024-04-30", "2024-05-31"]),
        ("2023-01-30", 1, ["2023-02-28", "2023-03-30", "2023-04-30", "2023-05-30"]),
        ("2023-11-29", 3, ["2024-02-29", "2024-05-29", "2024-08-29", "2024-11-29"]),
        ("2024-02-29", 12, ["2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]),
        ("2023-02-28", 1, ["2023-03-28", "2023-04-28", "2023-05-28", "2023-06-28"]),
    ],
)
def test_due_dates_keep_the_day_of_the_start_and_never_drift(
    start: str, months: int, dates: list[str]
) -> None:
    rows = build_schedule(
        _terms(start_date=dt.date.fromisoformat(start), term=4, repayment_every=months)
    ).installments

    assert [row.due_date.isoformat() for row in rows] == dates
    assert [row.starts_on.isoformat() for row in rows] == [start, *dates[:-1]]
    assert {row.days for row in rows} == {30 * months}


def test_days_are_the_days_of_the_day_count() -> None:
    rows = build_schedule(_terms(day_count=DayCount.ACTUAL_365, start_date=dt.date(2024, 1, 31))).installments

    assert [row.days for row in rows] == [29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31]


def test_interest_of_a_grace_falls_due_with_the_first_period_after_it() -> None:
    rows = build_schedule(_terms(grace_on_interest=2, grace_on_principal=2)).installments

    assert [row.interest_accrued_minor for row in rows[:3]] == [10_000, 10_000, 10_000]
    assert [row.interest_minor for row in rows[:3]] == [0, 0, 30_000]
    assert [row.principal_minor for row in rows[:2]] == [0, 0]


def test_a_rounded_instalment_leaves_its_difference_to_the_last_one() -> None:
    # The instalment is 888.49 (10,000.00 at 12 % in twelve months): to whole tens it is 890.00. The rest by hand:
    # 10,000 x 1.01^11 - 890 x (1.01^11 - 1) / 0.01 = 862.20, and one month's interest of it, 8.62.
    rows = build_schedule(_terms(installment_multiple_minor=1_000)).installments

    assert [row.due_minor for row in rows[:-1]] == [89_000] * 11
    assert rows[-1].due_minor == 87_081


def test_an_instalment_rounded_far_up_repays_early_and_asks_for_nothing_after() -> None:
    rows = build_schedule(_terms(installment_multiple_minor=150_000, installment_fee_minor=100)).installments

    assert [row.due_minor for row in rows] == [150_100] * 6 + [140_205] + [0] * 5
    assert sum(row.principal_minor for row in rows) == 1_000_000


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount_minor": 0}, "amount"),
        ({"term": 0}, "term"),
        ({"annual_rate_ppm": -1}, "annual_interest_rate"),
        ({"repayment_every": 0}, "repayment_every"),
        ({"grace_on_principal": 12}, "grace_on_principal"),
        ({"grace_on_interest": 12}, "grace_on_interest"),
        ({"interest_free_periods": 13}, "interest_free_periods"),
        ({"installment_multiple_minor": 0}, "installment_multiple"),
        ({"installment_multiple_minor": 500_000}, "installment_multiple"),
        ({"installment_multiple_minor": 9_000, "term": 600}, "installment_multiple"),
        ({"origination_fee_minor": 1_000_000}, "origination_fee"),
        ({"installment_fee_minor": -1}, "installment_fee"),
        ({"repayment_every": 366 * 12, "term": 600}, "term"),
        ({"repayment_every": 366 * 60, "repayment_unit": RepaymentUnit.WEEKS, "term": 600}, "term"),
    ],
)
def test_terms_that_no_schedule_follows_from_are_refused_by_name(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(TermsCannotBePlanned) as refused:
        build_schedule(_terms(**changes))

    assert refused.value.field == field


TERMS = st.builds(
    ScheduleTerms,
    amount_minor=st.one_of(st.integers(1, 2_000), st.integers(1, 10**15)),
    term=st.integers(1, 40),
    start_date=st.dates(dt.date(1999, 1, 1), dt.date(2101, 12, 31)),
    annual_rate_ppm=st.one_of(st.just(0), st.integers(0, 500_000), st.integers(0, 10_000_000)),
    interest_method=st.sampled_from(InterestMethod),
    interest_period=st.sampled_from(InterestPeriod),
    amortization=st.sampled_from(Amortization),
    day_count=st.sampled_from(DayCount),
    repayment_every=st.integers(1, 40),
    repayment_unit=st.sampled_from(RepaymentUnit),
    grace_on_principal=st.integers(0, 5),
    grace_on_interest=st.integers(0, 5),
    interest_free_periods=st.integers(0, 5),
    installment_multiple_minor=st.one_of(st.none(), st.integers(1, 5_000)),
    origination_fee_minor=st.just(0),
    installment_fee_minor=st.integers(0, 500),
)


@given(TERMS)
@settings(max_examples=150)
def test_whatever_the_terms_sums_are_exact_and_nothing_is_below_zero(terms: ScheduleTerms) -> None:
    assume(
        terms.term > max(terms.grace_on_principal, terms.grace_on_interest, terms.interest_free_periods - 1)
    )
    try:
        schedule = build_schedule(terms)
    except TermsCannotBePlanned as refused:
        if refused.field != "installment_multiple":
            raise
        return
    rows = schedule.installments

    assert [row.number for row in rows] == list(range(1, terms.term + 1))
    assert [terms.start_date, *(row.due_date for row in rows)] == due_dates(terms)
    assert schedule.principal_minor == terms.amount_minor
    assert schedule.interest_minor == sum(row.interest_accrued_minor for row in rows)
    balances = [terms.amount_minor, *(row.balance_minor for row in rows)]
    assert balances[-1] == 0
    assert all(before >= after >= 0 for before, after in pairwise(balances))
    assert all(
        min(row.principal_minor, row.interest_minor, row.interest_accrued_minor, row.fee_minor) >= 0
        for row in rows
    )
    assert [before - after for before, after in pairwise(balances)] == [row.principal_minor for row in rows]
