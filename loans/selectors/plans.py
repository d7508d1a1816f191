"""Reads of what a loan asks for: its schedule with what is paid of it, and what closes it on a day."""

from __future__ import annotations

import datetime as dt

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput
from loans.allocation import LoanState, payoff_on, standings
from loans.contracts import LoanStatus
from loans.errors.life import LoanStateConflict
from loans.life_contracts import LoanPayoff, LoanScheduleCard
from loans.selectors.life import loan_to_look_at, state_of, totals_of


def loan_schedule(actor: Actor, loan_id: int) -> LoanScheduleCard:
    """Return a loan's schedule in force and how far each repayment is paid; empty before it is paid out.

    Raises `NotFound` and `NotAllowed`.
    """
    loan = loan_to_look_at(actor, loan_id)
    today = clock.business_date()
    if loan.schedule_version:
        state = state_of(loan, today)
    else:
        state = LoanState(totals=totals_of(loan), installments=(), today=today)
    return LoanScheduleCard(
        loan_id=loan.pk,
        loan_reference=loan.reference,
        loan_status=loan.status,
        currency=loan.currency,
        version=loan.schedule_version,
        repayments=tuple(standings(state)),
    )


def loan_payoff(actor: Actor, loan_id: int, on: dt.date | None) -> LoanPayoff:
    """Return what closes a loan on a day, today if none is given: as things stand, if nothing is paid until then.

    Raises `NotFound`, `NotAllowed`, `LoanStateConflict` unless it runs, and `InvalidInput` for a day that is over.
    """
    loan = loan_to_look_at(actor, loan_id)
    today = clock.business_date()
    day = on or today
    if day < today:
        raise InvalidInput({"on": ["This day is over."]})
    if loan.status != LoanStatus.ACTIVE:
        raise LoanStateConflict(status=loan.status)
    return LoanPayoff(
        loan_id=loan.pk,
        loan_reference=loan.reference,
        currency=loan.currency,
        on=day,
        parts=payoff_on(state_of(loan, today), day),
    )
