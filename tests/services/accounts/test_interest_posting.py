"""Interest becomes the customer's: once for a period, tax apart, wherever it is owed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from accounts.contracts import InterestPostingCard
from accounts.models import Account, InterestPosting
from accounts.selectors import accounts_to_post_interest
from accounts.services import freeze_account, post_interest
from audit.models import AuditLog
from core_banking.kernel.errors import InvalidInput, NotAllowed
from ledger.models import JournalEntry
from ledger.selectors import statement_lines
from ledger.services import ChartRole
from operations.verification import verify_books
from tests.builders.accounts import STAFF, offer_product
from tests.builders.interest import accrue, booked_minor, on
from tests.builders.money import Holder, holder
from tests.builders.people import actor_for, bank_admin
from tests.builders.standing_orders import THE_BANK
from transactions.models import Transaction
from transactions.services import reverse_transaction

pytestmark = pytest.mark.django_db

OPENED = dt.date(2027, 3, 22)
APRIL, MAY = dt.date(2027, 4, 1), dt.date(2027, 5, 1)
NIGHT = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _opened() -> Iterator[None]:
    with on(OPENED):
        offer_product("BEARING", interest_rate="3.65", withholding_tax_rate="25")
        yield


@pytest.fixture
def ann() -> Holder:
    """With 1,003.33 at 3.65 %: a little more than ten minor units a night."""
    return holder(100_333, product_code="BEARING")


def post(of: Holder, date: dt.date) -> InterestPostingCard | None:
    with on(date):
        return post_interest(actor=THE_BANK, account_id=of.account.id, date=date)


def test_what_a_month_has_brought_is_posted_once_with_its_tax_apart(ann: Holder) -> None:
    accrue(APRIL - NIGHT)
    assert accounts_to_post_interest(APRIL) == [ann.account.id]
    assert accounts_to_post_interest(APRIL - NIGHT) == accounts_to_post_interest(APRIL + NIGHT) == []

    posted = post(ann, APRIL)

    # Ten nights of 10.0333 minor units, and a quarter of a hundred of them for the tax office.
    assert posted is not None
    assert (posted.gross_minor, posted.tax_minor, posted.net_minor) == (100, 25, 75)
    assert (posted.period_end, posted.posted_on, posted.is_reversed) == (APRIL - NIGHT, APRIL, False)
    assert ann.balance_minor == 100_408
    lines = statement_lines(ann.account.ledger_account_id, first_version=2, last_version=9)
    assert [(line.kind, line.change_minor, line.value_date) for line in lines] == [
        ("INTEREST", 100, APRIL),
        ("TAX", -25, APRIL),
    ]
    assert {line.reference for line in lines} == {posted.transaction_id}
    assert booked_minor(ChartRole.INTEREST_PAYABLE) == 0
    assert (booked_minor(ChartRole.INTEREST_EXPENSE), booked_minor(ChartRole.TAX_PAYABLE)) == (100, -25)
    trail = AuditLog.objects.get(action_type="POST", target_model="Account").details
    assert (trail["interest"], trail["tax"], trail["period_end"]) == ("1.00", "0.25", "2027-03-31")

    traces = AuditLog.objects.count()
    assert post(ann, APRIL) is None
    assert accounts_to_post_interest(APRIL) == []
    assert (AuditLog.objects.count(), Transaction.objects.count(), ann.balance_minor) == (traces, 1, 100_408)
    assert verify_books().problems == ()


def test_the_postings_of_months_add_up_to_the_exact_sum(ann: Holder) -> None:
    accrue(MAY - NIGHT)

    months = [post(ann, APRIL), post(ann, MAY)]

    # 40 nights of 10.0333: 401.332; the postings do not compound what was not there at the end of a day.
    assert [month.gross_minor for month in months if month] == [100, 301]
    assert InterestPosting.objects.count() == 2
    assert booked_minor(ChartRole.INTEREST_PAYABLE) == 0


def test_one_posting_makes_up_for_those_that_were_missed(ann: Holder) -> None:
    accrue(MAY - NIGHT)

    assert (late := post(ann, MAY)) is not None
    assert late.gross_minor == 401
    assert post(ann, APRIL) is None


def test_interest_comes_to_whoever_may_not_move_his_money(ann: Holder) -> None:
    accrue(APRIL - NIGHT)
    freeze_account(actor=STAFF, account_id=ann.account.id, reason="Court order")
    asleep = holder(100_000, product_code="BEARING")
    Account.objects.filter(pk=asleep.account.id).update(status="DORMANT")
    accrue(APRIL - NIGHT)

    assert accounts_to_post_interest(APRIL) == [ann.account.id, asleep.account.id]
    assert post(ann, APRIL) is not None
    assert post(asleep, APRIL) is not None
    assert (ann.balance_minor, asleep.balance_minor) == (100_408, 100_075)


def test_a_quarter_is_posted_at_its_end() -> None:
    offer_product("QUARTERLY", interest_rate="3.65", interest_posting="QUARTERLY")
    ann = holder(100_000, product_code="QUARTERLY")
    accrue(OPENED)

    assert accounts_to_post_interest(MAY) == []
    assert (
        accounts_to_post_interest(APRIL) == accounts_to_post_interest(dt.date(2027, 7, 1)) == [ann.account.id]
    )


def test_what_is_reversed_is_owed_again_and_comes_with_the_next_posting(ann: Holder) -> None:
    accrue(APRIL - NIGHT)
    posted = post(ann, APRIL)
    assert posted is not None
    clerk = actor_for(bank_admin())
    with on(APRIL + NIGHT):
        reverse_transaction(actor=clerk, key=posted.transaction_id, reason="Wrong account")

    assert ann.balance_minor == 100_333
    assert (booked_minor(ChartRole.INTEREST_PAYABLE), booked_minor(ChartRole.TAX_PAYABLE)) == (-100, 0)
    assert post(ann, APRIL) is None
    accrue(MAY - NIGHT)
    again = post(ann, MAY)
    assert again is not None
    # A night passed with what was posted on it: the reversal came on the second day.
    assert again.gross_minor == 401
    assert booked_minor(ChartRole.INTEREST_PAYABLE) == 0
    assert verify_books().problems == ()


def test_nothing_is_posted_by_others_before_its_time_or_where_nothing_is_owed(ann: Holder) -> None:
    accrue(OPENED)
    with pytest.raises(NotAllowed):
        post_interest(actor=ann.actor, account_id=ann.account.id, date=OPENED)
    with pytest.raises(InvalidInput):
        post_interest(actor=THE_BANK, account_id=ann.account.id, date=OPENED + NIGHT)
    assert post(holder(100_000), APRIL) is None
    assert post(ann, OPENED) is None

    assert (InterestPosting.objects.count(), JournalEntry.objects.filter(kind="INTEREST").count()) == (0, 0)
