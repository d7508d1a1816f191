"""What the database itself refuses, whoever asks: to change the book, and to take an entry that is no entry."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from core_banking.kernel import ids
from ledger.entries import credit, debit
from ledger.models import Balance, JournalEntry, JournalLine, LedgerAccount
from ledger.services import ChartRole, bank_account_id
from tests.append_only_tables import triggers_aside
from tests.services.ledger.books import TELLER, account, cash, entry, pay_in, post

NEW_ENTRY = 10**9
"""The number of an entry that these tests write by hand."""


def run(statement: str, parameters: list[Any] | None = None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def check_now() -> None:
    """Let the checks that wait for the commit happen, as after a commit: a test's transaction has none."""
    if connection.vendor == "postgresql":
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run("SET CONSTRAINTS ALL DEFERRED")


def refused(statement: str, parameters: list[Any] | None = None) -> str:
    """Run a statement that the database refuses, and return its words."""
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        run(statement, parameters)
    return str(refusal.value)


def write_line(account_id: int, amount_minor: int, *, position: int, entry_id: int = NEW_ENTRY) -> None:
    run(
        "INSERT INTO ledger_journalline (entry_id, account_id, position, kind, amount_minor, posted_at, business_date)"
        " VALUES (%s, %s, %s, 'TRANSFER', %s, %s, %s)",
        [entry_id, account_id, position, amount_minor, "2026-05-01 12:00:00", "2026-05-01"],
    )


def write_whole(lines: list[tuple[int, int]], currency: str = "USD") -> None:
    """Write an entry by hand: its lines as (account, debit), then the entry that seals them."""
    with transaction.atomic():
        for position, (account_id, amount_minor) in enumerate(lines, 1):
            write_line(account_id, amount_minor, position=position)
        write_entry(currency=currency)


def write_entry(entry_id: int = NEW_ENTRY, currency: str = "USD") -> None:
    run(
        "INSERT INTO ledger_journalentry (id, kind, currency, reference, description, business_date, value_date,"
        " posted_at) VALUES (%s, 'TRANSFER', %s, %s, '', '2026-05-01', '2026-05-01', '2026-05-01 12:00:00')",
        [entry_id, currency, ids.transaction_id()],
    )


def book() -> list[Any]:
    return [
        list(JournalEntry.objects.order_by("id").values()),
        list(JournalLine.objects.order_by("id").values()),
    ]


def fees(currency: str = "USD") -> int:
    return bank_account_id(ChartRole.FEE_INCOME, currency)


CHANGES = [
    "UPDATE {table} SET business_date = '2020-01-01'",
    "UPDATE {table} SET posted_at = posted_at",
    "UPDATE {table} SET kind = 'FEE' WHERE id = (SELECT max(id) FROM {table})",
    "DELETE FROM {table}",
    "DELETE FROM {table} WHERE id = (SELECT max(id) FROM {table})",
    pytest.param("TRUNCATE {table} CASCADE", marks=pytest.mark.postgresql),
]


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", ["ledger_journalentry", "ledger_journalline"])
def test_the_book_is_never_changed_and_never_shortened(table: str, change: str) -> None:
    pay_in(account(balance_minor=500), 100)
    check_now()
    before = book()
    assert "append-only" in refused(change.format(table=table))
    assert book() == before


@pytest.mark.django_db
@pytest.mark.parametrize("change", [change for change in CHANGES if isinstance(change, str)])
@pytest.mark.parametrize("table", ["ledger_journalentry", "ledger_journalline"])
def test_without_its_triggers_the_book_would_be_changed(table: str, change: str) -> None:
    """The control: it is the triggers that refuse, and nothing else."""
    pay_in(account(balance_minor=500), 100)
    before = book()
    with transaction.atomic():
        with triggers_aside():
            if change.startswith("DELETE") and table == "ledger_journalentry":
                run("DELETE FROM ledger_journalline")
            run(change.format(table=table))
        assert book() != before or "posted_at = posted_at" in change
        transaction.set_rollback(True)


