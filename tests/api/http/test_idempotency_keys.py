"""The `Idempotency-Key` header over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from pytest_django import Settings

from core_banking.kernel.models import IdempotencyRecord
from tests.api.http import addresses

PAYMENTS = "/api/test/payments/"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _nothing_paid() -> None:
    addresses.PAID.clear()


def pay(
    client: Any,
    body: str = '{"amount": "1.00", "note": "rent"}',
    key: str | None = "key-1",
    query: str = "",
    **headers: Any,
) -> Any:
    if key is not None:
        headers["HTTP_IDEMPOTENCY_KEY"] = key
    return client.generic("POST", PAYMENTS + query, body, content_type="application/json", **headers)


def test_a_key_has_one_effect_and_one_answer_byte_for_byte(customer: Any) -> None:
    first, second = pay(customer), pay(customer)

    assert (first.status_code, first.content) == (201, b'{"paid":"1.00","number":1,"at":"2024-01-15"}')
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert "Idempotency-Replayed" not in first
    assert second["Idempotency-Replayed"] == "true"
    assert second["Content-Type"] == "application/json"
    assert addresses.PAID == ["1.00"]


@pytest.mark.parametrize(
    "body",
    [
        '{"note":"rent","amount":"1.00"}',
        ' { "amount" : "1.00" , "note" : "rent" } ',
        '{"amount": "1.00", "note": "rent", "pin": "1234"}',
        '{"amount": "1.00", "note": "\\u0072ent", "otp": "123456"}',
    ],
)
def test_key_order_white_space_and_codes_do_not_matter(customer: Any, body: Any) -> None:
    pay(customer)

    assert pay(customer, body)["Idempotency-Replayed"] == "true"
    assert addresses.PAID == ["1.00"]


def test_the_final_slash_does_not_matter(customer: Any) -> None:
    pay(customer)
    response = customer.generic(
        "POST", PAYMENTS.rstrip("/"), '{"amount": "1.00", "note": "rent"}',
        content_type="application/json", HTTP_IDEMPOTENCY_KEY="key-1",
    )  # fmt: skip

    assert response["Idempotency-Replayed"] == "true"


def test_another_request_under_the_key_is_422_and_has_no_effect(customer: Any) -> None:
    pay(customer)

    response = pay(customer, '{"amount": "2.00", "note": "rent"}')

    assert response.status_code == 422
    assert response.json()["code"] == "idempotency_key_reused"
    assert addresses.PAID == ["1.00"]


def test_another_caller_has_keys_of_his_own(customer: Any, another_customer: Any) -> None:
    pay(customer)
    response = pay(another_customer)

    assert response.status_code == 201
    assert "Idempotency-Replayed" not in response
    assert addresses.PAID == ["1.00", "1.00"]


@pytest.mark.parametrize("key", ["", " ", "a b", "a\tb", "é", "x" * 256, "\x7f"])
def test_a_malformed_key_is_400_and_has_no_effect(customer: Any, key: str) -> None:
    response = pay(customer, key=key)

    assert response.status_code == 400
    assert response.json()["code"] == "malformed_idempotency_key"
    assert addresses.PAID == []


@pytest.mark.parametrize("key", ["x", "x" * 255, "!~\"'%;--", "8e03978e-40d5-43dd-bc93-6894a57f9324"])
def test_a_key_may_be_any_visible_ascii(customer: Any, key: str) -> None:
    assert pay(customer, key=key).status_code == 201
    assert pay(customer, key=key)["Idempotency-Replayed"] == "true"


def test_without_a_key_each_request_has_its_effect(customer: Any) -> None:
    pay(customer, key=None)
    pay(customer, key=None)

    assert addresses.PAID == ["1.00", "1.00"]
    assert IdempotencyRecord.objects.count() == 0


def test_where_the_bank_requires_a_key_its_absence_is_400(customer: Any, settings: Settings) -> None:
    settings.IDEMPOTENCY_KEY_POLICY = "required"

    response = pay(customer, key=None)

    assert response.status_code == 400
    assert response.json()["code"] == "idempotency_key_required"
    assert addresses.PAID == []
    assert pay(customer, key=None, query="?dry_run=true").status_code == 200


def test_a_dry_run_leaves_the_key_unused(customer: Any) -> None:
    assert pay(customer, query="?dry_run=true").json() == {"dry": True}
    assert IdempotencyRecord.objects.count() == 0

    assert pay(customer, query="?dry_run=false").status_code == 201
    assert addresses.PAID == ["1.00"]


@pytest.mark.parametrize("value", ["1", "yes", "True", ""])
def test_a_dry_run_is_asked_for_by_true_or_false_only(customer: Any, value: Any) -> None:
    response = pay(customer, query=f"?dry_run={value}")

    assert response.status_code == 400
    assert response.json() == {"dry_run": ["Give true or false."]}
    assert addresses.PAID == []


def test_a_stranger_has_no_keys(client: Any) -> None:
    assert pay(client).status_code == 401
    assert IdempotencyRecord.objects.count() == 0


def test_a_body_that_is_malformed_uses_up_no_key(customer: Any) -> None:
    assert pay(customer, "{").status_code == 400
    assert pay(customer).status_code == 201
