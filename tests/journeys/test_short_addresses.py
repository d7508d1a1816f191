"""The short addresses of the mobile client: register, sign in, pay in, take out, transfer, change, leave."""

from __future__ import annotations

from tests.journeys.client import post, signed_in
from tests.live_server import BankServer

PASSWORD = "SecurePass123!"


def register(bank: BankServer, name: str, ssn: str) -> int:
    """Register a person at the short address and have staff approve him; return the row's number."""
    answer = post(
        bank,
        "/api/register/",
        {
            "username": name,
            "email": f"{name}@example.org",
            "password": PASSWORD,
            "confirm_password": PASSWORD,
            "first_name": name.capitalize(),
            "last_name": "Short",
            "phone_number": "+12025550177",
            "date_of_birth": "1979-12-01",
            "ssn": ssn,
            "address": "1 Short Lane",
        },
    )
    assert answer.status_code == 201, answer.text
    assert answer.json()["kyc_status"] == "PENDING"
    number: int = answer.json()["id"]
    staff = signed_in(bank, "bank_admin")
    assert staff.put(f"/api/users/{number}/", {"kyc_status": "APPROVED"}).status_code == 200
    return number


def test_a_customer_lives_on_the_short_addresses(bank_server: BankServer) -> None:
    register(bank_server, "ada", "219-09-1001")
    register(bank_server, "bob", "219-09-1002")
    ada = signed_in(bank_server, "ada", PASSWORD, at="/api/login/")
    bob = signed_in(bank_server, "bob", PASSWORD, at="/api/login/")
    mine = ada.post("/api/accounts/", {"account_type": "CURRENT"}).json()["account_number"]
    his = bob.post("/api/accounts/", {"account_type": "SAVINGS"}).json()["account_number"]

    deposit = ada.post("/api/deposit/", {"amount": "500.00"})
    assert deposit.status_code == 201, deposit.text
    assert deposit.json()["to_account"] == {"account_number": mine, "balance": "500.00"}
    withdrawal = ada.post("/api/withdrawal/", {"amount": "50.00", "account_number": mine})
    assert withdrawal.json()["from_account"] == {"account_number": mine, "balance": "450.00"}
    transfer = ada.post("/api/balance-transfer/", {"amount": "100.00", "to_account_number": his})
    assert transfer.status_code == 201, transfer.text
    assert transfer.json()["fee"] == "1.00"
    assert transfer.json()["from_account"] == {"account_number": mine, "balance": "349.00"}
    assert transfer.json()["to_account"] == {"account_number": his, "balance": None}
    again = ada.post("/api/balance-transfer/", {"amount": "100.00", "recipient_account_no": his})
    assert again.json()["from_account"]["balance"] == "248.00"
    assert len(ada.get("/api/balance-transfer/").json()["results"]) == 2
    assert [row["amount"] for row in ada.get("/api/deposit/").json()["results"]] == ["500.00"]
    assert bob.get("/api/deposit/").json()["results"] == []

    updated = ada.put(
        "/api/update-profile/",
        {"first_name": "Ada", "last_name": "Updated", "phone_number": "+12025550178"},
    )
    assert updated.status_code == 200, updated.text
    assert updated.json()["last_name"] == "Updated"
    changed = ada.put(
        "/api/update-password/",
        {
            "old_password": PASSWORD,
            "new_password": "Better4Secret!",
            "confirm_password": "Better4Secret!",
        },
    )
    assert changed.status_code == 200, changed.text
    assert ada.get("/api/profile/").status_code == 200
    assert ada.post("/api/logout/").status_code == 204
    assert ada.get("/api/profile/").status_code == 401


def test_managers_and_customers_are_listed_for_those_above_them(bank_server: BankServer) -> None:
    system_administrator = signed_in(bank_server, "admin")
    created = system_administrator.post(
        "/api/manager/",
        {
            "username": "second_manager",
            "email": "second.manager@example.org",
            "password": PASSWORD,
            "confirm_password": PASSWORD,
            "first_name": "Second",
            "last_name": "Manager",
            "phone_number": "+12025550111",
        },
    )
    assert created.status_code == 201, created.text
    number = created.json()["id"]
    assert system_administrator.get(f"/api/manager/{number}/").json()["username"] == "second_manager"
    assert "second_manager" in {
        row["username"] for row in system_administrator.get("/api/manager/").json()["results"]
    }

    manager = signed_in(bank_server, "second_manager", PASSWORD)
    customers = manager.get("/api/customer/").json()["results"]
    assert "customer" in {row["username"] for row in customers}
    assert manager.get(f"/api/customer/{customers[0]['id']}/").json()["id"] == customers[0]["id"]
    assert manager.get("/api/manager/").status_code == 403
