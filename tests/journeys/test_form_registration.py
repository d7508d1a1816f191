"""Registration as a form with files, the way an API client of the Postman kind sends it."""

from __future__ import annotations

import io

import httpx
from PIL import Image

from tests.live_server import DEMO_PASSWORD, BankServer

FIELDS = {
    "username": "xyz",
    "email": "xyz@example.com",
    "password": "SecurePass123!",
    "confirm_password": "SecurePass123!",
    "first_name": "Xenia",
    "last_name": "Young",
    "phone_number": "+12025550123",
    "date_of_birth": "1988-03-09",
    "ssn": "219-09-9998",
    "address": "9 Elm Street, Springfield",
}


def a_photo() -> bytes:
    """Return a small real PNG."""
    content = io.BytesIO()
    Image.new("RGB", (32, 32), "steelblue").save(content, "PNG")
    return content.getvalue()


def test_form_data_with_files_registers_and_the_customer_can_be_read(bank_server: BankServer) -> None:
    answer = httpx.post(
        f"{bank_server.base_url}/api/customers/register/",
        data=FIELDS | {"document_types": ["PASSPORT", "PHOTO"]},
        files=[
            ("documents", ("passport.png", a_photo(), "image/png")),
            ("documents", ("me.png", a_photo(), "image/png")),
        ],
        headers={"Accept": "application/json"},
        timeout=60,
    )
    assert answer.status_code == 201, answer.text
    body = answer.json()
    assert body == {
        "customer_id": body["customer_id"],
        "username": "xyz",
        "email": "xyz@example.com",
        "status": "Pending KYC Approval",
        "message": "Registration successful. KYC verification in progress.",
    }
    assert body["customer_id"].isdigit()

    login = httpx.post(
        f"{bank_server.base_url}/api/login/",
        json={"email": "xyz@example.com", "password": "SecurePass123!"},
        timeout=60,
    )
    assert login.status_code == 200, login.text
    own = {"Authorization": f"Bearer {login.json()['access']}"}
    for path in (f"/api/customers/{body['customer_id']}/", f"/api/customers/{body['customer_id']}"):
        read = httpx.get(f"{bank_server.base_url}{path}", headers=own, timeout=60)
        assert read.status_code == 200, read.text
        assert read.json()["username"] == "xyz"

    staff_login = httpx.post(
        f"{bank_server.base_url}/api/login/",
        json={"username": "bank_admin", "password": DEMO_PASSWORD},
        timeout=60,
    ).json()
    staff = {"Authorization": f"Bearer {staff_login['access']}"}
    documents = httpx.get(
        f"{bank_server.base_url}/api/kyc/documents/?customer_id={body['customer_id']}",
        headers=staff,
        timeout=60,
    )
    assert documents.status_code == 200, documents.text
    rows = documents.json()["results"]
    assert sorted(row["document_type"] for row in rows) == ["PASSPORT", "PHOTO"]
    download = httpx.get(
        f"{bank_server.base_url}/api/kyc/documents/{rows[0]['id']}/download/", headers=staff, timeout=60
    )
    assert download.status_code == 200
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert download.headers["X-Content-Type-Options"] == "nosniff"
    assert Image.open(io.BytesIO(download.content)).size == (32, 32)


def test_the_address_without_its_final_slash_answers_the_same(bank_server: BankServer) -> None:
    answer = httpx.post(f"{bank_server.base_url}/api/customers/register", data={"username": "x"}, timeout=60)
    assert answer.status_code == 400
    assert "email" in answer.json()
