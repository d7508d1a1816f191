"""Spending, filed movements and the forecast over HTTP: their shapes, pages and refusals."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from planning.api import spending
from tests.builders.money import Holder, holder, submit
from transactions.contracts import TransactionType

pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]


def customer_who_shopped(times: int) -> tuple[Holder, APIClient]:
    home = holder(100_000)
    for number in range(times):
        payee = "Green Basket" if number % 2 else "Lowtide Cinema"
        submit(home.actor, TransactionType.PAYMENT, f"{number + 1}.50", sender=home, payee_name=payee)
    return home, home.client()


def read(client: APIClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_spending_by_category_adds_up() -> None:
    _, client = customer_who_shopped(4)
    client.post("/api/expenses/", {"category": "groceries", "amount": "0.50"}, format="json")

    found = read(client, "/api/spending/")

    assert (found["currency"], found["by"], found["kind"]) == ("USD", "category", "EXPENSE")
    assert found["total"] == {
        "amount": "12.50",
        "count": 5,
        "previous_amount": "0.00",
        "change": "12.50",
        "change_percent": None,
    }
    assert [
        (row["category"]["key"], row["amount"], row["count"], row["share"]) for row in found["results"]
    ] == [
        ("groceries", "7.50", 3, "60.00"),
        ("entertainment", "5.00", 2, "40.00"),
    ]
    assert found["cash"] == {"withdrawn": "0.00", "written_down": "0.50"}
    merchants = read(client, "/api/spending/?by=merchant")["results"]
    assert [(row["key"], row["label"], row["amount"]) for row in merchants] == [
        ("green basket", "Green Basket", "7.00"),
        ("lowtide cinema", "Lowtide Cinema", "5.00"),
        ("@cash", "Cash", "0.50"),
    ]


def test_movements_of_a_category_come_in_keyset_pages() -> None:
    _, client = customer_who_shopped(7)

    first = read(client, "/api/spending/movements/?category=groceries&page_size=2")
    second = read(client, first["next"])

    assert [row["amount"] for row in first["results"] + second["results"]] == ["6.50", "4.50", "2.50"]
    assert (first["count"], first["previous"], second["next"]) == (None, None, None)
    assert {row["why"]["code"] for row in first["results"]} == {"KEYWORD"}
    assert read(client, second["previous"])["results"] == first["results"]
    row = first["results"][0]
    assert row["parts"] == [{"category": row["category"], "amount": "-6.50"}]
    by_merchant = read(client, "/api/spending/movements/?merchant=lowtide+cinema")
    assert len(by_merchant["results"]) == 4


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/api/spending/?from=2026-02-01&to=2026-01-01", "from"),
        ("/api/spending/?from=2000-01-01&to=2026-01-01", "from"),
        ("/api/spending/?by=weekday", "by"),
        ("/api/spending/?kind=TRANSFER", "kind"),
        ("/api/spending/?currency=XXX", "currency"),
        ("/api/spending/?month=1", "month"),
        ("/api/spending/movements/?category=nothing", "category"),
        ("/api/spending/movements/?cursor=made-up", "cursor"),
        ("/api/spending/movements/?page=2", "page"),
        ("/api/cash-flow-forecast/?days=0", "days"),
        ("/api/cash-flow-forecast/?days=367", "days"),
        ("/api/expenses/?from=yesterday", "from"),
        ("/api/spending/?from=9999-12-01&to=9999-12-31", "from"),
        ("/api/spending/?by=month&from=2199-12-01&to=2200-01-01", "to"),
        ("/api/spending/movements/?to=2200-01-01", "to"),
        ("/api/expenses/?category=99999999999999999999999", "category"),
        ("/api/expenses/?category=1E30", "category"),
        ("/api/expenses/?category=NaN", "category"),
        ("/api/cash-flow-forecast/?days=99999999999999999999999", "days"),
        ("/api/cash-flow-forecast/?days=1E2", "days"),
    ],
)
def test_what_is_not_understood_is_named(path: str, field: str) -> None:
    answer = holder().client().get(path)

    assert (answer.status_code, list(answer.json())[:1]) == (400, [field])


@pytest.mark.parametrize(
    "path",
    [
        "/api/spending/?from=2199-12-01&to=2199-12-31",
        "/api/spending/?by=month&from=1970-01-01&to=1970-12-31",
        "/api/spending/movements/?from=2199-12-31",
        "/api/expenses/?from=0001-01-01&to=9999-12-31",
    ],
)
def test_the_first_and_the_last_days_are_understood(path: str) -> None:
    assert holder().client().get(path).status_code == 200


@pytest.mark.parametrize("path", ["budgets", "categories", "expenses"])
def test_a_number_beyond_all_rows_is_nobodys(path: str) -> None:
    assert holder().client().patch(f"/api/{path}/{10**30}/", {}, format="json").status_code == 404


def test_a_page_ends_where_matches_are_rare_and_its_link_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    _, client = customer_who_shopped(7)
    monkeypatch.setattr(spending, "_ROWS_AT_ONCE", 2)
    monkeypatch.setattr(spending, "_MOST_BATCHES", 1)
    amounts, path, pages = [], "/api/spending/movements/?category=groceries&page_size=5", 0

    while path:
        page = read(client, path)
        amounts += [row["amount"] for row in page["results"]]
        path, pages = page["next"], pages + 1

    assert (amounts, pages) == (["6.50", "4.50", "2.50"], 4)


@pytest.mark.parametrize("category", ["nothing", 0, True, None, 10**30, ["groceries"], "salary"])
def test_a_budget_names_a_category_of_expenses(category: Any) -> None:
    body = {"category": category, "period": "MONTHLY", "amount": "1.00"}

    answer = holder().client().post("/api/budgets/", body, format="json")

    assert (answer.status_code, list(answer.json())) == (400, ["category"])


def test_the_tree_comes_whole_each_category_after_its_parent() -> None:
    client = holder().client()
    client.post("/api/categories/", {"name": "Market", "parent": "groceries"}, format="json")

    found = read(client, "/api/categories/")

    seen: set[int | None] = {None}
    for row in found["results"]:
        assert row["parent"] in seen
        seen.add(row["id"])
    assert (found["count"], found["next"]) == (61, None)
    assert len(read(client, "/api/categories/?kind=INCOME")["results"]) == 6


def test_a_budget_shows_its_period_and_a_forecast_its_days() -> None:
    _, client = customer_who_shopped(2)
    made = client.post(
        "/api/budgets/",
        {"category": "food", "period": "YEARLY", "amount": "10", "rollover": True},
        format="json",
    ).json()

    shown = read(client, f"/api/budgets/{made['id']}/")

    assert {name: shown[name] for name in ("amount", "spent", "left", "percent", "state", "carried")} == {
        "amount": "10.00",
        "spent": "2.50",
        "left": "7.50",
        "percent": "25.00",
        "state": "OK",
        "carried": "0.00",
    }
    assert (shown["from"][4:], shown["to"][4:], shown["history"]) == ("-01-01", "-12-31", [])
    ahead = read(client, "/api/cash-flow-forecast/?days=30")
    assert len(ahead["days"]) == 30
    assert ahead["start_balance"] == ahead["end_balance"] == "996.00"
    assert ahead["lowest"] == {"date": ahead["days"][0]["date"], "balance": "996.00"}
