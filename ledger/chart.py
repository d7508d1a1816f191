"""The bank's own accounts: the chart that every currency has."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from ledger.models import AccountKind


class ChartRole(StrEnum):
    """What an account of the bank is for; with a currency it names one account."""

    CASH = "1010"
    CLEARING = "1020"
    LOANS_RECEIVABLE = "1210"
    LOAN_INTEREST_RECEIVABLE = "1220"
    LOAN_CHARGES_RECEIVABLE = "1230"
    CUSTOMER_DEPOSITS = "2010"
    INTEREST_PAYABLE = "2020"
    TAX_PAYABLE = "2030"
    OWN_CAPITAL = "3010"
    FEE_INCOME = "4010"
    LOAN_INTEREST_INCOME = "4020"
    PENALTY_INCOME = "4030"
    LOAN_RECOVERIES = "4040"
    INTEREST_EXPENSE = "5010"
    LOAN_LOSSES = "5020"


@dataclass(frozen=True, slots=True)
class ChartAccount:
    """One row of the chart before it is in the database."""

    role: ChartRole
    name: str
    kind: AccountKind


CHART: Final = (
    ChartAccount(ChartRole.CASH, "Cash", AccountKind.ASSET),
    ChartAccount(ChartRole.CLEARING, "Clearing with other banks", AccountKind.ASSET),
    ChartAccount(ChartRole.LOANS_RECEIVABLE, "Loans to customers", AccountKind.ASSET),
    ChartAccount(ChartRole.LOAN_INTEREST_RECEIVABLE, "Interest accrued on loans", AccountKind.ASSET),
    ChartAccount(ChartRole.LOAN_CHARGES_RECEIVABLE, "Fees and penalties due on loans", AccountKind.ASSET),
    ChartAccount(ChartRole.CUSTOMER_DEPOSITS, "Customers' deposits", AccountKind.LIABILITY),
    ChartAccount(ChartRole.INTEREST_PAYABLE, "Interest accrued on deposits", AccountKind.LIABILITY),
    ChartAccount(ChartRole.TAX_PAYABLE, "Tax withheld from interest", AccountKind.LIABILITY),
    ChartAccount(ChartRole.OWN_CAPITAL, "Own capital", AccountKind.EQUITY),
    ChartAccount(ChartRole.FEE_INCOME, "Fee income", AccountKind.INCOME),
    ChartAccount(ChartRole.LOAN_INTEREST_INCOME, "Interest earned on loans", AccountKind.INCOME),
    ChartAccount(ChartRole.PENALTY_INCOME, "Penalties for late payment", AccountKind.INCOME),
    ChartAccount(ChartRole.LOAN_RECOVERIES, "Recovered from loans written off", AccountKind.INCOME),
    ChartAccount(ChartRole.INTEREST_EXPENSE, "Interest paid to customers", AccountKind.EXPENSE),
    ChartAccount(ChartRole.LOAN_LOSSES, "Loans written off", AccountKind.EXPENSE),
)


def chart_code(role: ChartRole, currency_code: str) -> str:
    """Return the code of a bank account: `1010-USD`."""
    return f"{role.value}-{currency_code}"
