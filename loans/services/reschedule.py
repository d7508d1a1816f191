"""Other terms for what is still owed: a new version of the schedule, and no money moved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import within_use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from loans.contracts import Installment, LoanStatus, MovementKind, ScheduleTerms
from loans.errors.life import LoanStateConflict
from loans.life_contracts import RescheduleCommand
from loans.models import Loan, LoanMovement
from loans.prepayment import planned_on_new_terms
from loans.schedule import TermsCannotBePlanned
from loans.selectors.life import state_of
from loans.services.arrears import note_arrears
from loans.services.movements import Change, announce, record, write_schedule
from loans.services.repayment import bring_up_to_date
from loans.terms import (
    HIGHEST_RATE_PPM,
    LONGEST_TERM,
    problems_of_life,
    terms_as_json,
    terms_from_json,
)
from notifications.services import notify

_LONGEST_WAIT_YEARS = 10
"""To the first repayment of the new plan: no loan is put off so far that its numbers leave the book."""


def check_reschedule(actor: Actor, loan: Loan, command: RescheduleCommand) -> None:
    """Refuse a loan that does not run or owes no principal, terms that cannot be planned, and the borrower himself.

    Raises `LoanStateConflict`, `InvalidInput` and `NotAllowed`.
    """
    if actor.user_id == loan.customer_id:
        raise NotAllowed("Nobody decides on his own loan.")
    if loan.status != LoanStatus.ACTIVE or loan.principal_disbursed_minor == loan.principal_paid_minor:
        raise LoanStateConflict(status=loan.status)
    _plan(loan, command, clock.business_date())


@within_use_case
def reschedule(
    *,
    actor: Actor,
    loan: Loan,
    command: RescheduleCommand,
    ordered_by: int | None,
    approved_by: int | None,
) -> LoanMovement:
    """Plan what is still owed anew, under the loan's lock. Raises what `check_reschedule` raises."""
    check_reschedule(actor, loan, command)
    today = clock.business_date()
    bring_up_to_date(actor=actor, loan=loan, today=today)
    terms, installments = _plan(loan, command, today)
    before = {
        "term": loan.term,
        "annual_rate_ppm": loan.annual_rate_ppm,
        "agreed_terms": loan.agreed_terms,
    }
    movement = record(
        loan,
        Change(
            kind=MovementKind.RESCHEDULE,
            amount_minor=0,
            business_date=today,
            reason=command.reason,
            ordered_by=ordered_by,
            approved_by=approved_by,
            terms_before=before,
        ),
    )
    write_schedule(loan, installments)
    loan.term, loan.annual_rate_ppm = command.term, terms.annual_rate_ppm
    loan.agreed_terms = terms_as_json(terms)
    note_arrears(actor=actor, loan=loan, state=state_of(loan, today))
    loan.save()
    announce(actor, loan, movement)
    notify(
        actor=actor,
        user_id=loan.customer_id,
        kind="LOAN_RESCHEDULED",
        title=f"Loan {loan.reference} has a new schedule",
        body="Its repayments were planned anew. See the schedule of your loan.",
        data={"loan_id": loan.pk, "reference": loan.reference},
    )
    return movement


def command_as_json(command: RescheduleCommand) -> dict[str, object]:
    """Return what a reschedule asks for as JSON values, to wait with its request."""
    return {
        "term": command.term,
        "annual_rate_ppm": command.annual_rate_ppm,
        "first_due_date": command.first_due_date.isoformat() if command.first_due_date else None,
    }


def command_from_json(stored: Mapping[str, Any], reason: str) -> RescheduleCommand:
    """Return what `command_as_json` made into JSON."""
    first = stored["first_due_date"]
    return RescheduleCommand(
        term=stored["term"],
        reason=reason,
        annual_rate_ppm=stored["annual_rate_ppm"],
        first_due_date=dt.date.fromisoformat(first) if first else None,
    )


def _plan(
    loan: Loan, command: RescheduleCommand, today: dt.date
) -> tuple[ScheduleTerms, tuple[Installment, ...]]:
    terms = terms_from_json(loan.agreed_terms)
    wrong: dict[str, list[str]] = problems_of_life(terms, command.term)
    if not 1 <= command.term <= LONGEST_TERM:
        wrong["term"] = [f"Give a whole number from 1 to {LONGEST_TERM}."]
    if command.annual_rate_ppm is not None and not 0 <= command.annual_rate_ppm <= HIGHEST_RATE_PPM:
        wrong["annual_interest_rate"] = ["This rate is too high."]
    if command.first_due_date is not None and command.first_due_date <= today:
        wrong["first_due_date"] = ["The first repayment falls due after today."]
    elif (
        command.first_due_date is not None and command.first_due_date.year > today.year + _LONGEST_WAIT_YEARS
    ):
        wrong["first_due_date"] = [f"The first repayment falls due within {_LONGEST_WAIT_YEARS} years."]
    if wrong:
        raise InvalidInput(wrong)
    try:
        return planned_on_new_terms(
            terms,
            state_of(loan, today),
            term=command.term,
            annual_rate_ppm=command.annual_rate_ppm,
            first_due_date=command.first_due_date,
        )
    except TermsCannotBePlanned as error:
        raise InvalidInput({error.field: [str(error)]}) from None
