"""Days of a bank that pays interest: the clock at noon, the nights accrued one after the other."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from accounts.contracts import AccountCard
from accounts.models import InterestAccrual
from accounts.selectors import accounts_to_accrue
from accounts.services import accrue_interest_of_day
from core_banking.kernel import clock
from ledger.models import JournalLine
from ledger.services import ChartRole, bank_account_id
from tests.builders.standing_orders import THE_BANK


@contextmanager
def on(date: dt.date) -> Iterator[None]:
    """Hold the clock at noon of a date."""
    with clock.frozen_at(dt.datetime.combine(date, dt.time(12), tzinfo=dt.UTC)):
        yield


def accrue(date: dt.date) -> int:
    """Let the night after a date accrue on every account that bears interest, on the morning after."""
    with on(date + dt.timedelta(days=1)):
        return accrue_interest_of_day(actor=THE_BANK, account_ids=accounts_to_accrue(date), date=date)


def accrue_through(first: dt.date, last: dt.date) -> None:
    """Let the nights of two dates and of all between them accrue, one after the other."""
    for number in range((last - first).days + 1):
        accrue(first + dt.timedelta(days=number))


def nights_of(account: AccountCard) -> list[InterestAccrual]:
    """Return the nights of an account, in order."""
    return list(InterestAccrual.objects.filter(account_id=account.id).order_by("date"))


def booked_minor(role: ChartRole, currency: str = "USD") -> int:
    """Return the balance of an account of the bank, a debit positive."""
    lines = JournalLine.objects.filter(account_id=bank_account_id(role, currency))
    return sum(lines.values_list("amount_minor", flat=True))
