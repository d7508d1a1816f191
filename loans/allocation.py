"""What a loan owes, and what a payment pays of it. Pure functions on frozen values; amounts in minor units.

Everything follows from two things: the loan's totals (what was charged, what was paid) and the schedule in force. A
repayment of the schedule is paid in order, so how far each one is paid follows from the totals alone.

The order of a payment: penalties, fees, interest that is due, principal that is due. What is left pays the repayment
that comes next ahead of its day (fee, interest, principal), then interest that has accrued although it falls due later
(which a grace on interest brings about), and then principal of later repayments, which is prepaid.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from core_banking.kernel.rounding import divide_half_even
from loans.contracts import Installment


class RepaymentState(StrEnum):
    """How far one repayment of a schedule is paid."""

    PAID = "PAID"
    PARTLY_PAID = "PARTLY_PAID"
    OPEN = "OPEN"
    OVERDUE = "OVERDUE"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanTotals:
    """What was charged and what was paid since the disbursement.

    Interest and fees may be paid before they accrue or are charged: then they are outstanding below zero.
    """

    principal_disbursed_minor: int
    principal_paid_minor: int = 0
    interest_accrued_minor: int = 0
    interest_paid_minor: int = 0
    fees_charged_minor: int = 0
    fees_paid_minor: int = 0
    penalties_charged_minor: int = 0
    penalties_paid_minor: int = 0

    @property
    def principal_minor(self) -> int:
        """Principal that is still owed."""
        return self.principal_disbursed_minor - self.principal_paid_minor

    @property
    def interest_minor(self) -> int:
        """Interest that has accrued and is not paid."""
        return self.interest_accrued_minor - self.interest_paid_minor

    @property
    def fees_minor(self) -> int:
        """Fees that were charged and are not paid."""
        return self.fees_charged_minor - self.fees_paid_minor

    @property
    def penalties_minor(self) -> int:
        """Penalties that were charged and are not paid."""
        return self.penalties_charged_minor - self.penalties_paid_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanState:
    """A loan on a day: its totals, the schedule in force (all its repayments from the first), and the day.

    A fee that was waived is zero in `installments`. `accrued_through` is the last night whose interest has accrued;
    `is_settled` says that the loan was paid off.
    """

    totals: LoanTotals
    installments: Sequence[Installment]
    today: dt.date
    accrued_through: dt.date | None = None
    is_settled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Payoff:
    """What closes a loan on a day, by its parts; interest and fees below zero were paid ahead and come back."""

    principal_minor: int
    interest_minor: int
    fees_minor: int
    penalties_minor: int

    @property
    def total_minor(self) -> int:
        """The amount that closes the loan."""
        return self.principal_minor + self.interest_minor + self.fees_minor + self.penalties_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """What a payment pays; the four parts sum to it. `prepaid_minor` is the part of principal that no repayment up
    to the next one asks for; `closes` says that nothing is owed after it.
    """

    penalties_minor: int
    fees_minor: int
    interest_minor: int
    principal_minor: int
    prepaid_minor: int = 0
    closes: bool = False

    @property
    def total_minor(self) -> int:
        """The payment."""
        return self.penalties_minor + self.fees_minor + self.interest_minor + self.principal_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class RepaymentStanding:
    """One repayment of the schedule and how far it is paid."""

    installment: Installment
    principal_paid_minor: int
    interest_paid_minor: int
    fee_paid_minor: int
    state: RepaymentState

    @property
    def paid_minor(self) -> int:
        """What was paid of it."""
        return self.principal_paid_minor + self.interest_paid_minor + self.fee_paid_minor

    @property
    def outstanding_minor(self) -> int:
        """What is still to be paid of it."""
        return 0 if self.state is RepaymentState.PAID else self.installment.due_minor - self.paid_minor


def interest_accrued_by(installments: Sequence[Installment], morning: dt.date) -> int:
    """Return the interest of all nights before a morning: that of whole periods, and of the present one a share.

    The share is the period's interest times the nights that have passed over the nights it has, half to even.
    """
    total = 0
    for each in installments:
        if each.due_date <= morning:
            total += each.interest_accrued_minor
        elif each.starts_on < morning:
            total += share_accrued(each.interest_accrued_minor, each.starts_on, each.due_date, morning)
    return total


def share_accrued(interest_minor: int, starts_on: dt.date, due_date: dt.date, morning: dt.date) -> int:
    """Return what of a period's interest has accrued by a morning within it."""
    return divide_half_even(interest_minor * (morning - starts_on).days, (due_date - starts_on).days)


def fees_due_by(installments: Sequence[Installment], day: dt.date) -> int:
    """Return the fees of all repayments that fall due up to a day."""
    return _sum(_due(installments, day), _fee)


def brought_up_to(state: LoanState, day: dt.date) -> LoanTotals:
    """Return the totals on the morning of a day: interest accrued and fees charged as the schedule says.

    On a day that has not come yet they are what they will be if nothing is paid until then, save for new penalties.
    Interest that has accrued for a later night already stays.
    """
    totals, morning = state.totals, day
    if state.accrued_through is not None:
        morning = max(day, state.accrued_through + dt.timedelta(days=1))
    return LoanTotals(
        principal_disbursed_minor=totals.principal_disbursed_minor,
        principal_paid_minor=totals.principal_paid_minor,
        interest_accrued_minor=interest_accrued_by(state.installments, morning),
        interest_paid_minor=totals.interest_paid_minor,
        fees_charged_minor=max(totals.fees_charged_minor, fees_due_by(state.installments, day)),
        fees_paid_minor=totals.fees_paid_minor,
        penalties_charged_minor=totals.penalties_charged_minor,
        penalties_paid_minor=totals.penalties_paid_minor,
    )


