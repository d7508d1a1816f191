"""From the terms of a loan to its repayments. Pure: whole minor units and exact fractions, no clock, no database.

The rule. A period's factor is the rate times its share of a year, see `calendar_dates.share_of_year`. The equal
instalment is amount / sum over k of the product over i <= k of 1 / (1 + factor i), over the periods that repay
principal: the present value of an annuity with a rate of its own in each period (S. G. Kellison, The Theory of
Interest, chapter 3). A period's interest is the balance before it times its factor, rounded half to even to the minor
unit (IEEE 754-2019, 4.3.1), and its principal the instalment less the interest; the last period takes the rest. Equal
principal is the amount over the number of periods, rounded, and the last takes the rest. Flat interest is amount x
rate x years, spread evenly over the periods that are not free of interest.

Nothing is ever below zero and no more than the loan is repaid. An instalment that is rounded up may repay a loan before
its last period: the periods after that ask for nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import TypeAlias

from core_banking.kernel.rounding import divide_half_even, round_half_even
from loans.calendar_dates import days_of_period, due_date_of, place_on_the_dates, share_of_year
from loans.contracts import (
    Amortization,
    Installment,
    InterestMethod,
    PrepaymentEffect,
    Schedule,
    ScheduleTerms,
)

_MILLION = 1_000_000

_Rule: TypeAlias = Callable[[int, int], int]
"""Of interest: from the place of a period (0 is the first) and the balance before it, its interest.
Of principal: from the place of a period that repays some, and its interest, its principal; the balance caps it."""


class TermsCannotBePlanned(ValueError):
    """No schedule follows from the terms; `field` is the API's name of the term at fault, `str()` says why."""

    def __init__(self, field: str, reason: str) -> None:
        """Keep the name of the term and the sentence."""
        super().__init__(reason)
        self.field = field


@dataclass(frozen=True, slots=True)
class _Period:
    """A repayment before its amounts are known; `factor` is its share of a year times the rate."""

    number: int
    starts_on: dt.date
    due_date: dt.date
    days: int
    factor: Fraction
    repays_principal: bool
    defers_interest: bool


def build_schedule(terms: ScheduleTerms) -> Schedule:
    """Return the repayments that follow from the terms; principal sums to the loan, to the minor unit.

    Raises `TermsCannotBePlanned`, a `ValueError`, where none follow.
    """
    _check(terms)
    return _planned(terms, _dates(terms, range(terms.term + 1)), first_number=1)


def replan(
    terms: ScheduleTerms, *, planned: Sequence[Installment], principal_minor: int, effect: PrepaymentEffect
) -> tuple[Installment, ...]:
    """Return the repayments that take the place of the planned ones once principal was paid ahead of them.

    `terms` are those the plan was made by, `planned` the later repayments as they stand, `principal_minor` what is
    owed when the first of them begins, at most what they repay. SHORTEN_TERM keeps what each asks for (by equal
    principal and flat interest: its principal), so fewer are needed; LOWER_INSTALLMENT keeps their number and lowers
    the amount. A flat loan's interest stays as planned for each repayment that remains. Interest that a grace has
    deferred stays due where it was. Numbers, dates and fees stay; repayments that would ask for nothing fall away,
    so the answer may be shorter, or empty.

    Raises `TermsCannotBePlanned` where nothing is planned, or a multiple leaves too little for the interest.
    """
    if not planned or not 0 <= principal_minor <= sum(each.principal_minor for each in planned):
        raise TermsCannotBePlanned("amount", "At most what the later repayments repay can be planned anew.")
    periods = [_period(terms, each.number, each.starts_on, each.due_date) for each in planned]
    interest = _interest_by_rule(terms, periods, principal_minor)
    if terms.interest_method == InterestMethod.FLAT:
        interest = _interest_as_planned(planned)
    if effect == PrepaymentEffect.SHORTEN_TERM:
        principal = _principal_as_planned(terms, planned)
    else:
        principal = _principal_by_rule(
            terms, periods, principal_minor, [each.interest_accrued_minor for each in planned]
        )
    rows = _installments(
        terms,
        periods,
        principal_minor,
        interest,
        principal,
        deferred_minor=_deferred_before(planned, periods),
    )
    while rows and rows[-1].due_minor == 0:
        rows = rows[:-1]
    return rows


