"""The tables of accounts: products, accounts and terms; interest that accrues on them and is posted."""

from accounts.models.accounts import (
    Account,
    AccountProduct,
    MoneyHolder,
    OutgoingTotal,
    ProductFee,
    TermDeposit,
    TermOutcome,
)
from accounts.models.interest import InterestAccrual, InterestPosting

__all__ = [
    "Account",
    "AccountProduct",
    "InterestAccrual",
    "InterestPosting",
    "MoneyHolder",
    "OutgoingTotal",
    "ProductFee",
    "TermDeposit",
    "TermOutcome",
]
