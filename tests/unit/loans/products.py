"""A loan product of the tests: plain terms, of which each test changes what it is about."""

from __future__ import annotations

import datetime as dt
from typing import Any

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


def a_product(**changed: Any) -> LoanProductCard:
    """Return a product that lends 100.00 to 10,000.00 for 2 to 60 months at 12 %, with terms changed."""
    terms: dict[str, Any] = {
        "id": 1,
        "code": "PLAIN",
        "name": "Plain loan",
        "loan_type": LoanType.PERSONAL,
        "currency": "USD",
        "minimum_amount_minor": 100_00,
        "maximum_amount_minor": 10_000_00,
        "minimum_term": 2,
        "maximum_term": 60,
        "annual_rate_ppm": 120_000,
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
        "late_penalty_minor": 0,
        "late_penalty_after_days": 0,
        "prepayment_effect": PrepaymentEffect.SHORTEN_TERM,
        "instant_approval_up_to_minor": None,
        "overridable": (),
        "kyc_required": True,
        "minimum_age_years": None,
        "required_documents": (),
        "required_numbers": (),
        "minimum_monthly_income_minor": None,
        "maximum_income_share_ppm": None,
        "is_active": True,
        "created_at": dt.datetime(2024, 1, 1, tzinfo=dt.UTC),
    }
    return LoanProductCard(**{**terms, **changed})
