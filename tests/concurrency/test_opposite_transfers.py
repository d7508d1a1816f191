"""A to B while B to A, and round in a circle: nobody waits for somebody who waits for him."""

from __future__ import annotations

import itertools
import random
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import connection

from accounts.services import change_account
from core_banking.kernel import db
from ledger.verification import verify
from tests.builders.accounts import STAFF
from tests.builders.money import Holder, body, holder, post
from tests.concurrency.crowd import crowd
from tests.concurrency.sabotage import POSTING_A_MOVEMENT, sabotaged
from tests.proof_plugin import ProofRecord, at_scale

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

CLIENTS = 16
TRANSFERS = at_scale(small=240, full=10_000)
EACH = 1_000_000_00
"""What each account starts with."""

IN_CALLERS_ORDER = [
    (
        r"PERFORM 1 FROM ledger_balance WHERE account_id IN \(p_from_ledger, p_to_ledger\)\s+"
        r"ORDER BY account_id FOR NO KEY UPDATE;",
        "PERFORM 1 FROM ledger_balance WHERE account_id = p_from_ledger FOR NO KEY UPDATE;\n"
        "PERFORM pg_sleep(0.02);\n"
        "PERFORM 1 FROM ledger_balance WHERE account_id = p_to_ledger FOR NO KEY UPDATE;",
    )
]


@dataclass(frozen=True)
class Storm:
    """What came of a storm: answers, deadlocks the server counted, runs that were begun anew."""

    answers: Counter[int]
    deadlocks: int
    run_again: int
    total_minor: int
    expected_minor: int
    problems: tuple[str, ...]


def storm(clients: int, transfers: int, monkeypatch: pytest.MonkeyPatch) -> Storm:
    """Let everybody transfer in both directions between a few accounts, while staff keeps changing their limits."""
    parties = [holder(EACH) for _ in range(3)]
    for party in parties:
        raise_limits(party)
    run_again = count_contention(monkeypatch)
    pairs = list(itertools.permutations(parties, 2))
    callers = {party.number: [party.client() for _ in range(clients)] for party in parties}
    for client in itertools.chain(*callers.values()):
        client.raise_request_exception = False
    before = deadlocks()

    def send(number: int) -> Counter[int]:
        chance, answers = random.Random(number), Counter[int]()
        for step in range(transfers // clients):
            # Neighbours go opposite ways, so that they meet.
            sender, receiver = pairs[(number + chance.randrange(len(pairs))) % len(pairs)]
            sent = body("TRANSFER", "1.00", sender=sender, receiver=receiver)
            answers[post(callers[sender.number][number], sent).status_code] += 1
            if number == 0 and step % 5 == 0:
                raise_limits(receiver)
        return answers

    with crowd(clients) as people:
        answers = sum(people.all_at_once(send), Counter[int]())
    made = answers[201]
    return Storm(
        answers,
        deadlocks() - before,
        run_again(),
        sum(party.balance_minor for party in parties),
        3 * EACH - made * 100,
        verify().problems,
    )


def raise_limits(of: Holder) -> None:
    """Change the account as staff does: under the same locks."""
    terms = {"daily_transaction_limit": "9000000.00", "nickname": f"Since {time.monotonic_ns()}"}
    change_account(actor=STAFF, account_id=of.account.id, terms=terms)  # type: ignore[arg-type]


def count_contention(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """Count how often the database told somebody to begin anew."""
    seen: list[BaseException] = []
    original = db.is_contention

    def is_contention(error: BaseException) -> bool:
        seen.append(error)
        return original(error)

    monkeypatch.setattr(db, "is_contention", is_contention)
    return lambda: len(seen)


def deadlocks() -> int:
    """How many deadlocks PostgreSQL has counted in this database."""
    time.sleep(1.2)  # a backend reports what it counted at most once a second
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush(), pg_stat_clear_snapshot()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        (counted,) = cursor.fetchone()
    return int(counted)


def violations(seen: Storm) -> list[str]:
    """What went wrong: a deadlock, an answer that is no success, money that is not where it belongs."""
    found = list(seen.problems)
    if seen.deadlocks:
        found.append(f"{seen.deadlocks} deadlocks")
    if set(seen.answers) != {201}:
        found.append(f"answers {dict(seen.answers)}")
    if seen.total_minor != seen.expected_minor:
        found.append(f"{seen.total_minor} in the accounts, not {seen.expected_minor}")
    return found


def test_opposite_transfers_never_deadlock_and_never_fail(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    seen = storm(CLIENTS, TRANSFERS, monkeypatch)
    assert violations(seen) == []
    assert seen.answers[201] == TRANSFERS // CLIENTS * CLIENTS
    assert seen.run_again == 0
    proof_record(
        "transfers in opposite directions between three accounts, limits changing meanwhile: no deadlock, no error",
        clients=CLIENTS,
        transfers=seen.answers[201],
        deadlocks=seen.deadlocks,
        run_again=seen.run_again,
    )


def test_control_locks_in_the_caller_s_order_deadlock(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    with sabotaged({POSTING_A_MOVEMENT: IN_CALLERS_ORDER}):
        seen = storm(6, 12, monkeypatch)
    assert seen.deadlocks > 0
    assert violations(seen)
    proof_record(
        "control: the same storm with locks in the caller's order deadlocks",
        clients=6,
        transfers=12,
        deadlocks=seen.deadlocks,
    )
