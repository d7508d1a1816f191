"""Saved payees over HTTP: the masked name, its confirmation, limits, and what each lets through."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import Account
from accounts.services import close_account
from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.masked_names import masked_name
from notifications.models import Notification
from tests.builders import people
from tests.builders.accounts import STAFF, offer_product
from tests.builders.money import Holder, body, holder, post, second_account
from tests.whole_database import picture_of_money
from transactions.models import Beneficiary, Transaction
from transactions.verification import movement_problems
from users.models import User

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2031, 5, 4, 12, 0, tzinfo=dt.UTC)
PATH = "/api/beneficiaries/"


@pytest.fixture
def ann() -> Holder:
    return holder(10_000_000)


@pytest.fixture
def ben() -> Holder:
    return holder()


@pytest.fixture
def client(ann: Holder) -> APIClient:
    return ann.client()


def save(client: APIClient, payee: Holder, **terms: Any) -> dict[str, Any]:
    answer = post(client, {"account_number": payee.number, **terms}, path=PATH)
    assert answer.status_code == 201, answer.content
    saved: dict[str, Any] = answer.json()
    return saved


def confirmed(client: APIClient, payee: Holder, **terms: Any) -> dict[str, Any]:
    answer = client.post(f"{PATH}{save(client, payee, **terms)['id']}/confirm/")
    assert answer.status_code == 200, answer.content
    card: dict[str, Any] = answer.json()
    return card


def change(client: APIClient, payee: dict[str, Any], **terms: Any) -> Any:
    return client.patch(f"{PATH}{payee['id']}/", terms, format="json")


def refused(
    client: APIClient, sent: dict[str, Any], status: int, code: str, path: str = PATH
) -> dict[str, Any]:
    before = picture_without_counters()
    answer = post(client, sent, path=path)
    assert (answer.status_code, answer.json().get("code")) == (status, code)
    assert picture_without_counters() == before
    told: dict[str, Any] = answer.json()
    return told


def picture_without_counters() -> dict[str, Any]:
    return {name: table for name, table in picture_of_money().items() if name != "kernel_throttlewindow"}


def pay(client: APIClient, ann: Holder, ben: Holder, amount: str) -> None:
    answer = post(client, body("TRANSFER", amount, sender=ann, receiver=ben))
    assert answer.status_code == 201, answer.content


def not_paid(client: APIClient, ann: Holder, ben: Holder, amount: str, code: str) -> dict[str, Any]:
    return refused(
        client, body("TRANSFER", amount, sender=ann, receiver=ben), 422, code, "/api/transactions/"
    )


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("John Doe", "J*** D**"),
        ("Ann de la Cruz", "A** d* l* C***"),
        ("X Æ", "X* Æ*"),
        ("Jose\u0301  Li", "J*** L*"),
        ("", ""),
    ],
)
def test_a_name_is_masked_but_for_the_first_letters(name: str, masked: str) -> None:
    assert masked_name(name) == masked


def test_saving_shows_the_masked_name_and_pays_nothing_until_it_is_confirmed(
    client: APIClient, ann: Holder, ben: Holder
) -> None:
    with clock.frozen_at(NOON):
        client = ann.client()
        saved = save(client, ben, nickname="Landlord")
        name = masked_name(f"{ben.person.first_name} {ben.person.last_name}")
        assert saved == {
            "id": saved["id"],
            "account_number": ben.number,
            "nickname": "Landlord",
            "holder_name": name,
            "currency": "USD",
            "confirmed": False,
            "confirmed_at": None,
            "new_until": None,
            "payment_limit": None,
            "daily_limit": None,
            "created_at": "2031-05-04T12:00:00Z",
        }
        assert ben.person.last_name not in name
        not_paid(client, ann, ben, "0.01", "payee_not_confirmed")
        confirmation = client.post(f"{PATH}{saved['id']}/confirm/")
        assert confirmation.json() == {
            **saved,
            "confirmed": True,
            "confirmed_at": "2031-05-04T12:00:00Z",
            "new_until": "2031-05-05T12:00:00Z",
        }
        pay(client, ann, ben, "0.01")
    message = Notification.objects.get(user_id=ann.person.id, kind="PAYEE_CONFIRMED")
    assert name in message.body
    trail = AuditLog.objects.filter(target_model="Beneficiary").order_by("id")
    assert [row.action_type for row in trail] == ["CREATE", "CONFIRM"]


def test_confirming_again_changes_nothing(client: APIClient, ben: Holder) -> None:
    card = confirmed(client, ben)
    with clock.frozen_at(clock.now() + dt.timedelta(minutes=5)):
        again = client.post(f"{PATH}{card['id']}/confirm/")
    assert (again.status_code, again.json()) == (200, card)
    assert Notification.objects.filter(kind="PAYEE_CONFIRMED").count() == 1


def test_a_new_payee_gets_the_limit_over_his_first_day_and_anything_after_it(
    ann: Holder, ben: Holder
) -> None:
    day = dt.timedelta(hours=24)
    with clock.frozen_at(NOON):
        client = ann.client()
        confirmed(client, ben)
        pay(client, ann, ben, "9999.99")
        told = not_paid(client, ann, ben, "0.02", "payee_cooling_off")
        assert (told["limit"], told["remaining"], told["until"]) == (
            "10000.00",
            "0.01",
            "2031-05-05T12:00:00Z",
        )
        pay(client, ann, ben, "0.01")
    with clock.frozen_at(NOON + day - dt.timedelta(seconds=1)):
        not_paid(ann.client(), ann, ben, "0.01", "payee_cooling_off")
    with clock.frozen_at(NOON + day):
        pay(ann.client(), ann, ben, "10000.00")
        pay(ann.client(), ann, ben, "10000.00")
    assert Beneficiary.objects.get().paid_while_new_minor == 1_000_000


def test_whoever_was_never_saved_is_known_a_day_after_his_first_payment(ann: Holder, ben: Holder) -> None:
    with clock.frozen_at(NOON):
        client = ann.client()
        pay(client, ann, ben, "10000.00")
        told = not_paid(client, ann, ben, "0.01", "payee_cooling_off")
        assert (told["remaining"], told["until"]) == ("0.00", "2031-05-05T12:00:00Z")
        assert client.get(PATH).json()["count"] == 0
    with clock.frozen_at(NOON + dt.timedelta(hours=24)):
        client = ann.client()
        pay(client, ann, ben, "10000.00")
        # Saved now, he is no stranger: but his name is asked for all the same.
        saved = save(client, ben)
        not_paid(client, ann, ben, "10000.00", "payee_not_confirmed")
        assert client.post(f"{PATH}{saved['id']}/confirm/").json()["new_until"] == "2031-05-05T12:00:00Z"
        pay(client, ann, ben, "10000.00")


def test_removing_and_saving_again_gives_no_second_limit(ann: Holder, ben: Holder) -> None:
    with clock.frozen_at(NOON):
        client = ann.client()
        card = confirmed(client, ben)
        pay(client, ann, ben, "10000.00")
        assert client.delete(f"{PATH}{card['id']}/").status_code == 204
        assert client.get(f"{PATH}{card['id']}/").status_code == 404
        not_paid(client, ann, ben, "0.01", "payee_cooling_off")
        confirmed(client, ben)
        not_paid(client, ann, ben, "0.01", "payee_cooling_off")


def test_staff_on_behalf_is_bound_as_the_customer_is(client: APIClient, ann: Holder, ben: Holder) -> None:
    teller = people.signed_in_client(people.bank_admin())
    pay(teller, ann, ben, "10000.00")
    not_paid(teller, ann, ben, "0.01", "payee_cooling_off")
    not_paid(client, ann, ben, "0.01", "payee_cooling_off")


def test_what_somebody_else_pays_him_is_not_counted(client: APIClient, ann: Holder, ben: Holder) -> None:
    cid = holder(10_000_000)
    pay(client, ann, ben, "10000.00")
    pay(cid.client(), cid, ben, "10000.00")


def test_all_accounts_of_a_customer_pay_one_payee_together(
    client: APIClient, ann: Holder, ben: Holder
) -> None:
    other = second_account(ann, 10_000_000)
    pay(client, ann, ben, "6000.00")
    told = not_paid(client, other, ben, "4000.01", "payee_cooling_off")
    assert told["remaining"] == "4000.00"
    pay(client, other, ben, "4000.00")


def test_one_s_own_account_is_paid_without_limits_and_cannot_be_saved(client: APIClient, ann: Holder) -> None:
    other = second_account(ann)
    pay(client, ann, other, "10000.00")
    pay(client, ann, other, "10000.00")
    refused(client, {"account_number": other.number}, 422, "payee_is_own_account")
    assert not Beneficiary.objects.exists()


def test_a_refused_and_a_rehearsed_payment_use_up_nothing(
    client: APIClient, ann: Holder, ben: Holder
) -> None:
    sent = body("TRANSFER", "10000.00", sender=ann, receiver=ben)
    assert post(client, sent, path="/api/transactions/?dry_run=true").status_code == 200
    assert not Beneficiary.objects.exists()
    not_paid(client, ann, ben, "10000.01", "single_limit_exceeded")
    pay(client, ann, ben, "10000.00")


def test_the_customer_s_own_limits_bind_to_the_cent(ann: Holder, ben: Holder) -> None:
    with clock.frozen_at(NOON):
        client = ann.client()
        pay(client, ann, ben, "10.00")
        card = confirmed(client, ben, payment_limit="50.00", daily_limit="80.00")
        assert (card["payment_limit"], card["daily_limit"]) == ("50.00", "80.00")
        assert not_paid(client, ann, ben, "50.01", "payee_limit_exceeded")["kind"] == "payment"
        pay(client, ann, ben, "50.00")
        # What went to him that day before he was saved counts.
        told = not_paid(client, ann, ben, "20.01", "payee_limit_exceeded")
        assert (told["kind"], told["limit"], told["remaining"]) == ("daily", "80.00", "20.00")
        pay(client, ann, ben, "20.00")
    with clock.frozen_at(NOON + dt.timedelta(days=1)):
        pay(ann.client(), ann, ben, "50.00")


def test_limits_are_changed_and_lifted_and_a_new_one_catches_up_with_the_day(
    ann: Holder, ben: Holder
) -> None:
    with clock.frozen_at(NOON):
        client = ann.client()
        card = confirmed(client, ben, nickname="Rent", daily_limit="80.00")
        pay(client, ann, ben, "80.00")
        lifted = change(client, card, daily_limit=None)
        assert (lifted.json()["daily_limit"], lifted.json()["nickname"]) == (None, "Rent")
        pay(client, ann, ben, "30.00")
        assert change(client, card, daily_limit="120.00", nickname="House").json()["nickname"] == "House"
        assert not_paid(client, ann, ben, "10.01", "payee_limit_exceeded")["remaining"] == "10.00"
        change(client, card, daily_limit="100.00")
        assert not_paid(client, ann, ben, "0.01", "payee_limit_exceeded")["remaining"] == "0.00"
    assert AuditLog.objects.filter(target_model="Beneficiary", action_type="UPDATE").count() == 3


def test_what_is_counted_for_a_payee_is_what_went_to_him(ann: Holder, ben: Holder) -> None:
    client = ann.client()
    pay(client, ann, ben, "10.00")
    card = confirmed(client, ben, daily_limit="80.00")
    pay(client, ann, ben, "20.00")
    assert movement_problems() == []
    Beneficiary.objects.update(paid_minor=2_999)
    date = Beneficiary.objects.get().paid_on
    assert movement_problems() == [
        f"Payee {card['id']} counts 2999 as paid on {date}; the transactions give 3000."
    ]


def test_a_limit_has_the_decimals_of_the_account_s_currency(client: APIClient) -> None:
    offer_product("YEN", currency="JPY", single_transaction_limit="1000", daily_transaction_limit="1000")
    cid = holder(product_code="YEN")
    told = post(client, {"account_number": cid.number, "payment_limit": "5.5"}, path=PATH)
    assert (told.status_code, list(told.json())) == (400, ["payment_limit"])
    assert not Beneficiary.objects.exists()
    assert save(client, cid, payment_limit="5")["payment_limit"] == "5"


@pytest.mark.parametrize("limit", ["0", "-1", "1e3", True, [], "1.001"])
def test_a_limit_that_is_no_amount_is_refused(limit: Any, client: APIClient, ben: Holder) -> None:
    sent = {"account_number": ben.number, "daily_limit": limit}
    told = post(client, sent, path=PATH)
    assert (told.status_code, list(told.json())) == (400, ["daily_limit"])
    assert not Beneficiary.objects.exists()


def test_nobody_saves_an_account_twice_or_one_that_is_not_there(client: APIClient, ben: Holder) -> None:
    saved = save(client, ben)
    told = refused(client, {"account_number": ben.number.lower()}, 409, "payee_already_saved")
    assert told["beneficiary_id"] == saved["id"]
    refused(client, {"account_number": "SAV000000000"}, 422, "unknown_account")
    closed = holder()
    close_account(actor=STAFF, account_id=closed.account.id, reason="Moved away")
    refused(client, {"account_number": closed.number}, 422, "unknown_account")
    for sent in ({}, {"account_number": 7}, {"account_number": "SHORT"}):
        assert post(client, sent, path=PATH).status_code == 400


def test_the_number_of_payees_and_of_look_ups_is_limited(
    client: APIClient, ben: Holder, settings: Any
) -> None:
    settings.PAYEES_PER_CUSTOMER = 1
    settings.PAYEE_LOOKUPS_PER_HOUR = 3
    save(client, ben)
    assert refused(client, {"account_number": holder().number}, 409, "too_many_payees")["limit"] == 1
    refused(client, {"account_number": "SAV000000000"}, 422, "unknown_account")
    told = post(client, {"account_number": "SAV000000000"}, path=PATH)
    assert (told.status_code, told.json()["code"]) == (429, "throttled")
    assert int(told["Retry-After"]) >= 1
    # Another customer has his own count.
    assert post(holder().client(), {"account_number": ben.number}, path=PATH).status_code == 201


def test_payees_are_one_s_own_affair(client: APIClient, ben: Holder) -> None:
    card, other = save(client, ben), holder().client()
    for answer in (
        other.get(f"{PATH}{card['id']}/"),
        change(other, card, nickname="Mine"),
        other.post(f"{PATH}{card['id']}/confirm/"),
        other.delete(f"{PATH}{card['id']}/"),
    ):
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert other.get(PATH).json()["results"] == []
    assert client.get(PATH).json()["results"] == [card]
    assert client.get(f"{PATH}{card['id']}/").json() == card


def test_whoever_is_not_verified_learns_no_name(ben: Holder) -> None:
    applicant = people.signed_in_client(people.register_customer())
    refused(applicant, {"account_number": ben.number}, 403, "kyc_required")


def test_payees_are_listed_the_latest_first_or_as_asked(client: APIClient) -> None:
    with clock.frozen_at(NOON):
        payees = [holder() for _ in range(3)]
    for minute, (payee, nickname) in enumerate(zip(payees, "bca", strict=True)):
        with clock.frozen_at(clock.now() + dt.timedelta(minutes=minute)):
            save(client, payee, nickname=nickname)

    def listed(query: str = "") -> str:
        return "".join(row["nickname"] for row in client.get(f"{PATH}{query}").json()["results"])

    assert listed() == "acb"
    assert listed("?ordering=nickname") == "abc"
    assert listed("?ordering=created_at") == "bca"
    assert listed("?page_size=1&page=2") == "c"
    assert client.get(f"{PATH}?colour=blue").status_code == 400


def test_a_refusal_for_a_payee_is_final_under_its_key(client: APIClient, ann: Holder, ben: Holder) -> None:
    card = save(client, ben)
    sent = body("TRANSFER", "5.00", sender=ann, receiver=ben)
    assert post(client, sent, key="k").json()["code"] == "payee_not_confirmed"
    client.post(f"{PATH}{card['id']}/confirm/")
    again = post(client, sent, key="k")
    assert (again.status_code, again["Idempotency-Replayed"]) == (422, "true")
    assert not Transaction.objects.exists()


def test_what_has_matured_is_paid_out_and_what_runs_is_not(client: APIClient, ann: Holder) -> None:
    deposit = second_account(ann, 50_000)
    Account.objects.filter(pk=deposit.account.id).update(account_type="FIXED_DEPOSIT")
    sent = body("TRANSFER", "5.00", sender=deposit, receiver=ann)
    refused(client, sent, 422, "term_deposit_locked", "/api/transactions/")
    Account.objects.filter(pk=deposit.account.id).update(status="MATURED")
    pay(client, deposit, ann, "5.00")


def test_staff_reads_payees_on_the_staff_site_and_changes_none(client: APIClient, ben: Holder) -> None:
    card = confirmed(client, ben, daily_limit="80.00")
    pages = ["/admin/transactions/beneficiary/", f"/admin/transactions/beneficiary/{card['id']}/change/"]
    site, stranger = Client(), Client()
    site.force_login(User.objects.get(pk=people.bank_admin().id))
    stranger.force_login(User.objects.get(pk=people.auditor().id))
    assert "80.00" in site.get(pages[1]).content.decode()
    for page in pages:
        assert (site.get(page).status_code, stranger.get(page).status_code) == (200, 403)
    assert site.post(pages[1].replace("change", "delete"), {"post": "yes"}).status_code == 403
