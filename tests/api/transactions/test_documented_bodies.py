"""Deposit and transfer as documented: request and answer word for word."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from core_banking.kernel import clock
from tests.builders import people
from tests.builders.money import body, holder, post, second_account
from transactions.models import Transaction

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2027, 1, 15, 12, tzinfo=dt.UTC)
MEMBERS = [
    "id",
    "transaction_id",
    "transaction_type",
    "amount",
    "fee",
    "currency",
    "status",
    "from_account",
    "to_account",
    "description",
    "payee_name",
    "reference",
    "category",
    "on_behalf",
    "initiated_by",
    "business_date",
    "transaction_date",
    "processed_date",
]


def test_a_deposit_is_answered_as_documented() -> None:
    ann = holder()
    with clock.frozen_at(NOON):
        answer = post(
            ann.client(),
            {
                "transaction_type": "DEPOSIT",
                "to_account_number": ann.number,
                "amount": "500.00",
                "description": "Initial deposit",
            },
        )
    assert answer.status_code == 201
    assert answer["Content-Type"] == "application/json"
    sent = answer.json()
    assert list(sent) == MEMBERS
    assert re.fullmatch(r"TXN[0-9A-Z]{12}", sent["transaction_id"])
    assert sent == {
        "id": Transaction.objects.get().pk,
        "transaction_id": Transaction.objects.get().transaction_id,
        "transaction_type": "DEPOSIT",
        "amount": "500.00",
        "fee": "0.00",
        "currency": "USD",
        "status": "COMPLETED",
        "from_account": None,
        "to_account": {"account_number": ann.number, "balance": "500.00"},
        "description": "Initial deposit",
        "payee_name": "",
        "reference": "",
        "category": "",
        "on_behalf": False,
        "initiated_by": None,
        "business_date": "2027-01-15",
        "transaction_date": "2027-01-15T12:00:00Z",
        "processed_date": "2027-01-15T12:00:00Z",
    }


def test_a_transfer_is_answered_as_documented() -> None:
    ann = holder(100_000)
    other = second_account(ann, 100_000)
    answer = post(
        ann.client(),
        {
            "transaction_type": "TRANSFER",
            "from_account_number": ann.number,
            "to_account_number": other.number,
            "amount": "100.00",
            "description": "Transfer to savings",
        },
    )
    assert answer.status_code == 201
    sent = answer.json()
    assert list(sent) == MEMBERS
    assert (sent["transaction_type"], sent["amount"], sent["fee"]) == ("TRANSFER", "100.00", "1.00")
    assert sent["status"] == "COMPLETED"
    assert sent["from_account"] == {"account_number": ann.number, "balance": "899.00"}
    assert sent["to_account"] == {"account_number": other.number, "balance": "1100.00"}
    for name in ("transaction_date", "processed_date"):
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", sent[name])


def test_the_balance_of_the_other_party_is_nobody_s_business() -> None:
    ann, ben = holder(100_000), holder()
    sent = post(ann.client(), body("TRANSFER", "100.00", sender=ann, receiver=ben)).json()
    assert sent["from_account"] == {"account_number": ann.number, "balance": "899.00"}
    assert sent["to_account"] == {"account_number": ben.number, "balance": None}
    seen_by_ben = ben.client().get(f"/api/transactions/{sent['id']}/").json()
    assert seen_by_ben["from_account"] == {"account_number": ann.number, "balance": None}
    assert seen_by_ben["to_account"] == {"account_number": ben.number, "balance": "100.00"}
    staff = people.signed_in_client(people.bank_admin())
    assert staff.get(f"/api/transactions/{sent['id']}/").json()["to_account"]["balance"] == "100.00"


def test_a_transaction_is_read_by_its_number_and_by_its_identifier() -> None:
    ann = holder()
    client = ann.client()
    sent = post(client, body("DEPOSIT", "5.00", receiver=ann)).json()
    for key in (sent["id"], sent["transaction_id"]):
        for path in (f"/api/transactions/{key}/", f"/api/transactions/{key}"):
            answer = client.get(path)
            assert answer.status_code == 200
            assert answer.json() == {**sent, "reverses": None, "reversed_by": None, "reason": None}


@pytest.mark.parametrize(
    "key", ["0", "999999999", "TXNDOESNOTEXIST", "9" * 30, "%20", "-1", "txn", "1.0", "١"]
)
def test_a_transaction_that_is_not_there_is_not_found(key: str) -> None:
    answer = holder().client().get(f"/api/transactions/{key}/")
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_another_s_transaction_is_not_found() -> None:
    ann, ben = holder(), holder()
    sent = post(ann.client(), body("DEPOSIT", "5.00", receiver=ann)).json()
    stranger = ben.client()
    missing = stranger.get("/api/transactions/999999999/")
    for key in (sent["id"], sent["transaction_id"]):
        answer = stranger.get(f"/api/transactions/{key}/")
        assert (answer.status_code, answer.json()) == (404, missing.json())


def test_a_payment_says_whom_it_went_to() -> None:
    ann = holder(50_000)
    texts = {"payee_name": "City Power", "reference": "INV-7", "category": "Utilities", "description": "May"}
    sent = post(ann.client(), body("PAYMENT", "80.00", sender=ann, **texts)).json()
    assert {name: sent[name] for name in texts} == texts
    assert sent["from_account"]["balance"] == "420.00"
    assert (sent["to_account"], sent["fee"]) == (None, "0.00")


@pytest.mark.parametrize("path", ["/api/transactions/", "/api/transactions"])
def test_the_address_answers_with_and_without_its_final_slash(path: str) -> None:
    ann = holder()
    assert post(ann.client(), body("DEPOSIT", "5.00", receiver=ann), path=path).status_code == 201
    assert ann.client().get(path).status_code == 200


def test_account_numbers_are_read_in_any_case() -> None:
    ann = holder()
    sent = {"transaction_type": "DEPOSIT", "to_account_number": ann.number.lower(), "amount": "5.00"}
    assert post(ann.client(), sent).json()["to_account"]["account_number"] == ann.number


@pytest.mark.parametrize(
    ("currency", "amount", "fee", "balance"),
    [("JPY", "1500", "0", "98500"), ("KWD", "1.250", "0.000", "98.750")],
)
def test_amounts_have_the_decimals_of_their_currency(
    currency: str, amount: str, fee: str, balance: str
) -> None:
    from tests.builders.accounts import offer_product

    offer_product(
        f"IN-{currency}",
        currency=currency,
        single_transaction_limit="99999",
        daily_transaction_limit="99999",
    )
    ann = holder(100_000, product_code=f"IN-{currency}")
    sent = post(ann.client(), body("WITHDRAWAL", amount, sender=ann)).json()
    assert (sent["amount"], sent["fee"], sent["currency"]) == (amount, fee, currency)
    assert sent["from_account"]["balance"] == balance
