"""The database itself refuses to change what a movement was, or to let one go."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError, connection, transaction

from tests.builders.money import holder, submit
from tests.whole_database import picture
from transactions.models import Transaction

pytestmark = pytest.mark.django_db

_STAYS = re.compile("a movement stays as it was")
TABLE = "transactions_transaction"

REFUSED = [
    *(
        f"UPDATE {TABLE} SET {change}"
        for change in (
            "amount_minor = amount_minor + 1",
            "fee_minor = 0",
            "currency = 'EUR'",
            "transaction_type = 'PAYMENT'",
            "transaction_id = 'TXNANOTHER'",
            "from_account_id = to_account_id",
            "to_account_id = NULL",
            "from_customer_id = to_customer_id",
            "initiated_by_id = NULL",
            "on_behalf = NOT on_behalf",
            "journal_entry_id = NULL",
            "business_date = '2020-01-01'",
            "from_balance_after_minor = 1",
            "idempotency_key = 'k'",
            "status = 'REVERSED', amount_minor = 1",
        )
    ),
    f"DELETE FROM {TABLE}",
]


@pytest.fixture
def movement() -> Transaction:
    ann, ben = holder(100_000), holder()
    return Transaction.objects.get(pk=submit(ann.actor, "TRANSFER", "5.00", sender=ann, receiver=ben).id)


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match=_STAYS), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("statement", REFUSED)
def test_what_it_was_is_not_changed(movement: Transaction, statement: str) -> None:
    before = picture()
    refused(statement)
    assert picture() == before


@pytest.mark.postgresql
def test_the_table_is_not_emptied(movement: Transaction) -> None:
    with connection.cursor() as cursor:
        # Keys that wait for the commit would refuse it first.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    refused(f"TRUNCATE {TABLE} CASCADE")
    assert Transaction.objects.count() == 1


def test_a_replacement_by_its_number_is_refused(movement: Transaction) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite replaces rows on insertion")
    refused(f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE}")
    assert Transaction.objects.get() == movement


def test_its_status_and_its_words_may_go_on(movement: Transaction) -> None:
    assert Transaction.objects.update(status="REVERSED", category="Rent") == 1
    movement.refresh_from_db()
    assert (movement.status, movement.category) == ("REVERSED", "Rent")
