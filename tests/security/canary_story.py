"""The whole life of a canary at a running bank, with every mistake a person or a program makes on the way."""

from __future__ import annotations

import io
from typing import Any

import httpx
import pyotp
from pypdf import PdfWriter

from tests.live_server import DEMO_PASSWORD, BankServer
from tests.security.canaries import Canary


class Visitor:
    """Somebody's requests; the status that each must have is stated with it."""

    def __init__(self, bank: BankServer) -> None:
        self._http = httpx.Client(base_url=bank.base_url, timeout=60)

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def send(self, method: str, path: str, expected: int, **arguments: Any) -> Any:
        """Send a request and return the JSON of its answer, or None if it has none."""
        answer = self._http.request(method, path, **arguments)
        assert answer.status_code == expected, f"{method} {path}: {answer.status_code} {answer.text[:500]}"
        return answer.json() if "json" in answer.headers.get("Content-Type", "") else None

    def sign_in(self, username: str, password: str = DEMO_PASSWORD, **more: str) -> dict[str, Any]:
        """Sign in, and send the access token from now on."""
        answer: dict[str, Any] = self.send(
            "POST", "/api/auth/login/", 200, json={"username": username, "password": password, **more}
        )
        self.carry(answer["access"])
        return answer

    def device_token(self) -> str:
        """Return what the last sign-in gave the device to keep."""
        return self._http.cookies["known_device"]

    def carry(self, access_token: str) -> None:
        """Send this access token from now on."""
        self._http.headers["Authorization"] = f"Bearer {access_token}"

    def come_as_a_stranger(self) -> None:
        """Send no token from now on."""
        self._http.headers.pop("Authorization", None)


def live(bank: BankServer, person: Canary) -> None:
    """Register, be approved, sign in and out, open accounts, move money, be read about."""
    with Visitor(bank) as visitor, Visitor(bank) as staff:
        person_id = _register(visitor, person)
        staff.sign_in("bank_admin")
        staff.send("PUT", f"/api/users/{person_id}/", 200, json={"kyc_status": "APPROVED"})
        _sign_in_with_mistakes(visitor, person)
        _show_documents(visitor, staff, person, person_id)
        _bank(visitor, person)
        _make_mistakes(visitor, person)
        _sign_in_more_strongly(visitor, person)
        _change_password(visitor, person)
        staff.sign_in("auditor")
        staff.send("GET", "/api/audit-logs/", 200, params={"user": person.username, "page_size": "200"})
        staff.send("GET", "/api/audit-logs/", 200, params={"subject": str(person_id), "cursor": ""})


