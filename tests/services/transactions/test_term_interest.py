"""The interest of a fixed deposit accrues night by night and is paid at the end: the same to the minor unit."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest

from accounts.contracts import InterestSettlement
from accounts.models import InterestPosting
from accounts.selectors import accounts_to_post_interest
from accounts.services import post_interest
from core_banking.kernel.day_count import DayCount
from core_banking.kernel.models import BusinessDay
from ledger.models import JournalEntry
from ledger.services import ChartRole
from operations.verification import verify_books
from tests.builders.interest import accrue, booked_minor, nights_of, on
from tests.builders.money import Holder, holder
from tests.builders.standing_orders import THE_BANK
from tests.builders.term_deposits import deposit_product, fixed_deposit, mature
from transactions.services import withdraw_early
from transactions.term_deposit_contracts import EarlyWithdrawal

pytestmark = pytest.mark.django_db

OPENED = dt.date(2027, 1, 31)
MATURITY = dt.date(2027, 2, 28)
NIGHT = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _opened() -> Iterator[None]:
    with on(OPENED):
        yield


def deposit(of: Holder, amount: str = "1234.56", **terms: Any) -> Holder:
    deposit_product(term_months=1, **terms)
    return fixed_deposit(of, amount)


@pytest.mark.parametrize("day_count", list(DayCount))
def test_what_has_accrued_is_what_is_paid_at_maturity(day_count: DayCount) -> None:
    ann = holder()
    fixed = deposit(ann, interest_rate="4.7311", day_count=day_count.value)
    accrue(MATURITY - NIGHT)

    with on(MATURITY):
        matured = mature(fixed, MATURITY)

    assert matured is not None
    posting = InterestPosting.objects.get()
    assert (posting.gross_minor, posting.beyond_minor) == (matured.payout.interest_minor, 0)
    assert (
        posting.gross_minor
        == nights_of(fixed.account)[-1].booked_total_minor
        == booked_minor(ChartRole.INTEREST_EXPENSE)
    )
    assert (booked_minor(ChartRole.INTEREST_PAYABLE), posting.period_end) == (0, MATURITY - NIGHT)
    assert ann.balance_minor == 123_456 + posting.gross_minor
    assert verify_books().problems == ()


def test_what_did_not_accrue_is_interest_expense_of_the_day() -> None:
    fixed = deposit(holder(), "1000.00")
    accrue(OPENED + NIGHT)

    with on(MATURITY):
        mature(fixed, MATURITY)

    posting = InterestPosting.objects.get()
    assert (posting.gross_minor, posting.beyond_minor) == (20, 260)
    assert (booked_minor(ChartRole.INTEREST_EXPENSE), booked_minor(ChartRole.INTEREST_PAYABLE)) == (280, 0)
    assert verify_books().problems == ()


def test_the_tax_is_kept_back_of_what_is_paid() -> None:
    ann = holder()
    fixed = deposit(ann, "1000.00", withholding_tax_rate="25")
    accrue(MATURITY - NIGHT)

    with on(MATURITY):
        matured = mature(fixed, MATURITY)

    assert matured is not None
    assert (matured.payout.interest_minor, matured.payout.tax_minor, matured.paid_minor) == (280, 70, 100_210)
    assert (ann.balance_minor, booked_minor(ChartRole.TAX_PAYABLE)) == (100_210, -70)


def test_an_early_withdrawal_takes_back_what_accrued_beyond_its_day() -> None:
    ann = holder()
    fixed = deposit(ann, "1000.00")
    accrue(OPENED + 9 * NIGHT)

    with on(OPENED + 10 * NIGHT):
        accrue(OPENED + 10 * NIGHT)  # a night too many
    with on(OPENED + 10 * NIGHT):
        withdrawn = withdraw_early(actor=ann.actor, account_id=fixed.account.id)

    assert isinstance(withdrawn, EarlyWithdrawal)
    assert withdrawn.payout.interest_minor == 100
    posting = InterestPosting.objects.get()
    assert (posting.gross_minor, posting.beyond_minor) == (110, -10)
    assert (booked_minor(ChartRole.INTEREST_EXPENSE), booked_minor(ChartRole.INTEREST_PAYABLE)) == (100, 0)
    assert verify_books().problems == ()


def test_nights_that_the_close_of_business_has_not_come_to_are_paid_once() -> None:
    ann = holder()
    fixed = deposit(ann, "1000.00")
    accrue(OPENED + 5 * NIGHT)
    today = OPENED + 10 * NIGHT
    BusinessDay.objects.create(date=today, closed_through=OPENED + 5 * NIGHT, updated_at="2027-02-10T00:00Z")

    with on(today):
        withdrawn = withdraw_early(actor=ann.actor, account_id=fixed.account.id)

    assert isinstance(withdrawn, EarlyWithdrawal)
    assert (withdrawn.payout.interest_minor, withdrawn.payout.penalty_minor) == (100, 1_000)
    assert ann.balance_minor == 100_000 + 100 - 1_000
    posting = InterestPosting.objects.get()
    assert (posting.how, posting.gross_minor, posting.beyond_minor) == (InterestSettlement.TERM_END, 100, 0)
    assert (booked_minor(ChartRole.INTEREST_EXPENSE), booked_minor(ChartRole.INTEREST_PAYABLE)) == (100, 0)
    assert [night.date for night in nights_of(fixed.account)][-1] == today - NIGHT
    assert verify_books().problems == ()


def test_on_the_day_it_is_funded_nothing_is_paid_and_nothing_stays_owed() -> None:
    ann = holder()
    fixed = deposit(ann, "1000.00")
    accrue(OPENED)

    withdraw_early(actor=ann.actor, account_id=fixed.account.id)

    posting = InterestPosting.objects.get()
    assert (posting.how, posting.gross_minor, posting.transaction_id) == (InterestSettlement.FORGONE, 10, "")
    assert (booked_minor(ChartRole.INTEREST_EXPENSE), booked_minor(ChartRole.INTEREST_PAYABLE)) == (0, 0)
    assert not JournalEntry.objects.filter(kind="INTEREST").exists()


def test_a_deposit_may_pay_its_interest_every_month() -> None:
    ann = holder()
    deposit_product(term_months=2, interest_posting="MONTHLY")
    fixed, maturity = fixed_deposit(ann), dt.date(2027, 3, 31)
    accrue(maturity - NIGHT)
    for first in (dt.date(2027, 2, 1), dt.date(2027, 3, 1)):
        assert accounts_to_post_interest(first) == [fixed.account.id]
        with on(first):
            post_interest(actor=THE_BANK, account_id=fixed.account.id, date=first)
    assert fixed.balance_minor == 100_290

    with on(maturity):
        matured = mature(fixed, maturity)

    assert matured is not None
    assert (matured.payout.interest_minor, matured.paid_minor) == (590, 100_590)
    assert list(InterestPosting.objects.order_by("id").values_list("how", "gross_minor")) == [
        ("PERIOD", 10),
        ("PERIOD", 280),
        ("TERM_END", 300),
    ]
    assert booked_minor(ChartRole.INTEREST_PAYABLE) == 0
