"""What a customer must bring for a product: a table."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from accounts.contracts import AccountType, ProductCard
from accounts.requirements import (
    ApplicantFacts,
    age_in_years,
    asks_for_identity,
    opening_deposit_problem,
    requirements_of,
    unmet_requirements,
)
from kyc.contracts import IdentityFacts

TODAY = dt.date(2024, 6, 15)
PRODUCT = ProductCard(
    id=1,
    code="PLAIN",
    name="Plain",
    account_type=AccountType.SAVINGS,
    currency="USD",
    annual_rate_ppm=0,
    minimum_balance_minor=0,
    opening_deposit_minor=0,
    minimum_age_years=None,
    required_documents=(),
    required_numbers=(),
    one_per_customer=False,
    single_limit_minor=0,
    daily_limit_minor=0,
    auto_activate=True,
    is_active=True,
    created_at=dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    fees_minor={},
)
APPLICANT = ApplicantFacts(
    identity=IdentityFacts(dt.date(2000, 1, 1), frozenset({"PASSPORT"}), frozenset({"SSN"})),
    open_accounts_of_product=0,
)


def test_a_product_without_requirements_asks_for_nothing() -> None:
    assert unmet_requirements(PRODUCT, replace(APPLICANT, identity=None), TODAY) == {}
    assert not asks_for_identity(PRODUCT)


@pytest.mark.parametrize(
    ("requirement", "unmet"),
    [
        ({"minimum_age_years": 24}, {}),
        ({"minimum_age_years": 25}, {"minimum_age_years": ["The customer must be 25 years old or older."]}),
        ({"required_documents": ("PASSPORT",)}, {}),
        (
            {"required_documents": ("PASSPORT", "PHOTO", "PAN")},
            {"required_documents": ["A document is missing: PHOTO.", "A document is missing: PAN."]},
        ),
        ({"required_numbers": ("SSN",)}, {}),
        (
            {"required_numbers": ("SSN", "AADHAAR", "PAN")},
            {
                "required_numbers": [
                    "A number is missing: AADHAAR. Give it as aadhaar_number.",
                    "A number is missing: PAN. Give it as pan_number.",
                ]
            },
        ),
        ({"one_per_customer": True}, {}),
    ],
)
def test_each_requirement_is_named_when_it_is_not_met(requirement: Any, unmet: Any) -> None:
    assert unmet_requirements(replace(PRODUCT, **requirement), APPLICANT, TODAY) == unmet


def test_a_second_account_of_a_product_for_one_is_refused_and_of_another_product_is_not() -> None:
    second = replace(APPLICANT, open_accounts_of_product=1)

    assert unmet_requirements(replace(PRODUCT, one_per_customer=True), second, TODAY) == {
        "one_per_customer": ["The customer already has an account of this product."]
    }
    assert unmet_requirements(PRODUCT, second, TODAY) == {}


@pytest.mark.parametrize(
    ("brought", "enough"), [(None, False), (49_999, False), (50_000, True), (50_001, True)]
)
def test_the_opening_deposit_is_enough_from_what_the_product_asks_for(brought: Any, enough: Any) -> None:
    product = replace(PRODUCT, opening_deposit_minor=50_000)
    sentence = "This product asks for an opening deposit of at least 500.00 USD."

    assert opening_deposit_problem(product, brought) == (None if enough else sentence)
    assert opening_deposit_problem(PRODUCT, None) is None


def test_a_product_names_what_it_asks_for() -> None:
    product = replace(
        PRODUCT, minimum_age_years=18, required_documents=("PHOTO",), required_numbers=("PAN",),
        one_per_customer=True,
    )  # fmt: skip

    assert requirements_of(PRODUCT) == ["kyc_required"]
    assert requirements_of(replace(PRODUCT, kyc_required=False)) == []
    assert requirements_of(product) == [
        "kyc_required", "minimum_age_years", "required_documents", "required_numbers", "one_per_customer",
    ]  # fmt: skip


def test_somebody_of_whom_nothing_is_known_meets_no_requirement_of_identity() -> None:
    product = replace(
        PRODUCT,
        minimum_age_years=18,
        required_documents=("PHOTO",),
        required_numbers=("PAN",),
        one_per_customer=True,
    )

    unmet = unmet_requirements(product, replace(APPLICANT, identity=None), TODAY)

    assert set(unmet) == {"minimum_age_years", "required_documents", "required_numbers"}


@pytest.mark.parametrize(
    "requirement",
    [{"minimum_age_years": 0}, {"required_documents": ("PAN",)}, {"required_numbers": ("PAN",)}],
)
def test_a_product_that_asks_for_identity_says_so(requirement: Any) -> None:
    assert asks_for_identity(replace(PRODUCT, **requirement))


@pytest.mark.parametrize(
    ("born", "today", "age"),
    [
        ((2000, 6, 15), (2024, 6, 14), 23),
        ((2000, 6, 15), (2024, 6, 15), 24),
        ((2004, 2, 29), (2022, 2, 28), 17),
        ((2004, 2, 29), (2022, 3, 1), 18),
        ((2004, 2, 29), (2024, 2, 29), 20),
    ],
)
def test_age_counts_completed_years(born: Any, today: Any, age: Any) -> None:
    assert age_in_years(dt.date(*born), dt.date(*today)) == age
