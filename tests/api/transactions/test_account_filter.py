"""The transactions of one account: found by its number, by an index, and only as far as the caller may see."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.builders import people
from tests.builders.money import holder, submit

pytestmark = pytest.mark.django_db

LIST = "/api/transactions/"


def test_it_finds_both_directions_in_any_spelling_and_nothing_of_others() -> None:
    ann, ben, eve = holder(100_000), holder(100_000), holder(100_000)
    to_ben = submit(ann.actor, "TRANSFER", "1.00", sender=ann, receiver=ben)
    to_eve = submit(ben.actor, "TRANSFER", "2.00", sender=ben, receiver=eve)
    submit(eve.actor, "TRANSFER", "3.00", sender=eve, receiver=ann)

    def found(client: object, number: str) -> list[str]:
        answer = client.get(LIST, {"account_number": number})  # type: ignore[attr-defined]
        return [row["transaction_id"] for row in answer.json()["results"]]

    staff = people.signed_in_client(people.bank_admin())
    assert found(staff, ben.number) == [to_eve.transaction_id, to_ben.transaction_id]
    assert found(staff, ben.number.lower()) == [to_eve.transaction_id, to_ben.transaction_id]
    assert found(ann.client(), ben.number) == [to_ben.transaction_id]
    assert found(staff, "SAV999999999") == []


def test_it_asks_the_transactions_by_the_account_s_row_alone() -> None:
    ann = holder(100_000)
    staff = people.signed_in_client(people.bank_admin())

    with CaptureQueriesContext(connection) as queries:
        staff.get(LIST, {"account_number": ann.number})

    asked = [query["sql"] for query in queries if "transactions_transaction" in query["sql"]]
    assert asked
    assert not any('"account_number" = ' in sql.partition("WHERE")[2] for sql in asked)
