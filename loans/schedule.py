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
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from loans.calendar_dates import days_of_period, due_date_of, place_on_the_dates, share_of_year
from loans.contracts import Installment, InterestMethod, PrepaymentEffect, Schedule, ScheduleTerms
from loans.schedule_rules import (
    Period,
    Rule,
    TermsCannotBePlanned,
    flat_shares,
    interest_as_planned,
    interest_by_rule,
    principal_as_planned,
    principal_by_rule,
)

__all__ = ["TermsCannotBePlanned", "build_schedule", "replan", "rescheduled"]

_MILLION = 1_000_000


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
    interest = interest_by_rule(terms, periods, principal_minor)
    if terms.interest_method == InterestMethod.FLAT:
        interest = interest_as_planned(planned)
    if effect == PrepaymentEffect.SHORTEN_TERM:
        principal = principal_as_planned(terms, planned)
    else:
        principal = principal_by_rule(
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
    interest = interest_by_rule(terms, periods, amount)
    principal = principal_by_rule(terms, periods, amount, flat_shares(terms, periods, amount))
    rows = _installments(terms, periods, amount, interest, principal, deferred_minor=deferred_minor)
    return Schedule(terms, rows)


def _period(terms: ScheduleTerms, number: int, starts_on: dt.date, due_date: dt.date) -> Period:
    bears_interest = number > terms.interest_free_periods
    rate = Fraction(terms.annual_rate_ppm, _MILLION)
    return Period(
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
    periods: Sequence[Period],
    principal_minor: int,
    interest_of: Rule,
    principal_of: Rule,
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


def _deferred_before(planned: Sequence[Installment], periods: Sequence[Period]) -> int:
    """Return the interest that fell into a grace before the first planned repayment and is due with one of them."""
    deferred = 0
    for installment, period in zip(planned, periods, strict=True):
        deferred += installment.interest_minor - installment.interest_accrued_minor
        if not period.defers_interest:
            break
    return deferred
