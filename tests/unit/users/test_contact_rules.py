from __future__ import annotations

import pytest

from users.contact_rules import EMAIL_RULE, PHONE_RULE, STRICT_PHONE_RULE, email_problem, phone_number_problem


@pytest.mark.parametrize("number", ["+1234567890", "+123456789", "+123456789012345", "+12025550123"])
def test_a_plus_and_nine_to_fifteen_digits_are_a_phone_number(number):
    assert phone_number_problem(number, strict=False) is None


@pytest.mark.parametrize(
    "number",
    [
        "",
        "1234567890",
        "+12345678",
        "+1234567890123456",
        "+1 234 567 890",
        "+1-234-567-890",
        "++123456789",
        "+12345678a",
        "+١٢٣٤٥٦٧٨٩",  # Arabic digits
        "+１２３４５６７８９",  # full-width digits
        "+1234567890\n",
        " +1234567890",
    ],
)
def test_anything_else_is_none(number):
    assert phone_number_problem(number, strict=False) == PHONE_RULE


def test_the_strict_bank_also_asks_the_numbering_plan():
    assert phone_number_problem("+1234567890", strict=True) == STRICT_PHONE_RULE
    assert phone_number_problem("+999999999", strict=True) == STRICT_PHONE_RULE
    assert phone_number_problem("+12025550123", strict=True) is None


@pytest.mark.parametrize("address", ["john.doe@example.com", "a+b@sub.example.org", "X@EXAMPLE.COM"])
def test_an_address_is_accepted(address):
    assert email_problem(address) is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "john",
        "john@",
        "@example.com",
        "john@example",
        "john doe@example.com",
        "john@example.com\nBcc: all@example.com",
        "jоhn@example.com",  # Cyrillic о
        "john@exämple.com",
        "a" * 250 + "@example.com",
    ],
)
def test_what_is_no_plain_address_is_refused(address):
    assert email_problem(address) == EMAIL_RULE
