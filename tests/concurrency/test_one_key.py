"""One idempotency key, 32 requests at once: one effect, and everybody reads the same answer."""

from __future__ import annotations

import json
import secrets
import time
from collections import Counter
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpResponse
from rest_framework.test import APIClient

from core_banking.kernel.models import IdempotencyRecord
from ledger.verification import verify
from tests.builders.money import body, holder, post
from tests.concurrency.crowd import crowd, meeting
from tests.concurrency.sabotage import (
    LEARNING,
    POSTING_A_MOVEMENT,
    WITHOUT_THE_PAYEES_VERSION,
    WITHOUT_THE_PROFILES_VERSION,
    sabotaged,
)
from tests.proof_plugin import ProofRecord, at_scale
from transactions import reading
from transactions.models import Transaction
from transactions.services import submission

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

CLIENTS = 32
KEYS = at_scale(small=3, full=200)
UNIQUE_KEYS = ("kernel_idempotency_key_once", "transactions_idempotency_key_once")


@dataclass(frozen=True)
class Outcome:
    """One key: the distinct answers that were read, how many were first-hand, and how often money moved."""

    answers: Counter[tuple[int, bytes]]
    first_hand: int
    asked_to_wait: int
    effects: int


def send_until_definitive(client: APIClient, sent: dict[str, Any], key: str) -> tuple[HttpResponse, int]:
    """Do as a careful client does: when told that the first request is still running, ask again."""
    for waited in range(50):
        answer = post(client, sent, key=key)
        if answer.status_code not in {409, 503}:
            return answer, waited
        assert answer["Retry-After"]
        time.sleep(0.05)
    raise AssertionError("the key never came to an answer")


def race(clients: int, keys: int) -> list[Outcome]:
    """Let everybody send the same transfer under the same key at once; again with a new key."""
    ann, ben = holder(900_000_000), holder()
    client_of = [ann.client() for _ in range(clients)]
    for client in client_of:
        client.raise_request_exception = False
    sent = body("TRANSFER", "0.50", sender=ann, receiver=ben)
    outcomes = []
    with crowd(clients) as people:
        for _ in range(keys):
            key, before = secrets.token_hex(8), ben.balance_minor
            answers = people.all_at_once(
                lambda number: send_until_definitive(client_of[number], sent, key)  # noqa: B023 - waited for
            )
            outcomes.append(
                Outcome(
                    Counter((answer.status_code, answer.content) for answer, _ in answers),
                    sum("Idempotency-Replayed" not in answer for answer, _ in answers),
                    sum(waited for _, waited in answers),
                    (ben.balance_minor - before) // 50,
                )
            )
    return outcomes


def violations(outcomes: list[Outcome]) -> list[str]:
    """What went wrong: a second effect, a second answer, or a second request that believes it was the first."""
    found = list(verify().problems)
    for number, outcome in enumerate(outcomes, 1):
        statuses = {status for status, _ in outcome.answers}
        if outcome.effects != 1 or len(outcome.answers) != 1 or outcome.first_hand != 1 or statuses != {201}:
            found.append(
                f"key {number}: {outcome.effects} effects, {len(outcome.answers)} answers with {statuses},"
                f" {outcome.first_hand} first-hand"
            )
    return found


def test_32_requests_under_one_key_have_one_effect_and_one_answer(proof_record: ProofRecord) -> None:
    outcomes = race(CLIENTS, KEYS)
    assert violations(outcomes) == []
    assert Transaction.objects.count() == IdempotencyRecord.objects.count() == KEYS
    proof_record(
        "32 requests at once under one idempotency key, over the HTTP view: one effect, the same bytes for all",
        clients=CLIENTS,
        keys=KEYS,
        effects=sum(outcome.effects for outcome in outcomes),
        answers_that_differ=0,
        asked_to_wait=sum(outcome.asked_to_wait for outcome in outcomes),
    )


def two_requests_under_one_key(keys: int) -> Counter[tuple[int, str]]:
    """A quarter of the clients send another amount under the same key; return the answers of all."""
    ann, ben = holder(900_000_000), holder()
    client_of = [ann.client() for _ in range(CLIENTS)]
    amounts = ["0.25" if number % 4 == 0 else "0.50" for number in range(CLIENTS)]
    seen: Counter[tuple[int, str]] = Counter()
    with crowd(CLIENTS) as people:
        for _ in range(keys):
            key = secrets.token_hex(8)

            def send(number: int, key: str = key) -> HttpResponse:
                sent = body("TRANSFER", amounts[number], sender=ann, receiver=ben)
                return send_until_definitive(client_of[number], sent, key)[0]

            answers = people.all_at_once(send)
            made = {json.loads(answer.content)["amount"] for answer in answers if answer.status_code == 201}
            assert len(made) == 1
            for number, answer in enumerate(answers):
                won = {amounts[number]} == made
                assert answer.status_code == (201 if won else 422)
                seen[answer.status_code, "" if won else json.loads(answer.content)["code"]] += 1
    assert Transaction.objects.count() == keys
    return seen


def test_of_two_requests_under_one_key_one_is_done_and_the_other_told_so() -> None:
    keys = at_scale(small=2, full=100)
    seen = two_requests_under_one_key(keys)
    assert set(seen) <= {(201, ""), (422, "idempotency_key_reused")}
    assert sum(seen.values()) == CLIENTS * keys
    assert verify().is_clean


def unserialised(monkeypatch: pytest.MonkeyPatch, clients: int) -> None:
    """Take the key's lock away, and let all clients look for the key before any of them writes it."""
    monkeypatch.setattr(reading, "_lock_number", lambda claim: secrets.randbits(62))
    wait, read = meeting(clients), reading.read_movement

    def read_and_wait(*arguments: Any) -> Any:
        found = read(*arguments)
        wait()
        return found

    monkeypatch.setattr(submission, "read_movement", read_and_wait)


def test_without_the_key_s_lock_the_unique_key_still_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each invariant stands twice: who loses at the unique key is run again and reads the winner's answer."""
    unserialised(monkeypatch, 8)
    outcomes = race(8, 1)
    assert violations(outcomes) == []


def test_control_looking_before_writing_without_lock_and_unique_key_pays_again(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    functions = {
        POSTING_A_MOVEMENT: WITHOUT_THE_PAYEES_VERSION,
        LEARNING: WITHOUT_THE_PROFILES_VERSION,
    }
    with sabotaged(functions, without=UNIQUE_KEYS), monkeypatch.context() as patch:
        unserialised(patch, 8)
        outcomes = race(8, 1)
        found = violations(outcomes)
    assert outcomes[0].effects > 1
    assert found
    proof_record(
        "control: without the key's lock and its unique constraints the same requests pay several times",
        clients=8,
        keys=1,
        effects=outcomes[0].effects,
    )
