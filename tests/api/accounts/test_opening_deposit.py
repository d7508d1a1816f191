"""Opening with a deposit over HTTP: eligibility, one effect for a key, dry run, PIN."""

from __future__ import annotations

from typing import Any

import pytest

from accounts.models import Account
from tests.builders import people
from tests.builders.accounts import offer_product
from tests.builders.money import holder, post
from transactions.models import Transaction

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def product() -> Any:
    return offer_product("GOLD", opening_deposit="500.00")


def test_eligibility_is_shown_with_the_deposit_to_bring(product: Any) -> None:
    client = people.signed_in_client(people.approved_customer())
    path = f"/api/account-products/{product.id}/eligibility/"

    assert client.get(path).json() == {
        "eligible": True, "unmet": {}, "met": ["kyc_required"], "opening_deposit": "500.00",
    }  # fmt: skip
    assert client.get(f"{path}?customer=1").status_code == 400


def test_an_opening_is_done_once_for_its_key_and_answered_twice() -> None:
    owner = holder(200_000)
    body = {"product": "GOLD", "opening_deposit": "500.00", "funding_account_number": owner.number.lower()}

    first, second = (post(owner.client(), body, path="/api/accounts/", key="once") for _ in range(2))

    assert (first.status_code, first.json()["balance"]) == (201, "500.00")
    assert (second.content, second["Idempotency-Replayed"]) == (first.content, "true")
    assert (Account.objects.count(), Transaction.objects.count()) == (2, 1)
    reused = post(owner.client(), {**body, "opening_deposit": "501.00"}, path="/api/accounts/", key="once")
    assert reused.json()["code"] == "idempotency_key_reused"


def test_a_refusal_is_final_for_its_key() -> None:
    owner = holder(100)
    body = {"product": "GOLD", "funding_account_number": owner.number}

    first, second = (post(owner.client(), body, path="/api/accounts/", key="poor") for _ in range(2))

    assert (first.status_code, first.json()["code"]) == (422, "insufficient_funds")
    assert (second.content, second["Idempotency-Replayed"]) == (first.content, "true")
    assert Account.objects.count() == 1


def test_a_dry_run_opens_nothing_and_gives_no_number_away() -> None:
    owner = holder(200_000)
    body = {"product": "GOLD", "funding_account_number": owner.number}

    answer = post(owner.client(), body, path="/api/accounts/?dry_run=true")

    assert (answer.status_code, answer.json()["balance"], answer.json()["account_number"]) == (
        200,
        "500.00",
        None,
    )
    assert (Account.objects.count(), owner.balance_minor) == (1, 200_000)


def test_a_key_is_demanded_only_where_money_moves(settings: Any) -> None:
    settings.IDEMPOTENCY_KEY_POLICY = "required"
    owner = holder(200_000)

    plain = post(owner.client(), {"account_type": "SAVINGS"}, path="/api/accounts/")
    paid = post(
        owner.client(), {"product": "GOLD", "funding_account_number": owner.number}, path="/api/accounts/"
    )

    assert plain.status_code == 201
    assert (paid.status_code, paid.json()["code"]) == (400, "idempotency_key_required")


def test_the_customers_pin_is_asked_for_once_he_has_one() -> None:
    owner = holder(200_000)
    client = owner.client()
    client.put("/api/profile/pin/", {"password": people.PASSWORD, "pin": "7294"})
    body = {"product": "GOLD", "funding_account_number": owner.number}

    answers = [
        post(client, {**body, **pin}, path="/api/accounts/") for pin in ({}, {"pin": "1111"}, {"pin": "7294"})
    ]

    assert [answer.status_code for answer in answers] == [403, 403, 201]
    assert [answer.json()["code"] for answer in answers[:2]] == ["pin_required", "pin_invalid"]
    assert (Account.objects.count(), owner.balance_minor) == (2, 149_900)


def test_staff_activates_with_cash_and_sees_what_was_done() -> None:
    offer_product("SLOW", opening_deposit="500.00", auto_activate=False)
    owner, staff = holder(), people.signed_in_client(people.bank_admin())
    pending = post(owner.client(), {"product": "SLOW"}, path="/api/accounts/").json()
    path = f"/api/accounts/{pending['id']}/activate/"

    assert pending["account_number"] is None
    assert post(staff, {}, path=path).json() == {
        "opening_deposit": ["This product asks for an opening deposit of at least 500.00 USD."]
    }
    active = post(staff, {"opening_deposit": "500.00"}, path=path).json()
    assert (active["status"], active["balance"]) == ("ACTIVE", "500.00")
    assert post(staff, {}, path=path).json()["code"] == "account_state_conflict"