def rescheduled(
    terms: ScheduleTerms,
    *,
    principal_minor: int,
    term: int,
    starts_on: dt.date,
    first_number: int,
    annual_rate_ppm: int | None = None,
    first_due_date: dt.date | None = None,
    deferred_interest_minor: int = 0,
) -> Schedule:
    """Return a new plan for what is still owed, with the terms it was made by, which `replan` needs later.

    `term` is the number of repayments from now on, numbered from `first_number`; interest accrues from `starts_on`,
    the last due date before. `first_due_date` sets the day of all later due dates: it becomes `start_date` of the new
    terms, unless it is a date of the old ones, whose dates then go on. A first period that differs from the others by
    that bears interest for its days. Without it due dates stay where they were. `deferred_interest_minor` is interest
    that accrued before and falls due with the first repayment. Graces and interest-free periods are over, the
    origination fee was paid.

    Raises `TermsCannotBePlanned`.
    """
    anchor = terms.start_date
    first = place_on_the_dates(terms, starts_on)
    if first_due_date is not None:
        if first_due_date <= starts_on:
            raise TermsCannotBePlanned(
                "first_due_date", "The first repayment falls due after the plan begins."
            )
        on_the_dates = place_on_the_dates(terms, first_due_date)
        anchor, first = (first_due_date, -1) if on_the_dates is None else (anchor, on_the_dates - 1)
    elif first is None:
        anchor, first = starts_on, 0
    new = replace(
        terms,
        amount_minor=principal_minor,
        term=term,
        start_date=anchor,
        annual_rate_ppm=terms.annual_rate_ppm if annual_rate_ppm is None else annual_rate_ppm,
        grace_on_principal=0,
        grace_on_interest=0,
        interest_free_periods=0,
        origination_fee_minor=0,
    )
    _check(new)
    dates = [starts_on, *_dates(new, range(first + 1, first + 1 + term))]
    return _planned(new, dates, first_number=first_number, deferred_minor=deferred_interest_minor)


def _check(terms: ScheduleTerms) -> None:
    """Refuse terms that no schedule follows from."""
    multiple = terms.installment_multiple_minor
    rules = (
        ("amount", terms.amount_minor > 0, "A loan is for more than nothing."),
        ("term", terms.term >= 1, "A loan has at least one repayment."),
        ("annual_interest_rate", terms.annual_rate_ppm >= 0, "A rate is not below zero."),
        ("repayment_every", terms.repayment_every >= 1, "Repayments lie at least one unit apart."),
        (
            "grace_on_principal",
            0 <= terms.grace_on_principal < terms.term,
            "The grace on principal ends before the last repayment.",
        ),
        (
            "grace_on_interest",
            0 <= terms.grace_on_interest < terms.term,
            "The grace on interest ends before the last repayment.",
        ),
        (
            "interest_free_periods",
            0 <= terms.interest_free_periods <= terms.term,
            "No more periods are free of interest than there are repayments.",
        ),
        ("installment_multiple", multiple is None or multiple > 0, "A multiple is more than nothing."),
        (
            "origination_fee",
            0 <= terms.origination_fee_minor < terms.amount_minor,
            "The origination fee is less than the loan it is taken from.",
        ),
        ("installment_fee", terms.installment_fee_minor >= 0, "A fee is not below zero."),
    )
    for field, holds, reason in rules:
        if not holds:
            raise TermsCannotBePlanned(field, reason)


def _dates(terms: ScheduleTerms, numbers: range) -> list[dt.date]:
    try:
        return [due_date_of(terms, number) for number in numbers]
    except ValueError as error:
        raise TermsCannotBePlanned("term", str(error)) from None


def _planned(
    terms: ScheduleTerms, dates: Sequence[dt.date], *, first_number: int, deferred_minor: int = 0
) -> Schedule:
    """Return the schedule on given dates, the first of which is where the first period begins."""
    periods = [
        _period(terms, number, starts_on, due_date)
        for number, (starts_on, due_date) in enumerate(pairwise(dates), start=first_number)
    ]
    amount = terms.amount_minor
    interest = _interest_by_rule(terms, periods, amount)
    principal = _principal_by_rule(terms, periods, amount, _flat_shares(terms, periods, amount))
    rows = _installments(terms, periods, amount, interest, principal, deferred_minor=deferred_minor)
    return Schedule(terms, rows)


