"""Examples of the transactions API, shown in its documentation. The people and numbers in them are invented."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

_SAVINGS, _PAYEE = "SAV123456782", "SAV987654324"

_TRANSFER: dict[str, Any] = {
    "id": 1,
    "transaction_id": "TXN12345ABC",
    "transaction_type": "TRANSFER",
    "amount": "100.00",
    "fee": "1.00",
    "currency": "USD",
    "status": "COMPLETED",
    "from_account": {"account_number": _SAVINGS, "balance": "899.00"},
    "to_account": {"account_number": _PAYEE, "balance": "1100.00"},
    "description": "Transfer to savings",
    "payee_name": "",
    "reference": "",
    "category": "",
    "on_behalf": False,
    "initiated_by": None,
    "business_date": "2026-01-15",
    "transaction_date": "2026-01-15T12:00:00Z",
    "processed_date": "2026-01-15T12:00:01Z",
}
_DEPOSIT: dict[str, Any] = {
    **_TRANSFER,
    "transaction_type": "DEPOSIT",
    "amount": "500.00",
    "fee": "0.00",
    "from_account": None,
    "to_account": {"account_number": _SAVINGS, "balance": "1500.00"},
    "description": "Initial deposit",
}
_WITHDRAWAL: dict[str, Any] = {
    **_TRANSFER,
    "transaction_type": "WITHDRAWAL",
    "amount": "50.00",
    "fee": "0.00",
    "from_account": {"account_number": _SAVINGS, "balance": "950.00"},
    "to_account": None,
    "description": "Cash",
}
_HELD: dict[str, Any] = {
    **_TRANSFER,
    "status": "HELD",
    "from_account": {"account_number": _SAVINGS, "balance": None},
    "to_account": {"account_number": _PAYEE, "balance": None},
    "processed_date": None,
}


def _asked(name: str, value: dict[str, Any]) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


def _answered(name: str, value: dict[str, Any], *statuses: str) -> list[OpenApiExample]:
    return [OpenApiExample(name, value=value, response_only=True, status_codes=[each]) for each in statuses]


TRANSFERS = _answered("A transfer", _TRANSFER, "200")
DEPOSITS = _answered("A deposit", _DEPOSIT, "200")
WITHDRAWALS = _answered("A withdrawal", _WITHDRAWAL, "200")

MOVEMENT = [
    _asked(
        "Deposit",
        {
            "transaction_type": "DEPOSIT",
            "to_account_number": _SAVINGS,
            "amount": "500.00",
            "description": "Initial deposit",
        },
    ),
    _asked(
        "Transfer",
        {
            "transaction_type": "TRANSFER",
            "from_account_number": _SAVINGS,
            "to_account_number": _PAYEE,
            "amount": "100.00",
            "description": "Transfer to savings",
        },
    ),
    *_answered("Transfer", _TRANSFER, "201", "200"),
    *_answered("A payment under review", _HELD, "202"),
]
DEPOSIT = [
    _asked("Deposit", {"amount": "500.00"}),
    *_answered("A deposit", _DEPOSIT, "201", "200"),
    *_answered("Under review", {**_DEPOSIT, "status": "HELD", "processed_date": None}, "202"),
]
WITHDRAWAL = [
    _asked("Withdrawal", {"amount": "50.00"}),
    *_answered("A withdrawal", _WITHDRAWAL, "201", "200"),
    *_answered("Under review", {**_WITHDRAWAL, "status": "HELD", "processed_date": None}, "202"),
]
TRANSFER = [
    _asked("Transfer", {"amount": "100.00", "to_account_number": _PAYEE}),
    *_answered("A transfer", _TRANSFER, "201", "200"),
    *_answered("Under review", _HELD, "202"),
]
RELEASE = [
    _asked("Release", {"note": "The customer confirmed it on the telephone"}),
    *_answered("Released", _TRANSFER, "200"),
]
DECLINE = [
    _asked("Decline", {"note": "The customer knows nothing of it"}),
    _asked(
        "Not wanted any more",
        {"note": "The receiver has closed the account", "disposition": "FALSE_POSITIVE"},
    ),
    *_answered("Declined", {**_HELD, "status": "DECLINED"}, "200"),
]
