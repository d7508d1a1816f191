"""What each period of a loan bears and repays: the rules that a schedule is put together from. Pure; see `schedule`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeAlias

from core_banking.kernel.rounding import divide_half_even, round_half_even
from loans.contracts import Amortization, Installment, InterestMethod, ScheduleTerms

Rule: TypeAlias = Callable[[int, int], int]
"""Of interest: from the place of a period (0 is the first) and the balance before it, its interest.
Of principal: from the place of a period that repays some, and its interest, its principal; the balance caps it."""


class TermsCannotBePlanned(ValueError):
    """No schedule follows from the terms; `field` is the API's name of the term at fault, `str()` says why."""

    def __init__(self, field: str, reason: str) -> None:
        """Keep the name of the term and the sentence."""
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class Period:
    """A repayment before its amounts are known; `factor` is its share of a year times the rate."""

    number: int
    starts_on: dt.date
    due_date: dt.date
    days: int
    factor: Fraction
    repays_principal: bool
    defers_interest: bool


def interest_by_rule(terms: ScheduleTerms, periods: Sequence[Period], amount_minor: int) -> Rule:
    """Return the rule of interest: on the balance, or spread evenly over the periods that bear any."""
    if terms.interest_method == InterestMethod.DECLINING_BALANCE:

        def on_the_balance(place: int, balance: int) -> int:
            factor = periods[place].factor
            return divide_half_even(balance * factor.numerator, factor.denominator)

        return on_the_balance
    exact = flat_shares(terms, periods, amount_minor)
    bearing = [place for place, share in enumerate(exact) if share]
    each = round_half_even(exact[bearing[0]]) if bearing else 0
    whole = round_half_even(sum(exact, Fraction(0)))
    flat = [0] * len(periods)
    for place in bearing:
        flat[place] = whole if place == bearing[-1] else min(each, whole)
        whole -= flat[place]
    return lambda place, _balance: flat[place]


def flat_shares(terms: ScheduleTerms, periods: Sequence[Period], amount_minor: int) -> list[Fraction]:
    """Return each period's exact share of a flat loan's interest: the same for all that bear any."""
    bearing = sum(1 for period in periods if period.factor)
    total = amount_minor * sum((period.factor for period in periods), Fraction(0))
    return [total / bearing if period.factor else Fraction(0) for period in periods]


def interest_as_planned(planned: Sequence[Installment]) -> Rule:
    """Return the rule that keeps the interest of each repayment as it was planned."""
    return lambda place, _balance: planned[place].interest_accrued_minor


def principal_by_rule(
    terms: ScheduleTerms,
    periods: Sequence[Period],
    amount_minor: int,
    flat_interest: Sequence[Fraction | int],
) -> Rule:
    """Return the rule of principal: an equal instalment less the interest, or an equal share.

    `flat_interest` is the interest of each period, by which a flat loan's instalment is rounded to a multiple. Raises
    `TermsCannotBePlanned` where a multiple leaves nothing, and the rule where it leaves less than the interest.
    """
    repaying = [period for period in periods if period.repays_principal]
    share = Fraction(amount_minor, len(repaying))
    if terms.interest_method == InterestMethod.FLAT and terms.installment_multiple_minor is not None:
        return lambda place, interest: _principal_within(
            terms, _rounded_instalment(terms, share + flat_interest[place]), interest
        )
    if terms.interest_method == InterestMethod.FLAT or terms.amortization == Amortization.EQUAL_PRINCIPAL:
        rounded = round_half_even(share)
        return lambda _place, _interest: rounded
    instalment = _equal_instalment(terms, [period.factor for period in repaying], amount_minor)
    return lambda _place, interest: _principal_within(terms, instalment, interest)


def principal_as_planned(terms: ScheduleTerms, planned: Sequence[Installment]) -> Rule:
    """Return the rule that keeps what each repayment asks for."""
    flat = terms.interest_method == InterestMethod.FLAT
    if flat or terms.amortization == Amortization.EQUAL_PRINCIPAL:
        return lambda place, _interest: planned[place].principal_minor
    return lambda place, interest: (
        planned[place].principal_minor + planned[place].interest_accrued_minor - interest
    )


def _equal_instalment(terms: ScheduleTerms, factors: Sequence[Fraction], amount_minor: int) -> int:
    """Return amount / sum over k of the product over i <= k of 1 / (1 + factor i), rounded once.

    The sum is worked out from its end as one fraction of whole numbers that is never reduced: exact, and fast for
    hundreds of periods, where reduction at each step would cost far more than the sum.
    """
    numerator, denominator = 0, 1
    for factor in reversed(factors):
        grown = factor.numerator + factor.denominator
        numerator, denominator = factor.denominator * (denominator + numerator), grown * denominator
    multiple = terms.installment_multiple_minor or 1
    rounded = divide_half_even(amount_minor * denominator, numerator * multiple) * multiple
    return _not_nothing(terms, rounded)


def _rounded_instalment(terms: ScheduleTerms, exact: Fraction) -> int:
    multiple = terms.installment_multiple_minor or 1
    return _not_nothing(terms, round_half_even(exact / multiple) * multiple)


def _not_nothing(terms: ScheduleTerms, instalment_minor: int) -> int:
    if instalment_minor == 0 and terms.installment_multiple_minor is not None:
        raise TermsCannotBePlanned(
            "installment_multiple",
            "The multiple is too large: rounded to it, an instalment would be nothing.",
        )
    return instalment_minor


def _principal_within(terms: ScheduleTerms, instalment_minor: int, interest_minor: int) -> int:
    """Return what an instalment leaves for principal once it has paid the interest.

    Over many years at a high rate by the day, the interest of a long month may exceed the equal instalment by a little:
    then the interest alone falls due. Where a multiple is to blame, the multiple is refused.
    """
    if instalment_minor < interest_minor and terms.installment_multiple_minor is not None:
        raise TermsCannotBePlanned(
            "installment_multiple", "Rounded to this multiple, an instalment would not cover its interest."
        )
    return max(instalment_minor - interest_minor, 0)
