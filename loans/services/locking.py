"""Taking hold of a loan: its row comes after the customer's money row and the balances, always in that order."""

from __future__ import annotations

from accounts.contracts import AccountCard
from accounts.services import lock_money_holder
from core_banking.kernel.db import within_use_case
from core_banking.kernel.errors import NotFound
from ledger.services import lock_balances
from loans.models import Loan


@within_use_case
def lock_loan(loan_id: int, account: AccountCard | None = None) -> Loan:
    """Lock a loan and return it as it is now; with an account, its owner's money row and its balance before it.

    Raises `NotFound`.
    """
    if account is not None:
        lock_money_holder(account.customer_id)
        lock_balances([account.ledger_account_id])
    loan = Loan.objects.select_for_update(no_key=True).filter(pk=loan_id).first()
    if loan is None:
        raise NotFound("There is no such loan.")
    return loan
