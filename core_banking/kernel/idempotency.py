"""Idempotency keys: one effect and one answer for a key, whatever is retried, raced or crashed.

The record is written in the transaction of the effect itself, so there is no lease, no recovery point and no
stuck key: a crash takes key and money back together. The unique constraint decides races between two
transactions that both found the key unused.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from django.db import IntegrityError

from core_banking.kernel import clock
from core_banking.kernel.db import RetryUseCase, sql_instant, within_use_case
from core_banking.kernel.encryption import Purpose, keyed_digest, seal_once, unseal
from core_banking.kernel.errors import ErrorCategory, Refused, StateConflict
from core_banking.kernel.models import IdempotencyRecord
from core_banking.kernel.statements import run_statement

T = TypeVar("T")

_INSERT: Final = (
    "INSERT INTO kernel_idempotencyrecord (principal_id, key, fingerprint, http_status, answer, created_at)"
    " VALUES (%s, %s, %s, %s, %s, %s)"
)


class IdempotencyKeyReused(Refused):
    """The key already belongs to another request of the same caller."""

    code = "idempotency_key_reused"
    category = ErrorCategory.REFUSED
    sentence = "This idempotency key was already used for another request."
    audited = True


class IdempotencyInProgress(StateConflict):
    """The first request with this key has not finished yet."""

    code = "idempotency_in_progress"
    category = ErrorCategory.CONFLICT
    sentence = "The first request with this idempotency key is still running."
    audited = False


@dataclass(frozen=True, slots=True)
class Answer:
    """A response as it was, or will be, sent: status and exact bytes."""

    http_status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class IdempotencyClaim(Generic[T]):
    """A caller's key, the fingerprint of the request, and how outcomes and refusals become answers."""

    principal_id: int
    key: str
    fingerprint: bytes
    render_outcome: Callable[[T], Answer]
    render_refusal: Callable[[Exception], Answer]


class Replayed(Exception):
    """Raised to leave a use case whose answer is already known; carries that first answer."""

    def __init__(self, answer: Answer) -> None:
        super().__init__("replayed")
        self.answer = answer


def fingerprint(method: str, route: str, canonical_body: bytes) -> bytes:
    """Return the keyed digest of a request; keyed, since a body may carry a PIN that a bare hash would betray."""
    content = b"\x00".join([method.encode(), route.encode(), canonical_body])
    return keyed_digest("idempotency-fingerprint", content)


def answer_of(
    claim: IdempotencyClaim[T], stored_fingerprint: bytes, http_status: int, stored_answer: bytes
) -> Answer:
    """Return the first answer of a stored key. Raises `IdempotencyKeyReused` if it was another request's."""
    if not hmac.compare_digest(bytes(stored_fingerprint), claim.fingerprint):
        raise IdempotencyKeyReused
    body = unseal(Purpose.IDEMPOTENCY, _context(claim), bytes(stored_answer))
    return Answer(http_status, body)


def find_answer(claim: IdempotencyClaim[T]) -> Answer | None:
    """Return the first answer to this request, or None if the key is new. Raises `IdempotencyKeyReused`."""
    record = IdempotencyRecord.objects.filter(principal_id=claim.principal_id, key=claim.key).first()
    if record is None:
        return None
    return answer_of(claim, bytes(record.fingerprint), record.http_status, bytes(record.answer))


@within_use_case
def store_answer(claim: IdempotencyClaim[T], answer: Answer) -> None:
    """Keep the answer under its key, in the running use case's transaction.

    Raises `RetryUseCase` when a concurrent request with the same key was first: the use case is then run again
    and finds the other's answer.
    """
    sealed = seal_once(Purpose.IDEMPOTENCY, _context(claim), answer.body)
    row = [
        claim.principal_id,
        claim.key,
        claim.fingerprint,
        answer.http_status,
        sealed,
        sql_instant(clock.now()),
    ]
    try:
        run_statement(_INSERT, row)
    except IntegrityError as error:
        raise RetryUseCase from error


def place_of_answer(principal_id: int, key: str) -> str:
    """Return the place that a stored answer is encrypted for."""
    return f"idempotency:{principal_id}:{key}"


def _context(claim: IdempotencyClaim[T]) -> str:
    return place_of_answer(claim.principal_id, claim.key)
