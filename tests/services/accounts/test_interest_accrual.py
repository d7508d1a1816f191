"""Interest accrues night by night, once, on what an account held at the end of the day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from accounts.interest_accrual import PARTS_OF_A_UNIT
from accounts.models import Account, InterestAccrual
from accounts.selectors import accounts_to_accrue
from accounts.services import accrue_interest_of_day, close_account, freeze_account
from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.errors import InvalidInput, NotAllowed
from core_banking.kernel.models import BusinessDay
from ledger.models import JournalEntry
from ledger.services import ChartRole
from operations.verification import verify_books
from tests.builders.accounts import STAFF, offer_product, open_account, put_money, take_money
from tests.builders.interest import accrue, accrue_through, booked_minor, nights_of, on
from tests.builders.money import Holder, holder
from tests.builders.people import approved_customer
from tests.builders.standing_orders import THE_BANK
from tests.builders.term_deposits import deposit_product, fixed_deposit, mature

pytestmark = pytest.mark.django_db

DAY = dt.date(2027, 3, 10)
NEXT = DAY + dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _opened() -> Iterator[None]:
    with on(DAY):
        offer_product("BEARING", interest_rate="3.65")
        yield


@pytest.fixture
def ann() -> Holder:
    """With 1,000.00 at 3.65 %: ten minor units a night."""
    return holder(100_000, product_code="BEARING")


def test_a_night_accrues_once_and_is_booked_in_one_entry(ann: Holder) -> None:
    ben = holder(5_000, product_code="BEARING")
    holder(100_000)  # at no interest
    assert accounts_to_accrue(DAY) == [ann.account.id, ben.account.id]

    assert accrue(DAY) == 2

    entry = JournalEntry.objects.get(kind="ACCRUAL")
    assert (entry.business_date, entry.currency, entry.lines.count()) == (DAY, "USD", 2)
    # Half a minor unit goes to the even one, which is none.
    assert (booked_minor(ChartRole.INTEREST_EXPENSE), booked_minor(ChartRole.INTEREST_PAYABLE)) == (10, -10)
    (night,) = nights_of(ben.account)
    assert (night.accrued_minor, night.accrued_part, night.booked_minor) == (0, PARTS_OF_A_UNIT // 2, 0)
    trail = AuditLog.objects.get(action_type="ACCRUE")
    assert trail.details == {
        "accounts": 2,
        "nights": 2,
        "amounts": {"USD": "0.10"},
        "entries": [entry.reference],
    }

    traces = AuditLog.objects.count()
    with on(NEXT):
        ids = [ann.account.id, ben.account.id]
        assert accrue_interest_of_day(actor=THE_BANK, account_ids=ids, date=DAY) == 0
    assert accounts_to_accrue(DAY) == []
    assert (InterestAccrual.objects.count(), JournalEntry.objects.filter(kind="ACCRUAL").count()) == (2, 1)
    assert AuditLog.objects.count() == traces


def test_what_is_there_at_the_end_of_the_day_bears_interest(ann: Holder) -> None:
    with on(NEXT):
        take_money(ann.account, 60_000)
        put_money(ann.account, 10_000)
    with on(NEXT + dt.timedelta(days=1)):
        put_money(ann.account, 900_000)

    accrue_through(DAY, NEXT)

    assert [night.balance_minor for night in nights_of(ann.account)] == [100_000, 50_000]
    assert [night.total_minor for night in nights_of(ann.account)] == [10, 15]


def test_parts_of_a_minor_unit_are_never_lost() -> None:
    account = open_account(
        approved_customer(), 3_333, product_code="BEARING"
    )  # a third of a minor unit, nearly

    accrue_through(DAY, DAY + dt.timedelta(days=9))

    nights = nights_of(account)
    assert [night.booked_minor for night in nights] == [0, 1, 0, 0, 1, 0, 0, 1, 0, 0]
    last = nights[-1]
    assert last.total_minor * PARTS_OF_A_UNIT + last.total_part == 3_333 * PARTS_OF_A_UNIT // 1_000
    assert last.booked_total_minor == -booked_minor(ChartRole.INTEREST_PAYABLE) == 3


def test_a_night_that_is_missing_accrues_with_the_next_one(ann: Holder) -> None:
    with on(NEXT):
        put_money(ann.account, 100_000)

    accrue(NEXT + dt.timedelta(days=1))  # nobody asked for the first two

    nights = [(night.date, night.balance_minor, night.booked_minor) for night in nights_of(ann.account)]
    assert nights == [(DAY, 100_000, 10), (NEXT, 200_000, 20), (NEXT + dt.timedelta(days=1), 200_000, 20)]
    assert JournalEntry.objects.get(kind="ACCRUAL").business_date == NEXT + dt.timedelta(days=1)
    assert accrue(DAY) == 0


def test_a_night_of_a_closed_day_is_booked_on_the_first_open_one(ann: Holder) -> None:
    BusinessDay.objects.create(date=NEXT, closed_through=DAY, updated_at=clock.now())

    assert accrue(DAY) == 1

    entry = JournalEntry.objects.get(kind="ACCRUAL")
    assert (entry.business_date, entry.value_date) == (NEXT, DAY)
    assert [night.date for night in nights_of(ann.account)] == [DAY]


def test_an_account_of_unknown_beginning_accrues_from_the_first_night_that_is_asked_for(ann: Holder) -> None:
    Account.objects.filter(pk=ann.account.id).update(interest_from=None)

    accrue(NEXT)

    assert [night.date for night in nights_of(ann.account)] == [NEXT]


def test_interest_goes_on_while_an_account_is_frozen_or_asleep_and_ends_when_it_is_closed(
    ann: Holder,
) -> None:
    asleep, closed = (open_account(ann.person, product_code="BEARING") for _ in range(2))
    Account.objects.filter(pk=asleep.id).update(status="DORMANT")
    freeze_account(actor=STAFF, account_id=ann.account.id, reason="Court order")
    close_account(actor=STAFF, account_id=closed.id, reason="Done")

    assert accounts_to_accrue(DAY) == [ann.account.id, asleep.id]
    assert accounts_to_accrue(DAY, after_id=ann.account.id) == [asleep.id]
    assert accounts_to_accrue(DAY - dt.timedelta(days=1)) == []  # before they were opened


def test_by_the_bank_alone_and_never_before_its_time(ann: Holder) -> None:
    with pytest.raises(NotAllowed):
        accrue_interest_of_day(actor=ann.actor, account_ids=[ann.account.id], date=DAY)
    with pytest.raises(InvalidInput):
        accrue_interest_of_day(actor=THE_BANK, account_ids=[ann.account.id], date=NEXT)

    assert InterestAccrual.objects.count() == 0


def test_a_fixed_deposit_accrues_from_the_day_it_is_funded_until_the_night_before_it_matures() -> None:
    deposit_product(term_months=1)
    deposit, unfunded = (fixed_deposit(holder(), amount) for amount in ("1000.00", None))
    maturity = dt.date(2027, 4, 10)
    accrue_through(DAY, maturity + dt.timedelta(days=2))

    nights = nights_of(deposit.account)
    assert (len(nights), nights[0].date, nights[-1].date) == (31, DAY, maturity - dt.timedelta(days=1))
    assert nights[-1].total_minor == 310
    assert {night.term_started_on for night in nights} == {DAY}
    assert nights_of(unfunded.account) == []


def test_what_was_taken_back_of_a_fixed_deposit_has_borne_nothing() -> None:
    deposit_product()
    deposit = fixed_deposit(holder())
    accrue_through(DAY, NEXT)
    with on(DAY + dt.timedelta(days=2)):
        take_money(deposit.account, 90_000)

    accrue(DAY + dt.timedelta(days=2))

    assert [night.booked_minor for night in nights_of(deposit.account)] == [10, 10, -17]
    assert booked_minor(ChartRole.INTEREST_PAYABLE) == -3
    assert verify_books().problems == ()


def test_a_deposit_that_is_renewed_late_makes_up_for_the_nights_between() -> None:
    deposit_product(term_months=1)
    ann = holder()
    deposit = fixed_deposit(ann, maturity_instruction="RENEW_ALL")
    maturity = dt.date(2027, 4, 10)
    accrue_through(DAY, maturity + dt.timedelta(days=1))
    with on(maturity + dt.timedelta(days=2)):
        mature(deposit, maturity)

    accrue(maturity + dt.timedelta(days=2))

    second_term = [night for night in nights_of(deposit.account) if night.term_started_on == maturity]
    assert [night.date for night in second_term] == [maturity + dt.timedelta(days=n) for n in range(3)]
    # 1,003.10 at 3.65 % over three nights: 30.093 minor units.
    assert second_term[-1].total_minor == 30
    assert verify_books().problems == ()