REPLACEMENTS: list[tuple[str, str]] = [
    (
        "sqlite",
        "INSERT OR REPLACE INTO {table} SELECT * FROM {table}",
    ),
    (
        "sqlite",
        "REPLACE INTO {table} SELECT * FROM {table} WHERE id = (SELECT max(id) FROM {table})",
    ),
    (
        "both",
        "INSERT INTO {table} SELECT * FROM {table} WHERE true ON CONFLICT (id) DO UPDATE SET kind = 'FEE'",
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("engine", "change"), REPLACEMENTS)
@pytest.mark.parametrize("table", ["ledger_journalentry", "ledger_journalline"])
def test_a_change_in_the_clothes_of_an_insert_is_refused(table: str, engine: str, change: str) -> None:
    if engine not in {"both", connection.vendor}:
        pytest.skip(f"a statement of {engine}")
    account(balance_minor=500)
    before = book()
    refused(change.format(table=table))
    assert book() == before


@pytest.mark.django_db
def test_an_entry_that_does_not_balance_is_refused() -> None:
    account_id = account(balance_minor=500)
    before = book()
    with pytest.raises(DatabaseError, match="not balanced"):
        write_whole([(cash(), 100), (account_id, -99)])
    assert book() == before


def write_two_at_once(credits: tuple[int, int], account_id: int) -> None:
    """Write two entries by hand that debit cash 100 each, both in one statement."""
    with transaction.atomic():
        for entry_id, credited in enumerate(credits, NEW_ENTRY):
            write_line(cash(), 100, position=1, entry_id=entry_id)
            write_line(account_id, credited, position=2, entry_id=entry_id)
        row = "(%s, 'TRANSFER', 'USD', %s, '', '2026-05-01', '2026-05-01', '2026-05-01 12:00:00')"
        run(
            "INSERT INTO ledger_journalentry (id, kind, currency, reference, description, business_date, value_date,"
            f" posted_at) VALUES {row}, {row}",
            [NEW_ENTRY, ids.transaction_id(), NEW_ENTRY + 1, ids.transaction_id()],
        )


@pytest.mark.django_db
def test_one_entry_that_does_not_balance_takes_the_others_of_its_statement_with_it() -> None:
    account_id = account(balance_minor=500)
    before = book()
    with pytest.raises(DatabaseError, match="not balanced"):
        write_two_at_once((-100, -99), account_id)
    assert book() == before
    write_two_at_once((-100, -100), account_id)
    assert book() != before


@pytest.mark.django_db
@pytest.mark.parametrize("line_count", [0, 1])
def test_an_entry_of_fewer_than_two_lines_is_refused(line_count: int) -> None:
    before = book()
    with pytest.raises(DatabaseError, match="not balanced"):
        write_whole([(cash(), 100)] * line_count)
    assert book() == before


@pytest.mark.django_db
def test_an_entry_over_two_currencies_is_refused() -> None:
    account(currency="EUR")
    before = book()
    with pytest.raises(DatabaseError, match="mixes currencies"):
        write_whole([(cash("USD"), 100), (cash("EUR"), -100)], currency="USD")
    with pytest.raises(DatabaseError, match="mixes currencies"):
        write_whole([(cash("USD"), 100), (fees("USD"), -100)], currency="EUR")
    assert book() == before


@pytest.mark.django_db
def test_a_posted_entry_takes_no_more_lines_not_even_balanced_ones() -> None:
    posted = pay_in(account(), 500)
    before = book()
    with pytest.raises(DatabaseError, match="takes no more lines"), transaction.atomic():
        write_line(cash(), 100, position=3, entry_id=posted.entry_id)
    with pytest.raises(DatabaseError, match="takes no more lines"), transaction.atomic():
        run(
            "INSERT INTO ledger_journalline"
            " (entry_id, account_id, position, kind, amount_minor, posted_at, business_date)"
            " SELECT entry_id, account_id, position + 2, kind, CASE position WHEN 1 THEN 5 ELSE -5 END, posted_at,"
            " business_date FROM ledger_journalline WHERE entry_id = %s",
            [posted.entry_id],
        )
    assert book() == before


@pytest.mark.django_db(transaction=True)
def test_lines_that_never_get_their_entry_are_refused_when_the_transaction_commits() -> None:
    account(balance_minor=500)
    before = book()
    lines_without_entry = transaction.atomic()
    lines_without_entry.__enter__()
    write_line(cash(), 100, position=1)
    write_line(fees(), -100, position=2)
    with pytest.raises(IntegrityError):
        lines_without_entry.__exit__(None, None, None)
    assert book() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("position", [2, 3])
def test_lines_without_entry_are_refused_wherever_they_claim_to_stand(position: int) -> None:
    """On PostgreSQL the first line stands for all of its entry: there is no second one without it."""
    account(balance_minor=500)
    before = book()
    with pytest.raises(IntegrityError), transaction.atomic():
        write_line(cash(), 100, position=position)
    assert book() == before


@pytest.mark.django_db(transaction=True)
def test_a_line_of_an_account_that_the_book_does_not_have_is_refused() -> None:
    account(balance_minor=500)
    before = book()
    with pytest.raises(IntegrityError), transaction.atomic():
        write_whole([(cash(), 100), (NEW_ENTRY, -100)])
    assert book() == before


@pytest.mark.django_db
@pytest.mark.postgresql
@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM ledger_ledgeraccount",
        "DELETE FROM ledger_ledgeraccount WHERE id = {id}",
        "UPDATE ledger_ledgeraccount SET id = id + 1000000 WHERE id = {id}",
        "UPDATE ledger_ledgeraccount SET currency = 'EUR' WHERE id = {id}",
        "TRUNCATE ledger_ledgeraccount CASCADE",
    ],
)
def test_an_account_of_the_book_stays_with_its_number_and_its_currency(change: str) -> None:
    account_id = account(balance_minor=500)
    check_now()
    before = list(LedgerAccount.objects.order_by("id").values())
    assert "an account of the book stays" in refused(change.format(id=account_id))
    assert list(LedgerAccount.objects.order_by("id").values()) == before


