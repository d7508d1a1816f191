"""Identity numbers: accepted, refused, shown."""

from __future__ import annotations

import pytest

from kyc.identity_numbers import (
    checked_aadhaar_number,
    checked_pan_number,
    checked_ssn,
    masked_number,
    masked_ssn,
    mentions_identity_number,
)
from kyc.rules import RuleBroken


@pytest.mark.parametrize("number", ["123-45-6789", "987-65-4321", "000-00-0000"])
def test_an_ssn_needs_only_its_shape_by_default(number: str):
    assert checked_ssn(number, strict=False) == number


@pytest.mark.parametrize(
    "text",
    [
        "",
        "123456789",
        "123-45-678",
        "123-45-67890",
        "123-456-789",
        "abc-de-fghi",
        " 123-45-6789",
        "123-45-6789\n",
        "١٢٣-٤٥-٦٧٨٩",
        "１２３-４５-６７８９",
        "123–45–6789",
    ],
)
def test_an_ssn_of_another_shape_is_refused(text: str):
    with pytest.raises(RuleBroken, match=r"^Enter a valid SSN in the form 123-45-6789\.$"):
        checked_ssn(text, strict=False)


@pytest.mark.parametrize(
    "number", ["000-12-3456", "666-12-3456", "987-65-4321", "123-00-6789", "123-45-0000", "078-05-1120"]
)
def test_a_strict_bank_refuses_an_ssn_that_is_never_issued(number: str):
    assert checked_ssn(number, strict=False) == number
    with pytest.raises(RuleBroken, match=r"^This SSN is never issued\.$"):
        checked_ssn(number, strict=True)


def test_a_strict_bank_takes_an_ssn_that_can_be_issued():
    assert checked_ssn("123-45-6789", strict=True) == "123-45-6789"


@pytest.mark.parametrize("text", ["234123412346", "2341 2341 2346", "2341-2341-2346", " 2341 2341 2346 "])
def test_an_aadhaar_number_is_written_as_twelve_digits(text: str):
    assert checked_aadhaar_number(text) == "234123412346"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "234123412347",  # wrong check digit
        "134123412346",  # starts with 1
        "222222222222",  # reads the same backwards
        "23412341234",
        "2341234123466",
        "23412341234a",
        "२३४१२३४१२३४६",
        "2" * 5_000,
    ],
)
def test_a_wrong_aadhaar_number_is_refused(text: str):
    with pytest.raises(RuleBroken, match=r"^Enter a valid Aadhaar number of twelve digits\.$"):
        checked_aadhaar_number(text)


@pytest.mark.parametrize("text", ["ACUPA7085R", "acupa7085r", "ACUPA 7085 R"])
def test_a_pan_is_written_in_upper_case(text: str):
    assert checked_pan_number(text) == "ACUPA7085R"


@pytest.mark.parametrize(
    "text", ["", "ACUPA7085", "ACUPA7085RR", "ACUXA7085R", "ACUPA0000R", "1CUPA7085R", "АCUPA7085R"]
)
def test_a_wrong_pan_is_refused(text: str):
    with pytest.raises(RuleBroken, match=r"^Enter a valid PAN, like ABCPE1234F\.$"):
        checked_pan_number(text)


def test_a_mask_leaves_the_last_four_characters():
    assert masked_ssn("123-45-6789") == "***-**-6789"
    assert masked_number("234123412346") == "********2346"
    assert masked_number("ACUPA7085R") == "******085R"


@pytest.mark.parametrize(
    "prose",
    [
        "SSN 123-45-6789 is not yours",
        "number 123456789 unknown",
        "Aadhaar 2341 2341 2346 belongs to somebody else",
        "PAN acupa7085r is cancelled",
    ],
)
def test_an_identity_number_in_prose_is_seen(prose: str):
    assert mentions_identity_number(prose)


@pytest.mark.parametrize(
    "prose",
    [
        "",
        "The photo of page 2 is unreadable.",
        "Expired on 2024-05-06",
        "Order 12345",
        "Call 555-1234",
        "2024",
    ],
)
def test_ordinary_prose_mentions_no_identity_number(prose: str):
    assert not mentions_identity_number(prose)
