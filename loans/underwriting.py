"""Whether somebody may have a loan: every requirement judged on frozen facts, with its reason. No effects.

Each requirement is met, not met, or left to staff, which is what becomes of an income share where no income was
stated. What is not met refuses an application; where the product allows it, and all is met, the loan is approved at
once.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core_banking.kernel.money import Money
from core_banking.kernel.percent import WHOLE_PPM, format_percent
from kyc.contracts import IdentityFacts
from loans.contracts import LoanProductCard, RepaymentUnit, Schedule

_UNITS_IN_A_YEAR: Final = {RepaymentUnit.DAYS: 365, RepaymentUnit.WEEKS: 52, RepaymentUnit.MONTHS: 12}
_NUMBER_FIELDS: Final = {"AADHAAR": "aadhaar_number", "PAN": "pan_number"}


class Outcome(StrEnum):
    """What was found of one requirement."""

    MET = "MET"
    UNMET = "UNMET"
    FOR_STAFF = "FOR_STAFF"


@dataclass(frozen=True, slots=True)
class Check:
    """One requirement by its name, what was found, and why, in a sentence for a person."""

    name: str
    outcome: Outcome
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BorrowerFacts:
    """What the rules may know of who asks; never an identity number itself.

    `identity` is None where nothing is known, or nothing is asked. The two loans are named by their references:
    another one that is applied for, approved or running, and one that was written off and not recovered.
    """

    is_verified: bool
    identity: IdentityFacts | None = None
    live_loan: str | None = None
    written_off_loan: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanAsked:
    """What the loan would ask of the borrower; amounts in minor units, each None where it is not known.

    `burden_minor` is what the repayments of a month come to, at the most.
    """

    burden_minor: int | None = None
    income_minor: int | None = None


def burden_of_month(schedule: Schedule) -> int:
    """Return the most that a month's repayments come to, in minor units, rounded up.

    It is the largest repayment, spread over the months it is for; a year has 12 months, 52 weeks or 365 days.
    """
    terms = schedule.terms
    largest = max(each.due_minor for each in schedule.installments)
    return -(-largest * _UNITS_IN_A_YEAR[terms.repayment_unit] // (12 * terms.repayment_every))


def asks_for_identity(product: LoanProductCard) -> bool:
    """Whether a product asks for anything that only the customer's identity record can answer."""
    return bool(
        product.minimum_age_years is not None or product.required_documents or product.required_numbers
    )


def judge(
    product: LoanProductCard, borrower: BorrowerFacts, asked: LoanAsked, today: dt.date
) -> tuple[Check, ...]:
    """Return every requirement of a product with what was found. `today` is the bank's business date."""
    found = [
        _verified(product, borrower),
        _age(product, borrower, today),
        _documents(product, borrower),
        _numbers(product, borrower),
        _income(product, asked),
        _share(product, asked),
        _one_at_a_time(borrower),
        _nothing_written_off(borrower),
    ]
    return tuple(check for check in found if check is not None)


def unmet(checks: Iterable[Check]) -> dict[str, list[str]]:
    """Return what is not met, by name, with its reason."""
    return {check.name: [check.reason] for check in checks if check.outcome is Outcome.UNMET}


def names_of(checks: Iterable[Check], outcome: Outcome) -> list[str]:
    """Return the names of the requirements that came out so."""
    return [check.name for check in checks if check.outcome is outcome]


def is_decided_at_once(product: LoanProductCard, amount_minor: int, checks: Sequence[Check]) -> bool:
    """Whether the bank approves an amount (minor units) without staff: as far as the product says, and all is met."""
    limit = product.instant_approval_up_to_minor
    return (
        limit is not None and amount_minor <= limit and all(check.outcome is Outcome.MET for check in checks)
    )


def _found(name: str, is_met: bool, met: str, unmet: str) -> Check:
    return Check(name, Outcome.MET, met) if is_met else Check(name, Outcome.UNMET, unmet)


