"""The walk of the user guide: register, sign in, see the profile, open an account, move money, read the trail."""

from __future__ import annotations

import re

import pytest

from tests.journeys.client import post, signed_in
from tests.journeys.curl import run_curl
from tests.live_server import BankServer, StartBank

REGISTER = """curl -X POST http://localhost:8000/api/auth/register/ \\
  -H "Content-Type: application/json" \\
  -d '{
    "username": "jane_doe",
    "email": "jane@example.com",
    "password": "SecurePass123!",
    "confirm_password": "SecurePass123!",
    "first_name": "Jane",
    "last_name": "Doe",
    "phone_number": "+1234567890",
    "date_of_birth": "1992-05-20",
    "ssn": "987-65-4321",
    "address": "456 Oak Ave, City, ST 12345"
  }'
"""
LOGIN = """curl -X POST http://localhost:8000/api/auth/login/ \\
  -H "Content-Type: application/json" \\
  -d '{
    "username": "jane_doe",
    "password": "SecurePass123!"
  }'
"""
PROFILE = """curl -X GET http://localhost:8000/api/profile/ \\
  -H "Authorization: Bearer YOUR_ACCESS_TOKEN"
"""
OPEN_ACCOUNT = """curl -X POST http://localhost:8000/api/accounts/ \\
  -H "Authorization: Bearer YOUR_ACCESS_TOKEN" \\
  -H "Content-Type: application/json" \\
  -d '{
    "account_type": "SAVINGS",
    "minimum_balance": "100.00"
  }'
"""
JOHN = {
    "username": "john_doe",
    "email": "john.doe@example.com",
    "password": "SecurePass123!",
    "confirm_password": "SecurePass123!",
    "first_name": "John",
    "last_name": "Doe",
    "phone_number": "+1234567890",
    "date_of_birth": "1990-01-15",
    "ssn": "123-45-6789",
    "address": "123 Main St, City, State, ZIP",
}
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")


@pytest.fixture(scope="module")
def bank(start_bank: StartBank) -> BankServer:
    """A bank of its own: the walk's people must not be there yet."""
    return start_bank()


def test_the_documented_walk_works_word_for_word(bank: BankServer) -> None:
    registered = run_curl(REGISTER, bank.base_url)
    assert registered.status_code == 201, registered.text
    person = registered.json()
    assert person == {
        "id": person["id"],
        "username": "jane_doe",
        "email": "jane@example.com",
        "first_name": "Jane",
        "last_name": "Doe",
        "customer_id": person["customer_id"],
        "kyc_status": "PENDING",
        "risk_profile": "LOW",
        "is_account_verified": False,
    }
    assert re.fullmatch(r"CUST\d{10}", person["customer_id"])

    login = run_curl(LOGIN, bank.base_url)
    assert login.status_code == 200, login.text
    assert (
        login.json()["user"].items()
        >= {
            "id": person["id"],
            "username": "jane_doe",
            "email": "jane@example.com",
            "customer_id": person["customer_id"],
            "kyc_status": "PENDING",
            "risk_profile": "LOW",
        }.items()
    )
    token = {"YOUR_ACCESS_TOKEN": login.json()["access"]}

    profile = run_curl(PROFILE, bank.base_url, token).json()
    assert profile["phone_number"] == "+1234567890"
    assert [(role["name"], role["description"]) for role in profile["roles"]] == [
        ("CUSTOMER", "Bank Customer")
    ]
    assert profile["two_factor_enabled"] is False
    assert INSTANT.fullmatch(profile["date_joined"])
    assert INSTANT.fullmatch(profile["last_login"])

    too_early = run_curl(OPEN_ACCOUNT, bank.base_url, token)
    assert too_early.status_code == 403
    assert too_early.json()["error"] == (
        "KYC verification required to create account. Please complete KYC verification."
    )
    assert too_early.json()["code"] == "kyc_required"

    staff = signed_in(bank, "bank_admin")
    approved = staff.send("PUT", f"/api/users/{person['id']}/", {"kyc_status": "APPROVED"})
    assert approved.status_code == 200, approved.text
    assert approved.json()["kyc_status"] == "APPROVED"

    opened = run_curl(OPEN_ACCOUNT, bank.base_url, token)
    assert opened.status_code == 201, opened.text
    account = opened.json()
    assert (
        account.items()
        >= {
            "account_type": "SAVINGS",
            "balance": "0.00",
            "available_balance": "0.00",
            "status": "ACTIVE",
            "interest_rate": "0.00",
            "minimum_balance": "100.00",
            "daily_transaction_limit": "50000.00",
            "single_transaction_limit": "10000.00",
        }.items()
    )
    assert re.fullmatch(r"SAV\d{9}", account["account_number"])
    assert INSTANT.fullmatch(account["created_at"])


