"""Deposit, withdrawal and transfer at addresses of their own: who has one account need not name it."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.services import close_account
from tests.builders import people
from tests.builders.money import Holder, body, holder, post, second_account
from tests.whole_database import picture_of_money
from transactions.models import Transaction

pytestmark = pytest.mark.django_db

DEPOSIT, WITHDRAWAL, TRANSFER = "/api/deposit/", "/api/withdrawal/", "/api/balance-transfer/"


@pytest.fixture
def staff() -> APIClient:
    return people.signed_in_client(people.bank_admin())


@pytest.mark.parametrize("path", [DEPOSIT, DEPOSIT.rstrip("/")])
def test_a_deposit_needs_no_more_than_its_amount(path: str) -> None:
    ann = holder()
    answer = post(ann.client(), {"amount": "500.00"}, path=path)
    assert answer.status_code == 201
    assert answer.json()["transaction_type"] == "DEPOSIT"
    assert answer.json()["to_account"] == {"account_number": ann.number, "balance": "500.00"}


def test_a_withdrawal_needs_no_more_than_its_amount() -> None:
    ann = holder(50_000)
    answer = post(ann.client(), {"amount": "50.00", "description": "Cash"}, path=WITHDRAWAL)
    assert answer.status_code == 201
    assert answer.json()["from_account"] == {"account_number": ann.number, "balance": "450.00"}
    assert answer.json()["description"] == "Cash"


@pytest.mark.parametrize("name", ["to_account_number", "recipient_account_no"])
def test_a_transfer_names_its_receiver_in_either_way(name: str) -> None:
    ann, ben = holder(50_000), holder()
    answer = post(ann.client(), {"amount": "25.00", name: ben.number}, path=TRANSFER)
    assert answer.status_code == 201
    assert answer.json()["fee"] == "1.00"
    assert (ann.balance_minor, ben.balance_minor) == (47_400, 2_500)


def test_both_names_of_the_receiver_may_be_there_if_they_agree() -> None:
    ann, ben, cai = holder(50_000), holder(), holder()
    both = {"amount": "25.00", "to_account_number": ben.number, "recipient_account_no": ben.number}
    assert post(ann.client(), both, path=TRANSFER).status_code == 201
    answer = post(ann.client(), {**both, "recipient_account_no": cai.number}, path=TRANSFER)
    assert answer.status_code == 400
    assert answer.json() == {"to_account_number": ["Name one receiver only."]}


def test_a_transfer_without_a_receiver_is_a_mistake() -> None:
    ann = holder(50_000)
    answer = post(ann.client(), {"amount": "25.00"}, path=TRANSFER)
    assert answer.status_code == 400
    assert answer.json() == {"to_account_number": ["This field is required."]}


@pytest.mark.parametrize(("path", "side"), [(DEPOSIT, "to_account"), (WITHDRAWAL, "from_account")])
def test_the_account_may_be_named(path: str, side: str) -> None:
    ann = holder(50_000)
    other = second_account(ann, 50_000)
    answer = post(ann.client(), {"amount": "5.00", "account_number": other.number}, path=path)
    assert answer.status_code == 201
    assert answer.json()[side]["account_number"] == other.number


@pytest.mark.parametrize("path", [DEPOSIT, WITHDRAWAL, TRANSFER])
def test_who_has_two_accounts_must_say_which(path: str) -> None:
    ann, ben = holder(50_000), holder()
    second_account(ann, 50_000)
    extra = {"to_account_number": ben.number} if path == TRANSFER else {}
    client = ann.client()
    before = picture_of_money()
    answer = post(client, {"amount": "5.00", **extra}, path=path)
    assert answer.status_code == 400
    assert answer.json() == {"account_number": ["Say which account: you do not have exactly one."]}
    assert picture_of_money() == before


@pytest.mark.parametrize("path", [DEPOSIT, WITHDRAWAL])
def test_who_has_no_account_and_staff_must_say_which(path: str, staff: APIClient) -> None:
    nobody_s = people.signed_in_client(people.approved_customer())
    for client in (nobody_s, staff):
        answer = post(client, {"amount": "5.00"}, path=path)
        assert answer.status_code == 400
        assert list(answer.json()) == ["account_number"]
    assert not Transaction.objects.exists()


def test_a_closed_account_is_not_in_the_way() -> None:
    ann = holder()
    other = second_account(ann)
    close_account(actor=ann.actor, account_id=ann.account.id, reason="")
    answer = post(ann.client(), {"amount": "5.00"}, path=DEPOSIT)
    assert answer.status_code == 201
    assert answer.json()["to_account"]["account_number"] == other.number


@pytest.mark.parametrize("path", [DEPOSIT, WITHDRAWAL, TRANSFER])
def test_staff_acts_for_a_customer(path: str, staff: APIClient) -> None:
    ann, ben = holder(50_000), holder()
    extra = {"to_account_number": ben.number} if path == TRANSFER else {}
    answer = post(staff, {"amount": "5.00", "account_number": ann.number, **extra}, path=path)
    assert answer.status_code == 201
    assert Transaction.objects.get().on_behalf is True


@pytest.mark.parametrize("path", [DEPOSIT, WITHDRAWAL, TRANSFER])
def test_another_s_account_is_not_found(path: str) -> None:
    ann, ben = holder(50_000), holder(50_000)
    extra = {"to_account_number": ann.number} if path == TRANSFER else {}
    answer = post(ann.client(), {"amount": "5.00", "account_number": ben.number, **extra}, path=path)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (ann.balance_minor, ben.balance_minor) == (50_000, 50_000)


def test_each_address_lists_its_own_kind_and_only_what_the_caller_may_see(staff: APIClient) -> None:
    ann, ben = holder(50_000), holder(50_000)
    post(ann.client(), {"amount": "1.00"}, path=DEPOSIT)
    post(ben.client(), {"amount": "2.00"}, path=DEPOSIT)
    post(ann.client(), {"amount": "3.00"}, path=WITHDRAWAL)
    post(ann.client(), {"amount": "4.00", "to_account_number": ben.number}, path=TRANSFER)
    post(ann.client(), body("PAYMENT", "5.00", sender=ann, payee_name="City Power"))

    def seen(client: APIClient, path: str) -> list[Any]:
        answer = client.get(path)
        assert answer.status_code == 200
        return [row["amount"] for row in answer.json()["results"]]

    ann_client, ben_client = ann.client(), ben.client()
    assert seen(ann_client, DEPOSIT) == ["1.00"]
    assert seen(ben_client, DEPOSIT) == ["2.00"]
    assert seen(staff, DEPOSIT) == ["2.00", "1.00"]
    assert seen(ann_client, WITHDRAWAL) == ["3.00"]
    assert seen(ben_client, WITHDRAWAL) == []
    assert seen(ann_client, TRANSFER) == seen(ben_client, TRANSFER) == seen(staff, TRANSFER) == ["4.00"]
    assert seen(ann_client, "/api/transactions/") == ["5.00", "4.00", "3.00", "1.00"]
    assert seen(ben_client, "/api/transactions/") == ["4.00", "2.00"]
    assert seen(staff, "/api/transactions/") == ["5.00", "4.00", "3.00", "2.00", "1.00"]


def test_a_key_at_one_address_is_not_a_key_for_the_same_words_at_another() -> None:
    ann: Holder = holder(50_000)
    client = ann.client()
    assert post(client, {"amount": "5.00"}, path=DEPOSIT, key="k").status_code == 201
    answer = post(client, {"amount": "5.00"}, path=WITHDRAWAL, key="k")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert (
        post(client, {"amount": "5.00"}, path=DEPOSIT.rstrip("/"), key="k")["Idempotency-Replayed"] == "true"
    )
    assert ann.balance_minor == 50_500
