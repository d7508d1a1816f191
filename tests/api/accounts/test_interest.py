"""The interest of an account over HTTP, and where else it is seen."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from django.test import Client

from accounts.models import InterestAccrual, InterestPosting
from accounts.services import post_interest
from tests.builders.accounts import offer_product, take_money
from tests.builders.interest import accrue_through, on
from tests.builders.money import Holder, holder
from tests.builders.people import bank_admin, signed_in_client
from tests.builders.standing_orders import THE_BANK
from tests.builders.term_deposits import deposit_product, fixed_deposit
from users.models import User

pytestmark = pytest.mark.django_db

OPENED, APRIL = dt.date(2027, 3, 30), dt.date(2027, 4, 1)
NIGHT = dt.timedelta(days=1)


@pytest.fixture(autouse=True)
def _opened() -> Iterator[None]:
    with on(OPENED):
        offer_product("BEARING", interest_rate="3.65", day_count="30/360", withholding_tax_rate="25")
        yield


@pytest.fixture
def ann() -> Holder:
    """Two nights were posted (under 30/360 one of them bore nothing), and three have accrued since."""
    ann = holder(720_055, product_code="BEARING")
    accrue_through(OPENED, APRIL + 2 * NIGHT)
    with on(APRIL):
        post_interest(actor=THE_BANK, account_id=ann.account.id, date=APRIL)
    return ann


def test_the_owner_sees_terms_what_accrued_and_what_was_posted(ann: Holder) -> None:
    with on(APRIL + 3 * NIGHT):
        shown = ann.client().get(f"/api/accounts/{ann.account.id}/interest/").json()
        listed = ann.client().get("/api/accounts/").json()["results"][0]

    (posting,) = shown.pop("postings")
    assert shown == {
        "account_number": ann.number,
        "currency": "USD",
        "interest_rate": "3.65",
        "day_count": "30/360",
        "interest_posting": "MONTHLY",
        "withholding_tax_rate": "25.00",
        "accrued_interest": "2.19",
        "accrued_through": "2027-04-03",
        "next_posting_date": "2027-05-01",
    }
    assert posting.pop("transaction_id").startswith("TXN")
    assert posting == {
        "period_end": "2027-03-31",
        "posted_on": "2027-04-01",
        "how": "PERIOD",
        "interest": "0.73",
        "tax": "0.18",
        "tax_rate": "25.00",
        "net": "0.55",
        "paid_into": ann.number,
        "reversed": False,
    }
    assert listed["accrued_interest"] == "2.19"


def test_closing_says_what_became_of_the_interest(ann: Holder) -> None:
    with on(APRIL + 3 * NIGHT):
        take_money(ann.account, ann.balance_minor)
        closed = ann.client().post(f"/api/accounts/{ann.account.id}/close/", {}).json()
        staff = signed_in_client(bank_admin())
        shown = staff.get(f"/api/accounts/{ann.account.id}/interest/").json()

    forgone = {"how": "FORGONE", "interest": "2.19", "tax": "0.00", "net": "0.00", "paid_into": None}
    assert {name: closed["closing_interest"][name] for name in forgone} == forgone
    assert (closed["status"], closed["accrued_interest"]) == ("CLOSED", "0.00")
    assert [posting["how"] for posting in shown["postings"]] == ["FORGONE", "PERIOD"]
    assert (shown["accrued_interest"], shown["next_posting_date"]) == ("0.00", None)


def test_a_fixed_deposit_says_when_it_pays() -> None:
    deposit_product()
    ann = holder()
    funded, unfunded = fixed_deposit(ann), fixed_deposit(ann, None)

    answers = [
        ann.client().get(f"/api/accounts/{each.account.id}/interest/").json() for each in (funded, unfunded)
    ]

    assert [answer["next_posting_date"] for answer in answers] == ["2028-03-30", None]
    assert answers[0]["interest_posting"] == "AT_MATURITY"


def test_staff_reads_nights_and_postings_and_changes_none(ann: Holder) -> None:
    client = Client()
    client.force_login(User.objects.get(pk=bank_admin().id))
    night, posting = InterestAccrual.objects.latest("id"), InterestPosting.objects.get()

    shown = {
        path: client.get(f"/admin/accounts/{path}/change/").content.decode()
        for path in (f"interestaccrual/{night.pk}", f"interestposting/{posting.pk}")
    }
    listed = client.get("/admin/accounts/interestaccrual/").content.decode()

    # A night of 7,200.55 at 3.65 % by thirties, with all its decimals.
    for text in ("7200.55", "0.730055763888", "30/360"):
        assert text in shown[f"interestaccrual/{night.pk}"]
    for text in ("0.73", "0.18", "25.00", posting.transaction_id):
        assert text in shown[f"interestposting/{posting.pk}"]
    assert "0.730055763888" in listed
    assert client.post(f"/admin/accounts/interestposting/{posting.pk}/change/", {}).status_code == 403
    assert client.get("/admin/accounts/interestaccrual/add/").status_code == 403


def test_unknown_parameters_are_refused(ann: Holder) -> None:
    assert ann.client().get(f"/api/accounts/{ann.account.id}/interest/?at=now").status_code == 400
