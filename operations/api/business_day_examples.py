"""Examples of the business day's API, shown in its documentation."""

from __future__ import annotations

from typing import Any, Final

from drf_spectacular.utils import OpenApiExample

_STATE: Final[dict[str, Any]] = {
    "date": "2026-03-03",
    "closed_through": "2026-03-02",
    "state": "OPEN",
    "open_failures": 0,
}
_RUN: Final[dict[str, Any]] = {
    "date": "2026-03-02",
    "started_at": "2026-03-03T00:00:41Z",
    "ended_at": "2026-03-03T00:02:10Z",
    "finished_at": "2026-03-03T00:03:02Z",
    "open_failures": 1,
}
_STEP: Final[dict[str, Any]] = {
    "name": "run standing orders",
    "done": 210,
    "refused": 3,
    "set_aside": 1,
    "open_failures": 1,
    "started_at": "2026-03-03T00:02:11Z",
    "finished_at": "2026-03-03T00:02:58Z",
}
_FAILURE: Final[dict[str, Any]] = {
    "kind": "run standing orders",
    "subject_id": 4711,
    "sentence": "temporarily_unavailable: The bank is busy. Please try again.",
    "attempts": 2,
    "first_failed_at": "2026-03-03T00:02:31Z",
    "last_failed_at": "2026-03-03T01:02:33Z",
    "resolved_at": None,
}

STATE: Final = [
    OpenApiExample("An open day", value=_STATE, response_only=True, status_codes=["200", "202"]),
]
CLOSINGS: Final = [OpenApiExample("A close of business", value=_RUN, response_only=True)]
CLOSING: Final = [
    OpenApiExample(
        "A close of business", value={**_RUN, "steps": [_STEP], "failures": [_FAILURE]}, response_only=True
    ),
]
ADVANCE: Final = [
    OpenApiExample("By days", value={"days": 30}, request_only=True),
    OpenApiExample("To a date", value={"to": "2026-04-01"}, request_only=True),
    *STATE,
]
