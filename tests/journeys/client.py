"""One person's requests to a running bank."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from tests.live_server import DEMO_PASSWORD, BankServer

TIMEOUT_SECONDS = 60


@dataclass(frozen=True)
class PersonsClient:
    """Sends requests with a person's access token."""

    base_url: str
    access_token: str

    def send(self, method: str, path: str, body: object = None, **headers: str) -> httpx.Response:
        """Send a JSON request."""
        return httpx.request(
            method,
            f"{self.base_url}{path}",
            json=body,
            headers={"Authorization": f"Bearer {self.access_token}", **headers},
            timeout=TIMEOUT_SECONDS,
        )

    def get(self, path: str) -> httpx.Response:
        """Read."""
        return self.send("GET", path)

    def post(self, path: str, body: object = None) -> httpx.Response:
        """Create or do."""
        return self.send("POST", path, body)

    def put(self, path: str, body: object) -> httpx.Response:
        """Change."""
        return self.send("PUT", path, body)


def post(bank: BankServer, path: str, body: object) -> httpx.Response:
    """Send a JSON request of nobody in particular."""
    return httpx.post(f"{bank.base_url}{path}", json=body, timeout=TIMEOUT_SECONDS)


def signed_in(
    bank: BankServer, username: str, password: str = DEMO_PASSWORD, *, at: str = "/api/auth/login/"
) -> PersonsClient:
    """Sign a person in and return his client."""
    answer = post(bank, at, {"username": username, "password": password})
    assert answer.status_code == 200, answer.text
    return PersonsClient(bank.base_url, answer.json()["access"])
