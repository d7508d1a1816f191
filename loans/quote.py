"""What a loan would cost: its schedule, and the annual percentage rate with all fees. Pure."""

from __future__ import annotations

from fractions import Fraction

from loans.apr import Flow, UnitPeriod, annual_percentage_rate, unit_periods_between
from loans.contracts import Quote, RepaymentUnit, Schedule, ScheduleTerms
from loans.schedule import build_schedule

_A_YEAR = UnitPeriod(12, RepaymentUnit.MONTHS)


def quote(terms: ScheduleTerms, currency: str) -> Quote:
    """Return the schedule of the terms and its annual percentage rate.

    Raises `TermsCannotBePlanned`, a `ValueError`, where no schedule follows from the terms.
    """
    schedule = build_schedule(terms)
    return Quote(schedule=schedule, currency=currency, apr=apr_of(schedule))


def apr_of(schedule: Schedule) -> Fraction:
    """Return the annual percentage rate of a schedule from its start, as a share of one.

    The origination fee is taken from what is paid out, so the amount financed is the loan less the fee; the fees of
    the repayments are paid with them (12 CFR 1026.2(a)(23) and 1026.18(b): prepaid finance charge, amount financed).
    """
    terms = schedule.terms
    unit_period = _unit_period(terms)
    one_each = unit_period == UnitPeriod(terms.repayment_every, terms.repayment_unit)
    payments = []
    for each in schedule.installments:
        if one_each:
            payments.append(Flow(each.due_minor, each.number))
        else:
            full, fraction = unit_periods_between(terms.start_date, each.due_date, unit_period)
            payments.append(Flow(each.due_minor, full, fraction))
    advance = Flow(terms.amount_minor - terms.origination_fee_minor, 0)
    return annual_percentage_rate([advance], payments, unit_period.per_year)


def _unit_period(terms: ScheduleTerms) -> UnitPeriod:
    """Return the unit-period of Appendix J (b)(4): the period between repayments, at most a year.

    A single payment has the whole term for its unit-period, in days unless that is a number of months, (b)(5).
    """
    every, unit = terms.repayment_every, terms.repayment_unit
    if terms.term == 1 and unit == RepaymentUnit.WEEKS:
        every, unit = every * 7, RepaymentUnit.DAYS
    unit_period = UnitPeriod(every, unit)
    return unit_period if unit_period.per_year >= 1 else _A_YEAR
