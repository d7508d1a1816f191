"""The statement over HTTP: the documented shape, pages of it, and what is refused."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.contracts import AccountCard
from core_banking.kernel import clock
from tests.builders.accounts import offer_product, open_account, put_money, take_money
from tests.builders.people import approved_customer, bank_admin, signed_in_client
from users.contracts import PersonCard

pytestmark = pytest.mark.django_db

JANUARY = dt.datetime(2024, 1, 15, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)


@pytest.fixture
def customer() -> PersonCard:
    return approved_customer()


@pytest.fixture
def client(customer: PersonCard) -> APIClient:
    return signed_in_client(customer)


@pytest.fixture
def account(customer: PersonCard) -> AccountCard:
    """500.00 in on the 15th, 120.50 out on the 16th, 20.00 in on the 20th."""
    with clock.frozen_at(JANUARY):
        account = open_account(customer)
        put_money(account, 50_000, "Initial deposit")
    with clock.frozen_at(JANUARY + DAY):
        take_money(account, 12_050)
    with clock.frozen_at(JANUARY + 5 * DAY):
        put_money(account, 2_000)
    return account


def test_a_statement_has_opening_lines_and_closing(
    customer: PersonCard, client: APIClient, account: AccountCard
) -> None:
    answer = client.get(f"/api/accounts/{account.id}/statement/?from=2024-01-16&to=2024-01-31&format=json")

    assert answer.status_code == 200
    body = answer.json()
    lines = body.pop("lines")
    signature, statement_id, issued_at = (
        body.pop(name) for name in ("signature", "statement_id", "issued_at")
    )
    assert (answer["X-Statement-Signature"], answer["X-Statement-Id"]) == (signature, statement_id)
    assert issued_at.endswith("Z")
    assert body == {
        "bank": "Core Bank",
        "account_holder": f"{customer.first_name} {customer.last_name}",
        "from": "2024-01-16",
        "to": "2024-01-31",
        "account_number": account.account_number,
        "account_type": "SAVINGS",
        "currency": "USD",
        "opening_balance": "500.00",
        "closing_balance": "399.50",
        "total_credits": "20.00",
        "total_debits": "120.50",
        "line_count": 2,
        "next": None,
        "previous": None,
    }
    reference = lines[0]["reference"]
    assert lines[0] == {
        "date": "2024-01-16",
        "value_date": "2024-01-16",
        "posted_at": "2024-01-16T12:00:00Z",
        "type": "WITHDRAWAL",
        "description": "Cash paid out",
        "reference": reference,
        "transaction_id": reference,
        "debit": "120.50",
        "credit": None,
        "amount": "-120.50",
        "running_balance": "379.50",
    }
    assert (lines[1]["debit"], lines[1]["credit"], lines[1]["amount"]) == (None, "20.00", "20.00")
    assert lines[1]["running_balance"] == "399.50"


def test_without_dates_it_runs_from_the_opening_to_today(client: APIClient, account: AccountCard) -> None:
    body = client.get(f"/api/accounts/{account.id}/statement/").json()

    assert (body["from"], body["to"]) == ("2024-01-15", clock.business_date().isoformat())
    assert (body["opening_balance"], body["closing_balance"], body["line_count"]) == ("0.00", "399.50", 3)


def test_staff_reads_a_customers_statement(account: AccountCard) -> None:
    staff = signed_in_client(bank_admin())

    assert staff.get(f"/api/accounts/{account.id}/statement/").json()["line_count"] == 3


def test_a_statement_in_another_currency_has_its_decimals(customer: PersonCard, client: APIClient) -> None:
    offer_product("DINAR", currency="KWD")
    account = open_account(customer, 1_234, product_code="DINAR")

    body = client.get(f"/api/accounts/{account.id}/statement/").json()

    assert (body["closing_balance"], body["lines"][0]["credit"], body["lines"][0]["running_balance"]) == (
        "1.234",
        "1.234",
        "1.234",
    )


@pytest.mark.parametrize("start", ["page_size=2", "page_size=2&cursor="])
def test_pages_together_are_the_whole_and_lead_back_again(
    client: APIClient, account: AccountCard, start: Any
) -> None:
    whole = client.get(f"/api/accounts/{account.id}/statement/").json()

    first = client.get(f"/api/accounts/{account.id}/statement/?{start}").json()
    second = client.get(first["next"]).json()
    back = client.get(second["previous"]).json()

    assert first["lines"] + second["lines"] == whole["lines"]
    assert (len(first["lines"]), first["previous"], second["next"]) == (2, None, None)
    assert back["lines"] == first["lines"]
    for page in (first, second):
        assert (page["opening_balance"], page["closing_balance"], page["line_count"]) == ("0.00", "399.50", 3)


def test_a_page_takes_the_same_number_of_queries_at_any_depth(
    customer: PersonCard, client: APIClient, django_assert_max_num_queries: Any
) -> None:
    account = open_account(customer)
    for _ in range(9):
        put_money(account, 100)

    def queries_of(query: str) -> int:
        with django_assert_max_num_queries(50) as counted:
            assert client.get(f"/api/accounts/{account.id}/statement/?{query}").status_code == 200
        return len(counted)

    assert queries_of("page_size=1") == queries_of("page_size=200") == queries_of("page_size=1&page=9")


def test_a_page_beside_a_cursor_is_refused(client: APIClient, customer: PersonCard) -> None:
    account = open_account(customer)

    answer = client.get(f"/api/accounts/{account.id}/statement/?cursor=&page=2")

    assert (answer.status_code, list(answer.json())) == (400, ["page"])


def test_a_cursor_belongs_to_range_and_account(
    client: APIClient, customer: PersonCard, account: AccountCard
) -> None:
    other = open_account(customer)
    cursor = (
        client.get(f"/api/accounts/{account.id}/statement/?page_size=1&cursor=")
        .json()["next"]
        .split("cursor=")[1]
    )
    cursor = cursor.split("&")[0]

    for address in (
        f"/api/accounts/{account.id}/statement/?from=2024-01-01&cursor={cursor}",
        f"/api/accounts/{other.id}/statement/?cursor={cursor}",
        f"/api/accounts/{account.id}/statement/?cursor=x{cursor}",
    ):
        answer = client.get(address)
        assert answer.status_code == 400
        assert set(answer.json()) == {"cursor"}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("from=2024-02-01&to=2024-01-31", "from"),
        ("format=docx", "format"),
        ("format=PDF", "format"),
        ("format=pdf&page=2", "page"),
        ("format=csv&cursor=", "cursor"),
        ("format=", "format"),
        ("from=01/15/2024", "from"),
        ("to=2024-02-30", "to"),
        ("to=2024-1-5", "to"),
        ("from=", "from"),
        ("to=20240131", "to"),
        ("page=0", "page"),
        ("page_size=201", "page_size"),
        ("page_size=-1", "page_size"),
        ("since=2024-01-01", "since"),
    ],
)
def test_an_impossible_statement_is_refused_by_name(
    client: APIClient, account: AccountCard, query: Any, field: Any
) -> None:
    answer = client.get(f"/api/accounts/{account.id}/statement/?{query}")

    assert answer.status_code == 400
    assert set(answer.json()) == {field}


def test_a_page_beyond_the_last_is_not_found(client: APIClient, account: AccountCard) -> None:
    answer = client.get(f"/api/accounts/{account.id}/statement/?page=2")

    assert answer.status_code == 404
