"""Examples of standing orders and early withdrawals. The people and numbers in them are invented."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

_CURRENT, _LANDLORD, _DEPOSIT = "CUR123456782", "CUR987654327", "FXD555000124"

_ORDER: dict[str, Any] = {
    "id": 1,
    "from_account_number": _CURRENT,
    "to_account_number": _LANDLORD,
    "amount": "950.00",
    "currency": "USD",
    "description": "Rent",
    "start_date": "2026-02-01",
    "end_date": "2026-12-31",
    "rrule": "FREQ=MONTHLY;BYMONTHDAY=1",
    "holiday_rule": "NEXT",
    "status": "ACTIVE",
    "next_dates": ["2026-02-01", "2026-03-01", "2026-04-01", "2026-05-01", "2026-06-01"],
    "created_at": "2026-01-15T12:00:00Z",
    "cancelled_at": None,
    "cancel_reason": "",
}
_EXECUTION: dict[str, Any] = {
    "id": 1,
    "due_date": "2026-02-01",
    "status": "EXECUTED",
    "amount": "950.00",
    "currency": "USD",
    "to_account_number": _LANDLORD,
    "attempts": 1,
    "last_tried_on": "2026-02-01",
    "code": None,
    "error": None,
    "transaction_id": "TXN12345ABC",
    "created_at": "2026-02-01T00:05:00Z",
}

_WITHDRAWAL: dict[str, Any] = {
    "account_id": 9,
    "account_number": _DEPOSIT,
    "status": "CLOSED",
    "currency": "USD",
    "withdrawn_on": "2026-04-11",
    "maturity_date": "2027-01-01",
    "principal": "1000.00",
    "interest": "10.00",
    "tax": "0.00",
    "penalty": "10.00",
    "paid_out": "1000.00",
    "payout_account_number": _CURRENT,
    "transaction_id": "TXN12345ABC",
}


def _answered(name: str, value: dict[str, Any], *statuses: str) -> list[OpenApiExample]:
    return [OpenApiExample(name, value=value, response_only=True, status_codes=[each]) for each in statuses]


ORDER = _answered("Rent on the first of each month", _ORDER, "200")
PLACE = [
    OpenApiExample(
        "Rent on the first of each month",
        value={
            "from_account_number": _CURRENT,
            "to_account_number": _LANDLORD,
            "amount": "950.00",
            "description": "Rent",
            "start_date": "2026-02-01",
            "end_date": "2026-12-31",
            "rrule": "FREQ=MONTHLY;BYMONTHDAY=1",
        },
        request_only=True,
    ),
    OpenApiExample(
        "Once, on a day to come",
        value={
            "from_account_number": _CURRENT,
            "to_account_number": _LANDLORD,
            "amount": "300.00",
            "description": "Deposit of the flat",
            "start_date": "2026-01-31",
        },
        request_only=True,
    ),
    *_answered("The order", _ORDER, "201", "200"),
]
CHANGE = [
    OpenApiExample("A higher rent", value={"amount": "980.00", "pin": "4823"}, request_only=True),
    *_answered("The changed order", {**_ORDER, "amount": "980.00"}, "200"),
]
EXECUTIONS = _answered("Paid", _EXECUTION, "200")
WITHDRAW_EARLY = [
    OpenApiExample("With the PIN", value={"pin": "4823"}, request_only=True),
    *_answered("What it gave", _WITHDRAWAL, "200"),
]
