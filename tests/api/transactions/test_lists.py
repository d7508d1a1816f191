"""The list of transactions: what is in it, in which order, page by page, and at what cost."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from core_banking.kernel import clock
from tests.builders import people
from tests.builders.money import TELLER, Holder, holder, second_account, submit

pytestmark = pytest.mark.django_db

LIST = "/api/transactions/"
FIRST_DAY = dt.datetime(2027, 3, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def ann() -> Holder:
    """A customer with ten movements, one a day: deposits of 1.00 to 5.00 and withdrawals of 6.00 to 10.00."""
    somebody = holder(1_000_000)
    for day in range(10):
        with clock.frozen_at(FIRST_DAY + dt.timedelta(days=day)):
            if day < 5:
                submit(TELLER, "DEPOSIT", f"{day + 1}.00", receiver=somebody, description=f"Wages {day + 1}")
            else:
                submit(TELLER, "WITHDRAWAL", f"{day + 1}.00", sender=somebody, description=f"Cash {day + 1}")
    return somebody


def get(client: APIClient, **query: Any) -> dict[str, Any]:
    answer = client.get(f"{LIST}?{urlencode(query)}")
    assert answer.status_code == 200, answer.content
    page: dict[str, Any] = answer.json()
    return page


def amounts(client: APIClient, **query: Any) -> list[str]:
    return [row["amount"] for row in get(client, **query)["results"]]


def test_the_newest_comes_first_in_the_documented_envelope(ann: Holder) -> None:
    page = get(ann.client())
    assert list(page) == ["count", "count_is_exact", "next", "previous", "results"]
    assert (page["count"], page["count_is_exact"], page["next"], page["previous"]) == (10, True, None, None)
    assert [row["amount"] for row in page["results"]] == [f"{number}.00" for number in range(10, 0, -1)]


def test_an_empty_list_is_a_list() -> None:
    page = get(holder().client())
    assert (page["count"], page["results"], page["next"], page["previous"]) == (0, [], None, None)


FILTERS: list[tuple[dict[str, str], list[int]]] = [
    ({"transaction_type": "DEPOSIT"}, [5, 4, 3, 2, 1]),
    ({"transaction_type": "WITHDRAWAL"}, [10, 9, 8, 7, 6]),
    ({"transaction_type": "FEE"}, []),
    ({"status": "COMPLETED"}, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]),
    ({"status": "HELD"}, []),
    ({"date_from": "2027-03-09"}, [10, 9]),
    ({"date_to": "2027-03-02"}, [2, 1]),
    ({"date_from": "2027-03-04", "date_to": "2027-03-06"}, [6, 5, 4]),
    ({"date_from": "2027-03-06", "date_to": "2027-03-04"}, []),
    ({"amount_min": "9"}, [10, 9]),
    ({"amount_max": "2.00"}, [2, 1]),
    ({"amount_min": "3.01", "amount_max": "5"}, [5, 4]),
    ({"amount_min": "0", "amount_max": "0"}, []),
    ({"search": "wages"}, [5, 4, 3, 2, 1]),
    ({"search": "Cash 1"}, [10]),
    ({"search": "nothing of the kind"}, []),
    ({"search": "%"}, []),
    ({"search": "_"}, []),
    ({"search": "'; DROP TABLE ledger_balance; --"}, []),
    ({"search": ""}, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]),
    ({"transaction_type": "DEPOSIT", "amount_min": "2", "date_to": "2027-03-04"}, [4, 3, 2]),
]


@pytest.mark.parametrize(("query", "found"), FILTERS, ids=str)
def test_a_filter_keeps_what_it_says(query: dict[str, str], found: list[int], ann: Holder) -> None:
    page = get(ann.client(), **query)
    assert [row["amount"] for row in page["results"]] == [f"{number}.00" for number in found]
    assert page["count"] == len(found)


def test_a_list_is_filtered_by_account_either_side(ann: Holder) -> None:
    other, ben = second_account(ann, 100_000), holder()
    submit(ann.actor, "TRANSFER", "20.00", sender=ann, receiver=other)
    submit(ann.actor, "TRANSFER", "30.00", sender=other, receiver=ben)
    client = ann.client()
    assert amounts(client, account_number=other.number) == ["30.00", "20.00"]
    assert amounts(client, account_number=other.number.lower()) in (["30.00", "20.00"], [])
    assert amounts(client, account_number=ben.number) == ["30.00"]
    assert amounts(client, account_number="SAV000000000") == []
    assert amounts(ben.client(), account_number=ann.number) == []


def test_text_is_found_in_payee_reference_and_identifier() -> None:
    ann = holder(100_000)
    texts = {"payee_name": "City Power", "reference": "INV-2027/7", "description": "May"}
    card = submit(ann.actor, "PAYMENT", "1.00", sender=ann, **texts)
    client = ann.client()
    for found in ("city power", "inv-2027", "MAY", card.transaction_id, card.transaction_id.lower()):
        assert amounts(client, search=found) == ["1.00"]


WRONG_QUERIES = [
    "transaction_type=deposit",
    "transaction_type=REVERSALS",
    "status=DONE",
    "date_from=yesterday",
    "date_from=2027-02-30",
    "date_to=01/03/2027",
    "amount_min=-1",
    "amount_min=NaN",
    "amount_min=1e2",
    "amount_max=1.001",
    "amount_max=%D9%A1",
    "ordering=balance",
    "ordering=-from_account__customer__ssn",
    "ordering=",
    "ordering=id,nonsense",
    "colour=blue",
    "Status=COMPLETED",
    "from_account__customer_id=1",
    "page=0",
    "page=-1",
    "page=two",
    "page=%D9%A1",
    "page=99999999999",
    "page_size=0",
    "page_size=201",
    "page_size=-5",
    "page_size=1.5",
    "cursor=nonsense",
    "cursor=" + quote("ÿ" * 300),
    "cursor=&ordering=amount",
    "ordering=amount_minor",
]


@pytest.mark.parametrize("query", WRONG_QUERIES)
def test_what_the_list_does_not_know_is_told_by_its_name(query: str, ann: Holder) -> None:
    answer = ann.client().get(f"{LIST}?{query}")
    assert answer.status_code == 400, answer.content
    names = {part.partition("=")[0] for part in query.split("&")}
    assert set(answer.json()) & names


@pytest.mark.parametrize("query", ["search=%00", "account_number=%00", "cursor=%00", "search=%ff%fe"])
def test_bytes_that_are_no_text_break_nothing(query: str, ann: Holder) -> None:
    assert ann.client().get(f"{LIST}?{query}").status_code in {200, 400}


def test_the_list_is_ordered_as_asked(ann: Holder) -> None:
    client = ann.client()
    submit(TELLER, "DEPOSIT", "7.00", receiver=ann)
    by_number = [f"{number}.00" for number in range(1, 11)]
    assert amounts(client, ordering="id") == [*by_number, "7.00"]
    assert amounts(client, ordering="transaction_date") in ([*by_number, "7.00"], ["7.00", *by_number])
    assert amounts(client, ordering="amount") == sorted([*by_number, "7.00"], key=Decimal)
    assert amounts(client, ordering="-amount")[:2] == ["10.00", "9.00"]
    # Ties are broken, newest first, so that no row shows on two pages.
    sevens = [row["id"] for row in get(client, ordering="amount")["results"] if row["amount"] == "7.00"]
    assert sevens == sorted(sevens, reverse=True)


def test_pages_follow_each_other_to_the_end(ann: Holder) -> None:
    client = ann.client()
    seen: list[str] = []
    url: str | None = f"{LIST}?page_size=4"
    while url:
        page = client.get(url).json()
        assert page["count"] == 10
        seen += [row["amount"] for row in page["results"]]
        url = page["next"]
    assert seen == [f"{number}.00" for number in range(10, 0, -1)]
    last = client.get(f"{LIST}?page_size=4&page=3").json()
    assert len(last["results"]) == 2
    assert last["previous"].endswith("page=2&page_size=4") or "page=2" in last["previous"]
    beyond = client.get(f"{LIST}?page_size=4&page=4")
    assert (beyond.status_code, beyond.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize("ordering", ["-id", "id"])
def test_a_walk_by_cursor_sees_every_row_once_though_rows_arrive_meanwhile(
    ordering: str, ann: Holder
) -> None:
    client = ann.client()
    expected = amounts(client, ordering=ordering)
    seen: list[str] = []
    back: list[str | None] = []
    url: str | None = f"{LIST}?cursor=&page_size=3&ordering={ordering}"
    while url and len(seen) < 10:
        page = client.get(url).json()
        assert (page["count"], page["count_is_exact"]) == (None, None)
        seen += [row["amount"] for row in page["results"]]
        back.append(page["previous"])
        url = page["next"]
        if ordering == "-id":
            submit(TELLER, "DEPOSIT", "99.00", receiver=ann)
    assert seen == expected
    assert back[0] is None
    assert all(back[1:])
    previous = client.get(str(back[-1])).json()
    assert [row["amount"] for row in previous["results"]] == expected[6:9]


def test_a_cursor_keeps_its_filter(ann: Holder) -> None:
    client = ann.client()
    first = get(client, cursor="", page_size=3, transaction_type="DEPOSIT")
    second = client.get(first["next"]).json()
    assert [row["amount"] for row in first["results"] + second["results"]] == [
        "5.00",
        "4.00",
        "3.00",
        "2.00",
        "1.00",
    ]
    assert second["next"] is None


def test_another_s_cursor_shows_nothing_of_his(ann: Holder) -> None:
    stolen = get(ann.client(), cursor="", page_size=3)["next"]
    answer = holder().client().get(stolen)
    assert answer.status_code in {200, 400}
    assert answer.json().get("results", []) == []


@pytest.mark.parametrize("query", ["page_size=200", "cursor=&page_size=200", "ordering=amount", "search=a"])
@pytest.mark.parametrize("staff", [False, True])
def test_the_number_of_queries_does_not_grow_with_the_list(query: str, staff: bool) -> None:
    ann = holder(1_000_000)
    client = people.signed_in_client(people.bank_admin()) if staff else ann.client()

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(f"{LIST}?{query}").status_code == 200
        # Without the row about staff's reading, which costs the same however long the list is.
        return sum("audit_" not in each["sql"] and "SAVEPOINT" not in each["sql"] for each in captured)

    def grow(count: int) -> None:
        for _ in range(count):
            ben = holder()
            submit(ann.actor, "TRANSFER", "1.00", sender=ann, receiver=ben, description="a")

    grow(1)
    with_one = queries()
    grow(6)
    assert queries() == with_one
    # Sign-in and rights, the count of a numbered page, the rows with both accounts.
    assert with_one <= (4 if "cursor" not in query else 3)


def test_reading_one_transaction_takes_as_few(ann: Holder) -> None:
    client = ann.client()
    key = get(client)["results"][0]["id"]
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"{LIST}{key}/").status_code == 200
    assert len(captured) <= 3
