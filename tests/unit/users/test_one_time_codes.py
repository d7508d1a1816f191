"""One-time codes: the published test values, the tolerance of one step, and recovery codes."""

from __future__ import annotations

import base64
import datetime as dt
import re

import pytest

from users.one_time_codes import (
    accepted_step,
    new_recovery_codes,
    new_secret,
    provisioning_address,
    recovery_code_digest,
)

# RFC 6238, appendix B, cut to six digits.
SECRET = base64.b32encode(b"12345678901234567890").decode()
PUBLISHED = [
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


def at(seconds: int) -> dt.datetime:
    return dt.datetime.fromtimestamp(seconds, dt.UTC)


@pytest.mark.parametrize(("seconds", "code"), PUBLISHED)
def test_the_published_codes_are_accepted_one_step_early_or_late_and_no_more(seconds, code):
    step = seconds // 30

    assert [accepted_step(SECRET, code, at(seconds + 30 * late)) for late in (-2, -1, 0, 1, 2)] == [
        None,
        step,
        step,
        step,
        None,
    ]


@pytest.mark.parametrize("code", ["", "28708", "0287082", "２８７０８２", "28708a", " 287082", "94287082"])
def test_what_is_no_code_is_not_accepted(code):
    assert accepted_step(SECRET, code, at(59)) is None


def test_a_secret_has_a_hundred_and_sixty_bits_and_its_address_says_whose_it_is():
    secret = new_secret()

    assert len(base64.b32decode(secret)) == 20
    assert secret != new_secret()
    assert provisioning_address(secret, account="mira", issuer="Core Bank") == (
        f"otpauth://totp/Core%20Bank:mira?secret={secret}&issuer=Core%20Bank"
    )


def test_recovery_codes_are_ten_and_read_the_same_in_any_spelling_for_one_person_only():
    codes = new_recovery_codes()

    assert len(set(codes)) == 10
    assert all(re.fullmatch(r"([2-9a-hjkmnp-z]{4}-){2}[2-9a-hjkmnp-z]{4}", code) for code in codes)
    digest = recovery_code_digest(7, codes[0])
    assert digest == recovery_code_digest(7, f" {codes[0].upper().replace('-', ' ')} ")
    assert digest not in {recovery_code_digest(8, codes[0]), recovery_code_digest(7, codes[1])}
