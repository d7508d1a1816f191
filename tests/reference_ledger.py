"""A ledger that is slow and obvious on purpose: a list of lines, everything else counted anew each time.

The book's back ends are held against it. It shares no code with them.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

LARGEST_BALANCE = 10**15


class TooLittle(Exception):
    """More would leave an account than is available."""


class TooMuch(Exception):
    """An account would hold more than an account can hold."""


@dataclass
class WrittenLine:
    """One line as it stands in the book; `change` is signed as the customer sees it."""

    account: str
    change: int
    balance_after: int | None
    version: int | None
    posted_at: dt.datetime
    business_date: dt.date


@dataclass
class ReferenceLedger:
    """Accounts by name. Those with a floor are customers' accounts, the others the bank's own."""

    floors: dict[str, int] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    lines: list[WrittenLine] = field(default_factory=list)

    def lines_of(self, account: str) -> list[WrittenLine]:
        """All lines of one account, oldest first."""
        return [line for line in self.lines if line.account == account]

    def balance(self, account: str) -> int:
        """The sum of all changes."""
        return sum(line.change for line in self.lines_of(account))

    def post(
        self, changes: list[tuple[str, int]], posted_at: dt.datetime, business_date: dt.date
    ) -> tuple[dt.datetime, dt.date]:
        """Write one entry of (account, change) pairs; return its effective instant and business date."""
        assert sum(change for _, change in changes) == 0
        customers = {account for account, _ in changes if account in self.floors}
        for account in customers:
            total = sum(change for name, change in changes if name == account)
            must_stay = self.floors[account] + self.held.get(account, 0)
            if total < 0 and self.balance(account) + total < must_stay:
                raise TooLittle
        for account in customers:
            total = sum(change for name, change in changes if name == account)
            if self.balance(account) + total > LARGEST_BALANCE:
                raise TooMuch
        for account in customers:
            for line in self.lines_of(account):
                posted_at = max(posted_at, line.posted_at)
                business_date = max(business_date, line.business_date)
        for account, change in changes:
            is_customer = account in self.floors
            after = self.balance(account) + change if is_customer else None
            version = len(self.lines_of(account)) + 1 if is_customer else None
            self.lines.append(WrittenLine(account, change, after, version, posted_at, business_date))
        return posted_at, business_date

    def balance_at(self, account: str, instant: dt.datetime) -> int:
        """The sum of what was posted up to an instant, inclusive."""
        return sum(line.change for line in self.lines_of(account) if line.posted_at <= instant)

    def balance_before(self, account: str, date: dt.date) -> int:
        """The sum of what was posted before a business date."""
        return sum(line.change for line in self.lines_of(account) if line.business_date < date)
