"""What is planned anew once principal was paid ahead, or a new term was agreed."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from loans.contracts import (
    Amortization,
    DayCount,
    InterestMethod,
    InterestPeriod,
    PrepaymentEffect,
    RepaymentUnit,
    ScheduleTerms,
)
from loans.schedule import TermsCannotBePlanned, build_schedule, replan, rescheduled
from tests.unit.loans.test_schedules import TERMS

SHORTEN = PrepaymentEffect.SHORTEN_TERM
LOWER = PrepaymentEffect.LOWER_INSTALLMENT


def _terms(**changes: Any) -> ScheduleTerms:
    plain = ScheduleTerms(
        amount_minor=1_000_000, term=12, start_date=dt.date(2024, 1, 31), annual_rate_ppm=120_000
    )
    return replace(plain, **changes)


def test_shortening_keeps_the_instalment_and_needs_fewer() -> None:
    terms = _terms()
    planned = build_schedule(terms).installments[3:]

    rows = replan(terms, planned=planned, principal_minor=461_081, effect=SHORTEN)

    assert [row.number for row in rows] == [4, 5, 6, 7, 8, 9]
    assert [row.due_minor for row in rows] == [88_849] * 5 + [31_695]
    assert [row.due_date for row in rows] == [row.due_date for row in planned[:6]]
    assert rows[0].interest_minor == 4_611  # one per cent of what is owed
    assert sum(row.principal_minor for row in rows) == 461_081


def test_lowering_keeps_the_number_and_lowers_the_instalment() -> None:
    terms = _terms()
    planned = build_schedule(terms).installments[3:]

    rows = replan(terms, planned=planned, principal_minor=461_081, effect=LOWER)

    # 4,610.81 x 0.01 / (1 - 1.01^-9) = 538.27
    assert [row.due_minor for row in rows] == [53_827] * 8 + [53_826]
    assert sum(row.principal_minor for row in rows) == 461_081


@pytest.mark.parametrize(
    ("effect", "principal"),
    [(SHORTEN, [83_333] * 5 + [33_335]), (LOWER, [50_000] * 9)],
)
def test_equal_principal_keeps_its_principal_or_spreads_what_is_left(
    effect: PrepaymentEffect, principal: list[int]
) -> None:
    terms = _terms(amortization=Amortization.EQUAL_PRINCIPAL)
    planned = build_schedule(terms).installments[3:]

    rows = replan(terms, planned=planned, principal_minor=450_000, effect=effect)

    assert [row.principal_minor for row in rows] == principal


@pytest.mark.parametrize(
    ("effect", "principal"),
    [(SHORTEN, [83_333] * 5 + [33_335]), (LOWER, [50_000] * 9)],
)
def test_flat_interest_stays_what_it_is_for_each_repayment_that_remains(
    effect: PrepaymentEffect, principal: list[int]
) -> None:
    terms = _terms(interest_method=InterestMethod.FLAT)
    planned = build_schedule(terms).installments[3:]

    rows = replan(terms, planned=planned, principal_minor=450_000, effect=effect)

    assert [row.principal_minor for row in rows] == principal
    assert {row.interest_minor for row in rows} == {10_000}


@pytest.mark.parametrize("effect", list(PrepaymentEffect))
def test_deferred_interest_stays_due_where_it_was(effect: PrepaymentEffect) -> None:
    terms = _terms(grace_on_interest=4)
    planned = build_schedule(terms).installments[2:]

    rows = replan(terms, planned=planned, principal_minor=700_000, effect=effect)

    before = sum(row.interest_accrued_minor for row in build_schedule(terms).installments[:2])
    assert [row.interest_minor for row in rows[:2]] == [0, 0]
    assert rows[2].interest_minor == before + sum(row.interest_accrued_minor for row in rows[:3])


def test_all_principal_paid_ahead_leaves_nothing_to_plan() -> None:
    terms = _terms(installment_fee_minor=100)
    planned = build_schedule(terms).installments[3:]

    assert replan(terms, planned=planned, principal_minor=0, effect=SHORTEN) == ()
    assert replan(terms, planned=planned, principal_minor=0, effect=LOWER) == ()


@pytest.mark.parametrize("owed", [-1, 10**7])
def test_more_than_is_planned_is_not_planned_anew(owed: int) -> None:
    terms = _terms()

    with pytest.raises(TermsCannotBePlanned):
        replan(terms, planned=build_schedule(terms).installments[3:], principal_minor=owed, effect=LOWER)


@given(TERMS, st.data(), st.sampled_from(PrepaymentEffect))
@settings(max_examples=100)
def test_whatever_was_planned_a_new_plan_repays_what_is_owed(
    terms: ScheduleTerms, data: st.DataObject, effect: PrepaymentEffect
) -> None:
    assume(terms.term > max(terms.grace_on_principal, terms.grace_on_interest, terms.interest_free_periods))
    try:
        schedule = build_schedule(terms)
        fixed = data.draw(st.integers(0, terms.term - 1))
        planned = schedule.installments[fixed:]
        owed = data.draw(st.integers(0, sum(row.principal_minor for row in planned)))
        rows = replan(terms, planned=planned, principal_minor=owed, effect=effect)
    except TermsCannotBePlanned:
        assume(False)

    assert sum(row.principal_minor for row in rows) == owed
    assert [(row.number, row.due_date) for row in rows] == [
        (row.number, row.due_date) for row in planned[: len(rows)]
    ]
    assert all(min(row.principal_minor, row.interest_minor, row.interest_accrued_minor) >= 0 for row in rows)
    deferred = sum(row.interest_accrued_minor - row.interest_minor for row in schedule.installments[:fixed])
    assert sum(row.interest_minor for row in rows) == deferred + sum(
        row.interest_accrued_minor for row in rows
    )


def test_a_plan_that_nothing_was_paid_ahead_of_stays_as_it_is() -> None:
    for method in InterestMethod:
        for amortization in Amortization:
            terms = _terms(
                interest_method=method, amortization=amortization, grace_on_principal=2, grace_on_interest=4
            )
            planned = build_schedule(terms).installments[3:]
            owed = sum(row.principal_minor for row in planned)

            for effect in PrepaymentEffect:
                assert replan(terms, planned=planned, principal_minor=owed, effect=effect) == tuple(planned)


def test_a_new_term_keeps_the_due_dates_and_goes_on_in_number() -> None:
    plan = rescheduled(
        _terms(), principal_minor=600_000, term=6, starts_on=dt.date(2024, 4, 30), first_number=4
    )

    # 6,000.00 x 0.01 / (1 - 1.01^-6) = 1,035.29
    assert [row.due_minor for row in plan.installments[:-1]] == [103_529] * 5
    assert [row.number for row in plan.installments] == [4, 5, 6, 7, 8, 9]
    assert [row.due_date.isoformat() for row in plan.installments[:2]] == ["2024-05-31", "2024-06-30"]
    assert plan.principal_minor == 600_000


def test_a_new_first_date_moves_all_dates_and_its_odd_period_bears_interest_by_its_days() -> None:
    plan = rescheduled(
        _terms(day_count=DayCount.ACTUAL_365, interest_period=InterestPeriod.DAILY),
        principal_minor=600_000,
        term=3,
        starts_on=dt.date(2024, 4, 30),
        first_number=4,
        annual_rate_ppm=73_000,
        first_due_date=dt.date(2024, 6, 15),
    )

    assert [row.due_date.isoformat() for row in plan.installments] == [
        "2024-06-15",
        "2024-07-15",
        "2024-08-15",
    ]
    assert [row.days for row in plan.installments] == [46, 30, 31]
    assert plan.installments[0].interest_minor == 5_520  # 6,000.00 x 7.3 % x 46 / 365
    assert plan.principal_minor == 600_000


def test_a_first_date_of_the_old_dates_lets_them_go_on_at_month_ends() -> None:
    plan = rescheduled(
        _terms(),
        principal_minor=600_000,
        term=3,
        starts_on=dt.date(2024, 2, 10),
        first_number=3,
        first_due_date=dt.date(2024, 2, 29),
    )

    assert [row.due_date.isoformat() for row in plan.installments] == [
        "2024-02-29",
        "2024-03-31",
        "2024-04-30",
    ]
    assert plan.installments[0].interest_minor == 3_800  # 6,000.00 x 12 % x 19 / 360


def test_interest_accrued_before_falls_due_with_the_first_repayment_and_survives_a_prepayment() -> None:
    plan = rescheduled(
        _terms(grace_on_interest=2),
        principal_minor=600_000,
        term=6,
        starts_on=dt.date(2024, 4, 30),
        first_number=4,
        deferred_interest_minor=1_234,
    )

    again = replan(plan.terms, planned=plan.installments, principal_minor=500_000, effect=LOWER)

    assert plan.installments[0].interest_minor == 6_000 + 1_234
    assert again[0].interest_minor == 5_000 + 1_234


@pytest.mark.parametrize(
    "changes",
    [
        {"term": 0},
        {"principal_minor": 0},
        {"first_due_date": dt.date(2024, 4, 30)},
        {"starts_on": dt.date(9999, 12, 31)},
    ],
)
def test_what_cannot_be_planned_anew_is_refused(changes: dict[str, Any]) -> None:
    plain: dict[str, Any] = {
        "principal_minor": 600_000,
        "term": 6,
        "starts_on": dt.date(2024, 4, 30),
        "first_number": 4,
    }

    with pytest.raises(TermsCannotBePlanned):
        rescheduled(_terms(), **{**plain, **changes})


def test_weeks_that_leave_the_dates_of_the_loan_begin_new_ones() -> None:
    plan = rescheduled(
        _terms(repayment_unit=RepaymentUnit.WEEKS),
        principal_minor=600_000,
        term=2,
        starts_on=dt.date(2024, 4, 30),
        first_number=14,
    )

    assert [row.due_date.isoformat() for row in plan.installments] == ["2024-05-07", "2024-05-14"]
