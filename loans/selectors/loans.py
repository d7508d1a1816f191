"""Reads of loans as their borrowers and staff see them. A list asks the database the same number of questions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import replace

from django.db.models import F, QuerySet

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotAllowed, NotFound
from loans.allocation import LoanState, RepaymentStanding, RepaymentState, standings
from loans.arrears import arrears_on
from loans.contracts import (
    APPLY_FOR_OWN_LOAN,
    MANAGE_ANY_LOAN,
    Installment,
    LoanStatus,
    LoanType,
    MovementKind,
)
from loans.loan_cards import LoanCard, NextRepayment, Owed
from loans.models import Loan, LoanMovement
from loans.selectors.life import schedules_in_force, totals_of


def visible_loans(actor: Actor) -> QuerySet[Loan]:
    """Return the loans somebody may see: his own, or with the right to manage any loan, all; newest first.

    Raises `NotAllowed` for people who may neither borrow nor manage loans.
    """
    if actor.may(MANAGE_ANY_LOAN):
        return _loans()
    if actor.user_id is None or not actor.may(APPLY_FOR_OWN_LOAN):
        raise NotAllowed
    return _loans().filter(customer_id=actor.user_id)


def loan_card(actor: Actor, loan_id: int) -> LoanCard:
    """Return one loan. Raises `NotFound` if it is not there or not the caller's, `NotAllowed`."""
    loan = visible_loans(actor).filter(pk=loan_id).first()
    if loan is None:
        raise NotFound("There is no such loan.")
    return loan_cards([loan])[0]


def loan_cards(loans: Iterable[Loan]) -> list[LoanCard]:
    """Return loans as cards, as they stand on the bank's business date; the rows come from this module's queries."""
    rows, today = list(loans), clock.business_date()
    running = [loan for loan in rows if loan.status == LoanStatus.ACTIVE]
    schedules = _schedules(running) if running else {}
    return [_card(loan, schedules.get(loan.pk, ()), today) for loan in rows]


def card_of_loan(loan_id: int) -> LoanCard:
    """Return a loan that is known to be there, whoever asks."""
    return loan_cards([_loans().get(pk=loan_id)])[0]


def borrower_of(loan_id: int) -> int | None:
    """Return the row number of the person who owes a loan, whoever asks; None if there is no such loan."""
    return Loan.objects.filter(pk=loan_id).values_list("customer_id", flat=True).first()


def _schedules(loans: Sequence[Loan]) -> dict[int, list[Installment]]:
    """Return the repayments in force, without the fees that were waived."""
    schedules = schedules_in_force(loans)
    waived = LoanMovement.objects.filter(
        loan__in=[loan.pk for loan in loans], kind=MovementKind.FEE.value, reversed_by__isnull=False
    )
    for loan_id, number in waived.values_list("loan_id", "installment_number"):
        schedules[loan_id] = [
            replace(each, fee_minor=0) if each.number == number else each for each in schedules[loan_id]
        ]
    return schedules


def _card(loan: Loan, installments: Sequence[Installment], today: dt.date) -> LoanCard:
    state = LoanState(totals=totals_of(loan), installments=installments, today=today)
    rows, arrears = standings(state), arrears_on(state)
    account = loan.disbursement_account
    return LoanCard(
        id=loan.pk,
        reference=loan.reference,
        status=LoanStatus(loan.status),
        customer_id=loan.customer_id,
        customer_reference=vars(loan)["customer_reference"],
        product_id=loan.product_id,
        product_code=loan.product.code,
        loan_type=LoanType(loan.loan_type),
        currency=loan.currency,
        amount_requested_minor=loan.amount_requested_minor,
        amount_minor=loan.amount_minor,
        term=loan.term,
        purpose=loan.purpose,
        monthly_income_minor=loan.monthly_income_minor,
        overrides=loan.overrides,
        disbursement_account_number=account.account_number if account else None,
        applied_at=loan.applied_at,
        applied_by_id=loan.applied_by_id,
        applied_by=vars(loan)["applied_by_name"],
        decided_at=loan.decided_at,
        decided_by_id=loan.decided_by_id,
        decided_by=vars(loan)["decided_by_name"],
        decided_instantly=loan.decided_instantly,
        decision_reason=loan.decision_reason,
        decision_facts=loan.decision_facts,
        annual_rate_ppm=loan.product.annual_rate_ppm
        if loan.annual_rate_ppm is None
        else loan.annual_rate_ppm,
        terms=loan.agreed_terms,
        late_penalty_minor=loan.late_penalty_minor,
        late_penalty_after_days=loan.late_penalty_after_days,
        prepayment_effect=loan.prepayment_effect,
        disbursed_on=loan.disbursed_on,
        closed_on=loan.closed_on,
        outstanding=_outstanding(loan),
        paid=Owed(
            principal_minor=loan.principal_paid_minor,
            interest_minor=loan.interest_paid_minor,
            fees_minor=loan.fees_paid_minor,
            penalties_minor=loan.penalties_paid_minor,
        ),
        written_off_minor=_written_off(loan),
        recovered_minor=loan.recovered_minor,
        next_repayment=_next_repayment(rows),
        overdue_minor=arrears.overdue_minor,
        arrears_since=arrears.since,
        days_past_due=arrears.days_past_due,
    )


def _outstanding(loan: Loan) -> Owed:
    """Return what is owed; a loan that was written off is claimed still, and owes the bank's books nothing."""
    if loan.status != LoanStatus.ACTIVE:
        return Owed()
    totals = totals_of(loan)
    return Owed(
        principal_minor=totals.principal_minor,
        interest_minor=totals.interest_minor,
        fees_minor=totals.fees_minor,
        penalties_minor=totals.penalties_minor,
    )


def _written_off(loan: Loan) -> int:
    parts = (
        loan.written_off_principal_minor,
        loan.written_off_interest_minor,
        loan.written_off_charges_minor,
    )
    return sum(parts)


def _next_repayment(rows: Iterable[RepaymentStanding]) -> NextRepayment | None:
    for row in rows:
        if row.state is not RepaymentState.PAID:
            return NextRepayment(
                number=row.installment.number,
                due_date=row.installment.due_date,
                amount_minor=row.outstanding_minor,
            )
    return None


def _loans() -> QuerySet[Loan]:
    rows = Loan.objects.select_related("product", "disbursement_account").order_by("-id")
    return rows.annotate(
        customer_reference=F("customer__customer_id"),
        applied_by_name=F("applied_by__username"),
        decided_by_name=F("decided_by__username"),
    )
