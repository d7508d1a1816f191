"""The worker is killed again and again, wherever it is: what happened is told all the same."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest
from standardwebhooks import Webhook

from tests.builders.receiver import answer, receiver
from tests.journeys.client import signed_in
from tests.live_server import StartBank

pytestmark = pytest.mark.slow

EVENTS = 6
PATIENCE_SECONDS = 40


class Killer:
    """A receiver's way with requests: answers them, and kills the worker before or after that, as it is told to."""

    def __init__(self) -> None:
        self.worker: subprocess.Popen[bytes] | None = None
        self.answers = True

    def __call__(self, connection: socket.socket, over: threading.Event) -> None:
        """Deal with one request."""
        if self.answers:
            connection.sendall(answer("200 OK"))
        if self.worker is not None:
            self.worker.kill()


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not happened():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.3)


def test_whenever_the_worker_is_killed_every_event_is_told(start_bank: StartBank) -> None:
    bank = start_bank(DELIVERY_LEASE_SECONDS="1", WEBHOOK_SUBSCRIPTIONS_SECONDS="0")
    killer = Killer()
    with receiver(killer) as listening:
        staff = signed_in(bank, "bank_admin")
        endpoint = staff.post("/api/webhooks/", {"url": listening.url}).json()
        wanted = {
            staff.post(f"/api/webhooks/{endpoint['id']}/test/").json()["event_id"] for _ in range(EVENTS)
        }
        account = signed_in(bank, "customer").get("/api/accounts/").json()["results"][0]["account_number"]
        paid = staff.post("/api/deposit/", {"account_number": account, "amount": "5.00"})
        assert paid.status_code == 201, paid.text

        def log() -> list[dict[str, object]]:
            listed = staff.get(f"/api/webhooks/{endpoint['id']}/deliveries/").json()["results"]
            assert isinstance(listed, list)
            return listed

        # While it waits for the answer; and when it has the answer and has not noted it, or just has.
        for killer.answers in (False, True):
            killer.worker = bank.start_worker()
            wait_for(lambda: killer.worker is not None and killer.worker.poll() is not None)
        killer.worker = None
        last = bank.start_worker()
        wait_for(lambda: len(log()) == EVENTS + 1 and {row["status"] for row in log()} == {"DELIVERED"})

    last.terminate()
    assert last.wait(30) == 0, "it was told to stop, and did not end by itself"
    told = Counter(sent.headers["webhook-id"] for sent in listening.received)
    assert wanted <= set(told)
    assert len(told) == EVENTS + 1
    # Whoever was killed before his note did it again.
    assert sum(told.values()) > EVENTS + 1
    bodies = [Webhook(endpoint["secret"]).verify(sent.body, sent.headers) for sent in listening.received]
    posted = [body["data"] for body in bodies if body["type"] == "transaction.posted"]
    assert {data["transaction_id"] for data in posted} == {paid.json()["transaction_id"]}