def _verified(product: LoanProductCard, borrower: BorrowerFacts) -> Check | None:
    if not product.kyc_required:
        return None
    return _found(
        "kyc_required",
        borrower.is_verified,
        "The customer's identity is verified.",
        "The customer's identity must be verified first.",
    )


def _age(product: LoanProductCard, borrower: BorrowerFacts, today: dt.date) -> Check | None:
    least = product.minimum_age_years
    if least is None:
        return None
    identity = borrower.identity
    return _found(
        "minimum_age",
        identity is not None and age_in_years(identity.date_of_birth, today) >= least,
        f"The customer is {least} years old or older.",
        f"The customer must be {least} years old or older.",
    )


def age_in_years(date_of_birth: dt.date, today: dt.date) -> int:
    """Return the completed years of age; somebody born on 29 February comes of age on 1 March in other years."""
    had_birthday = (today.month, today.day) >= (date_of_birth.month, date_of_birth.day)
    return today.year - date_of_birth.year - (0 if had_birthday else 1)


def _documents(product: LoanProductCard, borrower: BorrowerFacts) -> Check | None:
    if not product.required_documents:
        return None
    known = borrower.identity.document_types if borrower.identity else frozenset()
    missing = [kind for kind in product.required_documents if kind not in known]
    return _found(
        "documents",
        not missing,
        f"These documents are on file: {', '.join(product.required_documents)}.",
        f"These documents are missing: {', '.join(missing)}.",
    )


def _numbers(product: LoanProductCard, borrower: BorrowerFacts) -> Check | None:
    if not product.required_numbers:
        return None
    known = borrower.identity.identity_numbers if borrower.identity else frozenset()
    missing = [kind for kind in product.required_numbers if kind not in known]
    hints = [f"{kind} ({_NUMBER_FIELDS[kind]})" if kind in _NUMBER_FIELDS else kind for kind in missing]
    return _found(
        "identity_numbers",
        not missing,
        f"These numbers are on file: {', '.join(product.required_numbers)}.",
        f"These numbers are missing: {', '.join(hints)}.",
    )


def _income(product: LoanProductCard, asked: LoanAsked) -> Check | None:
    least = product.minimum_monthly_income_minor
    if least is None:
        return None
    asked_for = _with_currency(product, least)
    if asked.income_minor is None:
        return Check(
            "minimum_monthly_income", Outcome.UNMET, f"State a monthly income of at least {asked_for}."
        )
    return _found(
        "minimum_monthly_income",
        asked.income_minor >= least,
        f"The monthly income is {asked_for} or more.",
        f"The monthly income must be {asked_for} or more.",
    )


def _share(product: LoanProductCard, asked: LoanAsked) -> Check | None:
    most, burden, income = product.maximum_income_share_ppm, asked.burden_minor, asked.income_minor
    if most is None or burden is None:
        return None
    name = "maximum_income_share"
    if income is None:
        return Check(name, Outcome.FOR_STAFF, "No monthly income was stated, so a member of staff decides.")
    allowed = f"at most {format_percent(most)} percent of it are allowed"
    months = f"A month's repayments come to {_with_currency(product, burden)}"
    incomes = f"the monthly income is {_with_currency(product, income)}"
    sentence = f"{months}, {incomes}, {allowed}."
    return _found(name, burden * WHOLE_PPM <= income * most, sentence, sentence)


def _one_at_a_time(borrower: BorrowerFacts) -> Check:
    return _found(
        "one_loan_at_a_time",
        borrower.live_loan is None,
        "The customer has no other loan that is applied for, approved or running.",
        f"The customer already has a loan: {borrower.live_loan}.",
    )


def _nothing_written_off(borrower: BorrowerFacts) -> Check:
    return _found(
        "no_loan_written_off",
        borrower.written_off_loan is None,
        "No loan of the customer was lost to the bank.",
        f"A loan of the customer was written off and not recovered: {borrower.written_off_loan}.",
    )


def _with_currency(product: LoanProductCard, amount_minor: int) -> str:
    return f"{Money.of_minor(amount_minor, product.currency)} {product.currency}"
