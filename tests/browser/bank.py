"""The bank of the browser tests, and the people in it, all made over its API."""

from __future__ import annotations

import datetime as dt
import itertools
import os
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.live_server import DEMO_PASSWORD, BankServer

PASSWORD = "Harbour-Lamp-41"
_numbers = itertools.count(1)


@dataclass
class Person:
    """Somebody with a sign-in, and the API as he may use it."""

    username: str
    password: str
    id: int
    api: httpx.Client = field(repr=False)


@dataclass
class BrowserBank:
    """A running bank with its demonstration staff; customers are made as they are needed."""

    server: BankServer
    _staff: httpx.Client | None = field(default=None, repr=False)
    _clients: list[httpx.Client] = field(default_factory=list, repr=False)

    @property
    def url(self) -> str:
        """The bank's address, without a final slash."""
        return self.server.base_url

    @property
    def staff(self) -> httpx.Client:
        """The API as the demonstration bank administrator may use it."""
        if self._staff is None:
            self._staff = self.signed_in("bank_admin", DEMO_PASSWORD)
        return self._staff

    def registration(self, **changes: str) -> dict[str, str]:
        """Return what a new customer fills in; every one is somebody else."""
        number = next(_numbers)
        # Processes of one run share no bank, but a name of its own makes a screenshot easier to tell.
        name = f"marta_{os.getpid()}_{number}"
        return {
            "username": name,
            "email": f"{name}@example.org",
            "password": PASSWORD,
            "confirm_password": PASSWORD,
            "first_name": "Marta",
            "last_name": "Oliveira",
            "phone_number": "+442079460123",
            "date_of_birth": "1988-03-14",
            "ssn": f"{100 + os.getpid() % 500:03}-{10 + number // 9000:02}-{1000 + number % 9000:04}",
            "address": "1 Quay Street, Bristol",
            **changes,
        }

    def customer(self, *, approved: bool = True, **changes: str) -> Person:
        """Register somebody, approve his identity unless told otherwise, and return him signed in to the API."""
        given = self.registration(**changes)
        answer = checked(httpx.post(f"{self.url}/api/auth/register/", json=given, timeout=60))
        if approved:
            checked(self.staff.put(f"/api/users/{answer['id']}/", json={"kyc_status": "APPROVED"}))
        api = self.signed_in(given["username"], given["password"])
        return Person(given["username"], given["password"], answer["id"], api)

    def account(
        self, person: Person, account_type: str = "SAVINGS", *, deposit: str | None = None
    ) -> dict[str, Any]:
        """Open an account for a customer, and let him pay `deposit` into it."""
        account = checked(person.api.post("/api/accounts/", json={"account_type": account_type}))
        if deposit is not None:
            body = {
                "transaction_type": "DEPOSIT",
                "to_account_number": account["account_number"],
                "amount": deposit,
            }
            checked(person.api.post("/api/transactions/", json=body))
        return dict(account)

    def signed_in(self, username: str, password: str) -> httpx.Client:
        """Return a client of the API with somebody's access token."""
        body = {"username": username, "password": password}
        tokens = checked(httpx.post(f"{self.url}/api/auth/login/", json=body, timeout=60))
        headers = {"Authorization": f"Bearer {tokens['access']}"}
        client = httpx.Client(base_url=self.url, headers=headers, timeout=60)
        self._clients.append(client)
        return client

    def close(self) -> None:
        """Close all connections."""
        for client in self._clients:
            client.close()

    @property
    def today(self) -> dt.date:
        """The bank's business date."""
        return dt.date.fromisoformat(checked(self.staff.get("/api/business-day/"))["business_date"])


def checked(answer: httpx.Response) -> Any:
    """Return the body of an answer that must be a good one."""
    assert answer.is_success, (
        f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text}"
    )
    return answer.json() if answer.content else None
