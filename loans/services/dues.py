"""What a loan is charged: the fee of a repayment on its due date, a penalty for one that is late."""

from __future__ import annotations

import datetime as dt

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case, within_use_case
from core_banking.kernel.errors import NotAllowed
from loans.contracts import MANAGE_ANY_LOAN, LoanStatus, MovementKind
from loans.entry_templates import CHARGE, fee_lines, penalty_lines
from loans.events.life import LoanDuesLookedAt
from loans.models import Loan, LoanMovement
from loans.selectors.life import accounts_of_loan, charged_numbers, installments_in_force
from loans.services.locking import lock_loan
from loans.services.movements import Change, announce, post_for_loan, record


@use_case
def charge_due_fees(*, actor: Actor, loan_id: int, date: dt.date) -> int:
    """Charge the fees of a loan's repayments that are due by a date, each once; return how many there were.

    Raises `NotAllowed` for anybody but the bank itself and staff who manage loans, and `NotFound`.
    """
    if not (actor.is_the_bank or actor.may(MANAGE_ANY_LOAN)):
        raise NotAllowed
    loan = lock_loan(loan_id)
    charged = charge_fees_due(actor=actor, loan=loan, date=date)
    if charged:
        loan.save()
    else:
        emit(LoanDuesLookedAt(actor=actor, reference=loan.reference, customer_user_id=loan.customer_id))
    return charged


@within_use_case
def charge_fees_due(*, actor: Actor, loan: Loan, date: dt.date) -> int:
    """Charge, under the loan's lock, the fees that are due by a date; return how many. The caller saves the loan."""
    if loan.status != LoanStatus.ACTIVE:
        return 0
    due = [each for each in installments_in_force(loan) if each.due_date <= date and each.fee_minor]
    done = charged_numbers(loan, MovementKind.FEE) if due else frozenset()
    missing = [each for each in due if each.number not in done]
    for each in missing:
        charge(
            actor=actor,
            loan=loan,
            kind=MovementKind.FEE,
            amount_minor=each.fee_minor,
            installment_number=each.number,
            date=date,
        )
    return len(missing)


@within_use_case
def charge(
    *,
    actor: Actor,
    loan: Loan,
    kind: MovementKind,
    amount_minor: int,
    installment_number: int,
    date: dt.date,
) -> LoanMovement:
    """Charge a FEE or PENALTY for one repayment, under the loan's lock, dated `date`; the caller saves the loan.

    The database lets each be charged once for each repayment of a loan.
    """
    accounts = accounts_of_loan(loan)
    is_fee = kind is MovementKind.FEE
    lines = fee_lines(accounts, amount_minor) if is_fee else penalty_lines(accounts, amount_minor)
    posted = post_for_loan(
        loan,
        kind=CHARGE,
        description=f"{'Fee' if is_fee else 'Penalty'} of repayment {installment_number}",
        lines=lines,
        business_date=date,
    )
    movement = record(
        loan,
        Change(
            kind=kind,
            amount_minor=amount_minor,
            fees_minor=amount_minor if is_fee else 0,
            penalties_minor=0 if is_fee else amount_minor,
            business_date=posted.business_date,
            entry_id=posted.entry_id,
            installment_number=installment_number,
            ordered_by=actor.user_id,
        ),
    )
    announce(actor, loan, movement)
    return movement
