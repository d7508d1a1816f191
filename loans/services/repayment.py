"""Paying a loan back: any amount up to what is owed, in the loan's own order, at any time of its life."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

from accounts.contracts import AccountCard, BankMovement
from accounts.selectors import account_by_number, account_card
from accounts.services import book_bank_movement
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import make_dry_run, use_case, within_use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from core_banking.kernel.money import InvalidAmount, Money
from core_banking.kernel.once import once_for_key
from loans.allocation import Allocation, allocate, payoff_on
from loans.contracts import APPLY_FOR_OWN_LOAN, LoanStatus, MovementKind, PrepaymentEffect
from loans.entry_templates import repayment_lines
from loans.errors.life import LoanStateConflict, MoreThanOwed
from loans.life_contracts import LoanMovementCard, RepayCommand
from loans.models import Loan, LoanMovement
from loans.prepayment import planned_after_prepayment
from loans.selectors.life import accounts_of_loan, card_of_movement, own_loan, state_of
from loans.services.accrual import catch_up
from loans.services.arrears import note_arrears
from loans.services.dues import charge_fees_due
from loans.services.locking import lock_loan
from loans.services.movements import Change, announce, major, record, write_schedule
from loans.terms import terms_from_json
from notifications.services import notify


@use_case
def repay_loan(
    *,
    actor: Actor,
    loan_id: int,
    command: RepayCommand,
    claim: IdempotencyClaim[LoanMovementCard] | None = None,
    dry_run: bool = False,
) -> LoanMovementCard | Answer:
    """Pay of one's own loan from one's own account: penalties, fees, interest, principal, then ahead.

    Exactly what closes the loan closes it. Raises `NotFound` for a loan of somebody else, `NotAllowed`,
    `InvalidInput` for the amount or the account, `LoanStateConflict` unless it runs, `MoreThanOwed`, and the refusals
    of `accounts.services.book_bank_movement`.
    """
    if dry_run:
        make_dry_run()

    def deed() -> LoanMovementCard:
        if not actor.may(APPLY_FOR_OWN_LOAN):
            raise NotAllowed
        found = own_loan(actor, loan_id)
        account = account_that_pays(found, command.from_account_number)
        amount_minor = read_loan_amount(command.amount, found.currency)
        loan = lock_loan(loan_id, account)
        return card_of_movement(
            _repay(actor, loan, account, amount_minor, pin_proven=command.pin_proven), loan
        )

    return once_for_key(actor=actor, claim=claim, name="loans.repay_loan", deed=deed)


@within_use_case
def bring_up_to_date(*, actor: Actor, loan: Loan, today: dt.date) -> None:
    """Accrue and charge, under its lock, what a running loan's schedule says up to this morning and its books lack.

    So no payment waits for the close of business. The caller saves the loan.
    """
    catch_up(actor, loan, today)
    charge_fees_due(actor=actor, loan=loan, date=today)


def read_loan_amount(amount: str | int | Decimal, currency: str) -> int:
    """Return an amount as written in minor units of the loan's currency. Raises `InvalidInput`."""
    try:
        return Money.parse(amount, currency).amount_minor
    except InvalidAmount as error:
        raise InvalidInput({"amount": [str(error)]}) from None


def account_that_pays(loan: Loan, number: str | None) -> AccountCard:
    """Return the account that pays: the owner's own, in the loan's currency; that of the payout where none is named.

    Raises `InvalidInput`, and `LoanStateConflict` where none is named and the loan was never paid out.
    """
    if number is not None:
        account = account_by_number(number.upper())
    elif loan.disbursement_account_id is None:
        raise LoanStateConflict(status=loan.status)
    else:
        account = account_card(loan.disbursement_account_id)
    if account is None or account.customer_id != loan.customer_id:
        raise InvalidInput({"from_account_number": ["The borrower has no such account."]})
    if account.currency != loan.currency:
        raise InvalidInput({"from_account_number": [f"The loan is repaid in {loan.currency}."]})
    return account


def _repay(
    actor: Actor, loan: Loan, account: AccountCard, amount_minor: int, *, pin_proven: bool
) -> LoanMovement:
    if loan.status != LoanStatus.ACTIVE:
        raise LoanStateConflict(status=loan.status)
    today = clock.business_date()
    bring_up_to_date(actor=actor, loan=loan, today=today)
    state = state_of(loan, today)
    owed_minor = payoff_on(state, today).total_minor
    if amount_minor > owed_minor:
        raise MoreThanOwed(owed=major(loan, owed_minor), amount=major(loan, amount_minor))
    paid = allocate(state, amount_minor)
    booked = book_bank_movement(
        actor=actor,
        movement=BankMovement(
            kind="LOAN_REPAYMENT",
            account_id=account.id,
            amount_minor=amount_minor,
            lines=repayment_lines(accounts_of_loan(loan), account.ledger_account_id, paid),
            description=f"Repayment of loan {loan.reference}",
            reference=loan.reference,
            pin_proven=pin_proven,
        ),
    )
    movement = record(
        loan,
        Change(
            kind=MovementKind.REPAYMENT,
            amount_minor=amount_minor,
            principal_minor=-paid.principal_minor,
            interest_minor=-paid.interest_minor,
            fees_minor=-paid.fees_minor,
            penalties_minor=-paid.penalties_minor,
            business_date=booked.business_date,
            entry_id=booked.entry_id,
            transaction_id=booked.transaction_id,
            ordered_by=actor.user_id,
        ),
    )
    _follow(actor, loan, paid, today)
    note_arrears(actor=actor, loan=loan, state=state)
    loan.save()
    announce(actor, loan, movement)
    return movement


def _follow(actor: Actor, loan: Loan, paid: Allocation, today: dt.date) -> None:
    """Close a loan that is paid off; plan one anew whose principal was prepaid."""
    if paid.closes:
        loan.status, loan.closed_on = LoanStatus.CLOSED.value, today
        notify(
            actor=actor,
            user_id=loan.customer_id,
            kind="LOAN_CLOSED",
            title=f"Loan {loan.reference} is paid off",
            body="Nothing is owed any more.",
            data={"loan_id": loan.pk, "reference": loan.reference},
        )
    elif paid.prepaid_minor:
        write_schedule(
            loan,
            planned_after_prepayment(
                terms_from_json(loan.agreed_terms),
                state_of(loan, today).installments,
                prepaid_minor=paid.prepaid_minor,
                today=today,
                effect=PrepaymentEffect(loan.prepayment_effect or PrepaymentEffect.SHORTEN_TERM),
            ),
        )
