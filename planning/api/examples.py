"""Examples of the planning API. The people, merchants and numbers in them are invented."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample

_GROCERIES: Final[dict[str, Any]] = {
    "id": 12,
    "key": "groceries",
    "name": "Groceries",
    "kind": "EXPENSE",
    "parent": 3,
    "is_own": False,
    "is_active": True,
}
_OWN: Final[dict[str, Any]] = {
    "id": 74,
    "key": "",
    "name": "Weekly market",
    "kind": "EXPENSE",
    "parent": 12,
    "is_own": True,
    "is_active": True,
}
_RULE: Final[dict[str, Any]] = {
    "id": 5,
    "merchant": "Green Basket",
    "direction": "OUT",
    "category": _OWN,
    "weight": 2,
    "created_at": "2026-11-02T09:30:00Z",
    "updated_at": "2026-11-20T18:05:00Z",
}
_EXPENSE: Final[dict[str, Any]] = {
    "id": 8,
    "category": _OWN,
    "amount": "12.50",
    "currency": "USD",
    "date": "2026-11-20",
    "description": "Apples and bread",
    "created_at": "2026-11-20T18:05:00Z",
}
_PERIOD: Final[dict[str, Any]] = {
    "from": "2026-11-01",
    "to": "2026-11-30",
    "amount": "400.00",
    "carried": "35.00",
    "available": "435.00",
    "spent": "271.80",
    "left": "163.20",
}
_BUDGET: Final[dict[str, Any]] = {
    "id": 3,
    "category": _GROCERIES,
    "period": "MONTHLY",
    "currency": "USD",
    "rollover": True,
    **_PERIOD,
    "days_left": 9,
    "percent": "62.48",
    "state": "OK",
    "started_on": "2026-10-03",
    "created_at": "2026-10-03T08:00:00Z",
}
_BEFORE: Final[dict[str, Any]] = {
    "from": "2026-10-01",
    "to": "2026-10-31",
    "amount": "400.00",
    "carried": "0.00",
    "available": "400.00",
    "spent": "365.00",
    "left": "35.00",
}
_FIGURE: Final[dict[str, Any]] = {
    "amount": "271.80",
    "count": 4,
    "previous_amount": "240.00",
    "change": "31.80",
    "change_percent": "13.25",
}
_EARNED: Final[dict[str, Any]] = {
    "amount": "3200.00",
    "count": 1,
    "previous_amount": "0.00",
    "change": "3200.00",
    "change_percent": None,
}
_SPENDING: Final[dict[str, Any]] = {
    "currency": "USD",
    "currencies": ["USD"],
    "by": "category",
    "kind": "EXPENSE",
    "from": "2026-11-01",
    "to": "2026-11-21",
    "previous_from": "2026-10-11",
    "previous_to": "2026-10-31",
    "total": _FIGURE,
    "spent": _FIGURE,
    "earned": _EARNED,
    "cash": {"withdrawn": "80.00", "written_down": "12.50"},
    "results": [
        {
            "key": "12",
            "label": "Groceries",
            "category": _GROCERIES,
            "from": None,
            "to": None,
            **_FIGURE,
            "share": "100.00",
        }
    ],
}
_MOVEMENT: Final[dict[str, Any]] = {
    "transaction_id": "TXN4K1Z8Q0PLM2X",
    "date": "2026-11-20",
    "merchant": "Green Basket",
    "merchant_key": "green basket",
    "description": "Groceries",
    "direction": "OUT",
    "amount": "64.20",
    "currency": "USD",
    "account_number": "CUR123456782",
    "is_reversed": False,
    "category": _GROCERIES,
    "why": {"code": "KEYWORD", "sentence": "“green basket” speaks of it."},
    "can_be_changed": True,
    "parts": [{"category": _GROCERIES, "amount": "-64.20"}],
}
_FORECAST: Final[dict[str, Any]] = {
    "currency": "USD",
    "from": "2026-11-21",
    "to": "2026-11-22",
    "start_balance": "1200.00",
    "end_balance": "250.00",
    "lowest": {"date": "2026-11-22", "balance": "250.00"},
    "warnings": [],
    "days": [{"date": "2026-11-22", "in": "0.00", "out": "950.00", "balance": "250.00"}],
    "events": [
        {
            "date": "2026-11-22",
            "amount": "-950.00",
            "source": "HABIT",
            "label": "Harbour Lettings",
            "explanation": "5 times since 2026-06-22 to Harbour Lettings, about every month, last on 2026-10-22.",
        }
    ],
    "habits": [
        {
            "merchant": "Harbour Lettings",
            "direction": "OUT",
            "rhythm": "MONTHLY",
            "amount": "950.00",
            "next_date": "2026-11-22",
            "seen": 5,
            "last_date": "2026-10-22",
            "explanation": "5 times since 2026-06-22 to Harbour Lettings, about every month, last on 2026-10-22.",
        }
    ],
}

CATEGORY: Final = [OpenApiExample("One of the bank's", value=_GROCERIES, response_only=True)]
NEW_CATEGORY: Final = [
    OpenApiExample(
        "Under one of the bank's",
        value={"name": "Weekly market", "parent": "groceries"},
        request_only=True,
    ),
    OpenApiExample("One's own", value=_OWN, response_only=True, status_codes=["201"]),
]
CATEGORY_CHANGE: Final = [
    OpenApiExample("Another name", value={"name": "Saturday market"}, request_only=True),
    OpenApiExample("Renamed", value={**_OWN, "name": "Saturday market"}, response_only=True),
]
LEARNED_RULE: Final = [OpenApiExample("A rule", value=_RULE, response_only=True)]
EXPENSE: Final = [OpenApiExample("Spent in cash", value=_EXPENSE, response_only=True)]
NEW_EXPENSE: Final = [
    OpenApiExample(
        "Spent in cash",
        value={
            "category": 74,
            "amount": "12.50",
            "date": "2026-11-20",
            "description": "Apples and bread",
        },
        request_only=True,
    ),
    OpenApiExample("Written down", value=_EXPENSE, response_only=True, status_codes=["201"]),
]
EXPENSE_CHANGE: Final = [
    OpenApiExample("It was more", value={"amount": "13.00"}, request_only=True),
    OpenApiExample("Changed", value={**_EXPENSE, "amount": "13.00"}, response_only=True),
]
BUDGET: Final = [OpenApiExample("A budget", value=_BUDGET, response_only=True)]
NEW_BUDGET: Final = [
    OpenApiExample(
        "A month's groceries",
        value={"category": "groceries", "period": "MONTHLY", "amount": "400.00", "rollover": True},
        request_only=True,
    ),
    OpenApiExample("The budget", value=_BUDGET, response_only=True, status_codes=["201"]),
]
BUDGET_CHANGE: Final = [
    OpenApiExample("Another amount", value={"amount": "400.00"}, request_only=True),
    OpenApiExample("The budget", value=_BUDGET, response_only=True),
]
BUDGET_WITH_HISTORY: Final = [
    OpenApiExample("A budget", value={**_BUDGET, "history": [_BEFORE]}, response_only=True)
]
SPENDING: Final = [OpenApiExample("By category", value=_SPENDING, response_only=True)]
FILED_MOVEMENT: Final = [OpenApiExample("A movement", value=_MOVEMENT, response_only=True)]
FILING: Final = [
    OpenApiExample("Under one's own category", value={"category": 74}, request_only=True),
    OpenApiExample(
        "Filed",
        value={
            **_MOVEMENT,
            "category": _OWN,
            "why": {"code": "BY_HAND", "sentence": "You filed it here."},
            "parts": [{"category": _OWN, "amount": "-64.20"}],
        },
        response_only=True,
    ),
]
FORECAST: Final = [OpenApiExample("Until tomorrow", value=_FORECAST, response_only=True)]
