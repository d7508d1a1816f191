"""All that staff sets on a loan product, read into columns and written back; and the products as shipped.

No effects. Amounts come and go in major units, rates and shares in percent.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.money import Currency
from loans.contracts import (
    Amortization,
    DayCount,
    InterestMethod,
    InterestPeriod,
    LoanProductCard,
    LoanType,
    PrepaymentEffect,
    RepaymentUnit,
)
from loans.requirements import read_requirements, requirements_as_written
from loans.terms import OVERRIDABLE_TERMS, check_product, read_terms, terms_as_written

_SAME_AS_COLUMN: Final = ("name", "is_active")

_SHIPPED: Final[dict[LoanType, dict[str, Any]]] = {
    LoanType.PERSONAL: {
        "name": "Personal loan",
        "minimum_amount_minor": 100,
        "maximum_amount_minor": 50_000,
        "minimum_term": 1,
        "maximum_term": 84,
        "annual_rate_ppm": 120_000,
        "late_penalty_minor": 10,
        "instant_approval_up_to_minor": 1_000,
        "overridable": ["amortization", "prepayment_effect", "repayment_unit"],
    },
    LoanType.HOME: {
        "name": "Home loan",
        "minimum_amount_minor": 1_000,
        "maximum_amount_minor": 2_000_000,
        "minimum_term": 12,
        "maximum_term": 480,
        "annual_rate_ppm": 55_000,
        "late_penalty_minor": 25,
        "prepayment_effect": PrepaymentEffect.LOWER_INSTALLMENT.value,
    },
    LoanType.CAR: {
        "name": "Car loan",
        "minimum_amount_minor": 500,
        "maximum_amount_minor": 150_000,
        "minimum_term": 6,
        "maximum_term": 96,
        "annual_rate_ppm": 79_000,
        "late_penalty_minor": 15,
    },
}
"""Amounts here in whole major units."""

_COMMON: Final[dict[str, Any]] = {
    "late_penalty_after_days": 3,
    "minimum_age_years": 18,
    "maximum_income_share_ppm": 400_000,
    "overridable": ["amortization", "prepayment_effect"],
}


def shipped_columns(loan_type: LoanType, currency: str) -> dict[str, Any]:
    """Return the columns of a product as shipped, amounts in minor units of a currency."""
    unit = 10 ** Currency.of(currency).exponent
    columns = {**_COMMON, **_SHIPPED[loan_type]}
    return {name: value * unit if name.endswith("_minor") else value for name, value in columns.items()}


def default_card(code: str, loan_type: LoanType, currency: str) -> LoanProductCard:
    """Return a new product before anything was said of it: the shipped one of its type, decided on by staff."""
    columns: dict[str, Any] = {
        "interest_method": InterestMethod.DECLINING_BALANCE,
        "interest_period": InterestPeriod.SAME_AS_REPAYMENT,
        "amortization": Amortization.EQUAL_INSTALLMENTS,
        "day_count": DayCount.THIRTY_360,
        "repayment_every": 1,
        "repayment_unit": RepaymentUnit.MONTHS,
        "grace_on_principal": 0,
        "grace_on_interest": 0,
        "interest_free_periods": 0,
        "installment_multiple_minor": None,
        "origination_fee_minor": 0,
        "installment_fee_minor": 0,
        "prepayment_effect": PrepaymentEffect.SHORTEN_TERM,
        "kyc_required": True,
        "required_documents": (),
        "required_numbers": (),
        "minimum_monthly_income_minor": None,
        **shipped_columns(loan_type, currency),
        "name": code,
        "instant_approval_up_to_minor": None,
        "is_active": True,
    }
    columns["overridable"] = tuple(columns["overridable"])
    columns["prepayment_effect"] = PrepaymentEffect(columns["prepayment_effect"])
    return LoanProductCard(
        id=0,
        code=code,
        loan_type=loan_type,
        currency=currency,
        created_at=dt.datetime.min.replace(tzinfo=dt.UTC),
        **columns,
    )


def changed_product(product: LoanProductCard, written: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns that the written terms set on a product, whose terms then go together.

    `requirements` is an object, of which only the members given are set; `overridable` a list of names of terms.
    Raises `InvalidInput` by field.
    """
    columns: dict[str, Any] = {}
    wrong: dict[str, list[str]] = {}
    for read in (_read_terms, _read_requirements, _read_overridable):
        try:
            columns |= read(written, product.currency)
        except InvalidInput as refused:
            wrong |= refused.fields
    if wrong:
        raise InvalidInput(wrong)
    columns |= {name: written[name] for name in _SAME_AS_COLUMN if name in written}
    check_product(replace(product, **columns))
    return columns


def product_as_written(product: LoanProductCard) -> dict[str, object]:
    """Return a product under the names of the API: for people, the API and the audit trail."""
    return {
        "code": product.code,
        "name": product.name,
        "loan_type": product.loan_type.value,
        "currency": product.currency,
        **terms_as_written(product),
        "overridable": list(product.overridable),
        "requirements": requirements_as_written(product),
        "is_active": product.is_active,
    }


def _read_terms(written: Mapping[str, Any], currency: str) -> dict[str, Any]:
    return read_terms(written, currency)


def _read_requirements(written: Mapping[str, Any], currency: str) -> dict[str, Any]:
    return read_requirements(written["requirements"], currency) if "requirements" in written else {}


def _read_overridable(written: Mapping[str, Any], _currency: str) -> dict[str, Any]:
    if "overridable" not in written:
        return {}
    names = written["overridable"]
    if not isinstance(names, list | tuple) or not all(name in OVERRIDABLE_TERMS for name in names):
        raise InvalidInput({"overridable": [f"Give a list of some of: {', '.join(OVERRIDABLE_TERMS)}."]})
    return {"overridable": sorted(set(names))}
