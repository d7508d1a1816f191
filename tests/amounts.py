"""Amounts as people, programs and attackers write them, and what the bank makes of each in US dollars.

One table for every layer: the parser, the API on both engines, and the book.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Final

READ_EXACTLY: Final[dict[str, int]] = {
    "1": 100,
    "100": 10_000,
    "100.0": 10_000,
    "100.00": 10_000,
    "0.01": 1,
    "0.1": 10,
    "00012.50": 1_250,
    "12345678901.23": 1_234_567_890_123,
    "9999999999999.99": 999_999_999_999_999,
    "10000000000000.00": 10**15,
}
"""Text of an amount → minor units."""

JSON_NUMBERS_READ_EXACTLY: Final[dict[str, int]] = {
    "1": 100,
    "100": 10_000,
    "100.0": 10_000,
    "100.10": 10_010,
    "0.01": 1,
    "1e2": 10_000,
    "1.25e1": 1_250,
    "12345678901.23": 1_234_567_890_123,
    "9999999999999.99": 999_999_999_999_999,
    "10000000000000": 10**15,
}
"""A JSON number, as it stands in the body → minor units. A binary float would alter some of them."""

REFUSED_TEXTS: Final = (
    "",
    " ",
    "0",
    "0.00",
    "-0",
    "-0.00",
    "-1",
    "+1",
    "-100.00",
    "0.001",
    "100.005",
    "1.",
    ".5",
    "1.2.3",
    "1,000.00",
    "1_000",
    "1 000",
    " 1",
    "1 ",
    "1\n",
    "1\u00a0",
    "NaN",
    "sNaN",
    "-NaN",
    "Infinity",
    "-Infinity",
    "inf",
    "1e2",
    "1E2",
    "1e309",
    "1e400",
    "1e-400",
    "0x10",
    "0b1",
    "0o7",
    "1/2",
    "$1.00",
    "1.00 USD",
    "one",
    "null",
    "true",
    "\u0661\u0662\u0663",  # Arabic-Indic digits
    "\u06f1\u06f0\u06f0",  # Eastern Arabic-Indic digits
    "\uff11\uff10\uff10",  # full-width digits
    "\U0001d7cf\U0001d7ce",  # mathematical bold digits
    "\u0967\u0968",  # Devanagari digits
    "\u00b2",  # superscript two: isdigit() says yes
    "1\u066b50",  # Arabic decimal separator
    "1\u200b0",  # zero-width space
    "\u202e1",  # right-to-left override
    "1\x00",
    "10000000000000.01",
    "10000000000001",
    "1" + "0" * 30,
    "9" * 400,
    "0." + "0" * 60 + "1",
)
"""Text that is no amount, or none the bank accepts."""

REFUSED_JSON_NUMBERS: Final = (
    "0",
    "0.00",
    "-0",
    "-0.0",
    "-1",
    "-0.01",
    "0.001",
    "100000000000000000.01",
    "10000000000000.01",
    "10000000000001",
    "1e309",
    "1e400",
    "-1e400",
    "1e-400",
    "1e-3",
    "1" + "0" * 30,
    "9" * 400,
)
"""JSON numbers the bank does not accept."""

NOT_JSON_NUMBERS: Final = ("NaN", "Infinity", "-Infinity", "01", "1_000", "+1", ".5", "1.", "0x10", "1e")
"""What only looks like a number: not JSON at all."""

REFUSED_JSON_VALUES: Final = (
    "null",
    "true",
    "false",
    "[]",
    "[1]",
    '["1.00"]',
    "{}",
    '{"amount": 1}',
    '{"value": "1.00"}',
)
"""JSON values of another kind."""

REFUSED_PYTHON_VALUES: Final[tuple[object, ...]] = (
    None,
    True,
    False,
    1.0,
    0.1,
    float("nan"),
    float("inf"),
    [],
    [1],
    {},
    {"amount": 1},
    b"1",
    1j,
    ...,
    Decimal("NaN"),
    Decimal("sNaN"),
    Decimal("Infinity"),
    Decimal("-Infinity"),
    Decimal("-0"),
    Decimal("-1"),
    Decimal("0"),
    Decimal("0.001"),
    Decimal("1e400"),
    Decimal("1e-400"),
    Decimal("10000000000000.01"),
    -1,
    0,
    10**13 + 1,
    10**30,
    -(10**30),
)
"""Python values that are no amount."""
