"""SQLite has one writer: within a process the others queue for it in turn, and nobody is turned away or paid twice."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

import pytest
from django.db import connection
from rest_framework.test import APIClient

from ledger.verification import verify
from tests.builders.money import body, holder, post
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)

CLIENTS = 16


@pytest.fixture(autouse=True)
def _on_sqlite() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's own races are under tests/concurrency")


def test_of_many_clients_at_once_one_gets_the_money_and_the_others_are_told_why() -> None:
    ann, ben = holder(10_000), holder()
    clients = [ann.client() for _ in range(CLIENTS)]
    sent = body("TRANSFER", "99.00", sender=ann, receiver=ben)
    answers = at_once([partial(post, client, sent) for client in clients])
    told = Counter(f"{answer.status_code} {answer.json().get('code', '')}".strip() for answer in answers)
    assert told == {"201": 1, "422 insufficient_funds": CLIENTS - 1}
    assert (ann.balance_minor, ben.balance_minor) == (0, 9_900)
    assert verify().is_clean


def test_of_many_requests_under_one_key_one_moves_money_and_all_read_the_same() -> None:
    ann, ben = holder(100_000), holder()
    clients = [ann.client() for _ in range(CLIENTS)]
    sent = body("TRANSFER", "1.00", sender=ann, receiver=ben)
    answers = at_once([partial(post, client, sent, key="k") for client in clients])
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" not in answer for answer in answers) == 1
    assert ben.balance_minor == 100


def test_many_transfers_in_opposite_directions_all_succeed() -> None:
    ann, ben = holder(100_000), holder(100_000)
    there, back = (
        body("TRANSFER", "1.00", sender=ann, receiver=ben),
        body("TRANSFER", "1.00", sender=ben, receiver=ann),
    )
    senders = [(ann.client(), there) if number % 2 else (ben.client(), back) for number in range(CLIENTS)]

    def five_times(client: APIClient, sent: dict[str, Any]) -> list[int]:
        return [post(client, sent).status_code for _ in range(5)]

    answers = at_once([partial(five_times, client, sent) for client, sent in senders])
    assert {status for statuses in answers for status in statuses} == {201}
    assert ann.balance_minor + ben.balance_minor == 200_000 - CLIENTS * 5 * 100
    assert verify().is_clean
