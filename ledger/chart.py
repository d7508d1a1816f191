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
    CUSTOMER_DEPOSITS = "2010"
    OWN_CAPITAL = "3010"
    FEE_INCOME = "4010"
    INTEREST_EXPENSE = "5010"


@dataclass(frozen=True, slots=True)
class ChartAccount:
    """One row of the chart before it is in the database."""

    role: ChartRole
    name: str
    kind: AccountKind


CHART: Final = (
    ChartAccount(ChartRole.CASH, "Cash", AccountKind.ASSET),
    ChartAccount(ChartRole.CLEARING, "Clearing with other banks", AccountKind.ASSET),
    ChartAccount(ChartRole.CUSTOMER_DEPOSITS, "Customers' deposits", AccountKind.LIABILITY),
    ChartAccount(ChartRole.OWN_CAPITAL, "Own capital", AccountKind.EQUITY),
    ChartAccount(ChartRole.FEE_INCOME, "Fee income", AccountKind.INCOME),
    ChartAccount(ChartRole.INTEREST_EXPENSE, "Interest paid to customers", AccountKind.EXPENSE),
)


def chart_code(role: ChartRole, currency_code: str) -> str:
    """Return the code of a bank account: `1010-USD`."""
    return f"{role.value}-{currency_code}"
