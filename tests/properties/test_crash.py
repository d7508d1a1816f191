"""The server is killed while money moves: each movement happened whole or not at all, and its key tells which."""

from __future__ import annotations

import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tests.live_server import DEMO_PASSWORD, BankServer, StartBank
from tests.proof_plugin import ProofRecord, at_scale

pytestmark = [pytest.mark.proof, pytest.mark.slow]

CLIENTS = 6
KILLS = at_scale(small=1, full=8)
CENT = Decimal("0.01")
NO_ANSWER = (httpx.TransportError, httpx.RemoteProtocolError)


@dataclass
class Load:
    """Clients that transfer one cent again and again, each time under a new key, and note what they were told."""

    bank: BankServer
    token: str
    sender: str
    receiver: str
    answers: dict[str, bytes] = field(default_factory=dict)
    """The first answer to each key that was answered."""
    unknown: list[str] = field(default_factory=list)
    """Keys whose request got no answer, or one that does not decide."""
    over: threading.Event = field(default_factory=threading.Event)
    up: threading.Event = field(default_factory=threading.Event)

    def send(self, client: httpx.Client, key: str) -> httpx.Response:
        """Send one transfer."""
        return client.post(
            f"{self.bank.base_url}/api/transactions/",
            json={
                "transaction_type": "TRANSFER",
                "from_account_number": self.sender,
                "to_account_number": self.receiver,
                "amount": str(CENT),
            },
            headers={"Authorization": f"Bearer {self.token}", "Idempotency-Key": key},
        )

    def run(self, number: int) -> None:
        """Transfer until it is over; while the server is down, wait for it."""
        sent = 0
        with httpx.Client(timeout=20) as client:
            while not self.over.is_set():
                if not self.up.wait(0.05):
                    continue
                sent += 1
                key = f"client-{number}-{sent}"
                try:
                    answer = self.send(client, key)
                except NO_ANSWER:
                    self.unknown.append(key)
                    continue
                if answer.status_code == 201:
                    self.answers[key] = answer.content
                else:
                    assert answer.status_code in {409, 503}, answer.text
                    self.unknown.append(key)

    def settle(self) -> None:
        """Send every undecided request once more, as a client does that has not been told."""
        with httpx.Client(timeout=20) as client:
            for key in self.unknown:
                answer = self.send(client, key)
                assert answer.status_code == 201, answer.text
                self.answers[key] = answer.content


def get(bank: BankServer, token: str, path: str) -> Any:
    answer = httpx.get(f"{bank.base_url}{path}", headers={"Authorization": f"Bearer {token}"}, timeout=20)
    assert answer.status_code == 200, answer.text
    return answer.json()


def balance_of(bank: BankServer, token: str, account_id: int) -> Decimal:
    return Decimal(get(bank, token, f"/api/accounts/{account_id}/")["balance"])


def begin(bank: BankServer) -> tuple[Load, int]:
    """Sign the branch in, find two accounts and fill the first; return the load and the second's number."""
    credentials = {"username": "bank_admin", "password": DEMO_PASSWORD}
    signed_in = httpx.post(f"{bank.base_url}/api/auth/login/", json=credentials, timeout=20)
    token = signed_in.json()["access"]
    accounts = get(bank, token, "/api/accounts/?page_size=200")["results"]
    sender, receiver = [row for row in accounts if row["status"] == "ACTIVE"][:2]
    filled = httpx.post(
        f"{bank.base_url}/api/deposit/",
        json={"amount": "1000000.00", "account_number": sender["account_number"]},
        headers={"Authorization": f"Bearer {token}"},
        timeout=20,
    )
    assert filled.status_code == 201, filled.text
    return Load(bank, token, sender["account_number"], receiver["account_number"]), receiver["id"]


def test_a_killed_server_leaves_nothing_half_done(start_bank: StartBank, proof_record: ProofRecord) -> None:
    bank = start_bank()
    load, receiver_id = begin(bank)
    before = balance_of(bank, load.token, receiver_id)
    load.up.set()
    with ThreadPoolExecutor(CLIENTS) as pool:
        running = [pool.submit(load.run, number) for number in range(CLIENTS)]
        try:
            for _ in range(KILLS):
                time.sleep(random.uniform(0.5, 1.2))
                load.up.clear()  # nobody sets off any more, so whoever gets no answer was interrupted
                bank.crash()
                bank.start_again()
                load.up.set()
            time.sleep(0.5)
        finally:
            load.over.set()
        for ended in running:
            ended.result(60)
    undecided = len(load.unknown)
    first_answers = dict(load.answers)
    load.settle()
    with httpx.Client(timeout=20) as client:
        for key in random.sample(sorted(first_answers), min(50, len(first_answers))):
            again = load.send(client, key)
            assert again.content == first_answers[key]
            assert again.headers["Idempotency-Replayed"] == "true"
    made = {httpx.Response(201, content=body).json()["transaction_id"] for body in load.answers.values()}
    assert len(made) == len(load.answers)
    assert balance_of(bank, load.token, receiver_id) - before == CENT * len(load.answers)
    books = bank.manage("verify_ledger")
    assert books.returncode == 0, books.stdout + books.stderr
    assert undecided > 0, "nobody was interrupted: the kills proved nothing"
    proof_record(
        "server killed with SIGKILL under load: nothing half done, every acknowledged transfer kept, retries complete",
        engine=bank.vendor,
        kills=KILLS,
        acknowledged=len(first_answers),
        undecided_and_settled=undecided,
        lost=0,
        done_twice=0,
    )
