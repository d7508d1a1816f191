"""Examples of bulk transfers, shown in the API's documentation. The numbers in them are invented."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

_SAVINGS, _PAYEE = "SAV123456782", "SAV987654324"

_ACCEPTED: dict[str, Any] = {
    "id": 1,
    "mode": "BEST_EFFORT",
    "status": "ACCEPTED",
    "from_account_number": _SAVINGS,
    "currency": "USD",
    "total_count": 2,
    "processed_count": 0,
    "succeeded_count": 0,
    "refused_count": 0,
    "total_amount": "350.00",
    "succeeded_amount": "0.00",
    "fees": "0.00",
    "created_at": "2026-01-15T12:00:00Z",
    "started_at": None,
    "finished_at": None,
}
_COMPLETED: dict[str, Any] = {
    **_ACCEPTED,
    "status": "COMPLETED",
    "processed_count": 2,
    "succeeded_count": 1,
    "refused_count": 1,
    "succeeded_amount": "100.00",
    "fees": "1.00",
    "started_at": "2026-01-15T12:00:01Z",
    "finished_at": "2026-01-15T12:00:02Z",
}
_REFUSAL: dict[str, Any] = {
    "error": "The account does not hold enough available funds.",
    "code": "insufficient_funds",
    "available": "99.00",
    "requested": "251.00",
}
_REHEARSED: dict[str, Any] = {
    **_COMPLETED,
    "id": None,
    "started_at": None,
    "finished_at": None,
    "refused_lines": [{"line_number": 2, **_REFUSAL}],
}
_LINE: dict[str, Any] = {
    "line_number": 1,
    "status": "POSTED",
    "to_account_number": _PAYEE,
    "amount": "100.00",
    "description": "Salary",
    "reference": "January",
    "transaction_id": "TXN12345ABC",
    "error": None,
}

ORDER = [
    OpenApiExample(
        "Two salaries",
        value={
            "from_account_number": _SAVINGS,
            "mode": "BEST_EFFORT",
            "lines": [
                {
                    "to_account_number": _PAYEE,
                    "amount": "100.00",
                    "description": "Salary",
                    "reference": "January",
                },
                {"to_account_number": _PAYEE, "amount": "250.00"},
            ],
        },
        request_only=True,
        media_type="application/json",
    ),
    OpenApiExample("Accepted", value=_ACCEPTED, response_only=True, status_codes=["202"]),
    OpenApiExample("Rehearsed", value=_REHEARSED, response_only=True, status_codes=["200"]),
]
TRANSFERS = [OpenApiExample("A bulk transfer", value=_COMPLETED, response_only=True, status_codes=["200"])]
LINES = [
    OpenApiExample("A posted line", value=_LINE, response_only=True, status_codes=["200"]),
    OpenApiExample(
        "A refused line",
        value={**_LINE, "line_number": 2, "status": "REFUSED", "transaction_id": None, "error": _REFUSAL},
        response_only=True,
        status_codes=["200"],
    ),
]
