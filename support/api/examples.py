"""Examples of the support API, shown in its documentation. The people in them are invented."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample

_TERMS: Final = {"name": "Safe deposit boxes", "description": "A box in the vault, in three sizes."}
_SERVICE: Final = {"id": 5, **_TERMS, "is_active": True, "created_at": "2024-01-15T11:00:00Z"}

SERVICE: Final = [OpenApiExample("A service", value=_SERVICE, response_only=True)]
NEW_SERVICE: Final = [
    OpenApiExample("Safe deposit boxes", value=_TERMS, request_only=True),
    OpenApiExample("The new service", value=_SERVICE, response_only=True, status_codes=["201"]),
]
SERVICE_CHANGE: Final = [
    OpenApiExample("Take it off the catalogue", value={"is_active": False}, request_only=True),
    OpenApiExample("The service, taken off", value={**_SERVICE, "is_active": False}, response_only=True),
]

_WRITTEN: Final = {
    "name": "Rowan Pell",
    "email": "rowan.pell@example.org",
    "phone": "+12025550177",
    "subject": "Opening hours",
    "message": "When is the branch in Port Ellery open on Saturdays?",
}
_RECEIPT: Final = {"id": 31, **_WRITTEN, "created_at": "2024-01-15T11:00:00Z"}
_MESSAGE: Final[dict[str, Any]] = {
    **_RECEIPT,
    "status": "NEW",
    "customer_id": None,
    "answer": "",
    "note": "",
    "dealt_with_by": None,
    "dealt_with_at": None,
}
_DEALT_WITH: Final = {"dealt_with_by": "bank_admin", "dealt_with_at": "2024-01-15T12:00:00Z"}
_ANSWER: Final = "From nine to one."

NEW_MESSAGE: Final = [
    OpenApiExample("A question", value=_WRITTEN, request_only=True),
    OpenApiExample("It has arrived", value=_RECEIPT, response_only=True, status_codes=["201"]),
]
MESSAGE: Final = [OpenApiExample("A question", value=_MESSAGE, response_only=True)]
ANSWER: Final = [
    OpenApiExample("An answer", value={"answer": _ANSWER}, request_only=True),
    OpenApiExample(
        "The question, answered",
        value={**_MESSAGE, **_DEALT_WITH, "status": "ANSWERED", "answer": _ANSWER},
        response_only=True,
    ),
]
SETTLEMENT: Final = [
    OpenApiExample("A note", value={"note": "Advertising."}, request_only=True),
    OpenApiExample(
        "The message, settled",
        value={**_MESSAGE, **_DEALT_WITH, "status": "HANDLED", "note": "Advertising."},
        response_only=True,
    ),
]
