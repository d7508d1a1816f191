"""How each kind of movement of a loan is booked: one named function for each, and nothing is posted any other way.

Debits and credits are from the bank's books. A loan has three accounts of its own, all assets: principal, interest
that has accrued, and fees and penalties that were charged. A customer's account is a liability: debiting it lowers it.
An amount below zero, such as interest that was paid ahead and comes back, changes sides. No line moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from ledger.contracts import Line, credit, debit
from ledger.services import ChartRole, bank_account_id
from loans.allocation import Allocation, Payoff

DISBURSEMENT: Final = "LOAN_DISBURSEMENT"
REPAYMENT: Final = "LOAN_REPAYMENT"
CHARGE: Final = "LOAN_CHARGE"
ACCRUAL: Final = "ACCRUAL"
WRITE_OFF: Final = "WRITE_OFF"
RECOVERY: Final = "RECOVERY"
FEE: Final = "FEE"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanAccounts:
    """A loan's own accounts in the ledger, and its currency."""

    principal: int
    interest: int
    charges: int
    currency: str


def disbursement_lines(
    accounts: LoanAccounts, customer_account: int, *, amount_minor: int, origination_fee_minor: int
) -> tuple[Line, ...]:
    """The loan is paid out: debit its principal, credit the customer the whole; its fee to fee income."""
    fee_income = bank_account_id(ChartRole.FEE_INCOME, accounts.currency)
    return (
        *_debited(accounts.principal, amount_minor, DISBURSEMENT),
        *_credited(customer_account, amount_minor, DISBURSEMENT),
        *_debited(customer_account, origination_fee_minor, FEE),
        *_credited(fee_income, origination_fee_minor, FEE),
    )


def accrual_lines(accrued_minor: Iterable[tuple[int, int]], currency: str) -> tuple[Line, ...]:
    """Interest of many loans accrues: debit each one's interest account, credit interest income with the sum."""
    accrued = list(accrued_minor)
    income = bank_account_id(ChartRole.LOAN_INTEREST_INCOME, currency)
    return (
        *(line for account, amount_minor in accrued for line in _debited(account, amount_minor, ACCRUAL)),
        *_credited(income, sum(amount_minor for _, amount_minor in accrued), ACCRUAL),
    )


def fee_lines(accounts: LoanAccounts, amount_minor: int) -> tuple[Line, ...]:
    """The fee of a repayment is charged: debit the loan's charges, credit fee income."""
    return (
        *_debited(accounts.charges, amount_minor, CHARGE),
        *_credited(bank_account_id(ChartRole.FEE_INCOME, accounts.currency), amount_minor, CHARGE),
    )


def penalty_lines(accounts: LoanAccounts, amount_minor: int) -> tuple[Line, ...]:
    """A penalty for a late repayment is charged: debit the loan's charges, credit penalty income."""
    return (
        *_debited(accounts.charges, amount_minor, CHARGE),
        *_credited(bank_account_id(ChartRole.PENALTY_INCOME, accounts.currency), amount_minor, CHARGE),
    )


def repayment_lines(
    accounts: LoanAccounts, customer_account: int, allocation: Allocation
) -> tuple[Line, ...]:
    """The customer pays: debit the customer, credit what of the loan it pays."""
    charges_minor = allocation.fees_minor + allocation.penalties_minor
    return (
        *_debited(customer_account, allocation.total_minor, REPAYMENT),
        *_credited(accounts.charges, charges_minor, REPAYMENT),
        *_credited(accounts.interest, allocation.interest_minor, REPAYMENT),
        *_credited(accounts.principal, allocation.principal_minor, REPAYMENT),
    )


def write_off_lines(accounts: LoanAccounts, lost: Payoff) -> tuple[Line, ...]:
    """The loan is given up: debit loan losses with all that is owed, credit the loan's accounts."""
    losses = bank_account_id(ChartRole.LOAN_LOSSES, accounts.currency)
    return (
        *_debited(losses, lost.total_minor, WRITE_OFF),
        *_credited(accounts.charges, lost.fees_minor + lost.penalties_minor, WRITE_OFF),
        *_credited(accounts.interest, lost.interest_minor, WRITE_OFF),
        *_credited(accounts.principal, lost.principal_minor, WRITE_OFF),
    )


def recovery_lines(currency: str, customer_account: int | None, amount_minor: int) -> tuple[Line, ...]:
    """Money of a loan given up comes in: debit the customer (or cash), credit recoveries."""
    payer = bank_account_id(ChartRole.CASH, currency) if customer_account is None else customer_account
    return (
        *_debited(payer, amount_minor, RECOVERY),
        *_credited(bank_account_id(ChartRole.LOAN_RECOVERIES, currency), amount_minor, RECOVERY),
    )


def _debited(account: int, amount_minor: int, kind: str) -> tuple[Line, ...]:
    """Debit an account; below zero, credit it; zero, nothing."""
    if amount_minor == 0:
        return ()
    return (debit(account, amount_minor, kind) if amount_minor > 0 else credit(account, -amount_minor, kind),)


def _credited(account: int, amount_minor: int, kind: str) -> tuple[Line, ...]:
    return _debited(account, -amount_minor, kind)
