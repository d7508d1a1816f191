"""Standing orders and early withdrawals over HTTP: shapes, refusals, keys, rehearsals."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from core_banking.kernel import clock
from tests.builders.accounts import take_money
from tests.builders.money import Holder, holder, post
from tests.builders.people import bank_admin
from tests.builders.standing_orders import run, standing_order
from tests.builders.term_deposits import deposit_product, fixed_deposit
from transactions.models import StandingOrder

pytestmark = pytest.mark.django_db

ORDERS = "/api/standing-orders/"


@pytest.fixture
def ann() -> Holder:
    return holder(100_000)


@pytest.fixture
def ben() -> Holder:
    return holder()


def order_body(sender: Holder, receiver: Holder, **fields: Any) -> dict[str, Any]:
    return {
        "from_account_number": sender.number,
        "to_account_number": receiver.number.lower(),
        "amount": "50.00",
        "start_date": "2099-01-31",
        **fields,
    }


def test_an_order_is_placed_read_changed_and_cancelled(ann: Holder, ben: Holder) -> None:
    client = ann.client()
    sent = order_body(
        ann, ben, description="Rent", rrule="rrule:freq=monthly;bymonthday=-1", end_date="2099-12-31"
    )

    placed = post(client, sent, path=ORDERS)

    assert placed.status_code == 201
    body = placed.json()
    assert body.pop("created_at").endswith("Z")
    assert body == {
        "id": StandingOrder.objects.get().pk,
        "from_account_number": ann.number,
        "to_account_number": ben.number,
        "amount": "50.00",
        "currency": "USD",
        "description": "Rent",
        "start_date": "2099-01-31",
        "end_date": "2099-12-31",
        "rrule": "FREQ=MONTHLY;BYMONTHDAY=-1",
        "holiday_rule": "NEXT",
        "status": "ACTIVE",
        "next_dates": ["2099-01-31", "2099-02-28", "2099-03-31", "2099-04-30", "2099-05-31"],
        "cancelled_at": None,
        "cancel_reason": "",
    }
    path = f"{ORDERS}{body['id']}/"
    changed = client.patch(path, {"amount": "60", "rrule": None}, format="json").json()
    assert (changed["amount"], changed["rrule"], changed["next_dates"]) == ("60.00", None, ["2099-01-31"])
    assert client.get(f"{ORDERS}?status=ACTIVE").json()["results"] == [changed]
    assert client.delete(path).status_code == 204
    cancelled = client.get(path).json()
    assert (cancelled["status"], cancelled["next_dates"]) == ("CANCELLED", [])
    assert cancelled["cancel_reason"] == "Cancelled by the customer"
    assert client.delete(path).json()["code"] == "standing_order_not_active"
    assert client.get(f"{ORDERS}?status=ACTIVE").json()["results"] == []


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"rrule": "FREQ=SECONDLY"}, "rrule"),
        ({"rrule": 7}, "rrule"),
        ({"start_date": "31.01.2099"}, "start_date"),
        ({"start_date": "2020-01-01"}, "start_date"),
        ({"end_date": "2099-01-01"}, "end_date"),
        ({"holiday_rule": "WHENEVER"}, "holiday_rule"),
        ({"amount": "-1"}, "amount"),
        ({"amount": "0.001"}, "amount"),
        ({"status": "ACTIVE"}, "status"),
    ],
)
def test_what_is_wrong_in_an_order_is_named(
    ann: Holder, ben: Holder, fields: dict[str, Any], field: str
) -> None:
    answer = post(ann.client(), order_body(ann, ben, **fields), path=ORDERS)

    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert not StandingOrder.objects.exists()


def test_refusals_of_an_order_have_their_codes(ann: Holder, ben: Holder) -> None:
    client = ann.client()
    cases = [
        (order_body(ben, ann), 404, "not_found"),
        (order_body(ann, ann), 422, "same_account"),
        ({**order_body(ann, ben), "to_account_number": "SAV000000000"}, 422, "unknown_account"),
        (order_body(ann, ben, amount="10000.01"), 422, "single_limit_exceeded"),
    ]
    for sent, http_status, code in cases:
        answer = post(client, sent, path=ORDERS)
        assert (answer.status_code, answer.json()["code"]) == (http_status, code)
    client.put("/api/profile/pin/", {"password": "Harbour7Lights", "pin": "739264"}, format="json")
    assert post(client, order_body(ann, ben), path=ORDERS).json()["code"] == "pin_required"
    assert post(client, order_body(ann, ben, pin="739265"), path=ORDERS).json()["code"] == "pin_invalid"
    assert post(client, order_body(ann, ben, pin="739264"), path=ORDERS).status_code == 201
    assert StandingOrder.objects.count() == 1


def test_an_order_sent_twice_with_one_key_is_placed_once(ann: Holder, ben: Holder) -> None:
    client = ann.client()
    rehearsed = post(client, order_body(ann, ben), path=f"{ORDERS}?dry_run=true")
    assert (rehearsed.status_code, StandingOrder.objects.count()) == (200, 0)

    first, second = (post(client, order_body(ann, ben), path=ORDERS, key="rent") for _ in range(2))

    assert (first.status_code, second.content) == (201, first.content)
    assert second["Idempotency-Replayed"] == "true"
    refused = [post(client, order_body(ann, ann), path=ORDERS, key="odd") for _ in range(2)]
    assert [answer.status_code for answer in refused] == [422, 422]
    assert refused[1]["Idempotency-Replayed"] == "true"
    assert StandingOrder.objects.count() == 1


def test_the_executions_tell_what_became_of_each_due_date(ann: Holder, ben: Holder) -> None:
    today = clock.business_date()
    order = standing_order(ann, ben, rrule="FREQ=DAILY", start_date=today)
    run(order, today)
    take_money(ann.account, ann.balance_minor)
    with clock.frozen_at(clock.now() + dt.timedelta(days=1)):
        run(order, today + dt.timedelta(days=1))

    answer = ann.client().get(f"{ORDERS}{order.id}/executions/").json()

    refused, paid = answer["results"]
    assert (paid["status"], paid["code"], paid["error"], paid["amount"]) == ("EXECUTED", None, None, "50.00")
    assert paid["transaction_id"].startswith("TXN")
    assert (refused["status"], refused["code"], refused["attempts"]) == ("RETRYING", "insufficient_funds", 1)
    assert refused["transaction_id"] is None


def test_a_fixed_deposit_is_opened_shown_and_withdrawn_early(ann: Holder) -> None:
    deposit_product()
    client = ann.client()
    asked = {"product": "YEAR", "payout_account_number": ann.number, "maturity_instruction": "RENEW_ALL"}

    opened = post(client, asked, path="/api/accounts/").json()

    shown = ("term_months", "maturity_date", "maturity_instruction", "payout_account_number")
    assert [opened[name] for name in shown] == [12, None, "RENEW_ALL", ann.number]
    path = f"/api/accounts/{opened['id']}/"
    changed = client.patch(path, {"maturity_instruction": "PAY_OUT"}, format="json")
    assert changed.json()["maturity_instruction"] == "PAY_OUT"
    early = f"{path}withdraw-early/"
    assert post(client, {}, path=early).json()["code"] == "term_not_running"
    deposit = {"account_number": opened["account_number"], "amount": "1000.00"}
    assert post(client, deposit, path="/api/deposit/").status_code == 201
    assert post(client, deposit, path="/api/deposit/").json()["code"] == "term_deposit_funded"
    assert post(client, deposit, path="/api/withdrawal/").json()["code"] == "term_deposit_locked"

    rehearsed = post(client, {}, path=f"{early}?dry_run=true")
    withdrawn, again = (post(client, {}, path=early, key="early") for _ in range(2))

    assert (withdrawn.status_code, again.content) == (200, withdrawn.content)
    body = withdrawn.json()
    assert {**rehearsed.json(), "transaction_id": body["transaction_id"]} == body
    names = ("status", "principal", "interest", "penalty", "paid_out")
    assert [body[name] for name in names] == ["CLOSED", "1000.00", "0.00", "10.00", "990.00"]
    assert ann.balance_minor == 100_000 + 99_000


def test_terms_belong_to_fixed_deposits_alone(ann: Holder) -> None:
    client = ann.client()
    answers = [
        post(client, {"account_type": "SAVINGS", "maturity_instruction": "PAY_OUT"}, path="/api/accounts/"),
        client.patch(f"/api/accounts/{ann.account.id}/", {"maturity_instruction": "PAY_OUT"}, format="json"),
    ]

    assert [answer.status_code for answer in answers] == [400, 400]
    assert [json.loads(answer.content) for answer in answers] == [
        {"maturity_instruction": ["Only a fixed deposit matures."]}
    ] * 2
    assert client.get(f"/api/accounts/{ann.account.id}/").json()["maturity_instruction"] is None


def test_the_list_of_accounts_costs_the_same_with_deposits(
    ann: Holder, django_assert_num_queries: Any
) -> None:
    client = ann.client()
    client.get("/api/accounts/")
    with CaptureQueriesContext(connection) as without:
        client.get("/api/accounts/")
    deposit_product()
    fixed_deposit(ann)
    with django_assert_num_queries(len(without.captured_queries)):
        client.get("/api/accounts/")


def test_staff_reads_orders_their_executions_and_holidays_on_its_site(ann: Holder, ben: Holder) -> None:
    today = clock.business_date()
    order = standing_order(ann, ben, start_date=today, description="Rent")
    run(order, today)
    client = Client()
    client.force_login(get_user_model().objects.get(pk=bank_admin().id))

    pages = [
        client.get(f"/admin/transactions/{page}/").content.decode()
        for page in ("standingorder", "standingorderexecution", "bankholiday")
    ]

    assert ann.number in pages[0]
    assert "EXECUTED" in pages[1]
    assert client.get(f"/admin/transactions/standingorder/{order.id}/change/").status_code == 200
    assert client.get("/admin/transactions/standingorder/add/").status_code == 403
