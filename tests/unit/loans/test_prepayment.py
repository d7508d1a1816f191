"""A schedule planned anew holds every repayment from the first, and its principal sums to what was paid out."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.allocation import LoanState, LoanTotals, allocate, brought_up_to, payoff_on, standings
from loans.contracts import Installment, PrepaymentEffect, ScheduleTerms
from loans.prepayment import planned_after_prepayment, planned_on_new_terms
from loans.schedule import build_schedule

FIRST = dt.date(2027, 1, 1)
MARCH = dt.date(2027, 3, 11)
TERMS = ScheduleTerms(amount_minor=120_000, term=12, start_date=FIRST, annual_rate_ppm=120_000)
PLAN = tuple(build_schedule(TERMS).installments)


def state(today: dt.date, **paid: int) -> LoanState:
    totals = LoanTotals(**{"principal_disbursed_minor": 120_000, **paid})
    bare = LoanState(totals=totals, installments=PLAN, today=today)
    return replace(bare, totals=brought_up_to(bare, today))


def rows(plan: tuple[Installment, ...]) -> list[tuple[int, int, int, int]]:
    return [(each.number, each.principal_minor, each.interest_minor, each.balance_minor) for each in plan]


def test_what_is_prepaid_joins_the_next_repayment_and_shortens_the_rest() -> None:
    plan = planned_after_prepayment(
        TERMS, PLAN, prepaid_minor=50_000, today=FIRST, effect=PrepaymentEffect.SHORTEN_TERM
    )

    assert rows(plan)[:3] == [(1, 59_462, 1_200, 60_538), (2, 10_057, 605, 50_481), (3, 10_157, 505, 40_324)]
    assert (len(plan), plan[-1].balance_minor) == (7, 0)


def test_or_lowers_what_falls_due_each_time() -> None:
    plan = planned_after_prepayment(
        TERMS, PLAN, prepaid_minor=50_000, today=FIRST, effect=PrepaymentEffect.LOWER_INSTALLMENT
    )

    assert (len(plan), {each.due_minor for each in plan[1:11]}) == (12, {5_839})
    assert sum(each.principal_minor for each in plan) == 120_000


def test_on_new_terms_what_was_paid_stays_and_what_has_accrued_falls_due_with_the_first() -> None:
    before = state(MARCH, principal_paid_minor=9_462, interest_paid_minor=1_300)

    terms, plan = planned_on_new_terms(TERMS, before, term=6, annual_rate_ppm=0, first_due_date=None)

    assert rows(plan)[:4] == [
        (1, 9_462, 1_200, 110_538),
        (2, 0, 100, 110_538),
        (3, 0, 0, 110_538),
        (4, 18_423, 1_005 + 326, 92_115),
    ]
    # The next due date of the old plan stays, and no interest accrues from today on.
    assert [each.due_date for each in plan[2:5]] == [MARCH, dt.date(2027, 4, 1), dt.date(2027, 5, 1)]
    assert (terms.annual_rate_ppm, terms.amount_minor, len(plan)) == (0, 110_538, 9)
    assert {row.state.value for row in standings(replace(before, installments=plan))} == {"PAID", "OPEN"}


@pytest.mark.parametrize("today", [FIRST, dt.date(2027, 2, 1), MARCH, dt.date(2028, 6, 1)])
@given(
    paid=st.lists(st.integers(1, 999), max_size=3),
    term=st.integers(1, 24),
    rate=st.sampled_from([None, 0, 300_000]),
)
def test_planned_on_new_terms_nothing_is_lost_or_owed_twice(
    today: dt.date, paid: list[int], term: int, rate: int | None
) -> None:
    before = state(today)
    for thousandths in paid:
        owed = payoff_on(before, today).total_minor
        part = allocate(before, max(1, owed * thousandths // 1_000))
        if part.closes:
            return
        totals = before.totals
        before = replace(
            before,
            totals=replace(
                totals,
                principal_paid_minor=totals.principal_paid_minor + part.principal_minor,
                interest_paid_minor=totals.interest_paid_minor + part.interest_minor,
            ),
        )
    if before.totals.principal_minor == 0:
        return

    _, plan = planned_on_new_terms(TERMS, before, term=term, annual_rate_ppm=rate, first_due_date=None)

    after = replace(before, installments=plan)
    assert payoff_on(after, today) == payoff_on(before, today)
    assert sum(each.principal_minor for each in plan) == 120_000
    assert sum(each.interest_minor for each in plan) == sum(each.interest_accrued_minor for each in plan)
    assert [each.number for each in plan] == list(range(1, len(plan) + 1))
    assert not any(row.state.value == "OVERDUE" for row in standings(after))
