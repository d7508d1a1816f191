"""Days that are closed one after the other bring each account its interest, night by night and month by month."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from accounts.models import InterestAccrual, InterestPosting
from core_banking.kernel import clock
from ledger.models import JournalEntry
from ledger.services import ChartRole
from operations.services import close_business_day
from operations.verification import verify_books
from tests.builders.accounts import offer_product
from tests.builders.interest import booked_minor, nights_of
from tests.builders.money import holder, submit
from tests.builders.term_deposits import deposit_product, fixed_deposit

pytestmark = pytest.mark.django_db

OPENED = dt.datetime(2027, 1, 29, 12, tzinfo=dt.UTC)


def test_across_the_end_of_a_month_interest_is_posted_and_a_deposit_matures(settings: Any) -> None:
    settings.TIME_MACHINE = True
    with clock.frozen_at(OPENED):
        offer_product("BEARING", interest_rate="3.65", withholding_tax_rate="20")
        deposit_product(term_months=1)
        ann = holder(100_000, product_code="BEARING")
        deposit = fixed_deposit(ann)
    with clock.frozen_at(OPENED, business_date_from_row=True):
        january = close_business_day(date=dt.date(2027, 1, 31))
        submit(ann.actor, "WITHDRAWAL", "500.00", sender=ann)  # on 1 February, by the row
        february = close_business_day(date=dt.date(2027, 2, 28))
        before = InterestAccrual.objects.count(), JournalEntry.objects.count()
        again = close_business_day(date=dt.date(2027, 2, 28))

    assert [each.open_failures for each in (january, february, again)] == [0, 0, 0]
    assert (InterestAccrual.objects.count(), JournalEntry.objects.count()) == before
    rows = InterestPosting.objects.order_by("id")
    assert list(rows.values_list("how", "period_end", "gross_minor", "tax_minor")) == [
        # Three nights of 1,000.00 at 3.65 %, and a fifth of thirty for the tax office.
        ("PERIOD", dt.date(2027, 1, 31), 30, 6),
        ("TERM_END", dt.date(2027, 2, 27), 300, 0),
        # 27 nights of 500.24, and one with the deposit's 1,003.00 on top.
        ("PERIOD", dt.date(2027, 2, 28), 150, 30),
    ]
    assert len(nights_of(ann.account)) == 31
    assert nights_of(deposit.account)[-1].date == dt.date(2027, 2, 27)
    assert booked_minor(ChartRole.INTEREST_PAYABLE) == 0
    assert verify_books().problems == ()
