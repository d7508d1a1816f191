"""Money: read exactly or not at all, written exactly, split without losing a unit."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core_banking.kernel.money import (
    CURRENCY_CODES,
    MAX_AMOUNT_MINOR,
    Currency,
    CurrencyMismatch,
    InvalidAmount,
    Money,
    allocate,
    format_minor,
    minor_of,
    parse_amount_minor,
    read_amount,
)
from tests.amounts import JSON_NUMBERS_READ_EXACTLY, READ_EXACTLY, REFUSED_PYTHON_VALUES, REFUSED_TEXTS

amounts_minor = st.integers(min_value=1, max_value=MAX_AMOUNT_MINOR)
exponents = st.sampled_from([0, 2, 3])


@pytest.mark.parametrize(("text", "minor"), READ_EXACTLY.items())
def test_text_is_read_to_the_cent(text: str, minor: int) -> None:
    assert parse_amount_minor(text, 2) == minor


@pytest.mark.parametrize(("number", "minor"), JSON_NUMBERS_READ_EXACTLY.items())
def test_a_json_number_kept_as_decimal_is_read_to_the_cent(number: str, minor: int) -> None:
    assert parse_amount_minor(Decimal(number), 2) == minor


@pytest.mark.parametrize("text", REFUSED_TEXTS, ids=ascii)
def test_text_that_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(InvalidAmount):
        parse_amount_minor(text, 2)


@pytest.mark.parametrize("value", REFUSED_PYTHON_VALUES, ids=repr)
def test_a_value_that_is_no_amount_is_refused(value: object) -> None:
    with pytest.raises(InvalidAmount):
        parse_amount_minor(value, 2)


@pytest.mark.parametrize(
    ("value", "exponent", "sentence"),
    [
        ("-1.00", 2, "The amount must not be negative."),
        (-5, 2, "The amount must not be negative."),
        (Decimal("-0.00"), 2, "The amount must not be negative."),
        ("0.00", 2, "The amount must be greater than zero."),
        ("1.005", 2, "The amount must have at most 2 decimal places."),
        ("1.0005", 3, "The amount must have at most 3 decimal places."),
        ("1.5", 0, "This currency has no decimals."),
        ("10000000000000.01", 2, "The amount is too large."),
        ("9" * 41, 2, "The amount has too many digits."),
        ("ten", 2, "A valid amount is required: digits with an optional decimal point."),
        (None, 2, "A valid amount is required."),
        (True, 2, "A valid amount is required."),
        (1.5, 2, "A valid amount is required."),
    ],
)
def test_the_refusal_says_what_is_wrong(value: object, exponent: int, sentence: str) -> None:
    with pytest.raises(InvalidAmount) as refusal:
        parse_amount_minor(value, exponent)
    assert str(refusal.value) == sentence


def test_zero_is_read_where_zero_has_a_meaning() -> None:
    assert parse_amount_minor("0.00", 2, allow_zero=True) == 0
    assert parse_amount_minor(0, 2, allow_zero=True) == 0


def test_a_negative_zero_is_refused_even_where_zero_has_a_meaning() -> None:
    with pytest.raises(InvalidAmount):
        parse_amount_minor(Decimal("-0"), 2, allow_zero=True)


@pytest.mark.parametrize(
    ("text", "code", "minor"),
    [("100", "JPY", 100), ("1.000", "KWD", 1_000), ("0.001", "KWD", 1), ("100.00", "USD", 10_000)],
)
def test_the_currency_says_how_many_decimals_there_are(text: str, code: str, minor: int) -> None:
    assert Money.parse(text, code) == Money.of_minor(minor, code)


@pytest.mark.parametrize(("text", "code"), [("100.5", "JPY"), ("1.0001", "KWD"), ("1.001", "USD")])
def test_more_decimals_than_the_currency_has_are_refused(text: str, code: str) -> None:
    with pytest.raises(InvalidAmount):
        Money.parse(text, code)


@pytest.mark.parametrize(
    ("minor", "exponent", "text"),
    [
        (0, 2, "0.00"),
        (1, 2, "0.01"),
        (10, 2, "0.10"),
        (123_456, 2, "1234.56"),
        (-1, 2, "-0.01"),
        (-123_456, 2, "-1234.56"),
        (100, 0, "100"),
        (-100, 0, "-100"),
        (1, 3, "0.001"),
        (1_000, 3, "1.000"),
        (10**15, 2, "10000000000000.00"),
        (2**63 - 1, 2, "92233720368547758.07"),
    ],
)
def test_minor_units_are_written_with_all_decimals_of_the_currency(
    minor: int, exponent: int, text: str
) -> None:
    assert format_minor(minor, exponent) == text


@given(minor=amounts_minor, exponent=exponents)
def test_what_is_written_is_read_back_unaltered(minor: int, exponent: int) -> None:
    assert parse_amount_minor(format_minor(minor, exponent), exponent) == minor


@given(minor=amounts_minor, exponent=exponents)
def test_a_decimal_is_read_as_its_text_is(minor: int, exponent: int) -> None:
    amount = Decimal(format_minor(minor, exponent))
    assert parse_amount_minor(amount, exponent) == minor
    assert minor_of(amount, exponent) == minor


@given(minor=amounts_minor)
def test_the_decimal_context_cannot_alter_an_amount(minor: int) -> None:
    text = format_minor(minor, 2)
    with localcontext(prec=1):
        assert parse_amount_minor(text, 2) == minor
        assert parse_amount_minor(Decimal(text), 2) == minor


@given(text=st.text(max_size=45))
def test_any_text_is_an_exact_amount_or_refused(text: str) -> None:
    try:
        minor = parse_amount_minor(text, 2)
    except InvalidAmount:
        return
    assert text.isascii()
    assert set(text) <= set("0123456789.")
    assert 1 <= minor <= MAX_AMOUNT_MINOR
    assert Decimal(text) * 100 == minor


@given(number=st.decimals(allow_nan=True, allow_infinity=True))
def test_any_decimal_is_an_exact_amount_or_refused(number: Decimal) -> None:
    try:
        minor = parse_amount_minor(number, 2)
    except InvalidAmount:
        return
    assert 1 <= minor <= MAX_AMOUNT_MINOR
    with localcontext(prec=60):
        assert number * 100 == minor


@given(number=st.integers())
def test_any_whole_number_is_an_exact_amount_or_refused(number: int) -> None:
    try:
        assert parse_amount_minor(number, 2) == number * 100
    except InvalidAmount:
        assert not 1 <= number <= MAX_AMOUNT_MINOR // 100


def test_an_amount_without_a_currency_keeps_all_its_decimals() -> None:
    assert read_amount("1.005") == Decimal("1.005")
    assert str(read_amount("0100.10")) == "100.10"


def test_the_largest_amount_is_ten_to_the_fifteen_in_every_currency() -> None:
    for code in CURRENCY_CODES:
        currency = Currency.of(code)
        largest = format_minor(MAX_AMOUNT_MINOR, currency.exponent)
        assert Money.parse(largest, code).amount_minor == 10**15
        with pytest.raises(InvalidAmount):
            Money.parse(format_minor(MAX_AMOUNT_MINOR + 1, currency.exponent), code)


def test_a_currency_the_bank_does_not_know_is_refused() -> None:
    with pytest.raises(ValueError, match="XXX"):
        Currency.of("XXX")


def test_money_of_one_currency_is_added_subtracted_and_compared() -> None:
    ten, three = Money.of_minor(1_000), Money.of_minor(300)
    assert ten + three == Money.of_minor(1_300)
    assert three - ten == Money.of_minor(-700)
    assert -three == Money.of_minor(-300)
    assert three < ten
    assert three <= Money.of_minor(300)
    assert str(three - ten) == "-7.00"


def test_money_of_two_currencies_does_not_mix() -> None:
    dollars, yen = Money.of_minor(100, "USD"), Money.of_minor(100, "JPY")
    for mix in (lambda: dollars + yen, lambda: dollars - yen, lambda: dollars < yen, lambda: dollars <= yen):
        with pytest.raises(CurrencyMismatch):
            mix()
    assert dollars != yen


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (100, [3, 1], [75, 25]),
        (5, [1, 1], [3, 2]),
        (1, [1, 2, 3], [0, 0, 1]),
        (0, [1, 2], [0, 0]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (10, [0, 1, 0], [0, 10, 0]),
        (2, [1, 1, 1, 1], [1, 1, 0, 0]),
    ],
)
def test_the_largest_remainders_get_the_units_left_over(
    total: int, weights: list[int], parts: list[int]
) -> None:
    assert allocate(total, weights) == parts


@pytest.mark.parametrize("weights", [[], [0], [0, 0], [1, -1], [-1]])
def test_a_split_without_a_positive_weight_is_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="Weights"):
        allocate(100, weights)


@given(
    total=st.integers(min_value=-(10**15), max_value=10**15),
    weights=st.lists(st.integers(min_value=0, max_value=10**9), min_size=1, max_size=20).filter(any),
)
def test_a_split_loses_nothing_and_is_never_a_unit_off(total: int, weights: list[int]) -> None:
    parts = allocate(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        # |part - total * weight / whole| < 1, without leaving the integers
        assert abs(part * sum(weights) - total * weight) < sum(weights)
