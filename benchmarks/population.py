"""The people and accounts of a benchmark: the same in every database, and all derived from a running number.

Row numbers are in ranges of their own, so that a value tells what it is: `benchmarks.pgbench` relies on it.
"""

from __future__ import annotations

from typing import Final

PASSWORD: Final = "benchmark"  # noqa: S105 - of invented people in a database that lives for minutes

FIRST_PERSON_ID: Final = 1_000_000
FIRST_ACCOUNT_ID: Final = 2_000_000
FIRST_LEDGER_ACCOUNT_ID: Final = 3_000_000
FIRST_SESSION_ID: Final = 4_000_000
FIRST_NUMBER: Final = 100_000_000

OPENING_BALANCE_MINOR: Final = 10**11
"""What every account starts with, in minor units: no transfer of a run can come near its end."""

LIMIT_MINOR: Final = 10**12
"""The single and the daily limit of every account: checked by every transfer, reached by none."""

LARGEST_AMOUNT_MINOR: Final = 999
"""Amounts are drawn from 1 to this: three digits, so that all bodies have one length."""

FEE_MINOR: Final = 100
"""What every transfer costs its sender, in minor units."""


def username(index: int) -> str:
    """Return the user name of a person, from 0."""
    return f"customer{index}"


def account_number(index: int) -> str:
    """Return the number of a person's one account: twelve characters, as the bank's."""
    return f"SAV{FIRST_NUMBER + index}"
