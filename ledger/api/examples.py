"""Examples of the books' API, shown in its documentation. The bank in them is invented."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample

_CASH: Final = {"code": "1010-USD", "name": "Cash (USD)", "kind": "ASSET"}
_DEPOSITS: Final = {"code": "2010-USD", "name": "Customers' deposits (USD)", "kind": "LIABILITY"}
_FEES: Final = {"code": "4010-USD", "name": "Fee income (USD)", "kind": "INCOME"}
_INTEREST: Final = {"code": "5010-USD", "name": "Interest paid to customers (USD)", "kind": "EXPENSE"}


def _trial(account: dict[str, str], debits: str, credits: str, debit: str, credit: str) -> dict[str, str]:
    return {
        **account,
        "debits": debits,
        "credits": credits,
        "debit_balance": debit,
        "credit_balance": credit,
    }


def _shown(name: str, value: dict[str, Any]) -> list[OpenApiExample]:
    return [OpenApiExample(name, value=value, response_only=True, media_type="application/json")]


TRIAL_BALANCE: Final = _shown(
    "The end of January",
    {
        "on": "2024-01-31",
        "currencies": [
            {
                "currency": "USD",
                "accounts": [
                    _trial(_CASH, "1500.00", "400.00", "1100.00", "0.00"),
                    _trial(_DEPOSITS, "405.00", "1502.50", "0.00", "1097.50"),
                    _trial(_FEES, "0.00", "5.00", "0.00", "5.00"),
                    _trial(_INTEREST, "2.50", "0.00", "2.50", "0.00"),
                ],
                "total_debits": "1907.50",
                "total_credits": "1907.50",
                "total_debit_balances": "1102.50",
                "total_credit_balances": "1102.50",
            }
        ],
    },
)
BALANCE_SHEET: Final = _shown(
    "The end of January",
    {
        "on": "2024-01-31",
        "currencies": [
            {
                "currency": "USD",
                "assets": [{**_CASH, "balance": "1100.00"}],
                "liabilities": [{**_DEPOSITS, "balance": "1097.50"}],
                "equity": [],
                "total_assets": "1100.00",
                "total_liabilities": "1097.50",
                "total_equity": "0.00",
                "result": "2.50",
                "is_balanced": True,
            }
        ],
    },
)
PROFIT_AND_LOSS: Final = _shown(
    "January",
    {
        "from": "2024-01-01",
        "to": "2024-01-31",
        "currencies": [
            {
                "currency": "USD",
                "income": [{**_FEES, "balance": "5.00"}],
                "expense": [{**_INTEREST, "balance": "2.50"}],
                "total_income": "5.00",
                "total_expense": "2.50",
                "result": "2.50",
            }
        ],
    },
)
CHART: Final = [
    OpenApiExample(
        "Cash",
        value={**_CASH, "balance": "1100.00", "currency": "USD", "debits": "1500.00", "credits": "400.00"},
        response_only=True,
    )
]
_LOCK: Final = {"through": "2023-12-31", "reason": "The year is audited and filed."}
_LOCKED: Final = {
    "id": 3,
    **_LOCK,
    "locked_by": "bank_admin",
    "locked_at": "2024-01-15T11:00:00Z",
}
LOCKS: Final = [OpenApiExample("A locked year", value=_LOCKED, response_only=True)]
LOCK: Final = [
    OpenApiExample("Lock a year", value=_LOCK, request_only=True),
    OpenApiExample("It is locked", value=_LOCKED, response_only=True, status_codes=["201"]),
]
