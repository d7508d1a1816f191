"""The life of any loan, in any order of events: its row, its movements and the book agree, to the minor unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import use_case
from core_banking.kernel.errors import DomainError
from core_banking.kernel.money import format_minor
from loans.allocation import payoff_on
from loans.contracts import (
    Amortization,
    DayCount,
    InterestMethod,
    InterestPeriod,
    LoanStatus,
    MovementKind,
    RepaymentUnit,
    ScheduleTerms,
)
from loans.life_contracts import LoanRequestCard, RecoverCommand, RescheduleCommand
from loans.models import LoanMovement, ScheduledInstallment
from loans.schedule import TermsCannotBePlanned, build_schedule
from loans.selectors.life import charged_numbers, state_of
from loans.services import (
    accrue_day,
    approve_loan_request,
    charge_due_fees,
    recover_loan,
    request_reschedule,
    request_write_off,
    reverse_loan_movement,
)
from loans.services.dues import charge
from loans.services.locking import lock_loan
from operations.verification import verify_books
from tests.builders.loans import FIRST_OF_JANUARY, Borrower, at, lend_to
from tests.builders.money import Holder, holder
from tests.builders.people import actor_for, bank_admin
from tests.proof_plugin import ProofRecord, at_scale
from tests.rolled_back import rolled_back

pytestmark = [pytest.mark.proof, pytest.mark.django_db]

LIVES = at_scale(small=6, full=120)
KEPT = at_scale(small=5, full=120)
# Each example lives whole lives: looking for a smaller one that fails would take longer than reading this one.
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
NIGHT = system_actor("close of business")
DAY = dt.timedelta(days=1)


@st.composite
def agreed_terms(draw: st.DrawFn) -> ScheduleTerms:
    """Terms of every kind, short enough to live through."""
    term = draw(st.integers(1, 8))
    terms = ScheduleTerms(
        amount_minor=draw(st.integers(1_000, 500_000)),
        term=term,
        start_date=FIRST_OF_JANUARY + draw(st.integers(0, 60)) * DAY,
        annual_rate_ppm=draw(st.sampled_from([0, 94_822, 120_000, 365_000])),
        interest_method=draw(st.sampled_from(InterestMethod)),
        interest_period=draw(st.sampled_from(InterestPeriod)),
        amortization=draw(st.sampled_from(Amortization)),
        day_count=draw(st.sampled_from(DayCount)),
        repayment_every=draw(st.integers(1, 2)),
        repayment_unit=draw(st.sampled_from([RepaymentUnit.WEEKS, RepaymentUnit.MONTHS])),
        grace_on_principal=draw(st.integers(0, term - 1)),
        grace_on_interest=draw(st.integers(0, term - 1)),
        interest_free_periods=draw(st.integers(0, 1)),
        installment_multiple_minor=draw(st.sampled_from([None, 100])),
        origination_fee_minor=draw(st.sampled_from([0, 150])),
        installment_fee_minor=draw(st.sampled_from([0, 75])),
    )
    try:
        build_schedule(terms)
    except TermsCannotBePlanned:
        assume(condition=False)
    return terms


events = st.one_of(
    st.tuples(st.just("pass"), st.integers(1, 70)),
    st.tuples(st.just("pay"), st.integers(1, 1_000)),
    st.tuples(st.just("pay"), st.integers(1, 1_000)),
    st.tuples(st.just("reverse"), st.just(0)),
    st.tuples(st.just("penalty"), st.integers(1, 3_000)),
    st.tuples(st.just("reschedule"), st.integers(1, 10)),
    st.tuples(st.just("write off"), st.just(0)),
    st.tuples(st.just("recover"), st.integers(1, 1_000)),
)


@use_case
def charge_penalty(*, actor: Actor, loan_id: int, amount_minor: int, date: dt.date) -> None:
    loan = lock_loan(loan_id)
    number = len(charged_numbers(loan, MovementKind.PENALTY)) + 1
    charge(
        actor=actor,
        loan=loan,
        kind=MovementKind.PENALTY,
        amount_minor=amount_minor,
        installment_number=number,
        date=date,
    )
    loan.save()


class Life:
    """A loan on its days, and what may happen to it."""

    def __init__(self, ann: Borrower, staff: tuple[Actor, ...], today: dt.date, effect: str) -> None:
        self.ann, self.staff, self.today, self.effect = ann, staff, today, effect

    def owed(self) -> int:
        return payoff_on(state_of(self.ann.loan, self.today), self.today).total_minor

    def happens(self, event: str, size: int) -> None:
        deeds: dict[str, Callable[[int], Any]] = {
            "pass": self.days_pass,
            "pay": self.pay,
            "reverse": self.reverse,
            "penalty": self.penalty,
            "reschedule": self.reschedule,
            "write off": self.write_off,
            "recover": self.recover,
        }
        with at(self.today):
            deeds[event](size)

    def days_pass(self, days: int) -> None:
        """Close some days of those that pass; the others are caught up."""
        self.today += days * DAY
        if days % 3:
            with at(self.today):
                accrue_day(actor=NIGHT, loan_ids=[self.ann.loan_id], date=self.today - DAY)
                charge_due_fees(actor=NIGHT, loan_id=self.ann.loan_id, date=self.today)

    def pay(self, thousandths: int) -> None:
        if self.ann.loan.status != LoanStatus.ACTIVE:
            return
        owed = self.owed()
        amount = max(1, owed * thousandths // 1_000)
        self.ann.repay(format_minor(amount, 2))
        assert self.owed() == owed - amount
        assert (self.ann.loan.status == LoanStatus.CLOSED) == (amount == owed)

    def decided(self, request: Any, by: int = 1) -> None:
        assert isinstance(request, LoanRequestCard)
        approve_loan_request(actor=self.staff[by], request_id=request.id)

    def reverse(self, _: int) -> None:
        standing = LoanMovement.objects.filter(
            loan_id=self.ann.loan_id, reverses__isnull=True, reversed_by__isnull=True
        )
        newest = standing.order_by("-number")[0]
        if newest.kind == MovementKind.DISBURSEMENT:
            return
        outcome = reverse_loan_movement(
            actor=self.staff[1], loan_id=self.ann.loan_id, number=newest.number, reason="Typed twice"
        )
        if isinstance(outcome, LoanRequestCard):
            self.decided(outcome, by=2)
        assert self.ann.loan.status == newest.status_before

    def penalty(self, amount_minor: int) -> None:
        if self.ann.loan.status == LoanStatus.ACTIVE:
            charge_penalty(actor=NIGHT, loan_id=self.ann.loan_id, amount_minor=amount_minor, date=self.today)

    def reschedule(self, term: int) -> None:
        loan = self.ann.loan
        if loan.status != LoanStatus.ACTIVE or loan.principal_paid_minor == loan.principal_disbursed_minor:
            return
        owed = self.owed()
        command = RescheduleCommand(term=term, reason="Out of work")
        try:
            asked = request_reschedule(actor=self.staff[0], loan_id=loan.pk, command=command)
        except DomainError as refusal:
            assert refusal.code == "invalid"  # noqa: PT017 - a multiple may leave too little for the interest
            return
        self.decided(asked)
        assert self.owed() == owed

    def write_off(self, _: int) -> None:
        if self.ann.loan.status == LoanStatus.ACTIVE:
            owed = self.owed()
            self.decided(request_write_off(actor=self.staff[0], loan_id=self.ann.loan_id, reason="Bankrupt"))
            loan = self.ann.loan
            lost = loan.written_off_principal_minor + loan.written_off_interest_minor
            assert lost + loan.written_off_charges_minor == owed

    def recover(self, cents: int) -> None:
        if self.ann.loan.status == LoanStatus.WRITTEN_OFF:
            command = RecoverCommand(amount=format_minor(cents, 2))
            try:
                recover_loan(actor=self.staff[0], loan_id=self.ann.loan_id, command=command)
            except DomainError as refusal:
                assert refusal.code == "more_than_owed"  # noqa: PT017 - all of it came in already


@pytest.fixture
def ann() -> Holder:
    return holder(100_000_000)


def test_a_loans_row_its_movements_and_the_book_agree_whatever_happens(
    ann: Holder, proof_record: ProofRecord
) -> None:
    staff = tuple(actor_for(bank_admin()) for _ in range(3))
    lived = {"lives": 0, "events": 0}

    @given(
        agreed=agreed_terms(),
        effect=st.sampled_from(["SHORTEN_TERM", "LOWER_INSTALLMENT"]),
        happenings=st.lists(events, min_size=4, max_size=14),
    )
    @hypothesis_settings(
        max_examples=LIVES, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck)
    )
    def live(agreed: ScheduleTerms, effect: str, happenings: list[tuple[str, int]]) -> None:
        with rolled_back():
            with at(agreed.start_date):
                loan = lend_to(ann, agreed, on=agreed.start_date, prepayment_effect=effect)
            life = Life(loan, staff, agreed.start_date, effect)
            for event, size in happenings:
                life.happens(event, size)
            assert verify_books().problems == ()
            if loan.loan.status == LoanStatus.ACTIVE:
                life.days_pass(2)
                life.happens("pay", 1_000)
                assert (loan.loan.status, loan.books()) == ("CLOSED", (0, 0, 0))
            assert verify_books().problems == ()
            lived["lives"] += 1
            lived["events"] += len(happenings)

    live()
    proof_record("whatever happens to a loan, its row, movements and accounts agree", **lived)


def test_a_loan_repaid_as_planned_costs_to_the_minor_unit_what_was_quoted(
    ann: Holder, proof_record: ProofRecord
) -> None:
    kept = {"loans": 0, "repayments": 0}

    @given(agreed=agreed_terms())
    @hypothesis_settings(
        max_examples=KEPT, deadline=None, phases=PHASES, suppress_health_check=list(HealthCheck)
    )
    def keep(agreed: ScheduleTerms) -> None:
        quoted = build_schedule(agreed)
        with rolled_back():
            with at(agreed.start_date):
                loan = lend_to(ann, agreed, on=agreed.start_date)
            before = loan.holder.balance_minor
            for each in quoted.installments:
                if each.due_minor:
                    made = loan.repay(format_minor(each.due_minor, 2), each.due_date)
                    assert (-made.principal_minor, -made.interest_minor, -made.fees_minor) == (
                        each.principal_minor,
                        each.interest_minor,
                        each.fee_minor,
                    )
                    kept["repayments"] += 1
            assert (loan.loan.status, loan.books()) == ("CLOSED", (0, 0, 0))
            assert before - loan.holder.balance_minor == sum(row.due_minor for row in quoted.installments)
            assert ScheduledInstallment.objects.filter(loan_id=loan.loan_id).count() == len(
                quoted.installments
            )
            assert verify_books().problems == ()
        kept["loans"] += 1

    keep()
    proof_record("a loan repaid as planned costs what was quoted", **kept)
