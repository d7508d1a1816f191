"""Loan products over HTTP: read by anyone, written by who manages them."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from loans.models import LoanProduct
from tests.builders.loan_products import offer_loan_product
from tests.builders.people import bank_admin, signed_in_client

pytestmark = pytest.mark.django_db

PRODUCTS = "/api/loan-products/"


def test_anyone_reads_the_products_on_offer() -> None:
    offer_loan_product("OLD", is_active=False)

    body = APIClient().get(PRODUCTS).json()

    assert (body["count"], body["next"], body["previous"]) == (3, None, None)
    first = body["results"][0]
    assert first.pop("created_at").endswith("Z")
    assert first == {
        "id": LoanProduct.objects.get(code="PERSONAL").pk,
        "code": "PERSONAL",
        "name": "Personal loan",
        "loan_type": "PERSONAL",
        "currency": "USD",
        "minimum_amount": "100.00",
        "maximum_amount": "50000.00",
        "minimum_term": 1,
        "maximum_term": 84,
        "annual_interest_rate": "12.00",
        "interest_method": "DECLINING_BALANCE",
        "interest_period": "SAME_AS_REPAYMENT",
        "amortization": "EQUAL_INSTALLMENTS",
        "day_count": "30/360",
        "repayment_every": 1,
        "repayment_unit": "MONTHS",
        "grace_on_principal": 0,
        "grace_on_interest": 0,
        "interest_free_periods": 0,
        "installment_multiple": None,
        "origination_fee": "0.00",
        "installment_fee": "0.00",
        "late_penalty": "10.00",
        "late_penalty_after_days": 3,
        "prepayment_effect": "SHORTEN_TERM",
        "instant_approval_up_to": "1000.00",
        "overridable": ["amortization", "prepayment_effect", "repayment_unit"],
        "requirements": {
            "kyc_required": True,
            "minimum_age": 18,
            "documents": [],
            "identity_numbers": [],
            "minimum_monthly_income": None,
            "maximum_income_share": "40.00",
        },
        "is_active": True,
    }


def test_staff_offers_and_changes_a_product() -> None:
    staff = signed_in_client(bank_admin())

    made = staff.post(
        PRODUCTS,
        {
            "code": "SOLAR",
            "loan_type": "HOME",
            "annual_interest_rate": "4.7501",
            "installment_multiple": "5",
            "requirements": {"documents": ["PHOTO"], "minimum_monthly_income": 1500},
        },
        format="json",
    )
    address = f"{PRODUCTS}{made.json()['id']}/"
    changed = staff.patch(
        address, {"installment_multiple": None, "requirements": {"minimum_age": 21}}, format="json"
    )

    assert (made.status_code, changed.status_code) == (201, 200)
    assert made.json()["annual_interest_rate"] == "4.7501"
    assert made.json()["installment_multiple"] == "5.00"
    assert changed.json()["installment_multiple"] is None
    assert changed.json()["requirements"] == {
        "kyc_required": True,
        "minimum_age": 21,
        "documents": ["PHOTO"],
        "identity_numbers": [],
        "minimum_monthly_income": "1500.00",
        "maximum_income_share": "40.00",
    }
    assert APIClient().get(address).json() == changed.json()


def test_what_is_wrong_is_named_and_what_lasts_is_not_changed() -> None:
    staff = signed_in_client(bank_admin())
    personal = LoanProduct.objects.get(code="PERSONAL")
    address = f"{PRODUCTS}{personal.pk}/"

    wrong = staff.patch(
        address, {"annual_interest_rate": "1e2", "maximum_term": 601, "day_count": "31/365"}, format="json"
    )
    lasting = staff.patch(address, {"currency": "EUR", "code": "OTHER"}, format="json")

    assert (wrong.status_code, set(wrong.json())) == (
        400,
        {"annual_interest_rate", "maximum_term", "day_count"},
    )
    assert (lasting.status_code, set(lasting.json())) == (400, {"currency", "code"})
    assert LoanProduct.objects.filter(pk=personal.pk).values().get() == {
        name: value for name, value in vars(personal).items() if name != "_state"
    }


def test_the_list_is_filtered_and_ordered() -> None:
    offer_loan_product("BOAT", loan_type="CAR")

    cars = APIClient().get(PRODUCTS, {"loan_type": "CAR", "ordering": "code"}).json()["results"]

    assert [row["code"] for row in cars] == ["BOAT", "CAR"]
    assert APIClient().get(PRODUCTS, {"colour": "red"}).status_code == 400
