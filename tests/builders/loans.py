"""Loans that run: paid out by the bank itself on terms that a test chooses."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from core_banking.kernel import clock, ids
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import use_case
from core_banking.kernel.idempotency import Answer
from ledger.models import JournalLine
from loans.contracts import MANAGE_ANY_LOAN, LoanStatus, LoanType, ScheduleTerms
from loans.life_contracts import LoanMovementCard, RepayCommand
from loans.models import Loan, LoanMovement, LoanProduct
from loans.services.disbursement import disburse
from loans.services.repayment import repay_loan
from loans.terms import terms_as_json
from tests.builders.money import Holder, holder

LENDER = Actor(username="branch", permissions=frozenset({MANAGE_ANY_LOAN}))
"""Somebody at the branch who lends, for tests that do not care who."""

FIRST_OF_JANUARY = dt.date(2027, 1, 1)


def at(date: dt.date) -> Any:
    """Hold the clock at noon of a date."""
    return clock.frozen_at(dt.datetime.combine(date, dt.time(12), tzinfo=dt.UTC))


def terms(amount_minor: int = 120_000, term: int = 12, **more: Any) -> ScheduleTerms:
    """1,200.00 at 12 % over a year: a hundredth of what is owed each month."""
    return ScheduleTerms(
        **{
            "amount_minor": amount_minor,
            "term": term,
            "start_date": FIRST_OF_JANUARY,
            "annual_rate_ppm": 120_000,
            **more,
        }
    )


def approved_loan(of: Holder, agreed: ScheduleTerms, **more: Any) -> Loan:
    """Return a loan that is approved and not paid out yet, to the holder's account."""
    product = LoanProduct.objects.filter(currency=of.account.currency).order_by("pk").first()
    assert product is not None
    return Loan.objects.create(
        **{
            "reference": ids.prefixed_id("LOAN"),
            "customer_id": of.person.id,
            "product": product,
            "loan_type": LoanType.PERSONAL.value,
            "status": LoanStatus.APPROVED.value,
            "currency": of.account.currency,
            "amount_requested_minor": agreed.amount_minor,
            "amount_minor": agreed.amount_minor,
            "term": agreed.term,
            "annual_rate_ppm": agreed.annual_rate_ppm,
            "agreed_terms": terms_as_json(agreed),
            "prepayment_effect": "SHORTEN_TERM",
            "disbursement_account_id": of.account.id,
            **more,
        }
    )


@use_case
def _pay_out(*, actor: Actor, loan: Loan, on: dt.date) -> LoanMovement:
    return disburse(actor=actor, loan=loan, on=on)


@dataclass(frozen=True)
class Borrower:
    """A customer with an account and a loan that was paid out to it."""

    holder: Holder
    loan_id: int

    @property
    def loan(self) -> Loan:
        """The loan as it is now."""
        return Loan.objects.get(pk=self.loan_id)

    @property
    def actor(self) -> Actor:
        """The customer with the rights he holds now."""
        return self.holder.actor

    def repay(self, amount: str, on: dt.date | None = None, **more: Any) -> LoanMovementCard:
        """Pay, on a day or at the clock's."""
        with at(on) if on else clock.frozen_at(clock.now()):
            outcome = repay_loan(
                actor=self.actor, loan_id=self.loan_id, command=RepayCommand(amount=amount), **more
            )
        assert not isinstance(outcome, Answer)
        return outcome

    def books(self) -> tuple[int, int, int]:
        """What the loan's accounts in the ledger add up to: principal, interest, charges."""
        loan = self.loan
        return tuple(  # type: ignore[return-value]  # three of them
            sum(JournalLine.objects.filter(account_id=account).values_list("amount_minor", flat=True))
            for account in (loan.principal_account_id, loan.interest_account_id, loan.charges_account_id)
        )


def borrower(
    agreed: ScheduleTerms | None = None,
    *,
    money_minor: int = 1_000_000,
    on: dt.date = FIRST_OF_JANUARY,
    **more: Any,
) -> Borrower:
    """Register somebody with money on his account, and pay a loan out to him on a day."""
    with at(on):
        return lend_to(holder(money_minor), agreed, on=on, **more)


def lend_to(
    customer: Holder, agreed: ScheduleTerms | None = None, *, on: dt.date = FIRST_OF_JANUARY, **more: Any
) -> Borrower:
    """Pay a loan out to a customer on a day."""
    loan = approved_loan(customer, agreed or terms(), **more)
    _pay_out(actor=LENDER, loan=loan, on=on)
    return Borrower(customer, loan.pk)
