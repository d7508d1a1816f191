"""What the bank of the demonstration has lent: a loan that is being repaid, one that waits, and one turned down."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from accounts.contracts import AccountCard
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.idempotency import Answer
from core_banking.kernel.money import Currency, format_minor
from loans.contracts import LoanApplication, LoanType
from loans.life_contracts import RepayCommand
from loans.selectors import loan_card
from loans.services import apply_for_loan, approve_loan, reject_loan, repay_loan

LENT_HUNDREDTHS: Final = 120_000
REPAID_WEEKS: Final = 3
_WEEKS: Final = 12
_LENT_ON_DAY: Final = 4


def lend(
    clerk: Actor, borrowers: Mapping[str, Actor], accounts: Mapping[str, AccountCard], begin: dt.datetime
) -> None:
    """Let one customer repay a loan week by week, let a second wait for a decision, and turn a third one down.

    `borrowers` and `accounts` are those of the story, by their names there; the money is lent in the first week after
    `begin`, and the next repayment is still to come.
    """
    _lend_and_repay(clerk, borrowers["customer"], accounts["customer"], begin)
    with clock.frozen_at(begin + dt.timedelta(days=20)):
        house = _apply(
            borrowers["tomas_lindqvist"],
            accounts["tomas_lindqvist"],
            LoanType.HOME,
            hundredths=15_000_000,
            term=360,
            income_hundredths=410_000,
            purpose="A house in Eastmere",
        )
    with clock.frozen_at(begin + dt.timedelta(days=22)):
        reject_loan(actor=clerk, loan_id=house, reason="The valuation of the house is missing.")
    with clock.frozen_at(begin + dt.timedelta(days=26)):
        _apply(
            borrowers["priya_raman"],
            accounts["priya_raman"],
            LoanType.CAR,
            hundredths=950_000,
            term=48,
            income_hundredths=275_050,
            purpose="A small electric car",
        )


def _lend_and_repay(clerk: Actor, borrower: Actor, account: AccountCard, begin: dt.datetime) -> None:
    day = begin + dt.timedelta(days=_LENT_ON_DAY)
    with clock.frozen_at(day):
        loan_id = _apply(
            borrower,
            account,
            LoanType.PERSONAL,
            hundredths=LENT_HUNDREDTHS,
            term=_WEEKS,
            income_hundredths=320_000,
            purpose="A piano",
            overrides={"repayment_unit": "WEEKS"},
        )
    with clock.frozen_at(day + dt.timedelta(hours=3)):
        approve_loan(actor=clerk, loan_id=loan_id)
    for week in range(1, REPAID_WEEKS + 1):
        with clock.frozen_at(day + dt.timedelta(weeks=week)):
            _pay_what_is_due(borrower, loan_id)


def _pay_what_is_due(borrower: Actor, loan_id: int) -> None:
    loan = loan_card(borrower, loan_id)
    assert loan.next_repayment is not None
    due = format_minor(loan.next_repayment.amount_minor, Currency.of(loan.currency).exponent)
    repay_loan(actor=borrower, loan_id=loan_id, command=RepayCommand(amount=due))


def _apply(
    borrower: Actor,
    account: AccountCard,
    loan_type: LoanType,
    *,
    hundredths: int,
    term: int,
    income_hundredths: int,
    purpose: str,
    overrides: Mapping[str, str] | None = None,
) -> int:
    application = LoanApplication(
        amount=_amount(hundredths, account),
        term=term,
        loan_type=loan_type,
        purpose=purpose,
        monthly_income=_amount(income_hundredths, account),
        disbursement_account_number=account.account_number,
        overrides=overrides or {},
    )
    card = apply_for_loan(actor=borrower, application=application)
    assert not isinstance(card, Answer)
    return card.id


def _amount(hundredths: int, account: AccountCard) -> Decimal:
    # The story is told in hundredths; a bank of another currency rounds them to what that one has.
    decimals = Decimal(1).scaleb(-Currency.of(account.currency).exponent)
    return Decimal(hundredths).scaleb(-2).quantize(decimals)
