"""Examples of alerts and risk profiles in the documentation of the API."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample

_MIRA: Final = {"id": 12, "username": "mira_holm", "customer_id": "CUST5550001234"}
_STAFF: Final = {"id": 3, "username": "bank_admin", "customer_id": None}

_ALERT: Final[dict[str, Any]] = {
    "id": 9,
    "alert_id": "ALERT4K1ABCDEFGH9",
    "alert_type": "SUSPICIOUS_TRANSACTION",
    "severity": "HIGH",
    "status": "OPEN",
    "title": "Large Unusual Transaction",
    "description": "Transaction amount exceeds normal pattern. It waits for a decision, with its money set aside.",
    "risk_score": 75,
    "created_at": "2024-01-15T10:00:00Z",
    "verdict": "HOLD",
    "customer": _MIRA,
    "account": 31,
    "transaction_id": "TXN4K1ABCDEFGH9",
    "initiated_by": _MIRA,
    "assigned_to": None,
    "disposition": None,
    "note": "",
    "resolved_by": None,
    "resolved_at": None,
}
_MOVEMENT: Final = {
    "screening_id": "SCR4K1ABCDEFGH9",
    "transaction_id": "TXN4K1ABCDEFGH9",
    "screened_at": "2024-01-15T10:00:00Z",
    "movement": "TRANSFER",
    "amount": "900.00",
    "currency": "USD",
    "score": 75,
    "verdict": "HOLD",
}
_DETAIL: Final = {
    **_ALERT,
    "customer_risk_profile": "MEDIUM",
    "rule_book_version": 4,
    "hits": [
        {"rule": "UNUSUAL_AMOUNT", "points": 75, "counted": True, "why": {"amount": 90000, "usual": 4500}},
        {"rule": "ODD_HOUR", "points": 10, "counted": False, "why": {"hour": 3}},
    ],
    "facts": {"amount": 90000, "currency": "USD", "local_hour": 3, "payee_times": 0},
    "movement": _MOVEMENT,
    "recent_screenings": [_MOVEMENT],
}
_IN_REVIEW: Final = {**_DETAIL, "status": "IN_REVIEW", "assigned_to": _STAFF}
_RESOLVED: Final = {
    **_IN_REVIEW,
    "status": "RESOLVED",
    "disposition": "FALSE_POSITIVE",
    "note": "Called her back on the number we have: she is buying a boat.",
    "resolved_by": _STAFF,
    "resolved_at": "2024-01-15T10:20:00Z",
}

ALERTS: Final = [OpenApiExample("A payment that waits", value=_ALERT, response_only=True)]
ALERT: Final = [OpenApiExample("A payment that waits", value=_DETAIL, response_only=True)]
ASSIGN: Final = [
    OpenApiExample("To oneself", value={}, request_only=True),
    OpenApiExample("To a colleague", value={"assignee": 3}, request_only=True),
    OpenApiExample("In review", value=_IN_REVIEW, response_only=True),
]
RESOLVE: Final = [
    OpenApiExample(
        "Nothing wrong with it",
        value={
            "disposition": "FALSE_POSITIVE",
            "note": "Called her back on the number we have: she is buying a boat.",
        },
        request_only=True,
    ),
    OpenApiExample("Resolved, and the payment released", value=_RESOLVED, response_only=True),
]
RISK: Final = [
    OpenApiExample(
        "After a confirmed fraud",
        value={
            "customer": _MIRA,
            "risk_profile": "HIGH",
            "reasons": [{"reason": "CONFIRMED_FRAUD", "count": 1, "raises_to": "HIGH"}],
            "due_at": "2024-04-14T10:20:00Z",
            "open_alerts": 0,
            "history": [
                {
                    "risk_profile": "HIGH",
                    "previous_profile": "MEDIUM",
                    "reasons": [{"reason": "CONFIRMED_FRAUD", "count": 1, "raises_to": "HIGH"}],
                    "assessed_at": "2024-01-15T10:20:00Z",
                    "assessed_by": _STAFF,
                    "due_at": "2024-04-14T10:20:00Z",
                }
            ],
        },
        response_only=True,
    )
]
