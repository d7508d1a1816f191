"""When the bank cannot be sure it says so: 503 or 409 with Retry-After, nothing done, and the same key goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection, transaction
from rest_framework.test import APIClient

from core_banking.kernel.models import IdempotencyRecord
from tests.builders.money import Holder, body, holder, post
from tests.faults import CONTENTION, LOST_CONNECTION, MakeError, failing_commit, failing_statement
from tests.whole_database import picture
from transactions import reading

pytestmark = pytest.mark.django_db(transaction=True)

KEY = "one-key"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core_banking.kernel.db.time.sleep", lambda seconds: None)


@pytest.fixture
def ann() -> Holder:
    return holder(100_000)


@pytest.fixture
def client(ann: Holder) -> APIClient:
    return ann.client()


@pytest.fixture
def sent(ann: Holder) -> dict[str, Any]:
    return body("WITHDRAWAL", "5.00", sender=ann)


@pytest.mark.parametrize(
    ("make_error", "code"),
    [(make, "temporarily_unavailable") for make in (*CONTENTION.values(), *LOST_CONNECTION.values())],
    ids=[*CONTENTION, *LOST_CONNECTION],
)
def test_a_fault_that_lasts_is_a_503_with_nothing_done(
    make_error: MakeError, code: str, ann: Holder, client: APIClient, sent: dict[str, Any]
) -> None:
    before = picture()
    with failing_statement(make_error, at=1, times=10**6):
        answer = post(client, sent, key=KEY)
    assert (answer.status_code, answer.json()["code"]) == (503, code)
    assert int(answer["Retry-After"]) >= 1
    assert picture() == before
    again = post(client, sent, key=KEY)
    assert again.status_code == 201
    assert "Idempotency-Replayed" not in again
    assert ann.balance_minor == 99_500


@pytest.mark.parametrize("make_error", LOST_CONNECTION.values(), ids=LOST_CONNECTION)
@pytest.mark.parametrize("after_it_happened", [False, True])
def test_a_line_cut_while_committing_is_a_503_and_the_key_tells_what_came_of_it(
    make_error: MakeError, after_it_happened: bool, ann: Holder, client: APIClient, sent: dict[str, Any]
) -> None:
    with failing_commit(make_error, after_it_happened=after_it_happened):
        answer = post(client, sent, key=KEY)
    assert (answer.status_code, answer.json()["code"]) == (503, "outcome_unknown")
    assert answer["Retry-After"]
    again = post(client, sent, key=KEY)
    assert again.status_code == 201
    assert ("Idempotency-Replayed" in again) == after_it_happened
    assert ann.balance_minor == 99_500


@pytest.fixture
def busy_key(ann: Holder, monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """Another request that holds the key and is not done yet; set the event to let it go away."""
    monkeypatch.setattr(reading, "_lock_number", lambda claim: 4711)
    held, let_go = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(4711)")
                held.set()
                let_go.wait(30)
        finally:
            connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(10)
    yield let_go
    let_go.set()
    other.join(10)


@pytest.mark.postgresql
def test_a_key_whose_first_request_is_still_running_is_a_409(
    busy_key: threading.Event, ann: Holder, client: APIClient, sent: dict[str, Any], settings: Any
) -> None:
    settings.IDEMPOTENCY_WAIT_SECONDS = 0
    before = picture()
    answer = post(client, sent, key=KEY)
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_in_progress")
    assert int(answer["Retry-After"]) >= 1
    assert picture() == before
    assert not IdempotencyRecord.objects.exists()


@pytest.mark.postgresql
def test_a_key_that_comes_free_in_time_is_waited_for(
    busy_key: threading.Event, ann: Holder, client: APIClient, sent: dict[str, Any], settings: Any
) -> None:
    settings.IDEMPOTENCY_WAIT_SECONDS = 20
    threading.Timer(0.2, busy_key.set).start()
    assert post(client, sent, key=KEY).status_code == 201
    assert ann.balance_minor == 99_500
