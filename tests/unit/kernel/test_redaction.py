"""Full identity numbers, card numbers and tokens leave a text; everything else in it stays."""

from __future__ import annotations

import logging
import sys

import pytest

from core_banking.kernel.redaction import REMOVED, RedactingFormatter, without_numbers

GENUINE_AADHAAR = "234123412346"
GENUINE_CARD = "4111111111111111"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("my SSN is 123-45-6789, thanks", f"my SSN is {REMOVED}, thanks"),
        ("ssn 123456789", REMOVED),
        ("SSN: 123456789.", f"{REMOVED}."),
        (f"aadhaar {GENUINE_AADHAAR}", f"aadhaar {REMOVED}"),
        ("aadhaar 2341 2341 2346!", f"aadhaar {REMOVED}!"),
        ("aadhaar 2341-2341-2346", f"aadhaar {REMOVED}"),
        ("PAN ABCPE1234F", f"PAN {REMOVED}"),
        ("pan abcpe1234f", f"pan {REMOVED}"),
        (f"card {GENUINE_CARD}", f"card {REMOVED}"),
        ("card 4111 1111 1111 1111 ok", f"card {REMOVED} ok"),
        (f"Bearer {TOKEN}", f"Bearer {REMOVED}"),
    ],
)
def test_full_numbers_and_tokens_leave_a_text(text: str, kept: str) -> None:
    assert without_numbers(text) == kept


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rent for March",
        "Transfer of 100.00 USD from SAV123456789 to SAV987654321",
        "TXN4K1ABCDEFGH9",
        "LOG000000000001",
        "CUST1234567890",
        "call +1234567890",
        "on 2024-01-15 at 12:00:00",
        "invoice 234123412347",
        "invoice 4111111111111112",
        "550e8400-e29b-41d4-a716-446655440000",
        "1000000000000.00",
        "10.0.0.1 and 2001:db8::1",
        "234123412346.50 dollars",
    ],
)
def test_everything_else_stays(text: str) -> None:
    assert without_numbers(text) == text


def test_a_log_line_and_its_traceback_are_written_without_them() -> None:
    try:
        raise ValueError("123-45-6789")
    except ValueError:
        record = logging.LogRecord(
            "bank", logging.ERROR, __file__, 1, "Not Found: /%s/", ("ABCPE1234F",), sys.exc_info()
        )

    line = RedactingFormatter("%(name)s %(message)s").format(record)

    assert line.startswith(f"bank Not Found: /{REMOVED}/")
    assert f"ValueError: {REMOVED}" in line
    assert "123-45-6789" not in line
