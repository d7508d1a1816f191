"""Giving a loan up, and what still comes in of it afterwards."""

from __future__ import annotations

import datetime as dt

from accounts.contracts import AccountCard, BankMovement
from accounts.services import book_bank_movement
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import make_dry_run, use_case, within_use_case
from core_banking.kernel.errors import NotAllowed
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from core_banking.kernel.once import once_for_key
from loans.allocation import payoff_on
from loans.contracts import MANAGE_ANY_LOAN, LoanStatus, MovementKind
from loans.entry_templates import RECOVERY, WRITE_OFF, recovery_lines, write_off_lines
from loans.errors.life import LoanStateConflict, MoreThanOwed
from loans.life_contracts import LoanMovementCard, RecoverCommand
from loans.models import Loan, LoanMovement
from loans.selectors.life import accounts_of_loan, card_of_movement, loan_to_look_at, state_of
from loans.services.arrears import note_arrears
from loans.services.locking import lock_loan
from loans.services.movements import Change, announce, major, post_for_loan, record
from loans.services.repayment import account_that_pays, bring_up_to_date, read_loan_amount


def check_write_off(actor: Actor, loan: Loan) -> None:
    """Refuse unless the loan runs, and the borrower himself. Raises `LoanStateConflict` and `NotAllowed`."""
    if actor.user_id == loan.customer_id:
        raise NotAllowed("Nobody decides on his own loan.")
    if loan.status != LoanStatus.ACTIVE:
        raise LoanStateConflict(status=loan.status)


@within_use_case
def write_off(
    *, actor: Actor, loan: Loan, reason: str, ordered_by: int | None, approved_by: int | None
) -> LoanMovement:
    """Book all that is owed as lost, under the loan's lock. Raises `LoanStateConflict`."""
    check_write_off(actor, loan)
    today = clock.business_date()
    bring_up_to_date(actor=actor, loan=loan, today=today)
    state = state_of(loan, today)
    lost = payoff_on(state, today)
    posted = post_for_loan(
        loan,
        kind=WRITE_OFF,
        description="Written off",
        lines=write_off_lines(accounts_of_loan(loan), lost),
        business_date=today,
    )
    movement = record(
        loan,
        Change(
            kind=MovementKind.WRITE_OFF,
            amount_minor=lost.total_minor,
            principal_minor=-lost.principal_minor,
            interest_minor=-lost.interest_minor,
            fees_minor=-lost.fees_minor,
            penalties_minor=-lost.penalties_minor,
            business_date=posted.business_date,
            entry_id=posted.entry_id,
            reason=reason,
            ordered_by=ordered_by,
            approved_by=approved_by,
        ),
    )
    loan.status, loan.closed_on = LoanStatus.WRITTEN_OFF.value, today
    note_arrears(actor=actor, loan=loan, state=state)
    loan.save()
    announce(actor, loan, movement)
    return movement


@use_case
def recover_loan(
    *,
    actor: Actor,
    loan_id: int,
    command: RecoverCommand,
    claim: IdempotencyClaim[LoanMovementCard] | None = None,
    dry_run: bool = False,
) -> LoanMovementCard | Answer:
    """Take in money of a loan that was written off, in cash or from the borrower's account, up to what was lost.

    Raises `NotFound`, `NotAllowed`, `InvalidInput`, `LoanStateConflict` unless it was written off, `MoreThanOwed`, and
    the refusals of `accounts.services.book_bank_movement`.
    """
    if dry_run:
        make_dry_run()

    def deed() -> LoanMovementCard:
        if not actor.may(MANAGE_ANY_LOAN):
            raise NotAllowed
        return _recover(actor, loan_id, command)

    return once_for_key(actor=actor, claim=claim, name="loans.recover_loan", deed=deed)


def _recover(actor: Actor, loan_id: int, command: RecoverCommand) -> LoanMovementCard:
    found = loan_to_look_at(actor, loan_id)
    if actor.user_id == found.customer_id:
        raise NotAllowed("Nobody decides on his own loan.")
    amount_minor = read_loan_amount(command.amount, found.currency)
    named = command.from_account_number
    account = account_that_pays(found, named) if named is not None else None
    loan = lock_loan(loan_id, account)
    if loan.status != LoanStatus.WRITTEN_OFF:
        raise LoanStateConflict(status=loan.status)
    lost_minor = (
        loan.written_off_principal_minor + loan.written_off_interest_minor + loan.written_off_charges_minor
    )
    if amount_minor > lost_minor - loan.recovered_minor:
        owed = major(loan, lost_minor - loan.recovered_minor)
        raise MoreThanOwed(owed=owed, amount=major(loan, amount_minor))
    entry_id, business_date, transaction_id = _book_recovery(actor, loan, account, amount_minor)
    movement = record(
        loan,
        Change(
            kind=MovementKind.RECOVERY,
            amount_minor=amount_minor,
            business_date=business_date,
            entry_id=entry_id,
            transaction_id=transaction_id,
            ordered_by=actor.user_id,
        ),
    )
    loan.save()
    announce(actor, loan, movement)
    return card_of_movement(movement, loan)


def _book_recovery(
    actor: Actor, loan: Loan, account: AccountCard | None, amount_minor: int
) -> tuple[int, dt.date, str]:
    """Post what came in, from an account or in cash; return its entry, its date, and the customer's movement if any."""
    if account is None:
        posted = post_for_loan(
            loan,
            kind=RECOVERY,
            description="Recovered in cash",
            lines=recovery_lines(loan.currency, None, amount_minor),
            business_date=clock.business_date(),
        )
        return posted.entry_id, posted.business_date, ""
    booked = book_bank_movement(
        actor=actor,
        movement=BankMovement(
            kind="LOAN_REPAYMENT",
            account_id=account.id,
            amount_minor=amount_minor,
            lines=recovery_lines(loan.currency, account.ledger_account_id, amount_minor),
            description=f"Recovery of loan {loan.reference}",
            reference=loan.reference,
        ),
    )
    return booked.entry_id, booked.business_date, booked.transaction_id
