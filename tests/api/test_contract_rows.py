"""The API contract, row by row: every address it names is served, by the method it names.

What each answers, and to whom, is the role matrix's and the other tests' business. Fraud and financial planning have
tables of their own.
"""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import Resolver404, resolve

from tests.api.test_role_matrix import operations_of_the_schema

IDENTITY = """
POST /api/auth/register/
POST /api/customers/register/
POST /api/register/
POST /api/auth/login/
POST /api/login/
POST /api/auth/refresh/
POST /api/auth/verify/
POST /api/auth/logout/
POST /api/logout/
GET /api/profile/
PUT /api/profile/
PATCH /api/profile/
PUT /api/update-profile/
PUT /api/auth/password/
POST /api/auth/password/
PUT /api/update-password/
POST /api/auth/password/reset/
POST /api/auth/password/reset/confirm/
POST /api/auth/2fa/setup/
POST /api/auth/2fa/confirm/
POST /api/auth/2fa/disable/
GET /api/auth/sessions/
DELETE /api/auth/sessions/{}/
PUT /api/profile/pin/
GET /api/manager/
POST /api/manager/
GET /api/manager/{}/
GET /api/customer/
POST /api/customer/
GET /api/customer/{}/
GET /api/customers/{}/
GET /api/users/
GET /api/users/{}/
PUT /api/users/{}/
"""

KYC = """
GET /api/kyc/
POST /api/kyc/resubmit/
GET /api/kyc/documents/
POST /api/kyc/documents/
GET /api/kyc/documents/{}/download/
GET /api/kyc/reviews/
POST /api/kyc/reviews/{}/approve/
POST /api/kyc/reviews/{}/reject/
"""

ACCOUNTS = """
GET /api/account-products/
POST /api/account-products/
PATCH /api/account-products/{}/
GET /api/account-products/{}/eligibility/
GET /api/accounts/
POST /api/accounts/
GET /api/accounts/{}/
PATCH /api/accounts/{}/
GET /api/accounts/{}/balance/
POST /api/accounts/{}/activate/
POST /api/accounts/{}/freeze/
POST /api/accounts/{}/unfreeze/
POST /api/accounts/{}/close/
GET /api/accounts/{}/statement/
POST /api/statements/verify/
"""

TRANSACTIONS = """
GET /api/transactions/
POST /api/transactions/
GET /api/transactions/{}/
POST /api/transactions/{}/reverse/
POST /api/transactions/{}/release/
POST /api/transactions/{}/decline/
GET /api/deposit/
POST /api/deposit/
GET /api/withdrawal/
POST /api/withdrawal/
GET /api/balance-transfer/
POST /api/balance-transfer/
GET /api/beneficiaries/
POST /api/beneficiaries/
DELETE /api/beneficiaries/{}/
POST /api/transfers/bulk/
GET /api/transfers/bulk/{}/
GET /api/standing-orders/
POST /api/standing-orders/
PATCH /api/standing-orders/{}/
DELETE /api/standing-orders/{}/
POST /api/holds/
POST /api/holds/{}/capture/
POST /api/holds/{}/void/
"""

LOANS = """
GET /api/loan-products/
POST /api/loan-products/
PATCH /api/loan-products/{}/
POST /api/loan-products/{}/quote/
GET /api/loans/
POST /api/loans/
GET /api/loans/{}/
POST /api/loans/{}/approve/
POST /api/loans/{}/reject/
POST /api/loans/{}/repay/
GET /api/loans/{}/schedule/
GET /api/loans/{}/payoff/
POST /api/loans/{}/write-off/
POST /api/loans/{}/reschedule/
"""

SUPPORT = """
GET /api/notifications/
POST /api/notifications/{}/read/
POST /api/notifications/read-all/
GET /api/services/
POST /api/services/
POST /api/contact/
GET /api/contact/
GET /
"""

FRAUD = """
GET /api/fraud-alerts/
GET /api/fraud-alerts/{}/
POST /api/fraud-alerts/{}/assign/
POST /api/fraud-alerts/{}/resolve/
GET /api/fraud-rules/
PATCH /api/fraud-rules/
"""
PLANNING = """
GET /api/categories/
POST /api/categories/
GET /api/budgets/
POST /api/budgets/
GET /api/expenses/
POST /api/expenses/
GET /api/spending/
GET /api/savings-goals/
POST /api/savings-goals/
POST /api/savings-goals/{}/contribute/
POST /api/savings-goals/{}/withdraw/
"""

AUDIT = """
GET /api/audit-logs/
GET /api/audit-logs/{}/
GET /api/audit-logs/verify/
"""

ROWS = [
    row
    for part in (IDENTITY, KYC, ACCOUNTS, TRANSACTIONS, LOANS, FRAUD, AUDIT, PLANNING, SUPPORT)
    for row in part.split("\n")
    if row
]

PAGES = [
    "/",
    "/docs",
    "/api/docs/swagger/",
    "/api/docs/redoc/",
    "/api/schema/",
    "/healthz",
    "/readyz",
    "/admin/",
]


@pytest.fixture(scope="module")
def served() -> set[str]:
    """Every operation of the schema, its path parameters without their names."""
    return {_without_names(operation) for operation in operations_of_the_schema()}


@pytest.mark.parametrize("row", ROWS)
def test_the_row_is_served(served: set[str], row: str) -> None:
    assert row in served


@pytest.mark.parametrize("row", [row for row in ROWS if row != "GET /"])
def test_its_address_is_there_with_and_without_the_final_slash(row: str) -> None:
    path = row.partition(" ")[2].replace("{}", "1")

    assert resolve(path).route
    assert Client().options(path.rstrip("/")).status_code == Client().options(path).status_code != 404


@pytest.mark.django_db
@pytest.mark.parametrize("path", PAGES)
def test_a_page_for_anybody_is_there(path: str) -> None:
    assert Client().get(path).status_code in {200, 301, 302}


def test_an_address_that_nobody_serves_is_seen(served: set[str]) -> None:
    assert "GET /api/treasure/" not in served
    with pytest.raises(Resolver404):
        resolve("/api/treasure/")


def _without_names(operation: str) -> str:
    parts = operation.split("/")
    return "/".join("{}" if part.startswith("{") else part for part in parts)
