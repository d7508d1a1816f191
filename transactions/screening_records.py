"""What scoring leaves behind, written by statements: the score, what the own side learns, what the other received.

PostgreSQL's posting call does all of it by itself (`transactions_post_v3`); these are for SQLite, and on either engine
for what is not posted at once: a payment that is held, refused, or released later.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

import orjson

from core_banking.kernel import ids
from core_banking.kernel.db import RetryUseCase, sql_instant
from core_banking.kernel.statements import fetch_row
from fraud.contracts import Hit, ProfileRow, ScreeningRequest, Window
from fraud.windows import added, day_bucket, hour_bucket, sender_bit
from transactions.screening import ScoredMovement

_RECORD_COLUMNS: Final = (
    "screening_id, transaction_id, account_id, user_id, origin, score, verdict, book_version, facts, hits,"
    " screened_at"
)
_RECORD: Final = (
    f"INSERT INTO fraud_screeningrecord ({_RECORD_COLUMNS})"  # noqa: S608 - built from constants
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id"
)
_ADDED: Final = tuple(
    f"{window}_{name}"
    for window in ("hour", "day")
    for name in (
        "bucket",
        "count",
        "sum_minor",
        "senders",
        "previous_count",
        "previous_sum_minor",
        "previous_senders",
    )
)
_NOUGHTS: Final = ", ".join("0" for _ in _ADDED)
_LEARN: Final = f"""
INSERT INTO fraud_accountprofile AS profile (account_id, version, state, {", ".join(_ADDED)})
VALUES (%s, 1, %s, {_NOUGHTS})
ON CONFLICT (account_id) DO UPDATE SET state = excluded.state, version = profile.version + 1
 WHERE profile.version = %s
RETURNING version
"""  # noqa: S608 - built from constants
_RECEIVE: Final = f"""
INSERT INTO fraud_accountprofile (account_id, version, state, {", ".join(_ADDED)}, received_at)
VALUES (%s, 0, '', {", ".join("%s" for _ in _ADDED)}, %s)
ON CONFLICT (account_id) DO UPDATE SET
{", ".join(f"{column} = excluded.{column}" for column in _ADDED)}, received_at = excluded.received_at
RETURNING account_id
"""  # noqa: S608 - built from constants


def keep_score(scored: ScoredMovement, transaction_id: str) -> int:
    """Keep a score with all that it rests on; return the number of its row. No transaction is one that is refused."""
    request, screening = scored.request, scored.screening
    (row_id,) = fetch_row(
        _RECORD,
        [
            ids.prefixed_id("SCR"),
            transaction_id,
            request.account_id,
            request.customer_user_id,
            request.origin.value,
            screening.score,
            screening.verdict.value,
            screening.book_version,
            facts_text(screening.facts),
            hits_text(screening.hits),
            sql_instant(request.at),
        ],
    )
    return int(row_id)


def learn(account_id: int, seen: ProfileRow, state: str) -> None:
    """Keep what a movement teaches the profile of its own side. Raises `RetryUseCase` if it has learnt since."""
    if fetch_row(_LEARN, [account_id, state, seen.version or 0]) is None:
        raise RetryUseCase


def receive(account_id: int, seen: ProfileRow, request: ScreeningRequest) -> None:
    """Count what somebody else sends, in an account whose profile is as `seen` and, being locked, stays so."""
    receive_as(account_id, with_receipt(seen, request))


def with_receipt(seen: ProfileRow, request: ScreeningRequest) -> ProfileRow:
    """Return a profile with one receipt more, which posting calls do in SQL."""
    hour, day, bit = buckets_of(request)
    return replace(
        seen,
        hour=added(seen.hour, hour, request.amount_minor, bit),
        day=added(seen.day, day, request.amount_minor, bit),
        received_at=max(request.at, seen.received_at) if seen.received_at else request.at,
    )


def receive_as(account_id: int, after: ProfileRow) -> None:
    """Write what an account has received, as `after` has it; the account is locked."""
    assert after.received_at is not None
    columns = [number for window in (after.hour, after.day) for number in _numbers(window)]
    fetch_row(_RECEIVE, [account_id, *columns, sql_instant(after.received_at)])


def buckets_of(request: ScreeningRequest) -> tuple[int, int, int]:
    """Return the hour and the day what is sent arrives in, and its sender's bit."""
    epoch = seconds_of(request.at)
    return hour_bucket(epoch), day_bucket(epoch), sender_bit(request.account_id)


def seconds_of(moment: dt.datetime) -> int:
    """Return a moment as whole seconds of the epoch."""
    return (moment - _EPOCH) // _SECOND


def facts_text(facts: Mapping[str, Any]) -> str:
    """Return facts as JSON."""
    return orjson.dumps(facts).decode()


def hits_text(hits: Sequence[Hit]) -> str:
    """Return what the rules found as JSON."""
    return orjson.dumps(hits_rows(hits)).decode()


def hits_rows(hits: Sequence[Hit]) -> list[dict[str, Any]]:
    """Return what the rules found as JSON values."""
    return [
        {"rule": hit.rule.value, "points": hit.points, "counted": hit.counted, "why": dict(hit.why)}
        for hit in hits
    ]


def _numbers(window: Window) -> tuple[int, ...]:
    return (
        window.bucket,
        window.count,
        window.sum_minor,
        window.senders,
        window.previous_count,
        window.previous_sum_minor,
        window.previous_senders,
    )


_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_SECOND: Final = dt.timedelta(seconds=1)
