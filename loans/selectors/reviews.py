"""What staff looks at before it decides on an application: its plan, its requirements, what is afforded."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, cast

from django.conf import settings
from django.utils.module_loading import import_string

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput, NotAllowed
from loans.affordability import Affordability, CustomerFlows, affordability
from loans.contracts import MANAGE_ANY_LOAN, Schedule
from loans.models import Loan
from loans.quote import apr_of
from loans.selectors.eligibility import judged, planned, read_loan_amount
from loans.selectors.products import card_of_loan_product
from loans.terms import schedule_terms_of
from loans.underwriting import Check, LoanAsked, burden_of_month
from users.contracts import PersonCard
from users.selectors import person_card


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanReview:
    """An application as it would be approved now: over `amount_minor`, by the product's terms of this moment."""

    applicant: PersonCard
    amount_minor: int
    schedule: Schedule
    apr: Fraction
    checks: Sequence[Check]
    affordability: Affordability


def review_of_application(actor: Actor, loan: Loan, amount: str | None = None) -> LoanReview:
    """Return what an approval over an amount (major units as written; what was asked for, if None) would rest on.

    Raises `NotAllowed` without the right to manage loans, and `InvalidInput` under `amount_approved` or the name of the
    term for which no schedule follows.
    """
    if not actor.may(MANAGE_ANY_LOAN):
        raise NotAllowed
    amount_minor = loan.amount_requested_minor
    if amount:
        amount_minor = read_loan_amount("amount_approved", amount, loan.currency)
    if amount_minor > loan.amount_requested_minor:
        raise InvalidInput({"amount_approved": ["This is more than was asked for."]})
    product = card_of_loan_product(loan.product)
    terms = schedule_terms_of(
        product,
        amount_minor=amount_minor,
        term=loan.term,
        start_date=clock.business_date(),
        overrides=loan.overrides,
        staff=True,
    )
    schedule, applicant = planned(terms), person_card(loan.customer_id)
    burden = burden_of_month(schedule)
    asked = LoanAsked(burden_minor=burden, income_minor=loan.monthly_income_minor)
    return LoanReview(
        applicant=applicant,
        amount_minor=amount_minor,
        schedule=schedule,
        apr=apr_of(schedule),
        checks=judged(applicant, product, asked, beside=loan.pk),
        affordability=affordability(
            income_minor=loan.monthly_income_minor,
            burden_minor=burden,
            flows=_flows_of(loan),
        ),
    )


def _flows_of(loan: Loan) -> CustomerFlows:
    """Ask the app that moves money, which lives beside this one, as the setting `CUSTOMER_FLOWS` names it."""
    ask = cast(Callable[..., Any], import_string(settings.CUSTOMER_FLOWS))
    return cast(CustomerFlows, ask(loan.customer_id, loan.currency))
