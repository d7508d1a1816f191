"""Quotes of loans over HTTP: for anybody, exact, and within what the product leaves open."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.test import override_settings
from rest_framework.test import APIClient

from core_banking.kernel import clock
from loans.models import LoanProduct
from tests.builders.loan_products import offer_loan_product
from tests.builders.money import holder
from tests.builders.people import bank_admin, signed_in_client

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]

HUNDRED = {"amount": "100.00", "term": 6, "start_date": "2024-01-01"}


def _quote(body: dict[str, Any], client: APIClient | None = None, code: str = "PERSONAL") -> Any:
    product = LoanProduct.objects.get(code=code)
    return (client or APIClient()).post(f"/api/loan-products/{product.pk}/quote/", body, format="json")


def _staff() -> APIClient:
    return signed_in_client(bank_admin())


def test_a_stranger_is_shown_schedule_totals_and_rate() -> None:
    answer = _quote({"amount": 200, "term": 2, "start_date": "2024-01-31"})

    assert answer.status_code == 200
    assert answer.json() == {
        "currency": "USD",
        "amount": "200.00",
        "term": 2,
        "start_date": "2024-01-31",
        "annual_interest_rate": "12.00",
        "origination_fee": "0.00",
        "paid_out": "200.00",
        "apr": "11.9802",
        "totals": {
            "principal": "200.00",
            "interest": "3.00",
            "fees": "0.00",
            "due": "203.00",
            "cost": "3.00",
        },
        "periods": [
            {
                "number": 1,
                "days": 30,
                "due_date": "2024-02-29",
                "principal": "99.50",
                "interest": "2.00",
                "fees": "0.00",
                "due": "101.50",
                "balance": "100.50",
            },
            {
                "number": 2,
                "days": 30,
                "due_date": "2024-03-31",
                "principal": "100.50",
                "interest": "1.00",
                "fees": "0.00",
                "due": "101.50",
                "balance": "0.00",
            },
        ],
    }


def test_staff_changes_any_term_of_a_quote() -> None:
    # The table that Apache Fineract publishes for 100.00 at 9.4822 % in six months, with fees of ours.
    terms = {"annual_interest_rate": "9.4822", "day_count": "30/360", "interest_period": "DAILY"}

    body = _quote({**HUNDRED, **terms, "origination_fee": "1.00", "installment_fee": "0.10"}, _staff()).json()

    assert [row["interest"] for row in body["periods"]] == ["0.79", "0.66", "0.53", "0.40", "0.27", "0.13"]
    assert {row["due"] for row in body["periods"]} == {"17.23"}
    assert body["paid_out"] == "99.00"
    assert body["totals"] == {
        "principal": "100.00",
        "interest": "2.78",
        "fees": "1.60",
        "due": "103.38",
        "cost": "4.38",
    }


def test_others_change_only_terms_the_product_leaves_open() -> None:
    opened = _quote({**HUNDRED, "amortization": "EQUAL_PRINCIPAL"})
    closed = _quote({**HUNDRED, "annual_interest_rate": "1.00"})

    assert [row["principal"] for row in opened.json()["periods"]] == ["16.67"] * 5 + ["16.65"]
    assert closed.status_code == 400
    assert list(closed.json()) == ["annual_interest_rate"]


def test_without_a_start_date_a_quote_begins_today() -> None:
    with clock.frozen_at(dt.datetime(2024, 3, 31, 12, tzinfo=dt.UTC)):
        body = _quote({"amount": "200.00", "term": 2}).json()

    assert body["start_date"] == "2024-03-31"
    assert [row["due_date"] for row in body["periods"]] == ["2024-04-30", "2024-05-31"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amount": "0"}, "amount"),
        ({"amount": "99.99"}, "amount"),
        ({"amount": "200.001"}, "amount"),
        ({"amount": "50000.01"}, "amount"),
        ({"term": 0}, "term"),
        ({"term": 85}, "term"),
        ({"term": None}, "term"),
        ({"start_date": "31.01.2024"}, "start_date"),
        ({"start_date": "9999-12-31"}, "start_date"),
        ({"grace_on_principal": 6}, "grace_on_principal"),
        ({"interest_free_periods": 7}, "interest_free_periods"),
        ({"installment_multiple": "1000.00"}, "installment_multiple"),
        ({"day_count": "30/365"}, "day_count"),
        ({"annual_interest_rate": "1000.0001"}, "annual_interest_rate"),
    ],
)
def test_what_cannot_be_quoted_is_refused_by_field(changes: dict[str, Any], field: str) -> None:
    answer = _quote({**HUNDRED, **changes}, _staff())

    assert answer.status_code == 400
    assert list(answer.json()) == [field]


def test_a_product_off_offer_is_quoted_to_staff_alone() -> None:
    offer_loan_product("OLD", is_active=False)

    assert _quote(HUNDRED, code="OLD").status_code == 404
    assert _quote(HUNDRED, _staff(), code="OLD").status_code == 200


@pytest.mark.parametrize(
    "terms",
    [
        {},
        {
            "interest_method": "FLAT",
            "installment_multiple": "5.00",
            "installment_fee": "1.50",
            "origination_fee": "10.00",
        },
        {"amortization": "EQUAL_PRINCIPAL", "interest_period": "DAILY", "day_count": "ACTUAL/ACTUAL"},
        {
            "repayment_unit": "WEEKS",
            "repayment_every": 2,
            "grace_on_principal": 2,
            "grace_on_interest": 3,
            "minimum_term": 6,
        },
    ],
)
def test_a_loan_that_is_paid_out_has_the_schedule_that_was_quoted(terms: dict[str, Any]) -> None:
    offer_loan_product("OPEN", **terms)
    borrower, asked = holder(), {"amount": "1234.56", "term": 9}

    with clock.frozen_at(dt.datetime(2024, 1, 31, 12, tzinfo=dt.UTC)):
        quoted = _quote(asked, code="OPEN").json()
        made = borrower.client().post("/api/loans/", {**asked, "product": "OPEN"}, format="json").json()
        approved = _staff().post(f"/api/loans/{made['id']}/approve/", {}, format="json")
        planned = borrower.client().get(f"/api/loans/{made['id']}/schedule/").json()

    assert approved.json()["status"] == "ACTIVE"
    assert [{name: row[name] for name in quoted["periods"][0]} for row in planned["periods"]] == quoted[
        "periods"
    ]
    assert borrower.balance_minor == 123_456 - (1_000 if "origination_fee" in terms else 0)


@override_settings(LOAN_QUOTES_PER_MINUTE=1)
def test_strangers_ask_no_more_often_than_allowed() -> None:
    product = LoanProduct.objects.get(code="PERSONAL")
    address = f"/api/loan-products/{product.pk}/quote/"
    client = APIClient()

    with clock.frozen_at(dt.datetime(2024, 3, 31, 12, tzinfo=dt.UTC)):
        statuses = [client.post(address, HUNDRED, format="json").status_code for _ in range(2)]

    assert statuses == [200, 429]
