"""Arrears of loans: once a business day those with something due are looked at, and their owners told."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from django.conf import settings

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case, within_use_case
from core_banking.kernel.errors import NotAllowed
from loans.allocation import LoanState, RepaymentStanding, standings
from loans.arrears import NO_ARREARS, Arrears, arrears_on, bucket_of, next_look, penalties_due
from loans.contracts import MANAGE_ANY_LOAN, Installment, LoanStatus, MovementKind
from loans.events.arrears import LoanArrearsChanged, LoanArrearsLookedAt
from loans.models import Loan
from loans.selectors.life import charged_numbers, state_of, totals_of
from loans.services.dues import charge
from loans.services.locking import lock_loan
from loans.services.movements import major
from notifications.services import notify


@use_case
def age_loan(*, actor: Actor, loan_id: int, date: dt.date) -> bool:
    """Look at a loan's arrears on the morning of a business date: charge penalties, count the days, tell its owner.

    Once for each date and loan: again, or for an earlier date, it does nothing and returns False. Penalties are
    charged once for each repayment that is late (`Loan.late_penalty_after_days`), dated `date`. Raises `NotAllowed`
    for anybody but the bank itself and staff who manage loans, and `NotFound`.
    """
    if not (actor.is_the_bank or actor.may(MANAGE_ANY_LOAN)):
        raise NotAllowed
    loan = lock_loan(loan_id)
    aged = loan.status == LoanStatus.ACTIVE and (loan.aged_on is None or loan.aged_on < date)
    old_bucket = _bucket(loan)
    if aged:
        _age(actor, loan, date)
    if _bucket(loan) == old_bucket:
        emit(LoanArrearsLookedAt(actor=actor, reference=loan.reference, customer_user_id=loan.customer_id))
    return aged


@within_use_case
def note_arrears(*, actor: Actor, loan: Loan, state: LoanState) -> Arrears:
    """Bring the arrears on a loan's row up to date, under its lock, once something changed; the caller saves it.

    `state` is the loan on the day; its totals are read anew from the row. A loan that does not run is in no arrears. A
    change of bucket is announced.
    """
    arrears = NO_ARREARS
    if loan.status == LoanStatus.ACTIVE:
        arrears = arrears_on(replace(state, totals=totals_of(loan)))
    old_bucket = _bucket(loan)
    loan.arrears_since, loan.days_past_due = arrears.since, arrears.days_past_due
    new_bucket = _bucket(loan)
    if new_bucket != old_bucket:
        emit(
            LoanArrearsChanged(
                actor=actor,
                loan_id=loan.pk,
                reference=loan.reference,
                customer_user_id=loan.customer_id,
                old_bucket=old_bucket,
                new_bucket=new_bucket,
                days_past_due=loan.days_past_due,
            )
        )
    return arrears


def _age(actor: Actor, loan: Loan, date: dt.date) -> None:
    state = state_of(loan, date)
    old_bucket, was_in_arrears = _bucket(loan), loan.arrears_since is not None
    arrears = note_arrears(actor=actor, loan=loan, state=state)
    penalties = _charge_penalties(actor, loan, arrears, date)
    new_bucket = _bucket(loan)
    if arrears.installments and not (was_in_arrears and old_bucket == new_bucket):
        _tell_of_arrears(actor, loan, arrears, new_bucket)
    elif penalties:
        _tell_of_penalties(actor, loan, penalties)
    for row in _falling_due(loan, state):
        _tell_what_falls_due(actor, loan, row)
    loan.aged_on = date
    loan.look_again_on = next_look(
        replace(state, totals=totals_of(loan)), ahead_days=settings.LOAN_DUE_SOON_DAYS
    )
    loan.save()


def _bucket(loan: Loan) -> str:
    return bucket_of(loan.days_past_due, settings.ARREARS_BUCKETS)


def _charge_penalties(actor: Actor, loan: Loan, arrears: Arrears, date: dt.date) -> list[Installment]:
    """Charge the penalties that are due; one that was taken back is not charged again."""
    if not loan.late_penalty_minor or not arrears.installments:
        return []
    due = penalties_due(
        arrears,
        date,
        after_days=loan.late_penalty_after_days,
        charged=charged_numbers(loan, MovementKind.PENALTY),
    )
    for each in due:
        charge(
            actor=actor,
            loan=loan,
            kind=MovementKind.PENALTY,
            amount_minor=loan.late_penalty_minor,
            installment_number=each.number,
            date=date,
        )
    return due


def _falling_due(loan: Loan, state: LoanState) -> list[RepaymentStanding]:
    """Return the repayments to remind of: not paid yet, and this is the first look within so many days before."""
    ahead = dt.timedelta(days=settings.LOAN_DUE_SOON_DAYS)
    looked = loan.aged_on or loan.disbursed_on or state.today
    return [
        row
        for row in standings(state)
        if ahead
        and row.outstanding_minor
        and looked < row.installment.due_date - ahead <= state.today <= row.installment.due_date
    ]


def _tell_what_falls_due(actor: Actor, loan: Loan, row: RepaymentStanding) -> None:
    due_date, number = row.installment.due_date, row.installment.number
    amount = f"{major(loan, row.outstanding_minor)} {loan.currency}"
    notify(
        actor=actor,
        user_id=loan.customer_id,
        kind="LOAN_DUE_SOON",
        title=f"A repayment of loan {loan.reference} falls due on {due_date}",
        body=f"Repayment {number}: {amount} are to be paid by {due_date}.",
        data={"loan_id": loan.pk, "reference": loan.reference, "installment_number": number},
    )


def _tell_of_arrears(actor: Actor, loan: Loan, arrears: Arrears, bucket: str) -> None:
    amount = f"{major(loan, arrears.overdue_minor)} {loan.currency}"
    penalties_minor = loan.penalties_charged_minor - loan.penalties_paid_minor
    penalty = f", and penalties of {major(loan, penalties_minor)}" if penalties_minor else ""
    notify(
        actor=actor,
        user_id=loan.customer_id,
        kind="LOAN_OVERDUE",
        title=f"Loan {loan.reference} is overdue",
        body=f"{amount} are overdue since {arrears.since}{penalty}. Please pay at once.",
        data={
            "loan_id": loan.pk,
            "reference": loan.reference,
            "days_past_due": arrears.days_past_due,
            "bucket": bucket,
        },
    )


def _tell_of_penalties(actor: Actor, loan: Loan, charged: list[Installment]) -> None:
    amount = f"{major(loan, loan.late_penalty_minor)} {loan.currency}"
    numbers = ", ".join(str(each.number) for each in charged)
    notify(
        actor=actor,
        user_id=loan.customer_id,
        kind="LOAN_PENALTY",
        title=f"A penalty was charged to loan {loan.reference}",
        body=f"{amount} for each of these late repayments: number {numbers}."
        if len(charged) > 1
        else f"{amount}, because repayment {numbers} is late.",
        data={"loan_id": loan.pk, "reference": loan.reference},
    )
