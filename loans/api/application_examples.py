"""Examples of loans and applications in the documentation. The people and numbers in them are invented."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

_NOTHING = {"principal": "0.00", "interest": "0.00", "fees": "0.00", "penalties": "0.00", "total": "0.00"}
_REQUIREMENTS = [
    {"name": "kyc_required", "outcome": "MET", "reason": "The customer's identity is verified."},
    {"name": "minimum_age", "outcome": "MET", "reason": "The customer is 18 years old or older."},
    {
        "name": "maximum_income_share",
        "outcome": "MET",
        "reason": "A month's repayments come to 106.62 USD, the monthly income is 3000.00 USD, at most 40.00 percent"
        " of it are allowed.",
    },
    {
        "name": "one_loan_at_a_time",
        "outcome": "MET",
        "reason": "The customer has no other loan that is applied for, approved or running.",
    },
    {
        "name": "no_loan_written_off",
        "outcome": "MET",
        "reason": "No loan of the customer was lost to the bank.",
    },
]
_PENDING: dict[str, Any] = {
    "id": 1,
    "reference": "LOAN4K1Z8Q2M7X0B",
    "status": "PENDING",
    "loan_type": "PERSONAL",
    "product": "PERSONAL",
    "customer_id": "CUST5550001234",
    "currency": "USD",
    "amount": "1200.00",
    "amount_requested": "1200.00",
    "amount_approved": None,
    "term": 12,
    "purpose": "A new roof",
    "monthly_income": "3000.00",
    "disbursement_account_number": "SAV120045675",
    "annual_interest_rate": "12.00",
    "overrides": {},
    "terms": None,
    "prepayment_effect": None,
    "late_penalty": None,
    "late_penalty_after_days": None,
    "applied_at": "2024-01-15T11:00:00Z",
    "applied_on_behalf": False,
    "applied_by": None,
    "decided_at": None,
    "decided_by": None,
    "decided_instantly": False,
    "decision_reason": "",
    "requirements": _REQUIREMENTS,
    "monthly_repayments": "106.62",
    "disbursed_on": None,
    "closed_on": None,
    "outstanding": _NOTHING,
    "paid": _NOTHING,
    "written_off": "0.00",
    "recovered": "0.00",
    "next_repayment": None,
    "overdue": "0.00",
    "arrears_since": None,
    "days_past_due": 0,
    "arrears_bucket": "CURRENT",
}
_APPROVED: dict[str, Any] = {
    **_PENDING,
    "status": "APPROVED",
    "amount_approved": "1200.00",
    "terms": {
        "amount": "1200.00",
        "term": 12,
        "start_date": "2024-01-16",
        "annual_interest_rate": "12.00",
        "interest_method": "DECLINING_BALANCE",
        "interest_period": "SAME_AS_REPAYMENT",
        "amortization": "EQUAL_INSTALLMENTS",
        "day_count": "30/360",
        "repayment_every": 1,
        "repayment_unit": "MONTHS",
        "grace_on_principal": 0,
        "grace_on_interest": 0,
        "interest_free_periods": 0,
        "installment_multiple": None,
        "origination_fee": "0.00",
        "installment_fee": "0.00",
    },
    "prepayment_effect": "SHORTEN_TERM",
    "late_penalty": "10.00",
    "late_penalty_after_days": 3,
    "decided_at": "2024-01-16T09:30:00Z",
    "decision_reason": "Approved by the bank.",
}
_RUNNING: dict[str, Any] = {
    **_APPROVED,
    "status": "ACTIVE",
    "disbursed_on": "2024-01-16",
    "outstanding": {**_NOTHING, "principal": "1200.00", "total": "1200.00"},
    "next_repayment": {"number": 1, "due_date": "2024-02-16", "amount": "106.62"},
}
_ASKED = OpenApiExample(
    "Apply for a personal loan",
    value={
        "loan_type": "PERSONAL",
        "amount": "1200.00",
        "term": 12,
        "purpose": "A new roof",
        "monthly_income": "3000.00",
        "disbursement_account_number": "SAV120045675",
    },
    request_only=True,
)

LOAN = [OpenApiExample("A loan that runs", value=_RUNNING, response_only=True)]
APPLICATION = [
    _ASKED,
    OpenApiExample("It waits for staff", value=_PENDING, response_only=True, status_codes=["201"]),
    OpenApiExample("What it would be", value=_PENDING, response_only=True, status_codes=["200"]),
]
APPROVAL = [
    OpenApiExample("Approve all of it", value={"amount_approved": "1200.00"}, request_only=True),
    OpenApiExample("The loan, paid out", value=_RUNNING, response_only=True),
]
REJECTION = [
    OpenApiExample("Turn it down", value={"reason": "Too many obligations"}, request_only=True),
    OpenApiExample(
        "The rejected loan",
        value={
            **_PENDING,
            "status": "REJECTED",
            "decided_at": "2024-01-16T09:30:00Z",
            "decision_reason": "Too many obligations",
            "closed_on": "2024-01-16",
        },
        response_only=True,
    ),
]
WITHDRAWAL = [
    OpenApiExample(
        "The application, taken back",
        value={**_PENDING, "status": "WITHDRAWN", "closed_on": "2024-01-16"},
        response_only=True,
    )
]
PAYOUT = [
    OpenApiExample(
        "Name the account", value={"disbursement_account_number": "SAV120045675"}, request_only=True
    ),
    OpenApiExample("The loan, paid out", value=_RUNNING, response_only=True),
]
ELIGIBILITY = [
    OpenApiExample(
        "A document is missing",
        value={
            "eligible": False,
            "unmet": {"documents": ["These documents are missing: PASSPORT."]},
            "met": ["kyc_required", "minimum_age", "one_loan_at_a_time", "no_loan_written_off"],
            "for_staff": ["maximum_income_share"],
            "decided_at_once": False,
            "monthly_repayments": "106.62",
        },
        response_only=True,
    )
]
