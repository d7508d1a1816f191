"""Money in serializers, and members nobody may set."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from rest_framework import serializers

from core_banking.api.fields import AmountField, MoneyField
from core_banking.api.serializers import StrictSerializer
from core_banking.kernel.money import Money


class Payment(StrictSerializer):
    amount = MoneyField()
    note = serializers.CharField(required=False)


class Loan(StrictSerializer):
    ssn = serializers.CharField()
    kyc_status = serializers.CharField(read_only=True)
    amount = AmountField()


@pytest.mark.parametrize(
    ("value", "amount_minor"),
    [
        ("100.00", 10000),
        ("100", 10000),
        ("0.01", 1),
        (100, 10000),
        (Decimal("100.5"), 10050),
        (Decimal("1e2"), 10000),
        ("10000000000000.00", 10**15),
    ],
)
def test_an_amount_is_read_as_minor_units(value: Any, amount_minor: int) -> None:
    payment = Payment(data={"amount": value})

    assert payment.is_valid()
    assert payment.validated_data == {"amount": amount_minor}


@pytest.mark.parametrize(
    "value",
    [
        "-1", "0", "0.00", "NaN", "Infinity", "1e2", "0.001", "1_000", "١٠٠", "１００", " 100", "+1", "", "1.",
        ".5", True, False, [], {}, 1.5, Decimal("NaN"), Decimal("Infinity"), Decimal("0.001"), Decimal("1e400"),
        "10000000000000.01", 10**30, Decimal("-1"),
    ],
)  # fmt: skip
def test_what_is_no_amount_is_a_field_error(value: Any) -> None:
    payment = Payment(data={"amount": value})

    assert not payment.is_valid()
    assert list(payment.errors) == ["amount"]


def test_null_and_absence_are_field_errors() -> None:
    assert Payment(data={"amount": None}).is_valid() is False
    assert Payment(data={}).is_valid() is False


@pytest.mark.parametrize(
    ("currency", "value", "amount_minor", "text"),
    [("JPY", "100", 100, "100"), ("KWD", "1.000", 1000, "1.000"), ("USD", "1", 100, "1.00")],
)
def test_an_amount_has_its_currencys_decimals(
    currency: str, value: Any, amount_minor: int, text: Any
) -> None:
    field = MoneyField(currency=currency)

    assert field.run_validation(value) == amount_minor
    assert field.to_representation(amount_minor) == text


def test_a_row_may_name_its_own_currency() -> None:
    class Balance(serializers.Serializer):
        balance = MoneyField(currency_source="account.currency")

    rows = [
        {"balance": 1234, "account": {"currency": "JPY"}},
        {"balance": 1234, "account": {"currency": "USD"}},
    ]

    assert list(Balance(rows, many=True).data) == [{"balance": "1234"}, {"balance": "12.34"}]


def test_the_context_may_name_the_currency() -> None:
    assert Payment({"amount": 1234}, context={"currency": "KWD"}).data == {"amount": "1.234"}


def test_money_is_written_in_its_own_currency() -> None:
    assert MoneyField(currency="USD").to_representation(Money.of_minor(5, "JPY")) == "5"


def test_zero_is_taken_where_it_means_something() -> None:
    assert MoneyField(allow_zero=True).run_validation("0.00") == 0


@pytest.mark.parametrize("value", ["1.000", "7", 7, Decimal("0.10"), "1000000000000000", "10000000000000.00"])
def test_an_amount_of_unknown_currency_is_handed_on_exactly(value: Any) -> None:
    amount = AmountField().run_validation(value)

    assert isinstance(amount, Decimal)
    assert amount.as_tuple() == Decimal(value).as_tuple()


@pytest.mark.parametrize("value", ["1.0001", "-1", "0", True, [], "x", Decimal("1e400")])
def test_an_amount_in_no_currency_is_refused(value: Any) -> None:
    with pytest.raises(serializers.ValidationError):
        AmountField().run_validation(value)


@pytest.mark.parametrize(
    "name", ["ssn", "address", "kyc_status", "roles", "is_superuser", "balance", "risk_profile"]
)
def test_a_sensitive_member_that_is_not_taken_is_refused_by_name(name: str) -> None:
    payment = Payment(data={"amount": "1.00", name: "x"})

    assert not payment.is_valid()
    assert payment.errors == {name: ["This field cannot be set here."]}


def test_refusals_by_name_come_together_with_all_other_errors() -> None:
    payment = Payment(data={"amount": "x", "ssn": "1", "note": []})

    assert not payment.is_valid()
    assert sorted(payment.errors) == ["amount", "note", "ssn"]


def test_a_sensitive_member_is_taken_where_the_serializer_says_so_and_refused_where_it_only_shows_it() -> (
    None
):
    assert Loan(data={"ssn": "1", "amount": "1"}).is_valid()
    assert Loan(data={"ssn": "1", "amount": "1", "kyc_status": "APPROVED"}).is_valid() is False


def test_an_ordinary_unknown_member_is_ignored() -> None:
    payment = Payment(data={"amount": "1.00", "favourite_colour": "blue"})

    assert payment.is_valid()
    assert payment.validated_data == {"amount": 100}


@pytest.mark.parametrize("body", [[], "text", 1, None, True])
def test_a_body_that_is_no_object_is_a_validation_error(body: Any) -> None:
    payment = Payment(data=body)

    assert not payment.is_valid()
    assert list(payment.errors) == ["non_field_errors"]