@pytest.mark.django_db(transaction=True)
def test_a_balanced_entry_written_by_hand_is_taken() -> None:
    """The control: what the tests above write is refused for what is wrong with it, not for how it is written."""
    account(balance_minor=500)
    write_whole([(cash(), 100), (fees(), -100)])
    assert JournalEntry.objects.filter(pk=NEW_ENTRY).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("amount_minor", 0),
        ("amount_minor", 10**15 + 1),
        ("amount_minor", -(10**15) - 1),
        ("version", 1),
        ("balance_after_minor", 5),
    ],
)
def test_a_line_out_of_bounds_is_refused(column: str, value: int) -> None:
    columns = {"amount_minor": 100, "version": None, "balance_after_minor": None, column: value}
    with pytest.raises(IntegrityError), transaction.atomic():
        run(
            "INSERT INTO ledger_journalline (entry_id, account_id, position, kind, amount_minor, version,"
            " balance_after_minor, posted_at, business_date) VALUES (%s, %s, 1, 'FEE', %s, %s, %s,"
            " '2026-05-01 12:00:00', '2026-05-01')",
            [NEW_ENTRY, cash(), columns["amount_minor"], columns["version"], columns["balance_after_minor"]],
        )
    assert not JournalLine.objects.filter(entry_id=NEW_ENTRY).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("balance_minor", -1),
        ("balance_minor", 10**15 + 1),
        ("held_minor", -1),
        ("held_minor", 10**15 + 1),
        ("floor_minor", -1),
        ("version", -1),
    ],
)
def test_a_balance_out_of_bounds_is_refused(column: str, value: int) -> None:
    account_id = account(balance_minor=500)
    with pytest.raises(IntegrityError), transaction.atomic():
        Balance.objects.filter(account_id=account_id).update(**{column: value})
    assert Balance.objects.get(account_id=account_id).balance_minor == 500


@pytest.mark.django_db
def test_a_version_of_an_account_is_given_once() -> None:
    account_id = account(balance_minor=500)
    with pytest.raises(IntegrityError), transaction.atomic():
        run(
            "INSERT INTO ledger_journalline (entry_id, account_id, position, kind, amount_minor, version,"
            " balance_after_minor, posted_at, business_date) VALUES (%s, %s, 1, 'FEE', 1, 1, 499,"
            " '2026-05-01 12:00:00', '2026-05-01')",
            [NEW_ENTRY, account_id],
        )


@pytest.mark.django_db
def test_a_reference_names_one_entry() -> None:
    posted = pay_in(account(), 100)
    reference = JournalEntry.objects.get(pk=posted.entry_id).reference
    again = entry(debit(cash(), 5, "FEE"), credit(fees(), 5, "FEE"), reference=reference)
    with pytest.raises(IntegrityError):
        post(actor=TELLER, draft=again)
    assert JournalEntry.objects.count() == 1


@pytest.mark.django_db
def test_every_figure_of_the_book_is_kept_as_an_integer() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite keeps a number as something else")
    full = account(balance_minor=10**15)
    pay_in(account(), 1)
    assert Balance.objects.get(account_id=full).balance_minor == 10**15
    for table, column in [
        ("ledger_journalline", "amount_minor"),
        ("ledger_journalline", "balance_after_minor"),
        ("ledger_balance", "balance_minor"),
    ]:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT typeof({column}) FROM {table} WHERE {column} IS NOT NULL")
            assert cursor.fetchall() == [("integer",)]
