"""Examples of holds, shown in the documentation. The people and numbers in them are invented."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

_SAVINGS, _SHOP = "SAV123456782", "CUR987654327"

_OPEN: dict[str, Any] = {
    "id": 1,
    "hold_id": "HLD4K1Z8Q2M7X0B",
    "account_number": _SAVINGS,
    "amount": "60.00",
    "captured_amount": "0.00",
    "currency": "USD",
    "status": "OPEN",
    "description": "Room 12",
    "on_behalf": False,
    "created_at": "2026-01-15T12:00:00Z",
    "expires_at": "2026-01-22T12:00:00Z",
    "resolved_at": None,
    "transaction_id": None,
}
_VOIDED = {**_OPEN, "status": "VOIDED", "resolved_at": "2026-01-16T09:30:00Z"}
_CAPTURED = {
    **_OPEN,
    "captured_amount": "45.00",
    "status": "CAPTURED",
    "resolved_at": "2026-01-16T09:30:00Z",
    "transaction_id": "TXN12345ABC",
    "transaction": {
        "id": 7,
        "transaction_id": "TXN12345ABC",
        "transaction_type": "TRANSFER",
        "amount": "45.00",
        "fee": "1.00",
        "currency": "USD",
        "status": "COMPLETED",
        "from_account": {"account_number": _SAVINGS, "balance": "954.00"},
        "to_account": {"account_number": _SHOP, "balance": None},
        "description": "Room 12",
        "payee_name": "",
        "reference": "HLD4K1Z8Q2M7X0B",
        "category": "",
        "business_date": "2026-01-16",
        "transaction_date": "2026-01-16T09:30:00Z",
        "processed_date": "2026-01-16T09:30:00Z",
    },
}


def _answered(name: str, value: dict[str, Any], *statuses: str) -> list[OpenApiExample]:
    return [OpenApiExample(name, value=value, response_only=True, status_codes=[each]) for each in statuses]


HOLD = _answered("An open hold", _OPEN, "200")
AUTHORISE = [
    OpenApiExample(
        "Set aside",
        value={
            "account_number": _SAVINGS,
            "amount": "60.00",
            "description": "Room 12",
            "expires_at": "2026-01-22T12:00:00Z",
        },
        request_only=True,
    ),
    *_answered("An open hold", _OPEN, "201", "200"),
]
CAPTURE = [
    OpenApiExample(
        "A part, to an account of the bank",
        value={"amount": "45.00", "to_account_number": _SHOP},
        request_only=True,
    ),
    OpenApiExample(
        "The whole, out of the bank",
        value={"payee_name": "Harbour Hotel", "reference": "INV-12"},
        request_only=True,
    ),
    *_answered("Captured", _CAPTURED, "200"),
]
VOID = _answered("Released", _VOIDED, "200")
