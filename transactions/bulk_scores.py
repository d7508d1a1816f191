"""What scoring leaves behind of many lines at once: their scores, what the sender learns, what each receiver got.

To be called within `posting_ahead`, after the posting. On PostgreSQL it is three statements for a chunk.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import orjson
from django.db import connection

from core_banking.kernel import ids
from core_banking.kernel.statements import engine
from fraud.contracts import ProfileRow
from transactions.bulk_decision import ApprovedLine, DecidedChunk
from transactions.screening import ScoredMovement
from transactions.screening_records import (
    buckets_of,
    hits_rows,
    keep_score,
    learn,
    receive_as,
    with_receipt,
)

_RECORD_AT_ONCE: Final = """
INSERT INTO fraud_screeningrecord
    (screening_id, transaction_id, account_id, user_id, origin, score, verdict, book_version, facts, hits, screened_at)
SELECT line.i, line.t, %s::bigint, %s::bigint, %s, line.n, line.v, %s::bigint, line.f, line.h, %s::timestamptz
  FROM jsonb_to_recordset(%s::jsonb) AS line(i text, t text, n bigint, v text, f jsonb, h jsonb)
"""
_LEARN: Final = "SELECT fraud_learn_v1(%s::bigint, %s::bigint, %s)"
_WINDOW: Final = """
       {w}_previous_count = CASE WHEN excluded.{w}_bucket <= profile.{w}_bucket THEN profile.{w}_previous_count
           WHEN excluded.{w}_bucket = profile.{w}_bucket + 1 THEN profile.{w}_count ELSE 0 END,
       {w}_previous_sum_minor = CASE WHEN excluded.{w}_bucket <= profile.{w}_bucket THEN profile.{w}_previous_sum_minor
           WHEN excluded.{w}_bucket = profile.{w}_bucket + 1 THEN profile.{w}_sum_minor ELSE 0 END,
       {w}_previous_senders = CASE WHEN excluded.{w}_bucket <= profile.{w}_bucket THEN profile.{w}_previous_senders
           WHEN excluded.{w}_bucket = profile.{w}_bucket + 1 THEN profile.{w}_senders ELSE 0 END,
       {w}_count = excluded.{w}_count
           + CASE WHEN excluded.{w}_bucket <= profile.{w}_bucket THEN profile.{w}_count ELSE 0 END,
       {w}_sum_minor = excluded.{w}_sum_minor
           + CASE WHEN excluded.{w}_bucket <= profile.{w}_bucket THEN profile.{w}_sum_minor ELSE 0 END,
       {w}_senders = excluded.{w}_senders
           | CASE WHEN excluded.{w}_bucket <= profile.{w}_bucket THEN profile.{w}_senders ELSE 0 END,
       {w}_bucket = greatest(excluded.{w}_bucket, profile.{w}_bucket)"""
_RECEIVE_AT_ONCE: Final = f"""
INSERT INTO fraud_accountprofile AS profile
    (account_id, version, state,
     hour_bucket, hour_count, hour_sum_minor, hour_senders,
     hour_previous_count, hour_previous_sum_minor, hour_previous_senders,
     day_bucket, day_count, day_sum_minor, day_senders,
     day_previous_count, day_previous_sum_minor, day_previous_senders, received_at)
SELECT got.account, 0, '', %s::bigint, count(*), sum(got.amount), %s::bigint, 0, 0, 0,
       %s::bigint, count(*), sum(got.amount), %s::bigint, 0, 0, 0, %s::timestamptz
  FROM unnest(%s::bigint[], %s::bigint[]) AS got(account, amount)
 GROUP BY got.account ORDER BY got.account
ON CONFLICT (account_id) DO UPDATE SET
       received_at = greatest(excluded.received_at, profile.received_at),
       {_WINDOW.format(w="hour")},
       {_WINDOW.format(w="day")}
"""  # noqa: S608 - built from constants


def keep_scores(decided: DecidedChunk, state: str) -> None:
    """Keep what scoring found of the lines that were posted; `state` is the sender's profile with all of them."""
    scored = [each.scored for each in decided.approved if each.scored is not None]
    if not scored:
        return
    if engine() == "postgresql":
        _keep_at_once(decided.approved, scored, state)
        return
    for each in decided.approved:
        if each.scored is not None:
            keep_score(each.scored, each.line.transaction_id)
    learn(scored[0].request.account_id, scored[0].request.own, state)
    _receive_each(_from_another(scored))


def _keep_at_once(approved: Sequence[ApprovedLine], scored: Sequence[ScoredMovement], state: str) -> None:
    first = scored[0].request
    hour, day, bit = buckets_of(first)
    rows = [
        {
            "i": number,
            "t": each.line.transaction_id,
            "n": each.scored.screening.score,
            "v": each.scored.screening.verdict.value,
            "f": each.scored.screening.facts,
            "h": hits_rows(each.scored.screening.hits),
        }
        for number, each in zip(ids.prefixed_ids("SCR", len(approved)), approved, strict=True)
        if each.scored is not None
    ]
    others = _from_another(scored)
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD_AT_ONCE,
            [
                first.account_id,
                first.customer_user_id,
                first.origin.value,
                scored[0].screening.book_version,
                first.at,
                orjson.dumps(rows).decode(),
            ],
        )
        cursor.execute(_LEARN, [first.account_id, first.own.version or 0, state])
        if others:
            receivers = [each.request.other_account_id for each in others]
            amounts = [each.request.amount_minor for each in others]
            cursor.execute(_RECEIVE_AT_ONCE, [hour, bit, day, bit, first.at, receivers, amounts])


def _from_another(scored: Sequence[ScoredMovement]) -> list[ScoredMovement]:
    """Return the lines whose receiver is somebody else than the sender."""
    return [each for each in scored if each.request.other_customer_user_id != each.request.customer_user_id]


def _receive_each(scored: Sequence[ScoredMovement]) -> None:
    running: dict[int, ProfileRow] = {}
    for request in (each.request for each in scored):
        assert request.other_account_id is not None
        seen = running.get(request.other_account_id, request.other or ProfileRow())
        running[request.other_account_id] = with_receipt(seen, request)
    for account_id, after in running.items():
        receive_as(account_id, after)
