"""Identifiers people read: random, unguessable, in letters and digits."""

from __future__ import annotations

import secrets
import string

from stdnum import damm

_UPPER_ALPHANUMERIC = string.digits + string.ascii_uppercase


def prefixed_id(prefix: str, length: int = 12) -> str:
    """Return `prefix` and `length` random characters of `[0-9A-Z]`: `TXN4K1…`. 12 of them carry 62 bits."""
    # One draw for all characters: every transfer makes two of these, and a draw is a call of the system.
    number, characters = secrets.randbelow(36**length), []
    for _ in range(length):
        number, digit = divmod(number, 36)
        characters.append(_UPPER_ALPHANUMERIC[digit])
    return prefix + "".join(characters)


def transaction_id() -> str:
    """Return a new `TXN…` identifier."""
    return prefixed_id("TXN")


def log_id() -> str:
    """Return a new `LOG…` identifier."""
    return prefixed_id("LOG")


def customer_id() -> str:
    """Return a new `CUST` + 10 digits identifier; the caller handles the rare collision."""
    return f"CUST{secrets.randbelow(9 * 10**9) + 10**9}"


def account_number(prefix: str) -> str:
    """Return `prefix`, eight random digits and their check digit.

    The check digit is Damm's (H. M. Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004): it shows every
    single wrong digit and every swap of neighbours. Luhn's would miss the swap of 0 and 9.
    """
    payload = f"{secrets.randbelow(10**8):08d}"
    return prefix + payload + damm.calc_check_digit(payload)


def request_id() -> str:
    """Return a new identifier for a request that came without one."""
    return secrets.token_hex(16)
