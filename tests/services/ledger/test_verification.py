"""The books are proven from their raw rows: whatever is planted behind the triggers' back is found, and named first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connection

from ledger.models import JournalEntry, JournalLine, LedgerAccount
from ledger.services import ChartRole, bank_account_id
from ledger.verification import MAX_NAMED_PROBLEMS, verify
from tests.append_only_tables import triggers_aside
from tests.rolled_back import rolled_back
from tests.services.ledger.books import MINUTE, NOON, account, cash, move, pay_in, pay_out

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Book:
    """A small true book: two customers, five entries."""

    ann: int
    ben: int

    def line(self, account_id: int, version: int) -> JournalLine:
        return JournalLine.objects.get(account_id=account_id, version=version)

    def code(self, account_id: int) -> str:
        return LedgerAccount.objects.get(pk=account_id).code


@pytest.fixture
def book() -> Book:
    ann, ben = account(), account(floor_minor=100)
    pay_in(ann, 10_000)
    pay_in(ben, 5_000, at=NOON + MINUTE)
    move(ann, ben, 2_500, at=NOON + 2 * MINUTE)
    pay_out(ben, 1_000, at=NOON + 3 * MINUTE)
    move(ben, ann, 300, at=NOON + 4 * MINUTE)
    return Book(ann, ben)


@contextmanager
def planted(*statements: str) -> Iterator[None]:
    """Run statements that triggers, foreign keys and CHECKs would refuse; undone at the end of the block."""
    with rolled_back(), triggers_aside():
        if connection.vendor == "postgresql":
            _drop_constraints()
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA ignore_check_constraints = ON")
            try:
                for statement in statements:
                    cursor.execute(statement)
                yield
            finally:
                if connection.vendor == "sqlite":
                    cursor.execute("PRAGMA ignore_check_constraints = OFF")


def _drop_constraints() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint"
            " WHERE contype IN ('f', 'c') AND conrelid::regclass::text LIKE 'ledger_%'"
        )
        for (statement,) in cursor.fetchall():
            cursor.execute(statement)


def test_true_books_are_clean_and_counted(book: Book) -> None:
    report = verify()
    assert report.is_clean
    assert report.problems == ()
    assert (report.entries, report.lines, report.customer_accounts) == (5, 10, 2)


def test_an_empty_book_is_clean() -> None:
    report = verify()
    assert report.is_clean
    assert (report.entries, report.lines, report.customer_accounts) == (0, 0, 0)


Plant = Callable[[Book], tuple[list[str], str]]


def one_amount_changed(book: Book) -> tuple[list[str], str]:
    line = book.line(book.ann, 1)
    return (
        [f"UPDATE ledger_journalline SET amount_minor = -10001 WHERE id = {line.pk}"],
        rf"Entry {line.entry_id} \(TXN\w+\) is not balanced: 2 lines sum to -1\.",
    )


def both_amounts_changed(book: Book) -> tuple[list[str], str]:
    line = book.line(book.ann, 1)
    return (
        [f"UPDATE ledger_journalline SET amount_minor = amount_minor * 2 WHERE entry_id = {line.entry_id}"],
        f"Line {line.pk} of {book.code(book.ann)} says the balance is 10000; its lines add up to 20000.",
    )


def a_line_deleted(book: Book) -> tuple[list[str], str]:
    line = book.line(book.ben, 3)
    return (
        [f"DELETE FROM ledger_journalline WHERE entry_id = {line.entry_id} AND id <> {line.pk}"],
        rf"Entry {line.entry_id} \(TXN\w+\) is not balanced: 1 lines sum to 1000\.",
    )


def all_lines_deleted(book: Book) -> tuple[list[str], str]:
    entry_id = book.line(book.ben, 3).entry_id
    return (
        [f"DELETE FROM ledger_journalline WHERE entry_id = {entry_id}"],
        rf"Entry {entry_id} \(TXN\w+\) is not balanced: 0 lines sum to 0\.",
    )


def an_entry_deleted(book: Book) -> tuple[list[str], str]:
    line = book.line(book.ben, 3)
    first = JournalLine.objects.filter(entry_id=line.entry_id).order_by("id").values_list("pk", flat=True)[0]
    return (
        [f"DELETE FROM ledger_journalentry WHERE id = {line.entry_id}"],
        f"Line {first} belongs to entry {line.entry_id}, which does not exist.",
    )


def a_line_of_an_account_that_is_not_there(book: Book) -> tuple[list[str], str]:
    line = book.line(book.ben, 4)
    return (
        [f"UPDATE ledger_journalline SET account_id = 1000000000 WHERE id = {line.pk}"],
        f"Line {line.pk} belongs to account 1000000000, which does not exist.",
    )


def a_movement_deleted(book: Book) -> tuple[list[str], str]:
    line, after = book.line(book.ben, 2), book.line(book.ben, 3)
    return (
        [
            f"DELETE FROM ledger_journalline WHERE entry_id = {line.entry_id}",
            f"DELETE FROM ledger_journalentry WHERE id = {line.entry_id}",
        ],
        f"Line {after.pk} of {book.code(book.ben)} has version 3; counting gives 2.",
    )


def the_newest_movement_deleted(book: Book) -> tuple[list[str], str]:
    entry_id = book.line(book.ben, 4).entry_id
    return (
        [
            f"DELETE FROM ledger_journalline WHERE entry_id = {entry_id}",
            f"DELETE FROM ledger_journalentry WHERE id = {entry_id}",
        ],
        f"Account {book.code(book.ann)} stores balance 7800, version 3, holds 0; its rows give 7500, 2, 0.",
    )


def a_pair_of_lines_added(book: Book) -> tuple[list[str], str]:
    entry_id = book.line(book.ann, 1).entry_id
    fees = bank_account_id(ChartRole.FEE_INCOME, "USD")
    values = "'FEE', {}, '2026-05-01 12:00:00', '2026-05-01'"
    return (
        [
            "INSERT INTO ledger_journalline (entry_id, account_id, position, kind, amount_minor, posted_at,"
            f" business_date) VALUES ({entry_id}, {cash()}, 4, {values.format(5)}),"
            f" ({entry_id}, {fees}, 5, {values.format(-5)})"
        ],
        rf"Entry {entry_id} \(TXN\w+\) has 4 lines; they are numbered up to 5\.",
    )


def an_entry_s_currency_changed(book: Book) -> tuple[list[str], str]:
    entry_id = book.line(book.ann, 2).entry_id
    reference = JournalEntry.objects.get(pk=entry_id).reference
    first = JournalLine.objects.filter(entry_id=entry_id).order_by("id").values_list("pk", flat=True)[0]
    return (
        [f"UPDATE ledger_journalentry SET currency = 'EUR' WHERE id = {entry_id}"],
        f"Line {first} of entry {reference} is in USD; the entry is in EUR.",
    )


def a_line_moved_to_another_account(book: Book) -> tuple[list[str], str]:
    line = book.line(book.ben, 4)
    return (
        [f"UPDATE ledger_journalline SET account_id = {book.ann}, version = 4 WHERE id = {line.pk}"],
        f"Line {line.pk} of {book.code(book.ann)} says the balance is 6200; its lines add up to 7500.",
    )


def a_running_balance_changed(book: Book) -> tuple[list[str], str]:
    line = book.line(book.ben, 2)
    return (
        [f"UPDATE ledger_journalline SET balance_after_minor = balance_after_minor + 1 WHERE id = {line.pk}"],
        f"Line {line.pk} of {book.code(book.ben)} says the balance is 7501; its lines add up to 7500.",
    )


def a_version_skipped(book: Book) -> tuple[list[str], str]:
    line = book.line(book.ann, 3)
    return (
        [f"UPDATE ledger_journalline SET version = 4 WHERE id = {line.pk}"],
        f"Line {line.pk} of {book.code(book.ann)} has version 4; counting gives 3.",
    )


def a_customer_s_line_without_a_version(book: Book) -> tuple[list[str], str]:
    line = book.line(book.ann, 3)
    code = book.code(book.ann)
    return (
        [f"UPDATE ledger_journalline SET version = NULL, balance_after_minor = NULL WHERE id = {line.pk}"],
        rf"Line \d+ of {code} has version \w+; counting gives \d\.",
    )


def a_line_dated_before_the_one_it_follows(book: Book) -> tuple[list[str], str]:
    line = book.line(book.ben, 3)
    return (
        [
            f"UPDATE ledger_journalline SET posted_at = '2026-05-01 11:00:00' WHERE entry_id = {line.entry_id}",
            f"UPDATE ledger_journalentry SET posted_at = '2026-05-01 11:00:00' WHERE id = {line.entry_id}",
        ],
        f"Line {line.pk} of {book.code(book.ben)} is dated before the line that precedes it.",
    )


def a_business_date_before_the_one_it_follows(book: Book) -> tuple[list[str], str]:
    line = book.line(book.ben, 3)
    return (
        [
            f"UPDATE ledger_journalline SET business_date = '2026-04-30' WHERE entry_id = {line.entry_id}",
            f"UPDATE ledger_journalentry SET business_date = '2026-04-30' WHERE id = {line.entry_id}",
        ],
        f"Line {line.pk} of {book.code(book.ben)} is dated before the line that precedes it.",
    )


def a_line_dated_otherwise_than_its_entry(book: Book) -> tuple[list[str], str]:
    line = book.line(book.ann, 3)
    reference = JournalEntry.objects.get(pk=line.entry_id).reference
    return (
        [f"UPDATE ledger_journalline SET business_date = '2026-05-02' WHERE id = {line.pk}"],
        f"Line {line.pk} is not dated as its entry {reference} is.",
    )


def a_running_balance_on_the_bank_s_own_account(book: Book) -> tuple[list[str], str]:
    line = JournalLine.objects.filter(account_id=cash()).order_by("id")[0]
    return (
        [f"UPDATE ledger_journalline SET version = 1, balance_after_minor = 0 WHERE id = {line.pk}"],
        f"Line {line.pk} of the bank's own account 1010-USD carries a running balance.",
    )


def a_stored_balance_changed(book: Book) -> tuple[list[str], str]:
    return (
        [f"UPDATE ledger_balance SET balance_minor = balance_minor + 1 WHERE account_id = {book.ben}"],
        f"Account {book.code(book.ben)} stores balance 6201, version 4, holds 0; its rows give 6200, 4, 0.",
    )


def two_stored_balances_exchanged_a_unit(book: Book) -> tuple[list[str], str]:
    return (
        [
            f"UPDATE ledger_balance SET balance_minor = balance_minor + 1 WHERE account_id = {book.ann}",
            f"UPDATE ledger_balance SET balance_minor = balance_minor - 1 WHERE account_id = {book.ben}",
        ],
        f"Account {book.code(book.ann)} stores balance 7801, version 3, holds 0; its rows give 7800, 3, 0.",
    )


def a_stored_version_changed(book: Book) -> tuple[list[str], str]:
    return (
        [f"UPDATE ledger_balance SET version = 9 WHERE account_id = {book.ben}"],
        f"Account {book.code(book.ben)} stores balance 6200, version 9, holds 0; its rows give 6200, 4, 0.",
    )


def held_money_without_a_hold(book: Book) -> tuple[list[str], str]:
    return (
        [f"UPDATE ledger_balance SET held_minor = 50 WHERE account_id = {book.ben}"],
        f"Account {book.code(book.ben)} stores balance 6200, version 4, holds 50; its rows give 6200, 4, 0.",
    )


def a_hold_without_held_money(book: Book) -> tuple[list[str], str]:
    return (
        [
            "INSERT INTO ledger_hold (account_id, amount_minor, captured_minor, status, reference, description,"
            f" created_at) VALUES ({book.ben}, 70, 0, 'OPEN', 'HOLD1', '', '2026-05-01 12:00:00')"
        ],
        f"Account {book.code(book.ben)} stores balance 6200, version 4, holds 0; its rows give 6200, 4, 70.",
    )


def a_balance_row_deleted(book: Book) -> tuple[list[str], str]:
    return (
        [f"DELETE FROM ledger_balance WHERE account_id = {book.ben}"],
        f"Account {book.code(book.ben)} stores balance None, version None, holds None; its rows give 6200, 4, 0.",
    )


def a_balance_row_for_the_bank_s_own_account(book: Book) -> tuple[list[str], str]:
    return (
        [
            "INSERT INTO ledger_balance (account_id, balance_minor, version, held_minor, floor_minor)"
            f" VALUES ({cash()}, 0, 0, 0, 0)"
        ],
        "The bank's own account 1010-USD has a balance row; it must have none.",
    )


def a_customer_s_account_turned_into_the_bank_s_own(book: Book) -> tuple[list[str], str]:
    line = book.line(book.ann, 1)
    return (
        [f"UPDATE ledger_ledgeraccount SET is_customer_account = false WHERE id = {book.ann}"],
        f"Line {line.pk} of the bank's own account {book.code(book.ann)} carries a running balance.",
    )


def a_customer_s_account_without_control_account(book: Book) -> tuple[list[str], str]:
    return (
        [f"UPDATE ledger_ledgeraccount SET control_account_id = NULL WHERE id = {book.ann}"],
        rf"Account {book.code(book.ann)} has no control account of its currency \(None\)\.",
    )


PLANTS: list[Plant] = [
    one_amount_changed,
    both_amounts_changed,
    a_line_deleted,
    all_lines_deleted,
    an_entry_deleted,
    a_line_of_an_account_that_is_not_there,
    a_movement_deleted,
    the_newest_movement_deleted,
    a_pair_of_lines_added,
    an_entry_s_currency_changed,
    a_line_moved_to_another_account,
    a_running_balance_changed,
    a_version_skipped,
    a_customer_s_line_without_a_version,
    a_line_dated_before_the_one_it_follows,
    a_business_date_before_the_one_it_follows,
    a_line_dated_otherwise_than_its_entry,
    a_running_balance_on_the_bank_s_own_account,
    a_stored_balance_changed,
    two_stored_balances_exchanged_a_unit,
    a_stored_version_changed,
    held_money_without_a_hold,
    a_hold_without_held_money,
    a_balance_row_deleted,
    a_balance_row_for_the_bank_s_own_account,
    a_customer_s_account_turned_into_the_bank_s_own,
    a_customer_s_account_without_control_account,
]


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_a_planted_corruption_is_found_and_named_first(book: Book, plant: Plant) -> None:
    statements, first_problem = plant(book)
    with planted(*statements):
        report = verify()
        assert not report.is_clean
        found = report.problems[0]
        assert found == first_problem or re.fullmatch(first_problem, found), found
    assert verify().is_clean


def test_a_book_that_is_wrong_everywhere_is_reported_in_a_bounded_list(book: Book) -> None:
    for minute in range(30):
        pay_in(book.ann, 1, at=NOON + (5 + minute) * MINUTE)
    with planted("UPDATE ledger_journalline SET amount_minor = amount_minor + 1"):
        report = verify()
        assert len(report.problems) == MAX_NAMED_PROBLEMS
        assert report.problems[0].startswith("Entry ")
    assert verify().is_clean