def _period(terms: ScheduleTerms, number: int, starts_on: dt.date, due_date: dt.date) -> _Period:
    bears_interest = number > terms.interest_free_periods
    rate = Fraction(terms.annual_rate_ppm, _MILLION)
    return _Period(
        number=number,
        starts_on=starts_on,
        due_date=due_date,
        days=days_of_period(terms, starts_on, due_date),
        factor=rate * share_of_year(terms, starts_on, due_date) if bears_interest else Fraction(0),
        repays_principal=number > terms.grace_on_principal,
        defers_interest=number <= terms.grace_on_interest,
    )


def _installments(
    terms: ScheduleTerms,
    periods: Sequence[_Period],
    principal_minor: int,
    interest_of: _Rule,
    principal_of: _Rule,
    *,
    deferred_minor: int,
) -> tuple[Installment, ...]:
    """Go through the periods; the last takes the rest, and no period repays more than is owed."""
    rows = []
    balance = principal_minor
    for place, period in enumerate(periods):
        accrued = interest_of(place, balance) if balance else 0
        if place == len(periods) - 1:
            principal = balance
        else:
            principal = min(principal_of(place, accrued), balance) if period.repays_principal else 0
        due_interest = 0 if period.defers_interest else accrued + deferred_minor
        deferred_minor = deferred_minor + accrued - due_interest
        asks_for_something = balance > 0 or due_interest > 0
        balance -= principal
        rows.append(
            Installment(
                number=period.number,
                starts_on=period.starts_on,
                due_date=period.due_date,
                days=period.days,
                principal_minor=principal,
                interest_minor=due_interest,
                interest_accrued_minor=accrued,
                fee_minor=terms.installment_fee_minor if asks_for_something else 0,
                balance_minor=balance,
            )
        )
    return tuple(rows)


def _interest_by_rule(terms: ScheduleTerms, periods: Sequence[_Period], amount_minor: int) -> _Rule:
    if terms.interest_method == InterestMethod.DECLINING_BALANCE:

        def on_the_balance(place: int, balance: int) -> int:
            factor = periods[place].factor
            return divide_half_even(balance * factor.numerator, factor.denominator)

        return on_the_balance
    exact = _flat_shares(terms, periods, amount_minor)
    bearing = [place for place, share in enumerate(exact) if share]
    each = round_half_even(exact[bearing[0]]) if bearing else 0
    whole = round_half_even(sum(exact, Fraction(0)))
    flat = [0] * len(periods)
    for place in bearing:
        flat[place] = whole if place == bearing[-1] else min(each, whole)
        whole -= flat[place]
    return lambda place, _balance: flat[place]


def _flat_shares(terms: ScheduleTerms, periods: Sequence[_Period], amount_minor: int) -> list[Fraction]:
    """Return each period's exact share of a flat loan's interest: the same for all that bear any."""
    bearing = sum(1 for period in periods if period.factor)
    total = amount_minor * sum((period.factor for period in periods), Fraction(0))
    return [total / bearing if period.factor else Fraction(0) for period in periods]


def _interest_as_planned(planned: Sequence[Installment]) -> _Rule:
    return lambda place, _balance: planned[place].interest_accrued_minor


def _principal_by_rule(
    terms: ScheduleTerms,
    periods: Sequence[_Period],
    amount_minor: int,
    flat_interest: Sequence[Fraction | int],
) -> _Rule:
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


def _principal_as_planned(terms: ScheduleTerms, planned: Sequence[Installment]) -> _Rule:
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


def _deferred_before(planned: Sequence[Installment], periods: Sequence[_Period]) -> int:
    """Return the interest that fell into a grace before the first planned repayment and is due with one of them."""
    deferred = 0
    for installment, period in zip(planned, periods, strict=True):
        deferred += installment.interest_minor - installment.interest_accrued_minor
        if not period.defers_interest:
            break
    return deferred
