"""Money: integer minor units inside, `Decimal` only at the edge where people read and write amounts.

The exponents are those of ISO 4217 (number of decimals of a currency's minor unit).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

MAX_AMOUNT_MINOR: Final = 10**15
"""The largest amount, in minor units, that is accepted or stored; sums of many stay below 2**63."""

DEFAULT_CURRENCY_CODE: Final = "USD"

_EXPONENTS: Final[dict[str, int]] = {
    **dict.fromkeys(["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND"], 0),
    **dict.fromkeys(["VUV", "XAF", "XOF", "XPF"], 0),
    **dict.fromkeys(["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"], 3),
    **dict.fromkeys(["AED", "AUD", "BDT", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EGP", "EUR", "GBP"], 2),
    **dict.fromkeys(["GHS", "HKD", "HUF", "IDR", "ILS", "INR", "KES", "LKR", "MAD", "MXN", "MYR", "NGN"], 2),
    **dict.fromkeys(["NOK", "NPR", "NZD", "PHP", "PKR", "PLN", "QAR", "RON", "SAR", "SEK", "SGD", "THB"], 2),
    **dict.fromkeys(["TRY", "TWD", "TZS", "UAH", "USD", "ZAR", "ZMW"], 2),
}

# ASCII digits only: `Decimal` itself would also take Arabic or full-width digits and `1_000`.
_PLAIN_AMOUNT: Final = re.compile(r"[0-9]+(?:\.[0-9]+)?\Z", re.ASCII)
_LONGEST_AMOUNT_TEXT: Final = 40


class InvalidAmount(ValueError):
    """The text or number is not an acceptable amount; `str(error)` is a sentence for a person."""


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met in one operation."""


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency by its ISO 4217 code and the number of decimals of its minor unit."""

    code: str
    exponent: int

    @classmethod
    def of(cls, code: str) -> Currency:
        """Return the currency of an ISO 4217 code. Raises `ValueError` for a code the bank does not know."""
        try:
            return cls(code, _EXPONENTS[code])
        except KeyError:
            raise ValueError(f"The bank does not know the currency {code!r}.") from None


CURRENCY_CODES: Final = tuple(sorted(_EXPONENTS))


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount of one currency, `amount_minor` in its minor units (cents for USD)."""

    amount_minor: int
    currency: Currency

    @classmethod
    def of_minor(cls, amount_minor: int, currency_code: str = DEFAULT_CURRENCY_CODE) -> Money:
        """Return `amount_minor` minor units of the currency."""
        return cls(amount_minor, Currency.of(currency_code))

    @classmethod
    def parse(cls, value: object, currency_code: str = DEFAULT_CURRENCY_CODE) -> Money:
        """Read what a person or a JSON body wrote, in major units. Raises `InvalidAmount`."""
        currency = Currency.of(currency_code)
        return cls(parse_amount_minor(value, currency.exponent), currency)

    def __add__(self, other: Money) -> Money:
        return Money(self.amount_minor + self._same_currency(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount_minor - self._same_currency(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.amount_minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount_minor < self._same_currency(other)

    def __le__(self, other: Money) -> bool:
        return self.amount_minor <= self._same_currency(other)

    def __str__(self) -> str:
        return format_minor(self.amount_minor, self.currency.exponent)

    def _same_currency(self, other: Money) -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency.code} and {other.currency.code} cannot be mixed.")
        return other.amount_minor


def parse_amount_minor(value: object, exponent: int, *, allow_zero: bool = False) -> int:
    """Read an amount in major units and return it in minor units, exactly or not at all.

    Takes a string of ASCII digits with an optional point, an `int`, or a `Decimal` (a JSON number read
    exactly). Refuses floats, booleans, signs, NaN, Infinity, more decimals than `exponent`, zero unless
    `allow_zero`, and anything above `MAX_AMOUNT_MINOR`. Raises `InvalidAmount`.
    """
    return minor_of(read_amount(value, allow_zero=allow_zero), exponent)


def read_amount(value: object, *, allow_zero: bool = False) -> Decimal:
    """Read an amount whose currency is not known yet, exactly. Raises `InvalidAmount`."""
    amount = _as_decimal(value)
    if amount.is_signed():
        raise InvalidAmount("The amount must not be negative.")
    if not allow_zero and not amount:
        raise InvalidAmount("The amount must be greater than zero.")
    return amount


def format_minor(amount_minor: int, exponent: int) -> str:
    """Write minor units as a major-unit string with exactly `exponent` decimals: `(123456, 2)` → `"1234.56"`."""
    sign = "-" if amount_minor < 0 else ""
    digits = str(abs(amount_minor))
    if exponent == 0:
        return sign + digits
    digits = digits.zfill(exponent + 1)
    return f"{sign}{digits[:-exponent]}.{digits[-exponent:]}"


def allocate(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Split `total_minor` in proportion to `weights` so that the parts sum to it exactly.

    Largest-remainder method (Hamilton): each part gets its floor, the units left over go to the largest
    remainders, ties to the earlier part. Raises `ValueError` when no weight is positive or one is negative.
    """
    if not weights or any(weight < 0 for weight in weights) or sum(weights) == 0:
        raise ValueError("Weights must be non-negative and not all zero.")
    whole = sum(weights)
    parts, remainders = zip(*(divmod(abs(total_minor) * weight, whole) for weight in weights), strict=True)
    shares = list(parts)
    by_remainder = sorted(range(len(weights)), key=lambda index: (-remainders[index], index))
    for index in by_remainder[: abs(total_minor) - sum(shares)]:
        shares[index] += 1
    return [-share for share in shares] if total_minor < 0 else shares


def _as_decimal(value: object) -> Decimal:
    if isinstance(value, bool) or value is None:
        raise InvalidAmount("A valid amount is required.")
    if isinstance(value, str):
        if len(value) > _LONGEST_AMOUNT_TEXT:
            raise InvalidAmount("The amount has too many digits.")
        if value.startswith("-"):
            raise InvalidAmount("The amount must not be negative.")
        if not _PLAIN_AMOUNT.match(value):
            raise InvalidAmount("A valid amount is required: digits with an optional decimal point.")
        return Decimal(value)
    if isinstance(value, int):
        if abs(value) > MAX_AMOUNT_MINOR:
            raise InvalidAmount(
                "The amount is too large." if value > 0 else "The amount must not be negative."
            )
        return Decimal(value)
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise InvalidAmount("A valid amount is required.")
        return value
    raise InvalidAmount("A valid amount is required.")


def minor_of(amount: Decimal, exponent: int) -> int:
    """Return a read amount in minor units of a currency with `exponent` decimals. Raises `InvalidAmount`."""
    # Work on the digits, never in a decimal context: a context would round 10**30 + 0.01 without a word.
    _, digits, power = amount.as_tuple()
    assert isinstance(power, int)
    if -power > exponent:
        raise _too_many_decimals(exponent)
    if not any(digits):
        return 0
    if len(digits) + power + exponent > len(str(MAX_AMOUNT_MINOR)):
        raise InvalidAmount("The amount is too large.")
    amount_minor: int = int("".join(map(str, digits))) * 10 ** (power + exponent)
    if amount_minor > MAX_AMOUNT_MINOR:
        raise InvalidAmount("The amount is too large.")
    return amount_minor


def _too_many_decimals(exponent: int) -> InvalidAmount:
    if exponent == 0:
        return InvalidAmount("This currency has no decimals.")
    return InvalidAmount(f"The amount must have at most {exponent} decimal places.")
