"""A bulk transfer among others: one order for a key, never more than there is, and no line twice."""

from __future__ import annotations

import json
import secrets
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from rest_framework.test import APIClient

from core_banking.kernel import once
from core_banking.kernel.idempotency import find_answer
from operations.verification import verify_books
from tests.builders.bulk import PATH, body, ordered, present
from tests.builders.money import Holder, holder, post
from tests.builders.money import body as single
from tests.concurrency.crowd import crowd, meeting
from tests.concurrency.sabotage import (
    LEARNING,
    POSTING_A_MOVEMENT,
    POSTING_AN_ENTRY,
    WITHOUT_ROW_LOCKS,
    WITHOUT_THE_PROFILES_VERSION,
    sabotaged,
)
from tests.proof_plugin import ProofRecord, at_scale
from transactions.bulk_contracts import BulkLine
from transactions.bulk_reading import next_lines
from transactions.models import BulkTransfer, BulkTransferLine, Transaction
from transactions.services import bulk_work
from transactions.services.bulk_work import run_bulk_transfer

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

POSTING_IN_BULK = "transactions_post_bulk_v"
KEYS = at_scale(small=2, full=50)
ROUNDS = at_scale(small=2, full=30)
UNIQUE_KEYS = ("kernel_idempotency_key_once", "transactions_bulk_idempotency_key_once")
ONE_POSTING_OF_A_LINE = (
    "transactions_transaction_transaction_id_key",
    "ledger_entry_reference_once",
    "fraud_screening_transaction",
)


def order_until_definitive(client: APIClient, sent: Any, key: str) -> HttpResponse:
    """Order as a careful client does: when told that the first request is still running, ask again."""
    for _ in range(100):
        answer = post(client, sent, path=PATH, key=key)
        if answer.status_code not in {409, 503}:
            return answer
        time.sleep(0.05)
    raise AssertionError("the key never came to an answer")


def orders_under_one_key(clients: int, keys: int) -> Counter[int]:
    """Let everybody send the same order under the same key at once; return how many orders each key came to."""
    ann, ben = holder(1_000_000), holder()
    sent = body(ann, [(ben, "1.00"), (ben, "2.00")])
    client_of = [ann.client() for _ in range(clients)]
    found: Counter[int] = Counter()
    with crowd(clients) as people:
        for _ in range(keys):
            key = secrets.token_hex(8)
            answers = people.all_at_once(
                lambda number: order_until_definitive(client_of[number], sent, key)  # noqa: B023 - waited for
            )
            assert {answer.status_code for answer in answers} == {202}
            found[len({json.loads(answer.content)["id"] for answer in answers})] += 1
    assert BulkTransferLine.objects.count() == 2 * BulkTransfer.objects.count()
    return found


def test_16_orders_under_one_key_are_one_bulk_transfer(proof_record: ProofRecord) -> None:
    found = orders_under_one_key(16, KEYS)

    assert found == {1: KEYS}
    assert BulkTransfer.objects.count() == KEYS
    proof_record("16 bulk transfers at once under one key are one", clients=16, keys=KEYS, ordered=KEYS)


