"""One effect and one answer for an idempotency key, for use cases that are not a movement themselves."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.db import connection

from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, keep_refusal, make_dry_run, savepoint, within_use_case
from core_banking.kernel.errors import DomainError, ErrorCategory
from core_banking.kernel.events import UseCaseRefused
from core_banking.kernel.idempotency import (
    Answer,
    IdempotencyClaim,
    IdempotencyInProgress,
    find_answer,
    store_answer,
)

T = TypeVar("T")

_POLL_SECONDS = 0.02


@within_use_case
def once_for_key(
    *, actor: Actor, claim: IdempotencyClaim[T] | None, name: str, deed: Callable[[], T]
) -> T | Answer:
    """Do a deed once for its key, inside the running use case; without a claim, just do it.

    Returns what the deed returns, or the key's first `Answer` word for word. A business refusal (422) undoes what
    the deed wrote, is kept under the key with its audit row under the use case's `name`, and is then raised.
    Raises what the deed raises, `IdempotencyKeyReused` and `IdempotencyInProgress`.
    """
    if claim is None:
        return deed()
    _take_key(claim)
    first = find_answer(claim)
    if first is not None:
        make_dry_run()  # nothing is to be written: the first request did it all
        return first
    try:
        with savepoint():
            outcome = deed()
    except DomainError as refusal:
        if refusal.category is not ErrorCategory.REFUSED:
            raise
        store_answer(claim, claim.render_refusal(refusal))
        emit(UseCaseRefused(actor=actor, use_case=name, code=refusal.code, sentence=refusal.sentence))
        keep_refusal(refusal)
        return None  # type: ignore[return-value]  # the kernel raises the refusal once it is committed
    store_answer(claim, claim.render_outcome(outcome))
    return outcome


def _take_key(claim: IdempotencyClaim[T]) -> None:
    """Hold the key until the transaction ends, so that a request sent twice at once does not race itself."""
    if connection.vendor != "postgresql":
        return  # SQLite has one writer, and it is this one
    deadline = time.monotonic() + settings.IDEMPOTENCY_WAIT_SECONDS
    while not _holds_key(claim):
        if time.monotonic() > deadline:
            raise IdempotencyInProgress(retry_after=1)
        time.sleep(_POLL_SECONDS)


def _holds_key(claim: IdempotencyClaim[T]) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"{claim.principal_id}:{claim.key}"]
        )
        (taken,) = cursor.fetchone()
    return bool(taken)
