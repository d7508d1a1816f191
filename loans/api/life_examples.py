"""Examples of loans that run, in the documentation. The people and numbers in them are invented."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import OpenApiExample

_LOAN = {"loan_id": 1, "loan_reference": "LOAN4K1Z8Q2M7X0B"}
_REPAYMENT: dict[str, Any] = {
    "number": 2,
    "kind": "REPAYMENT",
    "amount": "106.62",
    "principal": "94.62",
    "interest": "12.00",
    "fees": "0.00",
    "penalties": "0.00",
    "currency": "USD",
    **_LOAN,
    "loan_status": "ACTIVE",
    "installment_number": None,
    "transaction_id": "TXN12345ABC",
    "reverses": None,
    "reversed_by": None,
    "reason": None,
    "business_date": "2026-02-16",
    "created_at": "2026-02-16T09:30:00Z",
}
_RECOVERY = {
    **_REPAYMENT,
    "number": 9,
    "kind": "RECOVERY",
    "amount": "50.00",
    "principal": "0.00",
    "interest": "0.00",
    "loan_status": "WRITTEN_OFF",
    "transaction_id": None,
}
_REVERSAL = {**_REPAYMENT, "number": 3, "kind": "REVERSAL", "reverses": 2, "reason": "Typed twice"}
_SCHEDULE: dict[str, Any] = {
    **_LOAN,
    "loan_status": "ACTIVE",
    "currency": "USD",
    "version": 1,
    "periods": [
        {
            "number": 1,
            "starts_on": "2026-01-16",
            "due_date": "2026-02-16",
            "days": 30,
            "principal": "94.62",
            "interest": "12.00",
            "fees": "0.00",
            "due": "106.62",
            "balance": "1105.38",
            "paid": "106.62",
            "outstanding": "0.00",
            "state": "PAID",
        }
    ],
}
_PAYOFF = {
    **_LOAN,
    "currency": "USD",
    "on": "2026-03-01",
    "amount": "1110.51",
    "principal": "1105.38",
    "interest": "5.13",
    "fees": "0.00",
    "penalties": "0.00",
}
_WAITING: dict[str, Any] = {
    "id": 1,
    **_LOAN,
    "kind": "RESCHEDULE",
    "details": {"term": 24, "annual_interest_rate": "6.00", "first_due_date": None},
    "reason": "Out of work since February",
    "status": "PENDING",
    "requested_by": "robin_ashby",
    "requested_at": "2026-03-01T09:30:00Z",
    "decided_by": None,
    "decided_at": None,
    "note": "",
}
_WAITING_WRITE_OFF = {**_WAITING, "kind": "WRITE_OFF", "details": {}, "reason": "Bankrupt"}
_WAITING_REVERSAL = {**_WAITING, "kind": "REVERSAL", "details": {"number": 2}, "reason": "Typed twice"}
_DECIDED = {**_WAITING, "decided_by": "casey_marlow", "decided_at": "2026-03-01T10:00:00Z"}


def _asked(name: str, value: dict[str, Any]) -> OpenApiExample:
    return OpenApiExample(name, value=value, request_only=True)


def _answered(name: str, value: dict[str, Any], *statuses: str) -> list[OpenApiExample]:
    return [OpenApiExample(name, value=value, response_only=True, status_codes=[each]) for each in statuses]


REPAY = [
    _asked("Repay", {"amount": "106.62", "from_account_number": "SAV123456782", "pin": "739264"}),
    *_answered("Repaid", _REPAYMENT, "201", "200"),
]
SCHEDULE = _answered("A schedule", _SCHEDULE, "200")
PAYOFF = _answered("What closes a loan", _PAYOFF, "200")
MOVEMENTS = _answered("A repayment", _REPAYMENT, "200")
RECOVER = [
    _asked("Recover cash", {"amount": "50.00"}),
    *_answered("Recovered", _RECOVERY, "201", "200"),
]
WRITE_OFF = [
    _asked("Write off", {"reason": "Bankrupt"}),
    *_answered("Waits", _WAITING_WRITE_OFF, "202", "200"),
]
RESCHEDULE = [
    _asked(
        "Reschedule",
        {
            "term": 24,
            "annual_interest_rate": "6.00",
            "reason": "Out of work since February",
        },
    ),
    *_answered("Waits", _WAITING, "202", "200"),
]
REVERSE = [
    _asked("Reverse", {"reason": "Typed twice"}),
    *_answered("Reversed", _REVERSAL, "201", "200"),
    *_answered("Waits", _WAITING_REVERSAL, "202"),
]
REQUESTS = _answered("A request", _WAITING, "200")
APPROVE = [
    _asked("Approve", {"note": "Papers seen"}),
    *_answered("Approved", {**_DECIDED, "status": "APPROVED", "note": "Papers seen"}, "200"),
]
REJECT = [
    _asked("Reject", {"note": "He has found work"}),
    *_answered("Rejected", {**_DECIDED, "status": "REJECTED", "note": "He has found work"}, "200"),
]