def pdf_that_says(text: str) -> bytes:
    """Return a small PDF with a text in its description."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Title": text})
    target = io.BytesIO()
    writer.write(target)
    return target.getvalue()


def _register(visitor: Visitor, person: Canary) -> int:
    """Register by JSON or by form with a file, in turns; then once more, which is refused."""
    application = person.application()
    if person.number % 2:
        answer = visitor.send("POST", "/api/auth/register/", 201, json=application)
        person_id = int(answer["id"])
    else:
        files = [("documents", ("passport.pdf", pdf_that_says(person.document_text), "application/pdf"))]
        form = {**application, "document_types": "PASSPORT"}
        answer = visitor.send("POST", "/api/customers/register/", 201, data=form, files=files)
        person_id = int(answer["customer_id"])
    visitor.send("POST", "/api/auth/register/", 400, json=application)
    visitor.send("POST", "/api/auth/register/", 400, json={**application, "date_of_birth": person.ssn})
    visitor.send(
        "POST", "/api/register/", 400, json={**application, "username": person.ssn, "email": person.address}
    )
    return person_id


def _sign_in_with_mistakes(visitor: Visitor, person: Canary) -> None:
    """Take the password for the name, mistype it, sign in, refresh, look at the token, sign out, sign in again."""
    login = "/api/auth/login/"
    visitor.send("POST", login, 401, json={"username": person.password, "password": person.password})
    visitor.send("POST", login, 401, json={"username": person.ssn, "password": person.next_password})
    visitor.send("POST", login, 401, json={"username": person.username, "password": person.next_password})
    first = visitor.sign_in(person.username, person.password)
    person.remember_tokens(first, "the first sign-in")
    renewed = visitor.send("POST", "/api/auth/refresh/", 200, json={"refresh": first["refresh"]})
    person.remember_tokens(renewed, "the renewal")
    visitor.send("POST", "/api/auth/verify/", 200, json={"token": renewed["access"]})
    visitor.carry(renewed["access"])
    visitor.send("POST", "/api/auth/logout/", 204, json={"refresh": renewed["refresh"]})
    visitor.send("GET", "/api/profile/", 401)
    visitor.come_as_a_stranger()
    person.remember_tokens(visitor.sign_in(person.username, person.password), "the second sign-in")


def _show_documents(visitor: Visitor, staff: Visitor, person: Canary, person_id: int) -> None:
    content = pdf_that_says(person.document_text)
    document = visitor.send(
        "POST",
        "/api/kyc/documents/",
        201,
        data={"document_type": "PROOF_OF_ADDRESS"},
        files={"file": ("letter.pdf", content, "application/pdf")},
    )
    staff.send("GET", f"/api/kyc/documents/{document['id']}/download/", 200)


def _bank(visitor: Visitor, person: Canary) -> None:
    accounts = [
        visitor.send("POST", "/api/accounts/", 201, json={"account_type": kind})
        for kind in ("SAVINGS", "CURRENT")
    ]
    savings, current = (account["account_number"] for account in accounts)
    deposit = {"transaction_type": "DEPOSIT", "to_account_number": savings, "amount": "500.00"}
    transfer = {
        "transaction_type": "TRANSFER",
        "from_account_number": savings,
        "to_account_number": current,
        "amount": "100.00",
        "description": "Seed",
    }
    key = {"Idempotency-Key": f"canary-{person.number}"}
    visitor.send("POST", "/api/transactions/", 201, json=deposit)
    visitor.send("POST", "/api/transactions/", 201, json=transfer, headers=key)
    visitor.send("POST", "/api/transactions/", 201, json=transfer, headers=key)
    visitor.send("POST", "/api/transactions/", 422, json={**transfer, "amount": "9000.00"})
    visitor.send("GET", f"/api/accounts/{accounts[0]['id']}/statement/", 200)


def _make_mistakes(visitor: Visitor, person: Canary) -> None:
    """Put secrets where none belong; each is refused."""
    json_body = {"Content-Type": "application/json"}
    secret_fields = {"ssn": person.ssn, "address": person.address, "pan_number": person.pan_number}
    visitor.send("PATCH", "/api/profile/", 400, json=secret_fields)
    visitor.send("POST", "/api/accounts/", 400, json={"account_type": person.ssn})
    visitor.send("POST", "/api/transactions/", 400, json={"transaction_type": person.address})
    visitor.send("POST", "/api/transactions/", 400, content=f'{{"ssn": "{person.ssn}"', headers=json_body)
    visitor.send("GET", "/api/accounts/", 400, params={"ssn": person.ssn})
    visitor.send("GET", f"/api/accounts/{person.pan_number}/", 404)


def _sign_in_more_strongly(visitor: Visitor, person: Canary) -> None:
    """Set an authenticator up and keep what came with it; take the code's field for something else."""
    secret = visitor.send("POST", "/api/auth/2fa/setup/", 200)["secret"]
    visitor.send("POST", "/api/auth/2fa/confirm/", 400, json={"otp": person.ssn})
    confirmed = visitor.send("POST", "/api/auth/2fa/confirm/", 200, json={"otp": pyotp.TOTP(secret).now()})
    person.remember_second_factor(secret, confirmed["recovery_codes"])
    person.tokens["device token"] = visitor.device_token()
    visitor.send("POST", "/api/auth/password/reset/", 200, json={"email": f"{person.ssn}@canary.example"})
    visitor.send("PUT", "/api/profile/pin/", 400, json={"password": person.ssn, "pin": "739264"})


def _change_password(visitor: Visitor, person: Canary) -> None:
    change = {
        "current_password": person.password,
        "new_password": person.next_password,
        "confirm_password": person.next_password,
    }
    visitor.send("PUT", "/api/auth/password/", 400, json={**change, "current_password": person.ssn})
    visitor.send("PUT", "/api/auth/password/", 200, json=change)
    visitor.come_as_a_stranger()
    person.remember_tokens(
        visitor.sign_in(person.username, person.next_password, otp=person.tokens["recovery code 3"]),
        "the last sign-in",
    )
