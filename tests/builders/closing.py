"""Days that end: the close of business as the tests run it, and a small bank where much falls due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from core_banking.kernel import clock
from loans.contracts import RepaymentUnit
from operations.closing_contracts import ClosingReport
from operations.services import close_business_day
from tests.builders import loans
from tests.builders.accounts import offer_product, put_money
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


def little_bank(first_day: dt.date = FIRST_DAY) -> tuple[Holder, Holder]:
    """Open accounts where a hold expires, orders are paid and refused, interest is posted, and a loan falls behind.

    The business date is the first day: the day before is closed. Repayments of the loan fall due every day, with a fee.
    """
    day = dt.timedelta(days=1)
    close_through(first_day - day)
    with at_noon_of(first_day):
        ann, ben = holder(1_000_000), holder()
        deposit_product(term_months=1)
        fixed_deposit(ann)
        offer_product("BEARING", interest_rate="3.65")
        put_money(second_account(ann, product_code="BEARING").account, 5_000_000)
        standing_order(ann, ben, rrule="FREQ=DAILY", start_date=first_day + day)
        standing_order(second_account(ann), ben, start_date=first_day + 2 * day)
        daily = loans.terms(
            term=3, repayment_unit=RepaymentUnit.DAYS, installment_fee_minor=200, start_date=first_day
        )
        loans.lend_to(ben, daily, on=first_day)
        expiry = clock.now() + dt.timedelta(days=1)
        hold = HoldCommand(account_number=ann.number, amount=Decimal(10), expires_at=expiry)
        authorise_hold(actor=ann.actor, command=hold)
    return ann, ben
