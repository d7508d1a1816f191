"""Balances that wander, interest every night and a posting every month: to no minor unit off, whatever happens."""

from __future__ import annotations

import calendar
import datetime as dt
from fractions import Fraction
from random import Random

import pytest

from accounts.interest_accrual import PARTS_OF_A_UNIT
from accounts.models import InterestAccrual, InterestPosting
from accounts.selectors import accounts_to_accrue, accounts_to_post_interest
from accounts.selectors.interest import owed_by_account
from accounts.services import accrue_interest_of_day, post_interest
from core_banking.kernel.day_count import DayCount
from ledger.services import ChartRole
from operations.verification import verify_books
from tests.builders.accounts import offer_product, put_money, take_money
from tests.builders.interest import booked_minor, on
from tests.builders.money import Holder, holder
from tests.builders.standing_orders import THE_BANK
from tests.proof_plugin import ProofRecord, at_scale

pytestmark = [pytest.mark.proof, pytest.mark.django_db]

NIGHT = dt.timedelta(days=1)
OPENED = dt.date(2027, 12, 20)
"""So that the year changes to one of 366 days at once."""
RATES = {
    DayCount.THIRTY_360: "4.7311",
    DayCount.ACTUAL_365: "0.0103",
    DayCount.ACTUAL_360: "11.9",
    DayCount.ACTUAL_ACTUAL: "3.3333",
}


def share_of_night(convention: DayCount, date: dt.date) -> Fraction:
    """What a night is of a year, by another way than the bank's."""
    if convention is DayCount.THIRTY_360:
        after = date + NIGHT
        days = 360 * (after.year - date.year) + 30 * (after.month - date.month)
        return Fraction(days + min(after.day, 30) - min(date.day, 30), 360)
    if convention is DayCount.ACTUAL_ACTUAL:
        return Fraction(1, 366 if calendar.isleap(date.year) else 365)
    return Fraction(1, 365 if convention is DayCount.ACTUAL_365 else 360)


def move_some_money(rng: Random, accounts: list[Holder]) -> None:
    for account in accounts:
        if rng.random() < 0.6:
            put_money(account.account, rng.choice([1, 99, rng.randrange(1, 10**7)]))
        elif account.balance_minor and rng.random() < 0.6:
            take_money(account.account, rng.randrange(1, account.balance_minor + 1))


def close_the_day(date: dt.date) -> None:
    """Let the night of a date accrue and what is due on the morning after be posted, twice."""
    morning = date + NIGHT
    with on(morning):
        for _ in range(2):
            accrue_interest_of_day(actor=THE_BANK, account_ids=accounts_to_accrue(date), date=date)
            for account_id in accounts_to_post_interest(morning):
                post_interest(actor=THE_BANK, account_id=account_id, date=morning)


def test_the_interest_of_wandering_balances_is_the_exact_sum_rounded_once(proof_record: ProofRecord) -> None:
    rng, days = Random(20_271_220), at_scale(small=75, full=800)
    with on(OPENED):
        for convention, rate in RATES.items():
            code = f"BY_{convention.name}"
            offer_product(code, interest_rate=rate, day_count=convention, withholding_tax_rate="26.375")
        wandering = {each: holder(product_code=f"BY_{each.name}") for each in RATES}
    exact = dict.fromkeys(RATES, Fraction(0))
    for number in range(days):
        date = OPENED + number * NIGHT
        with on(date):
            move_some_money(rng, list(wandering.values()))
        for convention, account in wandering.items():
            share = Fraction(RATES[convention]) / 100 * share_of_night(convention, date)
            exact[convention] += account.balance_minor * share
        close_the_day(date)

    owed = owed_by_account([account.account.id for account in wandering.values()])
    for convention, account in wandering.items():
        nights = InterestAccrual.objects.filter(account_id=account.account.id)
        last = nights.latest("date")
        posted = InterestPosting.objects.filter(account_id=account.account.id)
        paid = sum(posted.values_list("gross_minor", flat=True))
        assert nights.count() == days
        assert last.total_minor + Fraction(last.total_part, PARTS_OF_A_UNIT) == exact[convention]
        assert paid + owed[account.account.id] == round(exact[convention])
    assert -booked_minor(ChartRole.INTEREST_PAYABLE) == sum(owed.values())
    assert verify_books().problems == ()
    proof_record(
        "accrued and posted interest of wandering balances is the exact sum, rounded once",
        accounts=len(wandering),
        days=days,
        minor_units_apart=0,
    )
