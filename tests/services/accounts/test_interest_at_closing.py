"""What becomes of interest when its account is closed: it goes where its owner banks, or it is forgone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest

from accounts.contracts import AccountWithBalance, InterestSettlement
from accounts.errors import AccountNotEmpty
from accounts.models import InterestPosting
from accounts.services import close_account, freeze_account
from audit.models import AuditLog
from core_banking.kernel.models import BusinessDay
from ledger.services import ChartRole
from notifications.models import Notification
from operations.verification import verify_books
from tests.builders.accounts import STAFF, offer_product, put_money, take_money
from tests.builders.interest import accrue, booked_minor, nights_of, on
from tests.builders.money import Holder, holder, second_account

pytestmark = pytest.mark.django_db

OPENED = dt.date(2027, 3, 22)
NIGHT = dt.timedelta(days=1)
LAST_NIGHT = OPENED + 4 * NIGHT


@pytest.fixture(autouse=True)
def _opened() -> Iterator[None]:
    with on(OPENED):
        offer_product("BEARING", interest_rate="3.65", withholding_tax_rate="20")
        yield


@pytest.fixture
def ann() -> Holder:
    """With 1,000.00 at 3.65 % for five nights, and then nothing."""
    account = holder(100_000, product_code="BEARING")
    accrue(LAST_NIGHT)
    with on(LAST_NIGHT + NIGHT):
        take_money(account.account, 100_000)
    return account


def close(of: Holder) -> AccountWithBalance:
    with on(LAST_NIGHT + NIGHT):
        return close_account(actor=STAFF, account_id=of.account.id, reason="Moves away")


def test_it_goes_to_another_account_of_the_owner_less_the_tax(ann: Holder) -> None:
    frozen, other, third = (second_account(ann) for _ in range(3))
    freeze_account(actor=STAFF, account_id=frozen.account.id, reason="Lost card")

    closed = close(ann)

    interest = closed.closing_interest
    assert interest is not None
    assert (interest.gross_minor, interest.tax_minor, interest.net_minor) == (50, 10, 40)
    assert (interest.how, interest.paid_into_number) == (InterestSettlement.CLOSING, other.number)
    assert (other.balance_minor, third.balance_minor, frozen.balance_minor) == (40, 0, 0)
    assert (closed.card.status, closed.accrued_interest_minor) == ("CLOSED", 0)
    assert booked_minor(ChartRole.INTEREST_PAYABLE) == 0
    assert (
        AuditLog.objects.get(action_type="POST", target_model="Account").details["paid_into"] == other.number
    )
    told = Notification.objects.get(kind="ACCOUNT_CLOSED").body
    assert f"0.40 USD of interest went to account {other.number}." in told
    assert verify_books().problems == ()


def test_without_another_account_it_is_forgone_and_given_back_to_the_expense(ann: Holder) -> None:
    holder()  # somebody else's account is none of hers

    closed = close(ann)

    interest = closed.closing_interest
    assert interest is not None
    assert (interest.how, interest.gross_minor, interest.net_minor) == (InterestSettlement.FORGONE, 50, 0)
    assert (booked_minor(ChartRole.INTEREST_PAYABLE), booked_minor(ChartRole.INTEREST_EXPENSE)) == (0, 0)
    assert AuditLog.objects.get(action_type="FORGO").details["interest"] == "0.50"
    assert "0.50 USD of interest was forgone." in Notification.objects.get(kind="ACCOUNT_CLOSED").body
    assert verify_books().problems == ()


def test_an_account_that_is_owed_nothing_is_closed_as_ever() -> None:
    of_ann = holder(product_code="BEARING")
    accrue(LAST_NIGHT)

    assert close(of_ann).closing_interest is None
    assert InterestPosting.objects.count() == 0


def test_an_account_that_is_not_empty_keeps_its_interest(ann: Holder) -> None:
    put_money(ann.account, 1)

    with pytest.raises(AccountNotEmpty):
        close(ann)

    assert (InterestPosting.objects.count(), booked_minor(ChartRole.INTEREST_PAYABLE)) == (0, -50)


def test_the_nights_that_the_close_of_business_has_not_come_to_are_paid_as_well() -> None:
    ann = holder(100_000, product_code="BEARING")
    other = second_account(ann)
    BusinessDay.objects.create(
        date=LAST_NIGHT + NIGHT, closed_through=OPENED - NIGHT, updated_at="2027-03-27T00:00Z"
    )
    with on(LAST_NIGHT + NIGHT):
        take_money(ann.account, 100_000)

    close(ann)

    assert [night.booked_minor for night in nights_of(ann.account)] == [10] * 5
    assert other.balance_minor == 40
