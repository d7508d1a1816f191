"""Examples of reversals, shown in the documentation. The people and numbers in them are invented."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

_REVERSAL: dict[str, Any] = {
    "id": 8,
    "transaction_id": "TXN67890DEF",
    "transaction_type": "REVERSAL",
    "amount": "100.00",
    "fee": "1.00",
    "currency": "USD",
    "status": "COMPLETED",
    "from_account": {"account_number": "SAV987654324", "balance": "1000.00"},
    "to_account": {"account_number": "SAV123456782", "balance": "1000.00"},
    "description": "Reversal of TXN12345ABC",
    "payee_name": "",
    "reference": "TXN12345ABC",
    "category": "",
    "business_date": "2026-01-16",
    "transaction_date": "2026-01-16T09:30:00Z",
    "processed_date": "2026-01-16T09:30:00Z",
    "reverses": "TXN12345ABC",
    "reversed_by": None,
    "reason": "Typed twice",
}
_WAITING: dict[str, Any] = {
    "id": 1,
    "transaction_id": "TXN12345ABC",
    "transaction_type": "TRANSFER",
    "amount": "2500.00",
    "fee": "1.00",
    "currency": "USD",
    "from_account_number": "SAV123456782",
    "to_account_number": "SAV987654324",
    "reason": "Typed twice",
    "status": "PENDING",
    "requested_by": "robin_ashby",
    "requested_at": "2026-01-16T09:30:00Z",
    "decided_by": None,
    "decided_at": None,
    "note": "",
    "reversal_transaction_id": None,
}
_DECIDED = {**_WAITING, "decided_by": "casey_marlow", "decided_at": "2026-01-16T10:00:00Z"}


def _asked(name: str, value: dict[str, Any]) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


def _answered(name: str, value: dict[str, Any], *statuses: str) -> list[OpenApiExample]:
    return [OpenApiExample(name, value=value, response_only=True, status_codes=[each]) for each in statuses]


REVERSE = [
    _asked("Reverse", {"reason": "Typed twice"}),
    *_answered("A reversal", _REVERSAL, "201", "200"),
    *_answered("Waiting for a second member of staff", _WAITING, "202"),
]
DETAIL = _answered("A reversal", _REVERSAL, "200")
REQUESTS = _answered("A request that waits", _WAITING, "200")
APPROVE = [
    _asked("Approve", {"note": "Seen the slip"}),
    *_answered(
        "Approved",
        {
            **_DECIDED,
            "status": "APPROVED",
            "note": "Seen the slip",
            "reversal_transaction_id": "TXN67890DEF",
        },
        "200",
    ),
]
REJECT = [
    _asked("Reject", {"note": "It was right"}),
    *_answered("Rejected", {**_DECIDED, "status": "REJECTED", "note": "It was right"}, "200"),
]
