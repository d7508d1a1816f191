"""Examples of the accounts API, shown in its documentation. The people and numbers in them are invented."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiExample

_ACCOUNT = {
    "id": 1,
    "account_number": "SAV120045675",
    "account_type": "SAVINGS",
    "balance": "1000.00",
    "available_balance": "900.00",
    "status": "ACTIVE",
    "interest_rate": "0.00",
    "minimum_balance": "100.00",
    "daily_transaction_limit": "50000.00",
    "single_transaction_limit": "10000.00",
    "created_at": "2024-01-15T11:00:00Z",
    "currency": "USD",
    "nickname": "",
    "product": "SAVINGS",
    "customer_id": "CUST5550001234",
    "status_reason": None,
    "activated_at": "2024-01-15T11:00:00Z",
    "closed_at": None,
    "term_months": None,
    "maturity_date": None,
    "maturity_instruction": None,
    "payout_account_number": None,
    "accrued_interest": "0.00",
}
_EMPTY = {"balance": "0.00", "available_balance": "0.00"}
_NEW_ACCOUNT = {**_ACCOUNT, **_EMPTY}

ACCOUNT_IN_LIST = [OpenApiExample("A savings account", value=_ACCOUNT, response_only=True)]

OPENING = [
    OpenApiExample(
        "Open a savings account",
        value={"account_type": "SAVINGS", "minimum_balance": "100.00"},
        request_only=True,
    ),
    OpenApiExample(
        "With an opening deposit",
        value={
            "product": "GOLD",
            "opening_deposit": "500.00",
            "funding_account_number": "CUR120045675",
        },
        request_only=True,
    ),
    OpenApiExample("The new account", value=_NEW_ACCOUNT, response_only=True, status_codes=["201"]),
]

ACCOUNT_CHANGE = [
    *ACCOUNT_IN_LIST,
    OpenApiExample("Name an account", value={"nickname": "Holidays"}, request_only=True),
    OpenApiExample(
        "Set its limits, by staff",
        value={"daily_transaction_limit": "20000.00", "single_transaction_limit": "5000.00"},
        request_only=True,
    ),
]

_REASON = OpenApiExample("A reason", value={"reason": "Asked for by the customer"}, request_only=True)


def _account_after(name: str, **changes: object) -> OpenApiExample:
    return OpenApiExample(name, value={**_ACCOUNT, **changes}, response_only=True)


REACTIVATION = [_account_after("The account, awake again")]
ACTIVATION = [
    OpenApiExample(
        "With the opening deposit, in cash", value={"opening_deposit": "1000.00"}, request_only=True
    ),
    _account_after("The account with its number"),
]
FREEZING = [
    _REASON,
    _account_after("The frozen account", status="FROZEN", status_reason="Asked for by the customer"),
]
UNFREEZING = [
    _REASON,
    _account_after("The account in use again", status_reason="Asked for by the customer"),
]
CLOSING = [
    _REASON,
    _account_after(
        "The closed account",
        **_EMPTY,
        status="CLOSED",
        status_reason="Asked for by the customer",
        closed_at="2024-03-01T09:30:00Z",
        closing_interest=None,
    ),
]

_PRODUCT = {
    "id": 4,
    "code": "YOUTH",
    "name": "Youth account",
    "account_type": "SAVINGS",
    "currency": "USD",
    "interest_rate": "1.25",
    "minimum_balance": "0.00",
    "opening_deposit": "0.00",
    "kyc_required": True,
    "minimum_age_years": None,
    "required_documents": ["PASSPORT"],
    "required_numbers": [],
    "one_per_customer": True,
    "single_transaction_limit": "10000.00",
    "daily_transaction_limit": "50000.00",
    "fees": {"TRANSFER": "0.50"},
    "auto_activate": True,
    "is_active": True,
    "term_months": None,
    "early_withdrawal_penalty": None,
    "maturity_instruction": None,
    "day_count": "ACTUAL/365",
    "interest_posting": "MONTHLY",
    "withholding_tax_rate": "0.00",
    "created_at": "2024-01-15T11:00:00Z",
}
PRODUCT = [OpenApiExample("A youth account, as it is offered", value=_PRODUCT, response_only=True)]

NEW_PRODUCT = [
    OpenApiExample(
        "A youth account",
        value={
            "code": "YOUTH",
            "name": "Youth account",
            "account_type": "SAVINGS",
            "interest_rate": "1.25",
            "one_per_customer": True,
            "required_documents": ["PASSPORT"],
            "fees": {"TRANSFER": "0.50"},
        },
        request_only=True,
    ),
    OpenApiExample("The new product", value=_PRODUCT, response_only=True, status_codes=["201"]),
]

PRODUCT_CHANGE = [
    OpenApiExample("Raise the fee of a transfer", value={"fees": {"TRANSFER": "1.50"}}, request_only=True),
    OpenApiExample(
        "The changed product", value={**_PRODUCT, "fees": {"TRANSFER": "1.50"}}, response_only=True
    ),
]

ELIGIBILITY = [
    OpenApiExample(
        "A passport is missing",
        value={
            "eligible": False,
            "unmet": {"required_documents": ["A document is missing: PASSPORT."]},
            "met": ["kyc_required", "one_per_customer"],
            "opening_deposit": "0.00",
        },
        response_only=True,
    ),
]

BALANCE = [
    OpenApiExample(
        "At the end of a day",
        value={
            "account_number": "SAV120045675",
            "currency": "USD",
            "at": "2024-01-15T23:59:59.999999Z",
            "balance": "1000.00",
            "available_balance": None,
        },
        response_only=True,
    ),
]
