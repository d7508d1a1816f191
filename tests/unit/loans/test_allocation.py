"""What a loan owes on a day, and what a payment pays of it: worked by hand, and for any loan whatever."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loans.allocation import (
    Allocation,
    LoanState,
    LoanTotals,
    Payoff,
    RepaymentState,
    allocate,
    brought_up_to,
    fees_due_by,
    interest_accrued_by,
    next_number,
    oldest_unpaid_due_date,
    payoff_on,
    standings,
)
from loans.contracts import Installment

JANUARY = dt.date(2026, 1, 1)


def installment(number: int, principal: int, interest: int, fee: int = 0, **more: Any) -> Installment:
    """A month of 2026, from the first to the first."""
    return Installment(
        number=number,
        starts_on=dt.date(2026, number, 1),
        due_date=dt.date(2026, number + 1, 1),
        days=30,
        principal_minor=principal,
        interest_minor=interest,
        interest_accrued_minor=more.get("accrued", interest),
        fee_minor=fee,
        balance_minor=0,
    )


# 3,000.00 in three parts; interest 31.00, 14.00 and 15.50; 2.00 for each repayment.
PLAN = (
    installment(1, 100_000, 3_100, 200),
    installment(2, 100_000, 1_400, 200),
    installment(3, 100_000, 1_550, 200),
)
# The interest of the first two months falls due with the third.
DEFERRED = (
    installment(1, 0, 0, accrued=3_100),
    installment(2, 0, 0, accrued=1_400),
    installment(3, 300_000, 6_050, accrued=1_550),
)


def state(today: dt.date, plan: Sequence[Installment] = PLAN, /, **totals: int) -> LoanState:
    """A loan whose interest and fees are charged as its plan says, with what else is given."""
    bare = LoanState(
        totals=LoanTotals(**{"principal_disbursed_minor": 300_000, **totals}), installments=plan, today=today
    )
    return replace(bare, totals=brought_up_to(bare, today))


def paid(before: LoanState, allocation: Allocation, today: dt.date | None = None) -> LoanState:
    """The loan after a payment, on the same day or a later one."""
    totals = before.totals
    after = replace(
        before,
        today=today or before.today,
        totals=replace(
            totals,
            principal_paid_minor=totals.principal_paid_minor + allocation.principal_minor,
            interest_paid_minor=totals.interest_paid_minor + allocation.interest_minor,
            fees_paid_minor=totals.fees_paid_minor + allocation.fees_minor,
            penalties_paid_minor=totals.penalties_paid_minor + allocation.penalties_minor,
        ),
    )
    return replace(after, totals=brought_up_to(after, after.today))


@pytest.mark.parametrize(
    ("morning", "accrued"),
    [
        (JANUARY, 0),
        (dt.date(2026, 1, 2), 100),
        (dt.date(2026, 1, 31), 3_000),
        (dt.date(2026, 2, 1), 3_100),
        (dt.date(2026, 2, 2), 3_150),
        (dt.date(2026, 3, 1), 4_500),
        (dt.date(2026, 3, 2), 4_550),
        (dt.date(2026, 4, 1), 6_050),
        (dt.date(2027, 4, 1), 6_050),
    ],
)
def test_interest_accrues_night_by_night_and_wholly_by_the_due_date(morning: dt.date, accrued: int) -> None:
    assert interest_accrued_by(PLAN, morning) == accrued


def test_a_share_of_a_period_is_rounded_half_to_even() -> None:
    plan = [
        replace(installment(1, 100, 31), interest_accrued_minor=15)
    ]  # 15/31 a night: 0.48, 0.97, 1.45, 1.94

    assert [interest_accrued_by(plan, JANUARY + dt.timedelta(n)) for n in (1, 2, 3, 4)] == [0, 1, 1, 2]


@pytest.mark.parametrize(
    ("day", "fees"),
    [(JANUARY, 0), (dt.date(2026, 1, 31), 0), (dt.date(2026, 2, 1), 200), (dt.date(2026, 4, 1), 600)],
)
def test_the_fee_of_a_repayment_is_charged_on_its_due_date(day: dt.date, fees: int) -> None:
    assert fees_due_by(PLAN, day) == fees


MID_JANUARY, FEBRUARY, MID_FEBRUARY = dt.date(2026, 1, 16), dt.date(2026, 2, 1), dt.date(2026, 2, 15)

# (day, totals that differ, amount) → penalties, fees, interest, principal, prepaid of it
PAYMENTS = {
    "a part of what is due pays the fee first": (FEBRUARY, {}, 150, (0, 150, 0, 0, 0)),
    "then interest": (FEBRUARY, {}, 3_000, (0, 200, 2_800, 0, 0)),
    "then principal": (FEBRUARY, {}, 50_000, (0, 200, 3_100, 46_700, 0)),
    "all that is due": (FEBRUARY, {}, 103_300, (0, 200, 3_100, 100_000, 0)),
    "penalties come before all": (
        FEBRUARY,
        {"penalties_charged_minor": 2_500},
        5_000,
        (2_500, 200, 2_300, 0, 0),
    ),
    "before the due date it pays the next repayment ahead": (MID_JANUARY, {}, 2_000, (0, 200, 1_800, 0, 0)),
    "the whole next repayment ahead": (MID_JANUARY, {}, 103_300, (0, 200, 3_100, 100_000, 0)),
    "more is principal prepaid": (MID_JANUARY, {}, 110_000, (0, 200, 3_100, 106_700, 6_700)),
    "what is due, the next one ahead, and the rest prepaid": (
        MID_FEBRUARY,
        {},
        210_000,
        (0, 400, 4_500, 205_100, 5_100),
    ),
    "two due": (dt.date(2026, 3, 1), {}, 204_900, (0, 400, 4_500, 200_000, 0)),
    "what was paid before counts": (
        FEBRUARY,
        {"fees_paid_minor": 200, "interest_paid_minor": 3_100, "principal_paid_minor": 40_000},
        60_001,
        (0, 1, 0, 60_000, 0),
    ),
    "paid ahead already, all is prepaid": (
        MID_JANUARY,
        {"fees_paid_minor": 200, "interest_paid_minor": 3_100, "principal_paid_minor": 100_000},
        777,
        (0, 0, 0, 777, 777),
    ),
    "after the last due date the rest is due": (
        dt.date(2026, 5, 1),
        {},
        306_649,
        (0, 600, 6_050, 299_999, 0),
    ),
}


@pytest.mark.parametrize("case", PAYMENTS)
def test_a_payment_pays_in_the_order_of_the_loan(case: str) -> None:
    day, totals, amount, parts = PAYMENTS[case]

    found = allocate(state(day, **totals), amount)

    assert (
        found.penalties_minor,
        found.fees_minor,
        found.interest_minor,
        found.principal_minor,
        found.prepaid_minor,
    ) == parts
    assert (found.total_minor, found.closes) == (amount, False)


@pytest.mark.parametrize(
    ("day", "totals", "parts"),
    [
        (JANUARY, {}, (300_000, 0, 0, 0)),
        (MID_JANUARY, {}, (300_000, 1_500, 0, 0)),
        (FEBRUARY, {"penalties_charged_minor": 2_500}, (300_000, 3_100, 200, 2_500)),
        # Interest and fee of the first repayment were paid ahead: what has not accrued comes back.
        (MID_JANUARY, {"fees_paid_minor": 200, "interest_paid_minor": 3_100}, (300_000, -1_600, -200, 0)),
        (dt.date(2026, 12, 1), {"principal_paid_minor": 299_999}, (1, 6_050, 600, 0)),
    ],
)
def test_the_payoff_is_principal_and_what_has_accrued_and_was_charged(
    day: dt.date, totals: dict[str, int], parts: tuple[int, int, int, int]
) -> None:
    loan = state(day, **totals)
    expected = Payoff(
        principal_minor=parts[0], interest_minor=parts[1], fees_minor=parts[2], penalties_minor=parts[3]
    )

    assert payoff_on(loan, day) == expected
    found = allocate(loan, sum(parts))
    assert found.closes
    assert payoff_on(paid(loan, found), day).total_minor == 0


def test_a_payoff_asked_for_a_later_day_counts_what_accrues_and_is_charged_until_then() -> None:
    assert payoff_on(state(MID_JANUARY), FEBRUARY).total_minor == 303_300
    assert payoff_on(state(MID_JANUARY), dt.date(2026, 2, 11)).total_minor == 303_800


def test_interest_of_a_later_night_that_has_accrued_already_is_owed_with_the_rest() -> None:
    loan = replace(state(MID_JANUARY), accrued_through=MID_JANUARY)

    assert payoff_on(loan, MID_JANUARY).interest_minor == 1_600
    assert payoff_on(loan, dt.date(2026, 1, 17)).interest_minor == 1_600


def test_interest_deferred_by_a_grace_is_paid_before_principal_is_prepaid() -> None:
    loan = state(MID_FEBRUARY, DEFERRED)  # 31.00 + 7.00 have accrued, none is due

    found = allocate(loan, 10_000)

    assert (found.interest_minor, found.principal_minor, found.prepaid_minor) == (3_800, 6_200, 6_200)
    assert payoff_on(paid(loan, found), MID_FEBRUARY).interest_minor == 0


@pytest.mark.parametrize("amount", [0, -1, 303_301])
def test_nothing_less_than_one_and_more_than_owed_is_allocated(amount: int) -> None:
    with pytest.raises(ValueError, match="at most what is owed"):
        allocate(state(FEBRUARY), amount)


def test_each_repayment_says_how_far_it_is_paid() -> None:
    before = state(dt.date(2026, 3, 15))
    loan = paid(before, allocate(before, 150_000))

    rows = standings(loan)

    assert [(row.state, row.paid_minor, row.outstanding_minor) for row in rows] == [
        (RepaymentState.PAID, 103_300, 0),
        # Fees and interest of both were paid first: 4.00 and 45.00 leave 1,451.00 of principal.
        (RepaymentState.OVERDUE, 46_700, 54_900),
        (RepaymentState.OPEN, 0, 101_750),
    ]
    assert rows[1].principal_paid_minor == 45_100
    assert oldest_unpaid_due_date(loan) == dt.date(2026, 3, 1)
    assert next_number(loan) == 3


@pytest.mark.parametrize(
    ("today", "state_of_first", "since"),
    [
        (dt.date(2026, 1, 31), RepaymentState.OPEN, None),
        (FEBRUARY, RepaymentState.OPEN, None),
        (dt.date(2026, 2, 2), RepaymentState.OVERDUE, FEBRUARY),
    ],
)
def test_a_repayment_is_overdue_on_the_day_after_it_fell_due(
    today: dt.date, state_of_first: RepaymentState, since: dt.date | None
) -> None:
    loan = state(today)

    assert standings(loan)[0].state is state_of_first
    assert oldest_unpaid_due_date(loan) == since


def test_a_repayment_paid_ahead_in_part_is_partly_paid_and_a_loan_paid_off_owes_none() -> None:
    before = state(MID_JANUARY)

    assert standings(paid(before, allocate(before, 500)))[0].state is RepaymentState.PARTLY_PAID
    settled = replace(paid(before, allocate(before, 301_500)), is_settled=True, today=dt.date(2026, 6, 1))
    assert {row.state for row in standings(settled)} == {RepaymentState.PAID}
    assert oldest_unpaid_due_date(settled) is None
    assert next_number(settled) is None


parts = st.tuples(st.integers(0, 50_000), st.integers(0, 5_000), st.integers(0, 300))
plans = st.lists(parts, min_size=1, max_size=8).filter(lambda rows: sum(row[0] for row in rows) > 0)


@given(
    plans,
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 10**6), st.integers(0, 2_000)), max_size=12),
)
def test_payments_sum_to_their_parts_and_never_overpay_whatever_the_plan(
    plan: list[tuple[int, int, int]], payments: list[tuple[int, int, int]]
) -> None:
    rows = [installment(number, *row) for number, row in enumerate(plan, 1)]
    loan = LoanState(
        totals=LoanTotals(principal_disbursed_minor=sum(row[0] for row in plan)),
        installments=rows,
        today=JANUARY,
    )
    for days, share, penalty in payments:
        owed = payoff_on(loan, loan.today).total_minor
        assert owed > 0
        found = allocate(loan, 1 + share * (owed - 1) // 10**6)
        loan = paid(loan, found)

        assert found.total_minor == found.penalties_minor + found.fees_minor + found.interest_minor + (
            found.principal_minor
        )
        assert min(found.penalties_minor, found.fees_minor, found.prepaid_minor) >= 0 or found.closes
        assert 0 <= found.prepaid_minor <= found.principal_minor
        assert loan.totals.principal_minor >= 0
        assert payoff_on(loan, loan.today).total_minor == owed - found.total_minor
        assert found.closes == (payoff_on(loan, loan.today).total_minor == 0)
        if found.closes:
            assert (loan.totals.principal_minor, loan.totals.interest_minor) == (0, 0)
            assert (loan.totals.fees_minor, loan.totals.penalties_minor) == (0, 0)
            return
        later = loan.today + dt.timedelta(days)
        charged = loan.totals.penalties_charged_minor + penalty
        loan = replace(loan, today=later, totals=replace(loan.totals, penalties_charged_minor=charged))
        loan = replace(loan, totals=brought_up_to(loan, later))
    closing = allocate(loan, payoff_on(loan, loan.today).total_minor)
    assert payoff_on(paid(loan, closing), loan.today) == Payoff(
        principal_minor=0, interest_minor=0, fees_minor=0, penalties_minor=0
    )
