"""Days that end: the close of business as the tests run it, and a small bank where much falls due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from core_banking.kernel import clock
from operations.closing_contracts import ClosingReport
from operations.services import close_business_day
from tests.builders.money import Holder, holder, second_account
from tests.builders.standing_orders import standing_order
from tests.builders.term_deposits import deposit_product, fixed_deposit
from transactions.hold_contracts import HoldCommand
from transactions.services import authorise_hold

FIRST_DAY = dt.date(2027, 1, 1)


@contextmanager
def at_noon_of(date: dt.date) -> Iterator[None]:
    """Hold the clock at noon; the business date is the stored one, as in a bank that runs."""
    with clock.frozen_at(dt.datetime.combine(date, dt.time(12), tzinfo=dt.UTC), business_date_from_row=True):
        yield


def close_through(date: dt.date) -> ClosingReport:
    """Close every open day through a date, at noon of the next one."""
    with at_noon_of(date + dt.timedelta(days=1)):
        return close_business_day()


def little_bank() -> tuple[Holder, Holder]:
    """Open accounts where a hold expires, orders are paid and refused, and a deposit matures in the first month.

    The business date is the first day: the day before is closed.
    """
    close_through(FIRST_DAY - dt.timedelta(days=1))
    with at_noon_of(FIRST_DAY):
        ann, ben = holder(1_000_000), holder()
        deposit_product(term_months=1)
        fixed_deposit(ann)
        standing_order(ann, ben, rrule="FREQ=DAILY", start_date=FIRST_DAY + dt.timedelta(days=1))
        standing_order(second_account(ann), ben, start_date=FIRST_DAY + dt.timedelta(days=2))
        expiry = clock.now() + dt.timedelta(days=1)
        hold = HoldCommand(account_number=ann.number, amount=Decimal(10), expires_at=expiry)
        authorise_hold(actor=ann.actor, command=hold)
    return ann, ben
