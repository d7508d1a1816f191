"""Examples of loan products in the documentation of the API."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample

_PRODUCT = {
    "id": 4,
    "code": "SOLAR",
    "name": "Solar roof",
    "loan_type": "HOME",
    "currency": "USD",
    "minimum_amount": "1000.00",
    "maximum_amount": "40000.00",
    "minimum_term": 12,
    "maximum_term": 120,
    "annual_interest_rate": "4.75",
    "interest_method": "DECLINING_BALANCE",
    "interest_period": "SAME_AS_REPAYMENT",
    "amortization": "EQUAL_INSTALLMENTS",
    "day_count": "30/360",
    "repayment_every": 1,
    "repayment_unit": "MONTHS",
    "grace_on_principal": 3,
    "grace_on_interest": 0,
    "interest_free_periods": 0,
    "installment_multiple": None,
    "origination_fee": "50.00",
    "installment_fee": "0.00",
    "late_penalty": "25.00",
    "late_penalty_after_days": 3,
    "prepayment_effect": "LOWER_INSTALLMENT",
    "instant_approval_up_to": None,
    "overridable": ["amortization", "prepayment_effect"],
    "requirements": {
        "kyc_required": True,
        "minimum_age": 18,
        "documents": ["PROOF_OF_ADDRESS"],
        "identity_numbers": [],
        "minimum_monthly_income": "1500.00",
        "maximum_income_share": "40.00",
    },
    "is_active": True,
    "created_at": "2024-01-15T11:00:00Z",
}

LOAN_PRODUCT = [OpenApiExample("A loan for a solar roof", value=_PRODUCT, response_only=True)]

NEW_LOAN_PRODUCT = [
    OpenApiExample(
        "A loan for a solar roof",
        value={
            "code": "SOLAR",
            "name": "Solar roof",
            "loan_type": "HOME",
            "maximum_amount": "40000.00",
            "maximum_term": 120,
            "annual_interest_rate": "4.75",
            "grace_on_principal": 3,
            "origination_fee": "50.00",
            "requirements": {"documents": ["PROOF_OF_ADDRESS"], "minimum_monthly_income": "1500.00"},
        },
        request_only=True,
    ),
    OpenApiExample("The new product", value=_PRODUCT, response_only=True, status_codes=["201"]),
]

LOAN_PRODUCT_CHANGE = [
    OpenApiExample("Lower the rate", value={"annual_interest_rate": "4.25"}, request_only=True),
    OpenApiExample(
        "The changed product", value={**_PRODUCT, "annual_interest_rate": "4.25"}, response_only=True
    ),
]
