"""The one rounding of the bank: half to even, on whole numbers and exact fractions. No binary float, no effects."""

from __future__ import annotations

from fractions import Fraction


def divide_half_even(numerator: int, denominator: int) -> int:
    """Return the quotient of two whole numbers (the second positive), a half rounded to the even neighbour.

    Source of the rule: IEEE 754-2019 §4.3.1, roundTiesToEven.
    """
    quotient, remainder = divmod(numerator, denominator)
    doubled = 2 * remainder
    if doubled > denominator or (doubled == denominator and quotient % 2):
        return quotient + 1
    return quotient


def round_half_even(exact: Fraction) -> int:
    """Return an exact figure as a whole number, a half rounded to the even neighbour."""
    return divide_half_even(exact.numerator, exact.denominator)


def round_to_multiple(amount_minor: int, multiple_minor: int) -> int:
    """Return the multiple that is nearest to an amount, a half to the even one; both in minor units."""
    return divide_half_even(amount_minor, multiple_minor) * multiple_minor