def test_money_moves_as_documented_and_the_trail_knows(bank: BankServer) -> None:
    registered = post(bank, "/api/auth/register/", JOHN)
    assert registered.status_code == 201, registered.text
    staff = signed_in(bank, "bank_admin")
    staff.send("PUT", f"/api/users/{registered.json()['id']}/", {"kyc_status": "APPROVED"})
    john = signed_in(bank, "john_doe", "SecurePass123!")
    savings = john.send("POST", "/api/accounts/", {"account_type": "SAVINGS"}).json()["account_number"]
    second = john.send("POST", "/api/accounts/", {"account_type": "SAVINGS"}).json()["account_number"]

    deposit = john.send(
        "POST",
        "/api/transactions/",
        {
            "transaction_type": "DEPOSIT",
            "to_account_number": savings,
            "amount": "500.00",
            "description": "Initial deposit",
        },
    )
    assert deposit.status_code == 201, deposit.text
    assert deposit.json()["from_account"] is None
    assert deposit.json()["to_account"] == {"account_number": savings, "balance": "500.00"}

    transfer = john.send(
        "POST",
        "/api/transactions/",
        {
            "transaction_type": "TRANSFER",
            "from_account_number": savings,
            "to_account_number": second,
            "amount": "100.00",
            "description": "Transfer to savings",
        },
    )
    assert transfer.status_code == 201, transfer.text
    body = transfer.json()
    assert (
        body.items()
        >= {
            "transaction_type": "TRANSFER",
            "amount": "100.00",
            "fee": "1.00",
            "status": "COMPLETED",
            "from_account": {"account_number": savings, "balance": "399.00"},
            "to_account": {"account_number": second, "balance": "100.00"},
        }.items()
    )
    assert re.fullmatch(r"TXN[0-9A-Z]+", body["transaction_id"])
    assert INSTANT.fullmatch(body["transaction_date"])
    assert INSTANT.fullmatch(body["processed_date"])

    listed = john.send("GET", "/api/accounts/").json()
    assert listed["count"] == 2
    assert listed["next"] is None
    assert listed["previous"] is None
    balances = {row["account_number"]: row["balance"] for row in listed["results"]}
    assert balances == {savings: "399.00", second: "100.00"}

    trail = signed_in(bank, "auditor").send("GET", f"/api/audit-logs/?target={body['transaction_id']}")
    assert trail.status_code == 200, trail.text
    (row,) = trail.json()["results"]
    assert (
        row.items()
        >= {
            "action_type": "CREATE",
            "target_model": "Transaction",
            "description": "Transaction created",
            "ip_address": "127.0.0.1",
        }.items()
    )
    assert row["user"]["username"] == "john_doe"
    assert row["user"]["customer_id"] == registered.json()["customer_id"]
    assert re.fullmatch(r"LOG[0-9A-Z]+", row["log_id"])
    assert INSTANT.fullmatch(row["timestamp"])

    proof = bank.manage("verify_ledger")
    assert proof.returncode == 0, proof.stdout + proof.stderr


def test_the_three_sample_errors_come_together(bank: BankServer) -> None:
    wrong = {**JOHN, "username": "bank_admin", "email": "not-an-address", "confirm_password": "Different123!"}
    answer = post(bank, "/api/auth/register/", wrong)
    assert answer.status_code == 400
    errors = answer.json()
    assert errors["username"] == ["A user with that username already exists."]
    assert errors["email"] == ["Enter a valid email address."]
    assert errors["confirm_password"] == ["Password fields didn't match."]
