"""The books in figures: trial balance, balance sheet, profit and loss, from what each account of the chart came to.

Plain values, no database. Amounts are integer minor units of the report's currency.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_DEBIT_KINDS: Final = frozenset({"ASSET", "EXPENSE"})
"""Kinds of account whose balance is debits less credits; that of all others is credits less debits."""


@dataclass(frozen=True, slots=True)
class AccountFigures:
    """One account of the chart and its debits and credits in a range of days, its sub-accounts' included."""

    account_id: int
    code: str
    name: str
    kind: str
    currency: str
    debits_minor: int
    credits_minor: int

    @property
    def net_minor(self) -> int:
        """Debits less credits."""
        return self.debits_minor - self.credits_minor

    @property
    def balance_minor(self) -> int:
        """The balance as an account of its kind counts it: usually positive."""
        return self.net_minor if self.kind in _DEBIT_KINDS else -self.net_minor

    @property
    def debit_balance_minor(self) -> int:
        """What stands in the debit column of a trial balance."""
        return max(0, self.net_minor)

    @property
    def credit_balance_minor(self) -> int:
        """What stands in the credit column of a trial balance."""
        return max(0, -self.net_minor)


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """All accounts of a currency; in a sound book both columns of each pair come to the same total."""

    currency: str
    accounts: tuple[AccountFigures, ...]

    @property
    def total_debits_minor(self) -> int:
        """All debits."""
        return sum(account.debits_minor for account in self.accounts)

    @property
    def total_credits_minor(self) -> int:
        """All credits."""
        return sum(account.credits_minor for account in self.accounts)

    @property
    def total_debit_balances_minor(self) -> int:
        """The sum of the balances in the debit column."""
        return sum(account.debit_balance_minor for account in self.accounts)

    @property
    def total_credit_balances_minor(self) -> int:
        """The sum of the balances in the credit column."""
        return sum(account.credit_balance_minor for account in self.accounts)


@dataclass(frozen=True, slots=True)
class BalanceSheet:
    """What the bank owns and owes: assets = liabilities + equity + result.

    The result is all income less all expense ever: the book has no yearly entry that carries it into equity.
    """

    currency: str
    assets: tuple[AccountFigures, ...]
    liabilities: tuple[AccountFigures, ...]
    equity: tuple[AccountFigures, ...]
    result_minor: int

    @property
    def total_assets_minor(self) -> int:
        """What the bank owns."""
        return _total(self.assets)

    @property
    def total_liabilities_minor(self) -> int:
        """What the bank owes to others."""
        return _total(self.liabilities)

    @property
    def total_equity_minor(self) -> int:
        """What belongs to its owners, without the result."""
        return _total(self.equity)

    @property
    def is_balanced(self) -> bool:
        """Whether both sides are equal."""
        others = self.total_liabilities_minor + self.total_equity_minor + self.result_minor
        return self.total_assets_minor == others


@dataclass(frozen=True, slots=True)
class ProfitAndLoss:
    """Income and expense of a range of days."""

    currency: str
    income: tuple[AccountFigures, ...]
    expense: tuple[AccountFigures, ...]

    @property
    def total_income_minor(self) -> int:
        """All income."""
        return _total(self.income)

    @property
    def total_expense_minor(self) -> int:
        """All expense."""
        return _total(self.expense)

    @property
    def result_minor(self) -> int:
        """Income less expense: a profit, or below zero a loss."""
        return self.total_income_minor - self.total_expense_minor


def trial_balances(figures: Iterable[AccountFigures]) -> tuple[TrialBalance, ...]:
    """Return the trial balance of each currency, in order of its code."""
    return tuple(TrialBalance(currency, accounts) for currency, accounts in _by_currency(figures))


def balance_sheets(figures: Iterable[AccountFigures]) -> tuple[BalanceSheet, ...]:
    """Return the balance sheet of each currency from figures that begin with the first entry of the book."""
    return tuple(
        BalanceSheet(
            currency,
            assets=_of_kind(accounts, "ASSET"),
            liabilities=_of_kind(accounts, "LIABILITY"),
            equity=_of_kind(accounts, "EQUITY"),
            result_minor=_total(_of_kind(accounts, "INCOME")) - _total(_of_kind(accounts, "EXPENSE")),
        )
        for currency, accounts in _by_currency(figures)
    )


def profits_and_losses(figures: Iterable[AccountFigures]) -> tuple[ProfitAndLoss, ...]:
    """Return the profit and loss of each currency, in order of its code."""
    return tuple(
        ProfitAndLoss(currency, income=_of_kind(accounts, "INCOME"), expense=_of_kind(accounts, "EXPENSE"))
        for currency, accounts in _by_currency(figures)
    )


def _by_currency(figures: Iterable[AccountFigures]) -> list[tuple[str, tuple[AccountFigures, ...]]]:
    found: dict[str, list[AccountFigures]] = {}
    for account in figures:
        found.setdefault(account.currency, []).append(account)
    return [(currency, tuple(found[currency])) for currency in sorted(found)]


def _of_kind(accounts: Iterable[AccountFigures], kind: str) -> tuple[AccountFigures, ...]:
    return tuple(account for account in accounts if account.kind == kind)


def _total(accounts: Iterable[AccountFigures]) -> int:
    return sum(account.balance_minor for account in accounts)
