"""Identifiers people read: random, unguessable, in letters and digits."""

from __future__ import annotations

import secrets
import string

from stdnum import damm

# Each letter comes from seven of the 256 values of a byte; the four left over are drawn again, so all are as likely.
_LETTERS = (string.digits + string.ascii_uppercase).encode()
_LETTER_OF_BYTE = _LETTERS * 7 + bytes(256 - 7 * len(_LETTERS))
_LEFT_OVER = bytes(range(7 * len(_LETTERS), 256))


def prefixed_id(prefix: str, length: int = 12) -> str:
    """Return `prefix` and `length` random characters of `[0-9A-Z]`: `TXN4K1…`. 12 of them carry 62 bits."""
    return prefix + _random_letters(length)


def prefixed_ids(prefix: str, count: int, length: int = 12) -> list[str]:
    """Return many identifiers, each as `prefixed_id` makes one."""
    letters = _random_letters(count * length)
    return [prefix + letters[start : start + length] for start in range(0, count * length, length)]


def _random_letters(count: int) -> str:
    # As few draws as possible: every transfer makes two identifiers, and a draw is a call of the system.
    letters = b""
    while len(letters) < count:
        wanted = count - len(letters)
        letters += secrets.token_bytes(wanted + wanted // 32 + 4).translate(_LETTER_OF_BYTE, _LEFT_OVER)
    return letters[:count].decode("ascii")


def transaction_id() -> str:
    """Return a new `TXN…` identifier."""
    return prefixed_id("TXN")


def transaction_ids(count: int) -> list[str]:
    """Return many new `TXN…` identifiers."""
    return prefixed_ids("TXN", count)


def log_id() -> str:
    """Return a new `LOG…` identifier."""
    return prefixed_id("LOG")


def log_ids(count: int) -> list[str]:
    """Return many new `LOG…` identifiers."""
    return prefixed_ids("LOG", count)


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
