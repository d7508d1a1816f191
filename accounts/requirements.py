"""What a customer must bring for a product, decided on frozen facts. No effects."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from accounts.contracts import ProductCard
from core_banking.kernel.money import Money
from kyc.contracts import IdentityFacts

_NUMBER_FIELDS = {"AADHAAR": "aadhaar_number", "PAN": "pan_number"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicantFacts:
    """What the rules may know of who applies; never an identity number itself.

    `identity` is None where nothing is known. `open_accounts_of_product` counts the applicant's accounts of
    this product that are not closed.
    """

    identity: IdentityFacts | None
    open_accounts_of_product: int


def requirements_of(product: ProductCard) -> list[str]:
    """Return the names of what a product asks of an applicant, but for the opening deposit."""
    asked = {
        "kyc_required": product.kyc_required,
        "minimum_age_years": product.minimum_age_years is not None,
        "required_documents": bool(product.required_documents),
        "required_numbers": bool(product.required_numbers),
        "one_per_customer": product.one_per_customer,
    }
    return [name for name, is_asked in asked.items() if is_asked]


def unmet_requirements(
    product: ProductCard, applicant: ApplicantFacts, today: dt.date
) -> dict[str, list[str]]:
    """Return every requirement that is not met, by the name of the product's field; empty when all are.

    `today` is the bank's business date. KYC and the opening deposit are judged on their own.
    """
    unmet = _unmet_by_identity(product, applicant.identity, today)
    if product.one_per_customer and applicant.open_accounts_of_product:
        unmet["one_per_customer"] = ["The customer already has an account of this product."]
    return unmet


def opening_deposit_problem(product: ProductCard, brought_minor: int | None) -> str | None:
    """Return what is wrong with the money that is brought (minor units, None for none), or None if it is enough."""
    least_minor = product.opening_deposit_minor
    if (brought_minor or 0) >= least_minor:
        return None
    return f"This product asks for an opening deposit of at least {_with_currency(product, least_minor)}."


def asks_for_identity(product: ProductCard) -> bool:
    """Whether a product asks for anything that only the customer's identity record can answer."""
    return bool(
        product.minimum_age_years is not None or product.required_documents or product.required_numbers
    )


def _unmet_by_identity(
    product: ProductCard, identity: IdentityFacts | None, today: dt.date
) -> dict[str, list[str]]:
    unmet: dict[str, list[str]] = {}
    least_age = product.minimum_age_years
    if least_age is not None and (
        identity is None or age_in_years(identity.date_of_birth, today) < least_age
    ):
        unmet["minimum_age_years"] = [f"The customer must be {least_age} years old or older."]
    documents = identity.document_types if identity else frozenset()
    missing_documents = [kind for kind in product.required_documents if kind not in documents]
    if missing_documents:
        unmet["required_documents"] = [f"A document is missing: {kind}." for kind in missing_documents]
    numbers = identity.identity_numbers if identity else frozenset()
    missing_numbers = [kind for kind in product.required_numbers if kind not in numbers]
    if missing_numbers:
        unmet["required_numbers"] = [_missing_number(kind) for kind in missing_numbers]
    return unmet


def age_in_years(date_of_birth: dt.date, today: dt.date) -> int:
    """Return the completed years of age; somebody born on 29 February comes of age on 1 March in other years."""
    had_birthday = (today.month, today.day) >= (date_of_birth.month, date_of_birth.day)
    return today.year - date_of_birth.year - (0 if had_birthday else 1)


def _missing_number(kind: str) -> str:
    field = _NUMBER_FIELDS.get(kind)
    return f"A number is missing: {kind}." + (f" Give it as {field}." if field else "")


def _with_currency(product: ProductCard, amount_minor: int) -> str:
    return f"{Money.of_minor(amount_minor, product.currency)} {product.currency}"
