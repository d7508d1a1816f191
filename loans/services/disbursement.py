"""Paying a loan out: its accounts in the ledger, its schedule, and the money."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Final

from accounts.contracts import AccountStatus, BankMovement
from accounts.selectors import account_card
from accounts.services import book_bank_movement
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import within_use_case
from ledger.services import ChartRole, open_sub_account
from loans.contracts import LoanStatus, MovementKind, Schedule, ScheduleTerms
from loans.entry_templates import disbursement_lines
from loans.errors.life import DisbursementAccountUnusable, LoanStateConflict
from loans.models import Loan, LoanMovement
from loans.schedule import TermsCannotBePlanned, build_schedule
from loans.selectors.life import accounts_of_loan
from loans.services.locking import lock_loan
from loans.services.movements import Change, announce, record, write_schedule
from loans.terms import terms_as_json, terms_from_json

_ACCOUNTS: Final = (
    ("principal_account_id", ChartRole.LOANS_RECEIVABLE, "principal"),
    ("interest_account_id", ChartRole.LOAN_INTEREST_RECEIVABLE, "interest"),
    ("charges_account_id", ChartRole.LOAN_CHARGES_RECEIVABLE, "fees and penalties"),
)

# Whoever approves a loan may have changed its row in memory alone so far.
_BEFORE: Final = (LoanStatus.PENDING, LoanStatus.APPROVED)


@within_use_case
def disburse(*, actor: Actor, loan: Loan, on: dt.date) -> LoanMovement:
    """Pay an approved loan out to its account and let it run from `on`, by the terms that were agreed.

    The whole amount is credited to the customer and the origination fee taken from it, in one entry. The row is
    changed and saved. Raises `LoanStateConflict` unless it is approved and can begin on that day,
    `DisbursementAccountUnusable`, and the refusals of `accounts.services.book_bank_movement`.
    """
    account = account_card(loan.disbursement_account_id) if loan.disbursement_account_id else None
    locked = lock_loan(loan.pk, account)
    if loan.status != LoanStatus.APPROVED or locked.status not in _BEFORE:
        raise LoanStateConflict(status=locked.status)
    if (
        account is None
        or account.customer_id != loan.customer_id
        or account.currency != loan.currency
        or account.status is not AccountStatus.ACTIVE
    ):
        raise DisbursementAccountUnusable
    assert loan.amount_minor is not None
    terms = replace(terms_from_json(loan.agreed_terms), amount_minor=loan.amount_minor, start_date=on)
    schedule = _planned(terms)
    _open_accounts(loan)
    booked = book_bank_movement(
        actor=actor,
        movement=BankMovement(
            kind="LOAN_DISBURSEMENT",
            account_id=account.id,
            amount_minor=loan.amount_minor,
            lines=disbursement_lines(
                accounts_of_loan(loan),
                account.ledger_account_id,
                amount_minor=loan.amount_minor,
                origination_fee_minor=terms.origination_fee_minor,
            ),
            description=f"Loan {loan.reference}",
            reference=loan.reference,
        ),
    )
    movement = record(
        loan,
        Change(
            kind=MovementKind.DISBURSEMENT,
            amount_minor=loan.amount_minor,
            principal_minor=loan.amount_minor,
            business_date=booked.business_date,
            entry_id=booked.entry_id,
            transaction_id=booked.transaction_id,
            ordered_by=actor.user_id,
        ),
    )
    write_schedule(loan, tuple(schedule.installments))
    loan.status, loan.disbursed_on = LoanStatus.ACTIVE.value, on
    loan.agreed_terms = terms_as_json(terms)
    loan.save()
    announce(actor, loan, movement)
    return movement


def _planned(terms: ScheduleTerms) -> Schedule:
    """Return the schedule from the day of the payout: what could be planned at the approval may not be later."""
    try:
        return build_schedule(terms)
    except TermsCannotBePlanned as error:
        raise LoanStateConflict(
            f"From this day no schedule follows from what was agreed: {error}",
            status=LoanStatus.APPROVED.value,
        ) from None


def _open_accounts(loan: Loan) -> None:
    for field, control, name in _ACCOUNTS:
        account_id = open_sub_account(
            code=f"{control.value}-{loan.currency}-{loan.reference}",
            name=f"Loan {loan.reference}, {name}",
            control=control,
            currency=loan.currency,
        )
        setattr(loan, field, account_id)
