"""A schedule planned anew: once principal was paid ahead, or on other terms. Pure.

A new version always holds every repayment from the first, and its principal sums to what was paid out: so how far each
repayment is paid follows from the loan's totals, whichever version is in force.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from core_banking.kernel.day_count import days_by
from loans.allocation import LoanState, interest_accrued_by, standings
from loans.contracts import Installment, PrepaymentEffect, ScheduleTerms
from loans.schedule import TermsCannotBePlanned, replan, rescheduled


def planned_after_prepayment(
    terms: ScheduleTerms,
    installments: Sequence[Installment],
    *,
    prepaid_minor: int,
    today: dt.date,
    effect: PrepaymentEffect,
) -> tuple[Installment, ...]:
    """Return the schedule once principal beyond the next repayment was paid on a day.

    What was prepaid counts from the next due date: it joins the principal of the repayment that comes next, and the
    later ones are planned anew by the loan's effect. Where the lower instalment cannot be planned (a multiple leaves
    too little for the interest) the term is shortened.
    """
    place = next(place for place, each in enumerate(installments) if each.due_date > today)
    coming, later = installments[place], installments[place + 1 :]
    coming = replace(
        coming,
        principal_minor=coming.principal_minor + prepaid_minor,
        balance_minor=coming.balance_minor - prepaid_minor,
    )
    try:
        anew = replan(terms, planned=later, principal_minor=coming.balance_minor, effect=effect)
    except TermsCannotBePlanned:
        anew = replan(
            terms,
            planned=later,
            principal_minor=coming.balance_minor,
            effect=PrepaymentEffect.SHORTEN_TERM,
        )
    return (*installments[:place], coming, *anew)


def planned_on_new_terms(
    terms: ScheduleTerms,
    state: LoanState,
    *,
    term: int,
    annual_rate_ppm: int | None,
    first_due_date: dt.date | None,
) -> tuple[ScheduleTerms, tuple[Installment, ...]]:
    """Return the terms and the whole schedule of a loan whose rest is repaid in `term` repayments from today on.

    What was paid stays with the repayments it paid, which ask for no more than that; interest that has accrued and was
    not paid falls due with the first new one. Fees that fell due stay due. The present period ends today. Without a
    first due date the next one of the old plan stays. Raises `TermsCannotBePlanned`.
    """
    kept = _kept(terms, state)
    if first_due_date is None:
        first_due_date = next(
            (each.due_date for each in state.installments if each.due_date > state.today), None
        )
    accrued_minor = sum(each.interest_accrued_minor for each in kept)
    plan = rescheduled(
        terms,
        principal_minor=state.totals.principal_minor,
        term=term,
        starts_on=state.today,
        first_number=len(kept) + 1,
        annual_rate_ppm=annual_rate_ppm,
        first_due_date=first_due_date,
        deferred_interest_minor=accrued_minor - sum(each.interest_minor for each in kept),
    )
    first, *others = plan.installments
    if not kept:
        # On the day of the payout no period is over that could hold what was paid already: the first one does.
        first = replace(first, principal_minor=first.principal_minor + state.totals.principal_paid_minor)
    return plan.terms, (*kept, first, *others)


def _kept(terms: ScheduleTerms, state: LoanState) -> list[Installment]:
    """Return the periods that are over, the present one cut off today, each asking for what was paid and no more."""
    over = [row for row in standings(state) if row.installment.due_date <= state.today]
    rows = [replace(row.installment, interest_minor=row.interest_paid_minor) for row in over]
    present = next((each for each in state.installments if each.due_date > state.today), None)
    if present is not None and present.starts_on < state.today:
        accrued_minor = interest_accrued_by([present], state.today)
        rows.append(
            replace(
                present,
                due_date=state.today,
                days=days_by(terms.day_count, present.starts_on, state.today),
                interest_accrued_minor=accrued_minor,
                fee_minor=0,
            )
        )
    return _as_paid(rows, state)


def _as_paid(rows: list[Installment], state: LoanState) -> list[Installment]:
    """Spread over periods that are over all principal that was paid, and of the interest what they have accrued."""
    principal_left = state.totals.principal_paid_minor
    interest_left = min(state.totals.interest_paid_minor, sum(each.interest_accrued_minor for each in rows))
    balance, paid = state.totals.principal_disbursed_minor, []
    for place, each in enumerate(rows):
        is_last = place == len(rows) - 1
        principal = principal_left if is_last else min(principal_left, each.principal_minor)
        interest = interest_left if is_last else min(interest_left, each.interest_minor)
        principal_left, interest_left, balance = (
            principal_left - principal,
            interest_left - interest,
            balance - principal,
        )
        paid.append(replace(each, principal_minor=principal, interest_minor=interest, balance_minor=balance))
    return paid
