"""Examples of the rules of fraud scoring in the documentation of the API."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample

_RULE: Final[dict[str, Any]] = {
    "kind": "NEW_DEVICE",
    "meaning": "A device that was never used for this account, or only since a short while.",
    "mode": "ON",
    "weight": 15,
    "highest_weight": 100,
    "origins": ["CUSTOMER", "BULK"],
    "valid_from": None,
    "valid_until": None,
    "parameters": [
        {
            "name": "settled_hours",
            "value": 24,
            "shipped": 24,
            "unit": "hours",
            "meaning": "How long a device must be known to be one of the customer's.",
            "lowest": 0,
            "highest": 8760,
        }
    ],
    "precision": {"fired": 12, "confirmed": 6, "false_positives": 2, "precision": "75.0"},
}
_THRESHOLDS: Final = {"version": 4, "hold_at": 60, "block_at": 90}
_VERSION: Final = {
    **_THRESHOLDS,
    "created_at": "2024-01-15T11:00:00Z",
    "created_by": "bank_admin",
    "reason": "Too many false alarms from travellers.",
}
_STORED_RULE: Final = {
    **{name: _RULE[name] for name in ("kind", "mode", "weight", "origins", "valid_from", "valid_until")},
    "parameters": {"settled_hours": 24},
}
_WHY: Final = "Too many false alarms from travellers."

BOOK: Final = [OpenApiExample("The rules", value={**_THRESHOLDS, "rules": [_RULE]}, response_only=True)]
RULE: Final = [OpenApiExample("New devices", value=_RULE, response_only=True)]
THRESHOLDS: Final = [OpenApiExample("The thresholds", value=_THRESHOLDS, response_only=True)]
VERSION: Final = [OpenApiExample("A version", value=_VERSION, response_only=True)]
VERSION_WITH_RULES: Final = [
    OpenApiExample("A version", value={**_VERSION, "rules": [_STORED_RULE]}, response_only=True)
]
BOOK_CHANGE: Final = [
    OpenApiExample(
        "Two rules and a threshold at once",
        value={
            "reason": _WHY,
            "hold_at": 65,
            "rules": [
                {"kind": "NEW_DEVICE", "weight": 10},
                {"kind": "ODD_HOUR", "mode": "SHADOW"},
            ],
        },
        request_only=True,
    ),
    *BOOK,
]
RULE_CHANGE: Final = [
    OpenApiExample(
        "Less weight, and devices settle sooner",
        value={"reason": _WHY, "weight": 10, "parameters": {"settled_hours": 12}, "version": 3},
        request_only=True,
    ),
    *RULE,
]
THRESHOLDS_CHANGE: Final = [
    OpenApiExample("Hold less", value={"reason": _WHY, "hold_at": 65}, request_only=True),
    *THRESHOLDS,
]
