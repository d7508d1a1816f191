"""The terms of loans as people write them: read exactly, or refused by name."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from core_banking.kernel.errors import InvalidInput
from loans.contracts import Amortization, DayCount, InterestMethod, RepaymentUnit, ScheduleTerms
from loans.requirements import read_requirements, requirements_as_written
from loans.terms import (
    check_product,
    read_terms,
    schedule_terms_of,
    terms_as_json,
    terms_as_written,
    terms_from_json,
)
from tests.unit.loans.products import a_product

_DAY = dt.date(2024, 1, 31)


def _terms(**given: Any) -> ScheduleTerms:
    product = given.pop("product", a_product(overridable=("annual_interest_rate", "grace_on_principal")))
    asked = {"amount_minor": 1_200_00, "term": 12, "start_date": _DAY, **given}
    return schedule_terms_of(product, **asked)


@pytest.mark.parametrize(
    ("name", "written", "column", "value"),
    [
        ("annual_interest_rate", "9.4822", "annual_rate_ppm", 94_822),
        ("annual_interest_rate", Decimal("12"), "annual_rate_ppm", 120_000),
        ("minimum_amount", "0.01", "minimum_amount_minor", 1),
        ("origination_fee", "0", "origination_fee_minor", 0),
        ("installment_multiple", None, "installment_multiple_minor", None),
        ("installment_multiple", "5", "installment_multiple_minor", 500),
        ("instant_approval_up_to", None, "instant_approval_up_to_minor", None),
        ("day_count", "ACTUAL/360", "day_count", DayCount.ACTUAL_360),
        ("interest_method", "FLAT", "interest_method", InterestMethod.FLAT),
        ("repayment_unit", "WEEKS", "repayment_unit", RepaymentUnit.WEEKS),
        ("grace_on_interest", 3, "grace_on_interest", 3),
    ],
)
def test_a_term_is_read_exactly(name: str, written: Any, column: str, value: object) -> None:
    assert read_terms({name: written}, "USD") == {column: value}


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("annual_interest_rate", "9.48221"),
        ("annual_interest_rate", "1000.0001"),
        ("annual_interest_rate", None),
        ("minimum_amount", "0"),
        ("maximum_amount", "1.001"),
        ("installment_multiple", "0"),
        ("origination_fee", "-1"),
        ("minimum_term", 0),
        ("maximum_term", 601),
        ("repayment_every", 367),
        ("grace_on_principal", True),
        ("grace_on_principal", "1"),
        ("day_count", "30E/360"),
        ("prepayment_effect", None),
    ],
)
def test_a_term_that_cannot_be_read_is_named(name: str, written: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_terms({name: written, "installment_fee": "1.00"}, "USD")

    assert set(refused.value.fields) == {name}


def test_amounts_are_read_in_the_currency_of_the_product() -> None:
    assert read_terms({"late_penalty": "1.001"}, "KWD") == {"late_penalty_minor": 1_001}
    with pytest.raises(InvalidInput):
        read_terms({"late_penalty": "1.001"}, "USD")


def test_a_schedule_gets_the_terms_of_the_product_and_what_is_overridden() -> None:
    terms = _terms(overrides={"annual_interest_rate": "7.5", "grace_on_principal": 2})

    assert terms == ScheduleTerms(
        amount_minor=1_200_00, term=12, start_date=_DAY, annual_rate_ppm=75_000, grace_on_principal=2
    )


def test_a_term_the_product_leaves_closed_is_overridden_by_staff_only() -> None:
    overrides = {"amortization": "EQUAL_PRINCIPAL"}

    with pytest.raises(InvalidInput) as refused:
        _terms(overrides=overrides)

    assert refused.value.fields == {"amortization": ["This term cannot be changed for one loan."]}
    assert _terms(overrides=overrides, staff=True).amortization is Amortization.EQUAL_PRINCIPAL


def test_nobody_overrides_what_is_no_term_of_a_loan() -> None:
    with pytest.raises(InvalidInput) as refused:
        _terms(overrides={"maximum_amount": "1000000"}, staff=True)

    assert set(refused.value.fields) == {"maximum_amount"}


@pytest.mark.parametrize(
    ("given", "fields"),
    [
        ({"amount_minor": 99_99}, {"amount"}),
        ({"amount_minor": 10_000_01}, {"amount"}),
        ({"term": 1}, {"term"}),
        ({"term": 61}, {"term"}),
        ({"amount_minor": 1, "term": 61}, {"amount", "term"}),
        ({"start_date": dt.date(9999, 1, 1)}, {"start_date"}),
        ({"overrides": {"grace_on_principal": 12}}, {"grace_on_principal"}),
        ({"product": a_product(grace_on_interest=12)}, {"grace_on_interest"}),
        ({"product": a_product(interest_free_periods=13)}, {"interest_free_periods"}),
        ({"product": a_product(origination_fee_minor=1_200_00)}, {"amount"}),
        ({"product": a_product(repayment_every=101), "term": 12}, {"term"}),
    ],
)
def test_what_does_not_go_together_is_refused_by_field(given: dict[str, Any], fields: set[str]) -> None:
    with pytest.raises(InvalidInput) as refused:
        _terms(**given)

    assert set(refused.value.fields) == fields


def test_the_edges_of_amount_and_term_are_within() -> None:
    for amount_minor, term in [(100_00, 2), (10_000_00, 60)]:
        assert _terms(amount_minor=amount_minor, term=term).term == term


def test_terms_come_back_from_json_as_they_were() -> None:
    terms = _terms(product=a_product(installment_multiple_minor=5_00, day_count=DayCount.ACTUAL_ACTUAL))

    stored = terms_as_json(terms)

    assert stored["start_date"] == "2024-01-31"
    assert stored["day_count"] == "ACTUAL/ACTUAL"
    assert terms_from_json(stored) == terms


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"minimum_amount_minor": 10_000_01}, "minimum_amount"),
        ({"minimum_term": 61}, "minimum_term"),
        ({"grace_on_principal": 2}, "grace_on_principal"),
        ({"origination_fee_minor": 100_00}, "origination_fee"),
        ({"repayment_every": 21}, "maximum_term"),
    ],
)
def test_a_product_whose_terms_contradict_each_other_is_refused(changed: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_product(a_product(**changed))

    assert set(refused.value.fields) == {field}


def test_written_terms_read_as_they_are() -> None:
    product = a_product(annual_rate_ppm=94_822, installment_fee_minor=1_50)

    written = terms_as_written(product)

    assert written["annual_interest_rate"] == "9.4822"
    assert written["installment_fee"] == "1.50"
    assert written["day_count"] == "30/360"
    columns = read_terms(written, "USD")
    assert {name: getattr(product, name) for name in columns} == columns


def test_requirements_are_read_and_written_back() -> None:
    written = {
        "kyc_required": False,
        "minimum_age": 21,
        "documents": ["PASSPORT"],
        "identity_numbers": ["PAN", "SSN"],
        "minimum_monthly_income": "2000.00",
        "maximum_income_share": "40.00",
    }

    columns = read_requirements(written, "USD")

    assert columns["minimum_monthly_income_minor"] == 2_000_00
    assert columns["maximum_income_share_ppm"] == 400_000
    assert requirements_as_written(a_product(**columns)) == written
    assert read_requirements({"minimum_age": None}, "USD") == {"minimum_age_years": None}


@pytest.mark.parametrize(
    "written",
    [
        "none",
        {"minimum_age": 151},
        {"documents": ["LIBRARY_CARD"]},
        {"documents": "PASSPORT"},
        {"identity_numbers": [1]},
        {"kyc_required": "yes"},
        {"maximum_income_share": "100.01"},
        {"minimum_monthly_income": "-1"},
        {"shoe_size": 44},
    ],
)
def test_requirements_that_cannot_be_read_are_refused(written: Any) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_requirements(written, "USD")

    assert set(refused.value.fields) == {"requirements"}
