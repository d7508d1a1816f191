"""One-time codes: those of an authenticator app (TOTP, RFC 6238) and recovery codes on paper."""

from __future__ import annotations

import datetime as dt
import secrets
from typing import Final

import pyotp

from core_banking.kernel.encryption import keyed_digest

RECOVERY_CODES: Final = 10
LONGEST_CODE: Final = 32
_STEPS_OF_TOLERANCE: Final = 1
_CODE_LENGTH: Final = 6
# Without letters and digits that are taken for each other.
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"
_RECOVERY_LENGTH: Final = 12


def new_secret() -> str:
    """Return a secret for an authenticator: 160 random bits in base32, as RFC 4226 recommends."""
    return pyotp.random_base32()


def provisioning_address(secret: str, *, account: str, issuer: str) -> str:
    """Return the `otpauth://` address that an authenticator reads from a picture."""
    return pyotp.TOTP(secret).provisioning_uri(name=account, issuer_name=issuer)


def accepted_step(secret: str, code: str, at: dt.datetime) -> int | None:
    """Return the time step whose code this is, one step early or late included, or None."""
    if not (code.isascii() and code.isdigit() and len(code) == _CODE_LENGTH):
        return None
    authenticator = pyotp.TOTP(secret)
    present = authenticator.timecode(at)
    matching = None
    # All steps are compared, whichever matches: the time taken tells nothing.
    for step in range(present - _STEPS_OF_TOLERANCE, present + _STEPS_OF_TOLERANCE + 1):
        if secrets.compare_digest(authenticator.generate_otp(step), code):
            matching = step
    return matching


def without_blanks(code: str) -> str:
    """Return a code as it is compared: people type codes in groups and in capitals."""
    return "".join(code.split()).replace("-", "").lower()


def looks_like_authenticator_code(code: str) -> bool:
    """Whether a code has the form of an authenticator's; recovery codes are longer."""
    return len(code) <= _CODE_LENGTH


def new_recovery_codes() -> list[str]:
    """Return a set of recovery codes, each of 59 random bits, written in groups."""
    return [_new_recovery_code() for _ in range(RECOVERY_CODES)]


def recovery_code_digest(user_id: int, code: str) -> bytes:
    """Return the 32-byte keyed digest that is kept of a person's recovery code."""
    return keyed_digest("recovery-code", f"{user_id}|{without_blanks(code)}".encode("utf-8", "replace"))


def _new_recovery_code() -> str:
    letters = "".join(secrets.choice(_ALPHABET) for _ in range(_RECOVERY_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, _RECOVERY_LENGTH, 4))
