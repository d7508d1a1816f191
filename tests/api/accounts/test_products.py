"""The products API: read by anyone, written by who manages products."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import AccountProduct, ProductFee
from tests.builders.accounts import offer_product
from tests.builders.people import (
    approved_customer,
    auditor,
    bank_admin,
    signed_in_client,
    system_administrator,
)

pytestmark = pytest.mark.django_db

PRODUCTS = "/api/account-products/"


@pytest.fixture
def staff() -> APIClient:
    return signed_in_client(bank_admin())


@pytest.fixture
def savings() -> AccountProduct:
    return AccountProduct.objects.get(code="SAVINGS")


def stored() -> list[dict[str, Any]]:
    tables = (AccountProduct.objects.order_by("id").values(), ProductFee.objects.order_by("id").values())
    return [dict(row) for rows in tables for row in rows]


def test_anyone_reads_the_products_on_offer() -> None:
    offer_product("OLD", is_active=False)

    answer = APIClient().get(PRODUCTS)

    assert answer.status_code == 200
    body = answer.json()
    assert (body["count"], body["next"], body["previous"]) == (3, None, None)
    first = body["results"][0]
    assert first.pop("created_at").endswith("Z")
    assert first == {
        "id": AccountProduct.objects.get(code="SAVINGS").pk,
        "code": "SAVINGS",
        "name": "Savings account",
        "account_type": "SAVINGS",
        "currency": "USD",
        "interest_rate": "0.00",
        "minimum_balance": "0.00",
        "opening_deposit": "0.00",
        "kyc_required": True,
        "minimum_age_years": None,
        "required_documents": [],
        "required_numbers": [],
        "one_per_customer": False,
        "single_transaction_limit": "10000.00",
        "daily_transaction_limit": "50000.00",
        "fees": {"TRANSFER": "1.00"},
        "term_months": None,
        "early_withdrawal_penalty": None,
        "maturity_instruction": None,
        "day_count": "ACTUAL/365",
        "interest_posting": "MONTHLY",
        "withholding_tax_rate": "0.00",
        "auto_activate": True,
        "is_active": True,
    }


def test_staff_sees_what_is_off_offer_too(staff: APIClient) -> None:
    product = offer_product("OLD", is_active=False)

    assert [row["code"] for row in staff.get(PRODUCTS).json()["results"]] == [
        "SAVINGS",
        "CURRENT",
        "FIXED_DEPOSIT",
        "OLD",
    ]
    assert staff.get(f"{PRODUCTS}{product.id}/").json()["is_active"] is False
    assert APIClient().get(f"{PRODUCTS}{product.id}/").status_code == 404


def test_a_list_takes_the_same_number_of_queries_for_any_number_of_products(
    django_assert_num_queries: Any,
) -> None:
    with django_assert_num_queries(3):  # the count, the page, all fees
        APIClient().get(PRODUCTS)
    for number in range(4):
        offer_product(f"MORE{number}", fees={"TRANSFER": "1.00", "PAYMENT": "2.00"})
    with django_assert_num_queries(3):
        assert APIClient().get(PRODUCTS).json()["count"] == 7


def test_staff_creates_a_product(staff: APIClient) -> None:
    answer = staff.post(
        PRODUCTS,
        {
            "code": "YOUTH",
            "name": "Youth account",
            "account_type": "SAVINGS",
            "currency": "KWD",
            "interest_rate": "1.2345",
            "minimum_balance": "5",
            "minimum_age_years": 18,
            "required_documents": ["PASSPORT"],
            "required_numbers": ["SSN"],
            "one_per_customer": True,
            "daily_transaction_limit": "100.5",
            "auto_activate": False,
            "fees": {"TRANSFER": "0.500"},
        },
    )

    assert answer.status_code == 201
    body = answer.json()
    assert {
        name: body[name] for name in ("interest_rate", "minimum_balance", "daily_transaction_limit", "fees")
    } == {
        "interest_rate": "1.2345",
        "minimum_balance": "5.000",
        "daily_transaction_limit": "100.500",
        "fees": {"TRANSFER": "0.500"},
    }
    assert staff.get(f"{PRODUCTS}{body['id']}/").json() == body


def test_staff_changes_a_product_in_place(staff: APIClient, savings: AccountProduct) -> None:
    answer = staff.patch(
        f"{PRODUCTS}{savings.pk}/",
        {
            "interest_rate": 2,
            "fees": {"TRANSFER": "1.50", "PAYMENT": "0.25"},
            "required_documents": ["PHOTO"],
        },
    )

    assert answer.status_code == 200
    body = answer.json()
    assert (body["interest_rate"], body["fees"], body["required_documents"]) == (
        "2.00",
        {"TRANSFER": "1.50", "PAYMENT": "0.25"},
        ["PHOTO"],
    )
    assert staff.patch(f"{PRODUCTS}{savings.pk}/", {"fees": {"PAYMENT": None}}).json()["fees"] == {
        "TRANSFER": "1.50"
    }


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({"code": "OTHER"}, {"code"}),
        ({"currency": "EUR", "account_type": "CURRENT"}, {"currency", "account_type"}),
        ({"interest_rate": "-1"}, {"interest_rate"}),
        ({"interest_rate": "1.23456"}, {"interest_rate"}),
        ({"minimum_balance": "1.005"}, {"minimum_balance"}),
        ({"fees": {"DEPOSIT": "1.00"}}, {"fees"}),
        ({"fees": {"TRANSFER": "-1.00"}}, {"fees"}),
        ({"fees": "free"}, {"fees"}),
        ({"fees": [1]}, {"fees"}),
        ({"required_documents": ["LIBRARY_CARD"]}, {"required_documents"}),
        ({"required_numbers": "SSN"}, {"required_numbers"}),
        ({"minimum_age_years": -1}, {"minimum_age_years"}),
        ({"name": ""}, {"name"}),
        ({"auto_activate": "perhaps"}, {"auto_activate"}),
    ],
)
def test_an_impossible_change_is_refused_by_name(
    staff: APIClient, savings: AccountProduct, body: Any, fields: Any
) -> None:
    before = stored()

    answer = staff.patch(f"{PRODUCTS}{savings.pk}/", body)

    assert answer.status_code == 400
    assert set(answer.json()) == fields
    assert stored() == before


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"code": "SAVINGS"}, "code"),
        ({"code": "lower"}, "code"),
        ({"code": ""}, "code"),
        ({"account_type": "PIGGYBANK"}, "account_type"),
        ({"currency": "XXX"}, "currency"),
    ],
)
def test_a_product_that_cannot_be_created_is_refused_by_name(
    staff: APIClient, change: Any, field: Any
) -> None:
    before = stored()

    answer = staff.post(PRODUCTS, {"code": "NEW", "account_type": "SAVINGS", **change})

    assert answer.status_code == 400
    assert set(answer.json()) == {field}
    assert stored() == before


@pytest.mark.parametrize(
    ("person", "status"),
    [(None, 401), (approved_customer, 403), (auditor, 403), (system_administrator, 403)],
    ids=["anonymous", "customer", "auditor", "sysadmin"],
)
def test_only_who_manages_products_writes(person: Any, status: Any, savings: AccountProduct) -> None:
    client = signed_in_client(person()) if person else APIClient()
    before = stored()

    created = client.post(PRODUCTS, {"code": "MINE", "account_type": "SAVINGS"})
    changed = client.patch(f"{PRODUCTS}{savings.pk}/", {"fees": {"TRANSFER": None}})

    assert (created.status_code, changed.status_code) == (status, status)
    assert client.get(PRODUCTS).status_code == 200
    assert stored() == before


def test_a_product_that_is_not_there_is_not_found(staff: APIClient) -> None:
    assert staff.patch(f"{PRODUCTS}987654321/", {"name": "Ghost"}).status_code == 404
    assert staff.get(f"{PRODUCTS}987654321/").status_code == 404
