"""The stored answers of idempotency keys as rows under a key, for the rotation."""

from __future__ import annotations

from collections.abc import Sequence

from core_banking.kernel.encryption import Purpose, key_that_sealed, seal_once, unseal
from core_banking.kernel.idempotency import place_of_answer
from core_banking.kernel.key_rotation import SealedRows
from core_banking.kernel.models import IdempotencyRecord


def answer_rows() -> list[SealedRows]:
    """Return what is under IDEMPOTENCY_KEYS; it would also be gone by itself after `IDEMPOTENCY_KEEP_HOURS`."""
    return [
        SealedRows(
            what="stored answers",
            rows=IdempotencyRecord.objects.all,
            waiting=IdempotencyRecord.objects.all,
            key_of=lambda row: key_that_sealed(Purpose.IDEMPOTENCY, _place(row), bytes(row.answer)),
            reseal=_reseal,
            columns=("answer",),
        )
    ]


def _reseal(rows: Sequence[IdempotencyRecord]) -> Sequence[IdempotencyRecord]:
    for row in rows:
        body = unseal(Purpose.IDEMPOTENCY, _place(row), bytes(row.answer))
        row.answer = seal_once(Purpose.IDEMPOTENCY, _place(row), body)
    return rows


def _place(row: IdempotencyRecord) -> str:
    return place_of_answer(row.principal_id, row.key)