def test_control_without_the_keys_lock_and_unique_keys_several_are_ordered(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    wait = meeting(8)

    def find_and_wait(claim: Any) -> Any:
        found = find_answer(claim)
        wait()
        return found

    with sabotaged(without=UNIQUE_KEYS), monkeypatch.context() as patch:
        patch.setattr(once, "_take_key", lambda claim: None)
        patch.setattr(once, "find_answer", find_and_wait)
        found = orders_under_one_key(8, 1)

    (orders,) = found
    assert orders > 1
    proof_record("control: without lock and unique keys one key orders several", clients=8, ordered=orders)


@dataclass(frozen=True)
class Outcome:
    """What was posted in bulk and withdrawn meanwhile, and what is left, in minor units."""

    posted: int
    withdrawn: int
    left_minor: int

    @property
    def is_right(self) -> bool:
        """Whether nothing came from nowhere: each line takes 2.00 with its fee, each withdrawal 5.00."""
        return self.left_minor >= 0 and self.left_minor == 20_000 - 200 * self.posted - 500 * self.withdrawn


def in_bulk_and_one_by_one(mode: str, clients: int) -> Outcome:
    """Put 200.00 on an account, order 80 lines of it, and let everybody withdraw from it while they are posted."""
    ann, ben = holder(20_000), holder()
    card = ordered(ann, [(ben, "1.00")] * 80, mode)
    client_of = [ann.client() for _ in range(clients)]
    for client in client_of:
        client.raise_request_exception = False

    def move(number: int) -> int:
        if number == 0:
            run_bulk_transfer.call(card.id)
            return 0
        answers = [post(client_of[number], single("WITHDRAWAL", "5.00", sender=ann)) for _ in range(4)]
        return sum(answer.status_code == 201 for answer in answers)

    with crowd(clients) as people:
        withdrawn = sum(people.all_at_once(move))
    return Outcome(present(card).succeeded_count, withdrawn, ann.balance_minor)


@pytest.mark.parametrize("mode", ["BEST_EFFORT", "ALL_OR_NOTHING"])
def test_lines_and_withdrawals_never_take_more_than_there_is(
    mode: str, monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    monkeypatch.setattr(bulk_work, "CHUNK_LINES", 10)

    outcomes = [in_bulk_and_one_by_one(mode, 9) for _ in range(ROUNDS)]

    assert [outcome for outcome in outcomes if not outcome.is_right] == []
    assert verify_books().is_clean
    proof_record(
        f"a bulk transfer, {mode}, against single withdrawals of its account: to the cent what there was",
        rounds=ROUNDS,
        lines_posted=sum(outcome.posted for outcome in outcomes),
        withdrawals=sum(outcome.withdrawn for outcome in outcomes),
    )


def test_control_without_locks_money_comes_from_nowhere(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    in_between = [*WITHOUT_ROW_LOCKS, (r"-- 4\. The book", "PERFORM pg_sleep(0.4);\n    -- 4. The book")]
    without = ("ledger_line_version_once",)
    with sabotaged(
        {
            POSTING_IN_BULK: in_between,
            POSTING_A_MOVEMENT: WITHOUT_ROW_LOCKS,
            LEARNING: WITHOUT_THE_PROFILES_VERSION,
            POSTING_AN_ENTRY: WITHOUT_ROW_LOCKS,
        },
        without=without,
    ):
        monkeypatch.setattr(bulk_work, "lock_parties", lambda **arguments: None)
        outcome = in_bulk_and_one_by_one("BEST_EFFORT", 9)
        assert not outcome.is_right
        assert not verify_books().is_clean
    proof_record("control: without row locks the same race loses a withdrawal", withdrawals=outcome.withdrawn)


def two_workers(sender: Holder, receiver: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let two workers take up the same bulk transfer at once, both having seen the same lines, where they can."""
    card = ordered(sender, [(receiver, "1.00")] * 20)
    wait = meeting(2, at_most_seconds=1.0)

    def read_and_wait(*arguments: Any) -> list[BulkLine]:
        found = next_lines(*arguments)
        wait()
        return found

    monkeypatch.setattr(bulk_work, "next_lines", read_and_wait)
    with crowd(2) as people:
        people.all_at_once(lambda number: run_bulk_transfer.call(card.id))


def test_two_workers_post_every_line_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ben = holder(100_000), holder()

    two_workers(ann, ben, monkeypatch)

    assert Transaction.objects.count() == 20
    assert (ann.balance_minor, ben.balance_minor) == (96_000, 2_000)
    assert verify_books().is_clean


def test_without_holding_the_bulk_transfer_a_line_is_still_posted_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each invariant stands twice: who comes second finds the lines posted, under the locks of the money."""
    ann, ben = holder(100_000), holder()
    monkeypatch.setattr(bulk_work, "_HOLD", "SELECT %s::text IS NOT NULL")

    two_workers(ann, ben, monkeypatch)

    assert Transaction.objects.count() == 20
    assert verify_books().is_clean


def test_control_without_any_of_it_lines_are_posted_twice(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    blind = [(r"AND ordered\.status = 'PENDING'", "")]
    functions = {POSTING_IN_BULK: blind, LEARNING: WITHOUT_THE_PROFILES_VERSION}
    with sabotaged(functions, without=ONE_POSTING_OF_A_LINE):
        ann, ben = holder(100_000), holder()
        monkeypatch.setattr(bulk_work, "_HOLD", "SELECT %s::text IS NOT NULL")
        two_workers(ann, ben, monkeypatch)
        posted = Transaction.objects.count()
        assert posted == 40
    proof_record(
        "control: without hold, state and unique identifier two workers post every line twice", posted=posted
    )


def test_progress_is_read_by_others_while_all_or_nothing_is_still_undecided(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bulk_work, "CHUNK_LINES", 2)
    ann, ben = holder(100_000), holder()
    card = ordered(ann, [(ben, "1.00")] * 6, "ALL_OR_NOTHING")
    somebody_else = connection.copy()
    seen: list[tuple[str, int, int]] = []

    def look_and_read(*arguments: Any) -> list[BulkLine]:
        with somebody_else.cursor() as cursor:
            cursor.execute(
                "SELECT status, processed_count, (SELECT count(*) FROM transactions_transaction)"
                " FROM transactions_bulktransfer WHERE id = %s",
                [card.id],
            )
            seen.append(cursor.fetchone())
        return next_lines(*arguments)

    monkeypatch.setattr(bulk_work, "next_lines", look_and_read)
    try:
        run_bulk_transfer.call(card.id)
    finally:
        somebody_else.close()

    assert seen == [("RUNNING", 0, 0), ("RUNNING", 2, 0), ("RUNNING", 4, 0), ("RUNNING", 6, 0)]
    assert (present(card).status, Transaction.objects.count()) == ("COMPLETED", 6)
