"""The accounts API as documented: exact bodies, refusals by name, and who may."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Account
from core_banking.kernel import clock
from operations.services import close_business_day
from tests.builders.accounts import STAFF, offer_product, open_account, present, put_money
from tests.builders.closing import FIRST_DAY, at_noon_of, close_through
from tests.builders.people import (
    approved_customer,
    auditor,
    bank_admin,
    register_customer,
    signed_in_client,
    system_administrator,
)
from users.contracts import PersonCard

pytestmark = pytest.mark.django_db

ACCOUNTS = "/api/accounts/"
OPENED_AT = dt.datetime(2024, 1, 15, 11, 0, tzinfo=dt.UTC)


@pytest.fixture
def customer() -> PersonCard:
    return approved_customer()


@pytest.fixture
def client(customer: PersonCard) -> APIClient:
    return signed_in_client(customer)


@pytest.fixture
def staff() -> APIClient:
    return signed_in_client(bank_admin())


def test_the_list_shows_the_documented_fields(customer: PersonCard, client: APIClient) -> None:
    with clock.frozen_at(OPENED_AT):
        account = open_account(customer, 100_000, minimum_balance="100.00")

    answer = client.get(ACCOUNTS)

    assert answer.status_code == 200
    body = answer.json()
    assert {name: body[name] for name in ("count", "next", "previous")} == {
        "count": 1,
        "next": None,
        "previous": None,
    }
    assert body["results"] == [
        {
            "id": account.id,
            "account_number": account.account_number,
            "account_type": "SAVINGS",
            "balance": "1000.00",
            "available_balance": "900.00",
            "status": "ACTIVE",
            "interest_rate": "0.00",
            "minimum_balance": "100.00",
            "daily_transaction_limit": "50000.00",
            "single_transaction_limit": "10000.00",
            "created_at": "2024-01-15T11:00:00Z",
            "currency": "USD",
            "nickname": "",
            "product": "SAVINGS",
            "customer_id": customer.customer_id,
            "status_reason": None,
            "activated_at": "2024-01-15T11:00:00Z",
            "closed_at": None,
            "term_months": None,
            "maturity_date": None,
            "maturity_instruction": None,
            "payout_account_number": None,
            "accrued_interest": "0.00",
        }
    ]


def test_opening_answers_with_the_documented_body(client: APIClient) -> None:
    answer = client.post(ACCOUNTS, {"account_type": "SAVINGS", "minimum_balance": "100.00"})

    assert answer.status_code == 201
    body = answer.json()
    account = Account.objects.get()
    documented = {
        "id": account.pk,
        "account_number": account.account_number,
        "account_type": "SAVINGS",
        "balance": "0.00",
        "available_balance": "0.00",
        "status": "ACTIVE",
        "interest_rate": "0.00",
        "minimum_balance": "100.00",
        "daily_transaction_limit": "50000.00",
        "single_transaction_limit": "10000.00",
        "created_at": clock.isoformat_utc(account.created_at),
    }
    assert {name: body[name] for name in documented} == documented


@pytest.mark.parametrize("minimum", ["100.00", "100", 100])
def test_a_minimum_balance_may_be_text_or_a_number(client: APIClient, minimum: Any) -> None:
    answer = client.post(ACCOUNTS, {"account_type": "CURRENT", "minimum_balance": minimum})

    assert (answer.status_code, answer.json()["minimum_balance"]) == (201, "100.00")


def test_without_approved_kyc_the_refusal_is_word_for_word() -> None:
    client = signed_in_client(register_customer())

    answer = client.post(ACCOUNTS, {"account_type": "SAVINGS", "minimum_balance": "100.00"})

    assert answer.status_code == 403
    assert answer.json() == {
        "error": "KYC verification required to create account. Please complete KYC verification.",
        "code": "kyc_required",
    }
    assert not Account.objects.exists()


@pytest.mark.parametrize(
    ("body", "fields"),
    [
        ({}, {"account_type"}),
        ({"account_type": "PIGGYBANK"}, {"account_type"}),
        ({"account_type": None}, {"account_type"}),
        ({"product": "NOSUCH"}, {"product"}),
        ({"account_type": "SAVINGS", "minimum_balance": "-1"}, {"minimum_balance"}),
        ({"account_type": "SAVINGS", "minimum_balance": "1.005"}, {"minimum_balance"}),
        ({"account_type": "SAVINGS", "minimum_balance": "1e2"}, {"minimum_balance"}),
        ({"account_type": "SAVINGS", "minimum_balance": True}, {"minimum_balance"}),
        ({"account_type": "SAVINGS", "minimum_balance": None}, {"minimum_balance"}),
        ({"account_type": "SAVINGS", "minimum_balance": ["1"]}, {"minimum_balance"}),
        ({"account_type": "SAVINGS", "minimum_balance": "10000000000000.01"}, {"minimum_balance"}),
        ({"account_type": "SAVINGS", "nickname": "x" * 61}, {"nickname"}),
        ({"account_type": "SAVINGS", "customer_id": "CUST0000000000"}, {"customer_id"}),
        ({"account_type": "SAVINGS", "balance": "5.00", "status": "ACTIVE"}, {"balance", "status"}),
        ({"account_type": "SAVINGS", "daily_transaction_limit": "9999999.00"}, {"daily_transaction_limit"}),
        (
            {"account_type": "SAVINGS", "ssn": "123-45-6789", "account_number": "SAV1"},
            {"ssn", "account_number"},
        ),
    ],
)
def test_a_wrong_opening_is_refused_by_name(client: APIClient, body: Any, fields: Any) -> None:
    answer = client.post(ACCOUNTS, body)

    assert answer.status_code == 400
    assert set(answer.json()) == fields
    assert not Account.objects.exists()


def test_unmet_requirements_are_named(client: APIClient) -> None:
    offer_product("PICKY", minimum_age_years=120, required_documents=["PASSPORT"], required_numbers=["PAN"])

    answer = client.post(ACCOUNTS, {"product": "PICKY"})

    assert answer.status_code == 400
    assert answer.json() == {
        "minimum_age_years": ["The customer must be 120 years old or older."],
        "required_documents": ["A document is missing: PASSPORT."],
        "required_numbers": ["A number is missing: PAN. Give it as pan_number."],
    }


def test_numbers_given_at_the_opening_are_never_answered_back(client: APIClient) -> None:
    offer_product("INDIA", required_numbers=["PAN"])

    answer = client.post(ACCOUNTS, {"product": "INDIA", "pan_number": "ABCPD1234F"})

    assert answer.status_code == 201
    assert b"ABCPD1234F" not in answer.content


def test_staff_opens_and_lists_for_a_customer(
    staff: APIClient, customer: PersonCard, client: APIClient
) -> None:
    other = open_account(approved_customer())

    answer = staff.post(ACCOUNTS, {"account_type": "SAVINGS", "customer_id": customer.customer_id})

    assert answer.status_code == 201
    assert answer.json()["customer_id"] == customer.customer_id
    mine = answer.json()["id"]
    assert [row["id"] for row in client.get(ACCOUNTS).json()["results"]] == [mine]
    assert [row["id"] for row in staff.get(ACCOUNTS).json()["results"]] == [other.id, mine]


def test_a_list_is_filtered_and_ordered(staff: APIClient, customer: PersonCard) -> None:
    savings = open_account(customer)
    current = open_account(customer, account_type="CURRENT")
    foreign = open_account(approved_customer())

    def ids(query: str) -> list[int]:
        return [row["id"] for row in staff.get(f"{ACCOUNTS}?{query}").json()["results"]]

    assert ids("account_type=CURRENT") == [current.id]
    assert ids("status=FROZEN") == []
    assert ids(f"account_number={foreign.account_number}") == [foreign.id]
    assert ids(f"customer_id={customer.customer_id}") == [savings.id, current.id]
    assert ids(f"customer_id={foreign.customer_id}") == [foreign.id]
    assert ids("ordering=-id") == [foreign.id, current.id, savings.id]


def test_filtering_by_somebody_else_shows_a_customer_nothing(client: APIClient, customer: PersonCard) -> None:
    open_account(customer)
    foreign = open_account(approved_customer())

    for query in (f"customer_id={foreign.customer_id}", f"account_number={foreign.account_number}"):
        assert client.get(f"{ACCOUNTS}?{query}").json()["results"] == []


@pytest.mark.parametrize(
    "query",
    ["colour=red", "status=SLEEPING", "account_type=x", "ordering=balance", "page=0", "page_size=201"],
)
def test_an_unknown_filter_is_refused_by_name(client: APIClient, query: Any) -> None:
    answer = client.get(f"{ACCOUNTS}?{query}")

    assert answer.status_code == 400
    assert set(answer.json()) == {query.partition("=")[0]}


def test_a_list_takes_the_same_number_of_queries_for_any_number_of_accounts(
    customer: PersonCard, client: APIClient, django_assert_max_num_queries: Any
) -> None:
    open_account(customer, 100)
    with django_assert_max_num_queries(50) as one:
        client.get(ACCOUNTS)
    for _ in range(5):
        open_account(customer, 100)
    with django_assert_max_num_queries(50) as six:
        assert client.get(ACCOUNTS).json()["count"] == 6

    assert len(six) == len(one)
    about_accounts = [
        query for query in six.captured_queries if "accounts_" in query["sql"] or "ledger_" in query["sql"]
    ]
    assert len(about_accounts) == 4  # the count, the page, all balances, the interest all are owed


def test_an_account_is_shown_to_owner_and_staff(
    staff: APIClient, client: APIClient, customer: PersonCard
) -> None:
    account = open_account(customer, 5_000)

    for reader in (client, staff):
        answer = reader.get(f"{ACCOUNTS}{account.id}/")
        assert answer.status_code == 200
        assert (answer.json()["id"], answer.json()["balance"]) == (account.id, "50.00")


OPERATIONS = [("get", ""), ("patch", ""), ("post", "close/"), ("get", "balance/"), ("get", "statement/")]
STAFF_OPERATIONS = [("post", "activate/"), ("post", "freeze/"), ("post", "unfreeze/")]


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_a_foreign_account_is_not_found_just_like_none(client: APIClient, method: Any, path: Any) -> None:
    account = open_account(approved_customer())
    body = {"reason": "Curious", "nickname": "Mine"} if method != "get" else None

    answers = [
        getattr(client, method)(f"{ACCOUNTS}{account_id}/{path}", body)
        for account_id in (account.id, 987_654_321, 10**30)
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert answers[0].json() == answers[1].json() == {"error": "Not found.", "code": "not_found"}
    assert present(account) == account


@pytest.mark.parametrize(("method", "path"), STAFF_OPERATIONS)
def test_what_only_staff_does_is_refused_to_customers(
    client: APIClient, customer: PersonCard, method: Any, path: Any
) -> None:
    mine, foreign = open_account(customer), open_account(approved_customer())

    answers = [
        getattr(client, method)(f"{ACCOUNTS}{account_id}/{path}", {"reason": 5})
        for account_id in (mine.id, foreign.id, 987_654_321)
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "not_allowed")] * 3
    assert (present(mine), present(foreign)) == (mine, foreign)


@pytest.mark.parametrize(("method", "path"), [("get", None), ("post", None), *OPERATIONS, *STAFF_OPERATIONS])
@pytest.mark.parametrize(
    ("person", "status"),
    [(None, 401), (auditor, 403), (system_administrator, 403)],
    ids=["anonymous", "auditor", "sysadmin"],
)
def test_who_has_no_business_with_accounts_is_refused(
    person: Any, status: Any, method: Any, path: Any
) -> None:
    account = open_account(approved_customer())
    client = signed_in_client(person()) if person else APIClient()
    address = ACCOUNTS if path is None else f"{ACCOUNTS}{account.id}/{path}"
    body = {"account_type": "SAVINGS", "reason": "Because", "customer_id": account.customer_reference}

    answer = getattr(client, method)(address, body if method != "get" else None)

    assert answer.status_code == status
    assert answer.json()["code"] == {401: "not_signed_in", 403: "not_allowed"}[status]
    assert present(account) == account
    assert Account.objects.count() == 1


def test_an_owner_names_his_account_and_is_refused_the_rest_by_name(
    client: APIClient, customer: PersonCard
) -> None:
    account = open_account(customer)

    named = client.patch(f"{ACCOUNTS}{account.id}/", {"nickname": "Holidays"})
    limits = client.patch(f"{ACCOUNTS}{account.id}/", {"daily_transaction_limit": "1.00"})
    identity = client.patch(f"{ACCOUNTS}{account.id}/", {"account_number": "SAV000000000", "balance": "1.00"})

    assert (named.status_code, named.json()["nickname"]) == (200, "Holidays")
    assert limits.status_code == 403
    assert limits.json() == {
        "error": "Only the bank may change daily_transaction_limit.",
        "code": "not_allowed",
        "fields": ["daily_transaction_limit"],
    }
    assert identity.status_code == 400
    assert set(identity.json()) == {"account_number", "balance"}
    now = present(account)
    assert (now.nickname, now.daily_limit_minor, now.account_number) == (
        "Holidays",
        5_000_000,
        account.account_number,
    )


def test_staff_sets_limits_and_minimum(staff: APIClient, customer: PersonCard) -> None:
    account = open_account(customer, 100_000)

    answer = staff.patch(
        f"{ACCOUNTS}{account.id}/",
        {"daily_transaction_limit": "20000", "single_transaction_limit": "0", "minimum_balance": "250.00"},
    )

    assert answer.status_code == 200
    body = answer.json()
    assert (body["daily_transaction_limit"], body["single_transaction_limit"]) == ("20000.00", "0.00")
    assert (body["minimum_balance"], body["available_balance"]) == ("250.00", "750.00")


def test_an_account_is_activated_by_staff(staff: APIClient, customer: PersonCard, client: APIClient) -> None:
    offer_product("BYHAND", auto_activate=False)
    pending = client.post(ACCOUNTS, {"product": "BYHAND"}).json()
    assert (pending["status"], pending["account_number"], pending["activated_at"]) == ("PENDING", None, None)

    assert client.post(f"{ACCOUNTS}{pending['id']}/activate/").status_code == 403
    answer = staff.post(f"{ACCOUNTS}{pending['id']}/activate/")

    assert answer.status_code == 200
    assert answer.json()["status"] == "ACTIVE"
    assert answer.json()["account_number"].startswith("SAV")
    again = staff.post(f"{ACCOUNTS}{pending['id']}/activate/")
    assert again.status_code == 409
    assert again.json() == {
        "error": "The account's status does not allow this.",
        "code": "account_state_conflict",
        "status": "ACTIVE",
    }


def test_staff_freezes_and_unfreezes_with_a_reason(
    staff: APIClient, client: APIClient, customer: PersonCard
) -> None:
    account = open_account(customer)
    address = f"{ACCOUNTS}{account.id}"

    assert staff.post(f"{address}/freeze/").json() == {"reason": ["Give a reason."]}
    frozen = staff.post(f"{address}/freeze/", {"reason": "Court order"})
    assert (frozen.status_code, frozen.json()["status"], frozen.json()["status_reason"]) == (
        200,
        "FROZEN",
        "Court order",
    )
    # The owner sees that it is frozen, not why.
    mine = client.get(f"{address}/").json()
    assert (mine["status"], mine["status_reason"]) == ("FROZEN", None)
    assert client.post(f"{address}/unfreeze/", {"reason": "Please"}).status_code == 403
    assert client.post(f"{address}/close/", {"reason": "Please"}).status_code == 409
    unfrozen = staff.post(f"{address}/unfreeze/", {"reason": "Order lifted"})
    assert (unfrozen.status_code, unfrozen.json()["status"]) == (200, "ACTIVE")


def test_an_owner_closes_his_account_once_it_is_empty(client: APIClient, customer: PersonCard) -> None:
    full, empty = open_account(customer, 5_000), open_account(customer)

    refused = client.post(f"{ACCOUNTS}{full.id}/close/", {"reason": "Moving"})
    closed = client.post(f"{ACCOUNTS}{empty.id}/close/")

    assert refused.status_code == 409
    assert refused.json() == {
        "error": "An account is closed only when its balance is zero and nothing is held on it.",
        "code": "account_not_empty",
        "balance": "50.00",
        "held": "0.00",
    }
    assert present(full) == full
    assert (closed.status_code, closed.json()["status"]) == (200, "CLOSED")


@pytest.mark.parametrize("path", ["", "/1", "/1/balance", "/1/statement"])
def test_an_address_answers_without_its_final_slash(path: Any, client: APIClient) -> None:
    assert client.get(f"/api/accounts{path}").status_code in {200, 404}
    assert client.get(f"/api/accounts{path}").json() == client.get(f"/api/accounts{path}/").json()


def test_the_balance_is_shown_now_and_at_a_past_moment(client: APIClient, customer: PersonCard) -> None:
    with clock.frozen_at(OPENED_AT):
        account = open_account(customer, 100_000, minimum_balance="100.00")
    with clock.frozen_at(OPENED_AT + dt.timedelta(days=2)):
        put_money(account, 5_000)
    address = f"{ACCOUNTS}{account.id}/balance/"

    now = client.get(address).json()
    assert (now["balance"], now["available_balance"], now["currency"]) == ("1050.00", "950.00", "USD")
    assert now["account_number"] == account.account_number

    assert client.get(f"{address}?at=2024-01-16").json() == {
        "account_number": account.account_number,
        "currency": "USD",
        "at": "2024-01-16T23:59:59.999999Z",
        "balance": "1000.00",
        "available_balance": None,
    }
    for at, balance in [
        ("2024-01-15T10:59:59Z", "0.00"),
        ("2024-01-15T11:00:00Z", "1000.00"),
        ("2024-01-17T12:00:00%2B01:00", "1050.00"),
        ("2024-01-17T12:00:00+01:00", "1050.00"),
        ("2024-01-17T11:59:59%2B01:00", "1000.00"),
        ("1999-12-31", "0.00"),
        ("0001-01-01T00:00:00Z", "0.00"),
    ]:
        answer = client.get(f"{address}?at={at}")
        assert (answer.status_code, answer.json()["balance"]) == (200, balance), at


def test_the_balance_of_a_day_is_that_of_its_statement_also_where_the_business_date_is_not_the_clocks(
    customer: PersonCard,
) -> None:
    close_through(FIRST_DAY - dt.timedelta(days=1))
    with at_noon_of(FIRST_DAY):
        account = open_account(customer, 100_000)
    address = f"{ACCOUNTS}{account.id}/"
    # The day is closed at noon of the next one: money that moves before then is still that day's.
    with at_noon_of(FIRST_DAY + dt.timedelta(days=1)):
        put_money(account, 5_000)
        close_business_day()
        put_money(account, 300)
        client = signed_in_client(customer)
        shown = client.get(f"{address}balance/?at={FIRST_DAY}").json()
        today = client.get(f"{address}balance/?at={FIRST_DAY + dt.timedelta(days=1)}").json()
        statement = client.get(f"{address}statement/?from={FIRST_DAY}&to={FIRST_DAY}").json()

    assert (shown["balance"], today["balance"]) == ("1050.00", "1053.00")
    assert statement["closing_balance"] == "1050.00"


@pytest.mark.parametrize(
    "at",
    [
        "9999-12-31",
        "2999-01-01T00:00:00Z",
        "yesterday",
        "",
        "2024-13-01",
        "2024-01-15T11:00:00",
        "20240115",
        "2024-01-15T25:00:00Z",
        "0001-01-01T00:00:00%2B14:00",
        "9999-12-31T23:59:59-12:00",
    ],
)
def test_a_moment_that_is_none_or_has_not_come_is_refused(
    client: APIClient, customer: PersonCard, at: Any
) -> None:
    account = open_account(customer)

    answer = client.get(f"{ACCOUNTS}{account.id}/balance/?at={at}")

    assert answer.status_code == 400
    assert set(answer.json()) == {"at"}


def test_staff_rights_come_from_the_group_and_not_from_the_name(customer: PersonCard) -> None:
    """The actor the builders use for staff holds exactly what the role holds here."""
    admin = signed_in_client(bank_admin())
    assert admin.get(ACCOUNTS).status_code == 200
    assert STAFF.may("accounts.manage_any_account")


def test_an_account_is_not_opened_in_another_currency_than_asked_for(client: APIClient) -> None:
    other = client.post(ACCOUNTS, {"account_type": "SAVINGS", "currency": "KWD"})

    assert other.status_code == 400
    assert other.json() == {"currency": ["Accounts of this product are kept in USD."]}
    assert not Account.objects.exists()
    assert client.post(ACCOUNTS, {"account_type": "SAVINGS", "currency": "USD"}).json()["currency"] == "USD"


def test_staff_names_a_customer_by_number_too(staff: APIClient, customer: PersonCard) -> None:
    opened = staff.post(ACCOUNTS, {"account_type": "SAVINGS", "customer_id": customer.id})

    assert (opened.status_code, opened.json()["customer_id"]) == (201, customer.customer_id)
