"""Terms as people write them: read exactly, or refused by name."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from accounts.terms import format_rate, parse_rate_ppm, read_amounts, read_fees, read_product_columns
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.money import InvalidAmount


@pytest.mark.parametrize(
    ("written", "rate_ppm"),
    [
        ("0", 0),
        ("0.00", 0),
        ("4.25", 42_500),
        ("4.2501", 42_501),
        ("1000", 10_000_000),
        (7, 70_000),
        (Decimal("0.0001"), 1),
        (Decimal("1E+2"), 1_000_000),
    ],
)
def test_a_rate_in_percent_is_read_as_whole_millionths(written: Any, rate_ppm: Any) -> None:
    assert parse_rate_ppm(written) == rate_ppm


@pytest.mark.parametrize(
    "written",
    [
        "",
        "4.25001",
        "-1",
        "+1",
        "1e2",
        " 1",
        "1,5",
        "NaN",
        "٤",
        "1000.0001",
        "10001",
        None,
        True,
        4.25,
        [],
        "1_0",
    ],
)
def test_what_is_no_rate_is_refused(written: Any) -> None:
    with pytest.raises(InvalidAmount):
        parse_rate_ppm(written)


def test_a_huge_exponent_is_refused_without_being_written_out() -> None:
    with pytest.raises(InvalidAmount):
        parse_rate_ppm(Decimal("1E+999999999"))


@pytest.mark.parametrize(
    ("rate_ppm", "text"),
    [
        (0, "0.00"),
        (42_500, "4.25"),
        (42_510, "4.251"),
        (42_501, "4.2501"),
        (10_000_000, "1000.00"),
        (1, "0.0001"),
    ],
)
def test_a_rate_is_written_with_two_decimals_or_as_many_as_it_needs(rate_ppm: Any, text: Any) -> None:
    assert format_rate(rate_ppm) == text
    assert parse_rate_ppm(text) == rate_ppm


def test_amounts_are_read_in_the_currency_they_belong_to() -> None:
    columns, wrong = read_amounts({"minimum_balance": "100", "opening_deposit": Decimal("5")}, "JPY")

    assert (columns, wrong) == ({"minimum_balance_minor": 100, "opening_deposit_minor": 5}, {})


def test_an_amount_with_more_decimals_than_its_currency_is_named() -> None:
    columns, wrong = read_amounts({"minimum_balance": "100.5", "daily_transaction_limit": "7"}, "JPY")

    assert columns == {"daily_limit_minor": 7}
    assert wrong == {"minimum_balance": ["This currency has no decimals."]}


def test_every_wrong_term_is_named_at_once() -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_product_columns(
            {"minimum_balance": "1.005", "interest_rate": "x", "minimum_age_years": 200, "name": "Fine"},
            "USD",
        )

    assert refusal.value.fields == {
        "minimum_balance": ["The amount must have at most 2 decimal places."],
        "interest_rate": ["Give the yearly rate in percent, with at most four decimal places."],
        "minimum_age_years": ["Give an age from 0 to 150, or null."],
    }


def test_terms_become_columns_and_only_those_that_were_given() -> None:
    columns = read_product_columns(
        {
            "interest_rate": "2.5",
            "minimum_balance": "100.00",
            "required_documents": ["PHOTO", "PASSPORT", "PHOTO"],
            "minimum_age_years": None,
            "auto_activate": False,
        },
        "USD",
    )

    assert columns == {
        "annual_rate_ppm": 25_000,
        "minimum_balance_minor": 10_000,
        "required_documents": ["PASSPORT", "PHOTO"],
        "minimum_age_years": None,
        "auto_activate": False,
    }


def test_fees_are_read_in_minor_units_and_null_takes_one_away() -> None:
    assert read_fees({"TRANSFER": "1.50", "PAYMENT": None, "WITHDRAWAL": 0}, "USD") == {
        "TRANSFER": 150,
        "PAYMENT": None,
        "WITHDRAWAL": 0,
    }


@pytest.mark.parametrize(
    ("fees", "message"),
    [
        ({"DEPOSIT": "1.00"}, '"DEPOSIT" cannot carry a fee; these can: WITHDRAWAL, TRANSFER, PAYMENT.'),
        ({"TRANSFER": "-1"}, "TRANSFER: The amount must not be negative."),
        ({"TRANSFER": "0.001"}, "TRANSFER: The amount must have at most 2 decimal places."),
    ],
)
def test_a_fee_that_cannot_be_charged_is_refused(fees: Any, message: Any) -> None:
    with pytest.raises(InvalidInput) as refusal:
        read_fees(fees, "USD")

    assert refusal.value.fields == {"fees": [message]}
