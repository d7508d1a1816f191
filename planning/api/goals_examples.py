"""Examples of savings goals and their rules. The numbers in them are invented."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

_ACCOUNT, _POT = "SAV123456782", "POT765432105"

_GOAL: dict[str, Any] = {
    "id": 7,
    "name": "Summer holiday",
    "status": "ACTIVE",
    "account_number": _ACCOUNT,
    "pot_account_number": _POT,
    "pot_account_id": 12,
    "currency": "USD",
    "target_amount": "2000.00",
    "target_date": "2027-06-30",
    "saved_amount": "500.00",
    "missing_amount": "1500.00",
    "progress_percent": 25,
    "is_reached": False,
    "months_left": 7,
    "needed_monthly_amount": "214.29",
    "expected_amount": "0.00",
    "is_on_track": True,
    "locked_until": None,
    "is_locked": False,
    "milestones": [{"percent": 25, "reached_on": "2026-11-21"}],
    "active_rules": 1,
    "created_at": "2026-11-21T12:00:00Z",
    "closed_at": None,
}
_NEW: dict[str, Any] = {
    **_GOAL,
    "saved_amount": "0.00",
    "missing_amount": "2000.00",
    "progress_percent": 0,
    "needed_monthly_amount": "285.72",
    "milestones": [],
    "active_rules": 0,
}
_CLOSED: dict[str, Any] = {
    **_NEW,
    "status": "CLOSED",
    "milestones": _GOAL["milestones"],
    "closed_at": "2026-11-30T12:00:00Z",
}


def _transfer(amount: str, sender: str, left: str, receiver: str, there: str) -> dict[str, Any]:
    return {
        "id": 31,
        "transaction_id": "TXN12345ABC",
        "transaction_type": "TRANSFER",
        "amount": amount,
        "fee": "0.00",
        "currency": "USD",
        "status": "COMPLETED",
        "from_account": {"account_number": sender, "balance": left},
        "to_account": {"account_number": receiver, "balance": there},
        "description": "Into a savings goal" if receiver == _POT else "Out of a savings goal",
        "payee_name": "",
        "reference": "",
        "category": "",
        "on_behalf": False,
        "initiated_by": None,
        "business_date": "2026-11-21",
        "transaction_date": "2026-11-21T12:05:00Z",
        "processed_date": "2026-11-21T12:05:00Z",
    }


_CONTRIBUTED = {"goal": _GOAL, "transaction": _transfer("500.00", _ACCOUNT, "1500.00", _POT, "500.00")}
_WITHDRAWN = {"goal": _NEW, "transaction": _transfer("500.00", _POT, "0.00", _ACCOUNT, "2000.00")}
_FIXED: dict[str, Any] = {
    "id": 3,
    "kind": "FIXED",
    "is_active": True,
    "currency": "USD",
    "amount": "50.00",
    "rrule": "FREQ=MONTHLY;BYMONTHDAY=1",
    "start_date": "2026-12-01",
    "next_date": "2026-12-01",
    "round_to": None,
    "percent": None,
    "threshold": None,
    "saved_amount": "0.00",
    "created_at": "2026-11-21T12:10:00Z",
}
_SAVING: dict[str, Any] = {
    "id": 9,
    "rule_id": 3,
    "kind": "FIXED",
    "status": "SAVED",
    "amount": "50.00",
    "currency": "USD",
    "due_date": "2026-12-01",
    "source_transaction_id": None,
    "transaction_id": "TXN12345ABC",
    "code": None,
    "error": None,
    "created_at": "2026-12-01T00:05:00Z",
}


def _answered(name: str, value: dict[str, Any], *statuses: str) -> list[OpenApiExample]:
    return [OpenApiExample(name, value=value, response_only=True, status_codes=[each]) for each in statuses]


def _asked(name: str, value: dict[str, Any]) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


GOAL = _answered("A holiday", _GOAL, "200")
OPEN = [
    _asked(
        "A holiday",
        {
            "name": "Summer holiday",
            "target_amount": "2000.00",
            "target_date": "2027-06-30",
            "account_number": _ACCOUNT,
        },
    ),
    *_answered("The goal", _NEW, "201", "200"),
]
CHANGE = [
    _asked("Locked until spring", {"locked_until": "2027-03-01", "pin": "4823"}),
    *_answered("The goal", {**_GOAL, "locked_until": "2027-03-01", "is_locked": True}, "200"),
]
CLOSE = _answered("Everything went back", {**_WITHDRAWN, "goal": _CLOSED}, "200")
CONTRIBUTE = [_asked("By hand", {"amount": "500.00"}), *_answered("A quarter", _CONTRIBUTED, "201", "200")]
WITHDRAW = [_asked("All of it", {"amount": "500.00"}), *_answered("Taken out", _WITHDRAWN, "201", "200")]
RELEASE = [
    _asked("Not set by the customer", {"reason": "The lock was set from a stolen telephone."}),
    *_answered(
        "The lock is lifted",
        {
            "id": 7,
            "account_number": _ACCOUNT,
            "pot_account_number": _POT,
            "was_locked_until": "2030-03-01",
        },
        "200",
    ),
]
RULE = _answered("On the first of each month", _FIXED, "200")
ADD_RULE = [
    _asked("On a day of each month", {"kind": "FIXED", "amount": "50.00", "day_of_month": 1}),
    _asked("Payments rounded up", {"kind": "ROUND_UP", "round_to": "5.00"}),
    _asked("A share of the salary", {"kind": "SHARE_OF_INCOME", "percent": "10.00", "threshold": "1000.00"}),
    *_answered("The rule", _FIXED, "201", "200"),
]
CHANGE_RULE = [
    _asked("A rest", {"is_active": False}),
    *_answered("The rule", {**_FIXED, "is_active": False}, "200"),
]
SAVINGS = _answered("Saved", _SAVING, "200")
