"""Whether somebody may have a loan: asked before he applies, while he does, and again when it is decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import F

from accounts.contracts import BOUND_TYPES, AccountCard, AccountStatus
from accounts.selectors import accounts_of
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput, NotAllowed
from core_banking.kernel.money import Currency, InvalidAmount, parse_amount_minor
from kyc.selectors import identity_facts
from loans.contracts import (
    APPLY_FOR_OWN_LOAN,
    LIVE_STATUSES,
    MANAGE_ANY_LOAN,
    LoanProductCard,
    LoanStatus,
    LoanType,
    Schedule,
    ScheduleTerms,
)
from loans.models import Loan, LoanProduct
from loans.schedule import TermsCannotBePlanned, build_schedule
from loans.selectors.products import card_of_loan_product, loan_product_card
from loans.terms import schedule_terms_of
from loans.underwriting import (
    BorrowerFacts,
    Check,
    LoanAsked,
    Outcome,
    asks_for_identity,
    burden_of_month,
    is_decided_at_once,
    judge,
    names_of,
    unmet,
)
from users.contracts import PersonCard
from users.selectors import customer_by_reference, person_card


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanEligibility:
    """Whether somebody may apply for a product: its requirements by name, met, unmet and left to staff.

    `decided_at_once` says whether an application would be; None where no amount was named. `burden_minor` is what a
    month's repayments come to, in minor units.
    """

    product: LoanProductCard
    unmet: dict[str, list[str]]
    met: list[str]
    for_staff: list[str]
    decided_at_once: bool | None = None
    burden_minor: int | None = None

    @property
    def eligible(self) -> bool:
        """Whether nothing is missing."""
        return not self.unmet


def loan_eligibility_of(
    actor: Actor,
    product_id: int,
    *,
    customer: str | int | None = None,
    amount: Any = None,
    term: int | None = None,
    monthly_income: Any = None,
) -> LoanEligibility:
    """Return what the actor, or by staff another customer, meets and lacks for a product, or for a loan of it.

    With an amount (major units as written) and a term the repayments are held against the income as well. Raises
    `NotFound` for a product that is not there, `InvalidInput` by field, and what `borrower_for` raises.
    """
    owner = borrower_for(actor, customer)
    product = loan_product_card(actor, product_id)
    amount_minor = None if amount is None else read_loan_amount("amount", amount, product.currency)
    income_minor = read_income(monthly_income, product.currency)
    burden = None
    if amount_minor is not None and term is not None:
        terms = schedule_terms_of(
            product, amount_minor=amount_minor, term=term, start_date=clock.business_date()
        )
        burden = burden_of_month(planned(terms))
    asked = LoanAsked(burden_minor=burden, income_minor=income_minor)
    checks = judged(owner, product, asked)
    missing = unmet(checks)
    if not product.is_active:
        missing["is_active"] = ["This product is not on offer."]
    at_once = None
    if amount_minor is not None and burden is not None:
        at_once = not missing and is_decided_at_once(product, amount_minor, checks)
    return LoanEligibility(
        product=product,
        unmet=missing,
        met=names_of(checks, Outcome.MET),
        for_staff=names_of(checks, Outcome.FOR_STAFF),
        decided_at_once=at_once,
        burden_minor=burden,
    )


def borrower_for(actor: Actor, reference: str | int | None) -> PersonCard:
    """Return for whom the actor asks: himself, or by staff the customer of a number or `CUST…` identifier.

    Raises `NotAllowed`, and `InvalidInput` when the customer is not named, not there, or somebody else.
    """
    if reference is None or str(reference) in {str(actor.user_id), actor.customer_id}:
        return _actor_as_borrower(actor)
    if not actor.may(MANAGE_ANY_LOAN):
        if not actor.may(APPLY_FOR_OWN_LOAN):
            raise NotAllowed
        raise InvalidInput({"customer_id": ["You can apply for loans only for yourself."]})
    owner = customer_by_reference(reference)
    if owner is None:
        raise InvalidInput({"customer_id": ["There is no such customer."]})
    return owner


def judged(
    owner: PersonCard, product: LoanProductCard, asked: LoanAsked, *, beside: int | None = None
) -> tuple[Check, ...]:
    """Return every requirement of a product with what was found of a customer, on the bank's business date.

    The loan `beside` is the one that is asked for or decided on, and not counted as one he has.
    """
    live, written_off = _loans_in_the_way(owner.id, beside)
    borrower = BorrowerFacts(
        is_verified=owner.is_account_verified,
        identity=identity_facts(owner.id) if asks_for_identity(product) else None,
        live_loan=live.reference if live else None,
        written_off_loan=written_off.reference if written_off else None,
    )
    return judge(product, borrower, asked, clock.business_date())


def live_loan_of(user_id: int, *, beside: int | None = None) -> Loan | None:
    """Return the loan of a customer that is applied for, approved or running, other than `beside`; None if none is."""
    return _loans_in_the_way(user_id, beside)[0]


def loan_product_applied_for(code: str | None, loan_type: LoanType | None) -> LoanProductCard | None:
    """Return the active product of a code, or the oldest active one of a type; None if there is none."""
    products = LoanProduct.objects.filter(is_active=True).order_by("id")
    if code is not None:
        products = products.filter(code=code)
    if loan_type is not None:
        products = products.filter(loan_type=loan_type.value)
    product = products.first()
    return card_of_loan_product(product) if product else None


def accounts_that_take(user_id: int, currency: str) -> list[AccountCard]:
    """Return the accounts of a customer that the money of a loan can be paid to."""
    return [account for account in accounts_of(user_id) if can_take(account, currency)]


def can_take(account: AccountCard, currency: str) -> bool:
    """Whether the money of a loan can be paid to an account."""
    return (
        account.status is AccountStatus.ACTIVE
        and account.account_type not in BOUND_TYPES
        and account.currency == currency
    )


def planned(terms: ScheduleTerms) -> Schedule:
    """Return the schedule of terms. Raises `InvalidInput` under the name of the term that no schedule follows from."""
    try:
        return build_schedule(terms)
    except TermsCannotBePlanned as error:
        raise InvalidInput({error.field: [str(error)]}) from None


def read_loan_amount(name: str, written: object, currency: str) -> int:
    """Return an amount in minor units. Raises `InvalidInput` under its name."""
    try:
        return parse_amount_minor(written, Currency.of(currency).exponent)
    except InvalidAmount as error:
        raise InvalidInput({name: [str(error)]}) from None


def read_income(written: object, currency: str) -> int | None:
    """Return a monthly income in minor units, zero allowed; None where none was stated. Raises `InvalidInput`."""
    if written is None:
        return None
    try:
        return parse_amount_minor(written, Currency.of(currency).exponent, allow_zero=True)
    except InvalidAmount as error:
        raise InvalidInput({"monthly_income": [str(error)]}) from None


def _loans_in_the_way(user_id: int, beside: int | None) -> tuple[Loan | None, Loan | None]:
    loans = Loan.objects.filter(customer_id=user_id)
    if beside is not None:
        loans = loans.exclude(pk=beside)
    live = loans.filter(status__in=[status.value for status in LIVE_STATUSES]).first()
    lost = F("written_off_principal_minor") + F("written_off_interest_minor") + F("written_off_charges_minor")
    written_off = loans.filter(status=LoanStatus.WRITTEN_OFF.value, recovered_minor__lt=lost).first()
    return live, written_off


def _actor_as_borrower(actor: Actor) -> PersonCard:
    if actor.user_id is not None and actor.customer_id is not None and actor.may(APPLY_FOR_OWN_LOAN):
        return person_card(actor.user_id)
    if actor.may(MANAGE_ANY_LOAN):
        raise InvalidInput({"customer_id": ["Say for which customer."]})
    raise NotAllowed
