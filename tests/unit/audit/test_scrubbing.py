"""What may not enter the audit trail, and what must stay readable in it."""

from __future__ import annotations

import pytest

from audit.scrubbing import SecretInAuditTrail, scrubbed_details
from core_banking.kernel.redaction import REMOVED

GENUINE_CARD = "4111111111111111"


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
