"""A movement that is decided again waits for its idempotency key with empty hands."""

from __future__ import annotations

import pytest
from django.db import connection

from core_banking.kernel.db import RetryUseCase
from core_banking.kernel.idempotency import Answer, IdempotencyClaim, fingerprint
from tests.builders.money import command, holder
from transactions import reading
from transactions.contracts import TransactionCard
from transactions.posting import MovementOrder, PostedMovement, post_movement
from transactions.services import submission, submit_transaction

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_while_it_waits_for_the_key_nobody_waits_for_the_balances(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ben = holder(50_000), holder()
    claim: IdempotencyClaim[TransactionCard] = IdempotencyClaim(
        principal_id=ann.person.id,
        key="key",
        fingerprint=fingerprint("POST", "/x", b""),
        render_outcome=lambda card: Answer(201, card.transaction_id.encode()),
        render_refusal=lambda error: Answer(422, b""),
    )
    key_number = reading._lock_number(claim)
    other = connection.copy()
    seen: list[str] = []

    def stale_once(order: MovementOrder) -> PostedMovement:
        if not seen:
            seen.append("stale")
            raise RetryUseCase
        return post_movement(order)

    def number_of_the_run() -> int:
        if not seen:
            return 1
        # Between the two runs a repetition of the request has taken the key.
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [key_number])
        return 2

    def balances_are_free(_: float) -> None:
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM ledger_balance FOR UPDATE NOWAIT")
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key_number])
        seen.append("free")

    monkeypatch.setattr(submission, "post_movement", stale_once)
    monkeypatch.setattr(reading, "attempt_number", number_of_the_run)
    monkeypatch.setattr("transactions.reading.time.sleep", balances_are_free)
    try:
        card = submit_transaction(
            actor=ann.actor, command=command("TRANSFER", "400.00", sender=ann, receiver=ben), claim=claim
        )
    finally:
        other.close()

    assert seen == ["stale", "free"]
    assert not isinstance(card, Answer)
    assert (ann.balance_minor, ben.balance_minor) == (9_900, 40_000)
