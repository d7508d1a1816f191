"""What may not enter the audit trail, and what must stay readable in it."""

from __future__ import annotations

import pytest

from audit.scrubbing import REMOVED, SecretInAuditTrail, scrubbed_details, without_numbers

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


@pytest.mark.parametrize(
    "key",
    [
        "password",
        "new_password",
        "newPassword",
        "pin",
        "otp",
        "ssn",
        "ssn_last_four",
        "aadhaar_number",
        "pan_number",
        "PAN",
        "address",
        "street_address",
        "date_of_birth",
        "dob",
        "access_token",
        "refreshToken",
        "tokens",
        "jti",
        "client_secret",
        "secrets",
    ],
)
def test_a_value_under_the_name_of_a_secret_is_a_programming_error(key: str) -> None:
    with pytest.raises(SecretInAuditTrail, match=key):
        scrubbed_details({"fields": {"nested": [{key: "1"}]}}, refuse_secrets=True)


@pytest.mark.parametrize(
    "key", ["company", "span", "shipping", "pinned", "ip_address", "spinner", "description", "tokenised"]
)
def test_a_name_that_only_contains_a_secrets_name_is_kept(key: str) -> None:
    assert scrubbed_details({key: "1"}, refuse_secrets=True) == {key: "1"}


def test_a_flag_about_a_secret_is_no_secret() -> None:
    details = {"password_changed": True, "pin": None, "changed": ["password", "pin"]}

    assert scrubbed_details(details, refuse_secrets=True) == details


def test_in_production_the_value_is_replaced_and_the_rest_is_kept() -> None:
    details = {"pin": "4711", "amount": "10.00", "nested": {"otp": 123456, "note": "SSN 123-45-6789"}}

    assert scrubbed_details(details, refuse_secrets=False) == {
        "pin": REMOVED,
        "amount": "10.00",
        "nested": {"otp": REMOVED, "note": f"SSN {REMOVED}"},
    }


def test_texts_in_lists_are_scrubbed_and_other_values_are_kept_as_they_are() -> None:
    details = {
        "notes": ["123-45-6789", {"card": GENUINE_CARD}],
        "count": 3,
        "ratio_ppm": 10_000,
        "none": None,
    }

    assert scrubbed_details(details, refuse_secrets=True) == {
        "notes": [REMOVED, {"card": REMOVED}],
        "count": 3,
        "ratio_ppm": 10_000,
        "none": None,
    }