def payoff_on(state: LoanState, day: dt.date) -> Payoff:
    """Return what closes the loan on a day: principal, interest of the nights before it, fees and penalties."""
    totals = brought_up_to(state, day)
    return Payoff(
        principal_minor=totals.principal_minor,
        interest_minor=totals.interest_minor,
        fees_minor=totals.fees_minor,
        penalties_minor=totals.penalties_minor,
    )


def allocate(state: LoanState, amount_minor: int) -> Allocation:
    """Return what a payment made today pays. Raises `ValueError` unless it is from 1 to what closes the loan."""
    payoff = payoff_on(state, state.today)
    if not 0 < amount_minor <= payoff.total_minor:
        raise ValueError("A payment is at least one minor unit and at most what is owed.")
    if amount_minor == payoff.total_minor:
        return Allocation(
            penalties_minor=payoff.penalties_minor,
            fees_minor=payoff.fees_minor,
            interest_minor=payoff.interest_minor,
            principal_minor=payoff.principal_minor,
            closes=True,
        )
    return _allocate_part(state, amount_minor, payoff)


def _allocate_part(state: LoanState, amount_minor: int, payoff: Payoff) -> Allocation:
    purse, totals = _Purse(amount_minor), state.totals
    due, through_next = _due(state.installments, state.today), _through_next(state)
    penalties = purse.pay(payoff.penalties_minor)
    fees = purse.pay(payoff.fees_minor)
    interest = purse.pay(_sum(due, _interest) - totals.interest_paid_minor)
    principal = purse.pay(_sum(due, _principal) - totals.principal_paid_minor)
    fees += purse.pay(_sum(through_next, _fee) - totals.fees_paid_minor - fees)
    interest += purse.pay(_sum(through_next, _interest) - totals.interest_paid_minor - interest)
    principal += purse.pay(_sum(through_next, _principal) - totals.principal_paid_minor - principal)
    interest += purse.pay(payoff.interest_minor - interest)
    prepaid = purse.left_minor
    return Allocation(
        penalties_minor=penalties,
        fees_minor=fees,
        interest_minor=interest,
        principal_minor=principal + prepaid,
        prepaid_minor=prepaid,
    )


def standings(state: LoanState) -> list[RepaymentStanding]:
    """Return every repayment of the schedule in force with what is paid of it, in their order."""
    totals, rows = state.totals, []
    principal = _Purse(totals.principal_paid_minor)
    interest, fees = _Purse(totals.interest_paid_minor), _Purse(totals.fees_paid_minor)
    for each in state.installments:
        paid = (
            principal.pay(each.principal_minor),
            interest.pay(each.interest_minor),
            fees.pay(each.fee_minor),
        )
        rows.append(
            RepaymentStanding(
                installment=each,
                principal_paid_minor=paid[0],
                interest_paid_minor=paid[1],
                fee_paid_minor=paid[2],
                state=_state_of(each, sum(paid), state),
            )
        )
    return rows


def oldest_unpaid_due_date(state: LoanState) -> dt.date | None:
    """Return the day on which the oldest repayment that is overdue fell due; None if none is."""
    overdue = (row for row in standings(state) if row.state is RepaymentState.OVERDUE)
    first = next(overdue, None)
    return first.installment.due_date if first else None


def next_number(state: LoanState) -> int | None:
    """Return the number of the repayment that falls due next, after today; None after the last."""
    return next((each.number for each in state.installments if each.due_date > state.today), None)


def _state_of(installment: Installment, paid_minor: int, state: LoanState) -> RepaymentState:
    if state.is_settled or paid_minor >= installment.due_minor:
        return RepaymentState.PAID
    if installment.due_date < state.today:
        return RepaymentState.OVERDUE
    return RepaymentState.PARTLY_PAID if paid_minor else RepaymentState.OPEN


def _due(installments: Sequence[Installment], day: dt.date) -> list[Installment]:
    return [each for each in installments if each.due_date <= day]


def _through_next(state: LoanState) -> list[Installment]:
    """Return the repayments that are due, and the one that comes next."""
    number_due = len(_due(state.installments, state.today))
    return list(state.installments[: number_due + 1])


def _sum(installments: Sequence[Installment], part: Callable[[Installment], int]) -> int:
    return sum(map(part, installments))


def _principal(installment: Installment) -> int:
    return installment.principal_minor


def _interest(installment: Installment) -> int:
    return installment.interest_minor


def _fee(installment: Installment) -> int:
    return installment.fee_minor


class _Purse:
    """Money that is spent in order."""

    __slots__ = ("left_minor",)

    def __init__(self, amount_minor: int) -> None:
        self.left_minor = amount_minor

    def pay(self, wanted_minor: int) -> int:
        """Pay as much as is wanted and left; nothing where less than nothing is wanted."""
        paid_minor = max(0, min(wanted_minor, self.left_minor))
        self.left_minor -= paid_minor
        return paid_minor
