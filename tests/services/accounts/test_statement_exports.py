"""A statement given away as a file: who may have it, what is on record of it, and what it costs."""

from __future__ import annotations

import datetime as dt
import functools
import gc
import io
import os
import platform
import resource
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest
from django.db import connection

from accounts.contracts import AccountCard
from accounts.events import StatementExported
from accounts.selectors import account_statement, public_keys, signing_keys, statement_for
from accounts.services import StatementFile, export_statement, record_statement_export
from accounts.services import statements as statement_services
from accounts.statements.formats import FILE_KINDS, StatementFormat, write_statement
from accounts.statements.model import AccountStatement
from accounts.statements.verification import verify_file
from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.errors import InvalidInput, NotFound
from ledger.contracts import StatementLine
from ledger.models import JournalEntry
from ledger.services import ChartRole, bank_account_id
from tests.builders.accounts import STAFF, customer_actor, open_account, put_money
from tests.builders.people import approved_customer
from tests.builders.statements import FILE_FORMATS, Nowhere
from tests.proof_plugin import ProofRecord, at_scale

pytestmark = pytest.mark.django_db

JANUARY = dt.datetime(2024, 1, 1, 12, 0, tzinfo=dt.UTC)
DAY = dt.timedelta(days=1)
LINES_OF_AN_ENTRY = 1_000
DAYS_WITH_LINES = 100
_LINES = """
    INSERT INTO ledger_journalline (entry_id, account_id, position, kind, amount_minor, balance_after_minor, version,
                                    posted_at, business_date)
    WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < %s)
    SELECT %s, %s, n, 'DEPOSIT', -1, %s + n, %s + n, %s, %s FROM number
"""


@pytest.fixture
def account() -> AccountCard:
    """12.34 in on the first of January."""
    with clock.frozen_at(JANUARY):
        return open_account(approved_customer(), 1_234)


def account_with_lines(count: int) -> AccountCard:
    """An account that one minor unit came to many times, spread over 100 days; written set by set, not one by one."""
    with clock.frozen_at(JANUARY):
        account = open_account(approved_customer())
    cash, entries = bank_account_id(ChartRole.CASH, account.currency), count // LINES_OF_AN_ENTRY
    first_entry = 10**9
    for number in range(entries):
        at = JANUARY + (number * DAYS_WITH_LINES // entries) * DAY
        before, stored_at = number * LINES_OF_AN_ENTRY, connection.ops.adapt_datetimefield_value(at)
        day = at.date().isoformat()
        with connection.cursor() as cursor:
            cursor.execute(
                _LINES,
                [
                    LINES_OF_AN_ENTRY,
                    first_entry + number,
                    account.ledger_account_id,
                    before,
                    before,
                    stored_at,
                    day,
                ],
            )
            cursor.execute(
                "INSERT INTO ledger_journalline (entry_id, account_id, position, kind, amount_minor, posted_at,"
                " business_date) VALUES (%s, %s, %s, 'DEPOSIT', %s, %s, %s)",
                [first_entry + number, cash, LINES_OF_AN_ENTRY + 1, LINES_OF_AN_ENTRY, stored_at, day],
            )
        JournalEntry.objects.create(
            id=first_entry + number,
            kind="DEPOSIT",
            currency=account.currency,
            reference=f"TXNMANY{number:08d}",
            description="Coins from the machine in the hall",
            business_date=at.date(),
            value_date=at.date(),
            posted_at=at,
        )
    return account


def exported(account: AccountCard, statement_format: StatementFormat, **dates: Any) -> Any:
    return export_statement(
        actor=STAFF,
        account_id=account.id,
        statement_format=statement_format,
        **{"from_date": None, "to_date": None, **dates},
    )


@pytest.mark.parametrize("statement_format", FILE_FORMATS)
def test_the_owner_takes_a_statement_away_and_it_is_on_record(
    account: AccountCard, statement_format: StatementFormat
) -> None:
    owner = replace(
        STAFF, user_id=account.customer_id, customer_id=account.customer_reference, permissions=frozenset()
    )
    file = export_statement(
        actor=owner,
        account_id=account.id,
        from_date=dt.date(2024, 1, 1),
        to_date=dt.date(2024, 1, 31),
        statement_format=statement_format,
    )

    with file.content:
        assert verify_file(file.content, public_keys()).reason == "genuine"
    assert file.name.startswith(f"statement-{file.statement.account_number[-4:]}-2024-01-01-to-2024-01-31.")
    row = AuditLog.objects.order_by("-id")[0]
    assert (row.action_type, row.target_model, row.target_id) == ("EXPORT", "Account", str(account.id))
    assert row.description == f"Account statement exported as {statement_format}"
    assert row.details == {
        "account_number": account.account_number,
        "statement_id": file.statement.statement_id,
        "format": statement_format,
        "from": "2024-01-01",
        "to": "2024-01-31",
        "line_count": 1,
    }


def test_nobody_else_gets_one_and_no_export_is_on_record(account: AccountCard) -> None:
    before = AuditLog.objects.count()

    with pytest.raises(NotFound):
        export_statement(
            actor=customer_actor(approved_customer()),
            account_id=account.id,
            from_date=None,
            to_date=None,
            statement_format=StatementFormat.CSV,
        )
    with pytest.raises(InvalidInput):
        exported(account, StatementFormat.CSV, from_date=dt.date(2024, 2, 1), to_date=dt.date(2024, 1, 1))

    assert AuditLog.objects.filter(action_type="EXPORT").count() == 0
    assert AuditLog.objects.count() > before  # only the stranger's own onboarding


def test_a_statement_that_cannot_be_put_on_record_is_given_to_nobody(
    account: AccountCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_trail(**_: object) -> None:
        raise RuntimeError("no trail")

    monkeypatch.setattr(statement_services, "record_statement_export", no_trail)

    with pytest.raises(RuntimeError, match="no trail"):
        exported(account, StatementFormat.CSV)


def test_what_is_put_on_record_can_be_said_without_a_file(account: AccountCard) -> None:
    found = statement_for(STAFF, account.id, from_date=None, to_date=None)
    record_statement_export(
        actor=STAFF,
        account_id=account.id,
        owner_id=account.customer_id,
        statement=account_statement(found),
        statement_format=StatementFormat.OFX,
    )

    row = AuditLog.objects.order_by("-id")[0]
    assert (row.username, row.details["format"]) == ("branch", "ofx")
    assert StatementExported.audited


def test_the_same_lines_have_the_same_identifier_in_every_format(account: AccountCard) -> None:
    def statement_id(statement_format: StatementFormat = StatementFormat.CSV) -> str:
        january = {"from_date": dt.date(2024, 1, 1), "to_date": dt.date(2024, 1, 31)}
        file = exported(account, statement_format, **january)
        file.content.close()
        return str(file.statement.statement_id)

    before = {statement_id(each) for each in FILE_FORMATS}
    with clock.frozen_at(JANUARY + DAY):
        put_money(account, 5)

    assert len(before) == 1
    assert statement_id() not in before


def test_an_account_without_a_number_has_a_statement_too(account: AccountCard) -> None:
    found = statement_for(STAFF, account.id, from_date=None, to_date=None)
    pending = replace(found, account=replace(found.account, account_number=None))

    made = account_statement(pending)
    file = StatementFile(io.BytesIO(), FILE_KINDS[StatementFormat.PDF], made, "")

    assert (made.account_number, made.claims()["account_number"]) == ("NOT-YET-GIVEN", "NOT-YET-GIVEN")
    assert file.name == f"statement-2024-01-01-to-{clock.business_date()}.pdf"


class WatchedLines:
    """The lines of a statement, and how much memory the process had at most while they were read.

    By what Python itself counts, to the byte, which makes everything many times slower; or by what the operating
    system counts, in pages and at no cost. What comes before the first line and after the last, such as the fonts of
    a page, is the same for a statement of few.
    """

    def __init__(self, lines: Iterable[StatementLine], *, to_the_byte: bool) -> None:
        self._lines, self._memory = lines, _counted_by_python if to_the_byte else _counted_by_the_system
        self._before_bytes = self._most_bytes = 0

    def __iter__(self) -> Iterator[StatementLine]:
        self._before_bytes = self._most_bytes = self._memory()
        for number, line in enumerate(self._lines):
            if number % 100 == 0:
                self._look()
            yield line
        self._look()

    def _look(self) -> None:
        self._most_bytes = max(self._most_bytes, self._memory())

    @property
    def extra_bytes(self) -> int:
        return self._most_bytes - self._before_bytes


def _counted_by_python() -> int:
    return tracemalloc.get_traced_memory()[0]


def _counted_by_the_system() -> int:
    if (system := platform.system()) == "Linux":
        return int(os.pread(_own_memory(), 64, 0).split()[1]) * resource.getpagesize()
    # Elsewhere the most there ever was: in bytes on a Mac, in kilobytes on others.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if system == "Darwin" else 1024)


@functools.cache
def _own_memory() -> int:
    return os.open("/proc/self/statm", os.O_RDONLY)


def extra_bytes(
    lines: Iterable[StatementLine], read: Callable[[WatchedLines], object], *, to_the_byte: bool
) -> int:
    """How much more memory the process has at most while the lines are read than before the first of them."""
    watched = WatchedLines(lines, to_the_byte=to_the_byte)
    gc.collect()
    if to_the_byte:
        tracemalloc.start()
    try:
        read(watched)
    finally:
        tracemalloc.stop()
    return watched.extra_bytes


@pytest.mark.proof
def test_a_statement_of_many_lines_takes_no_more_memory_than_one_of_few(proof_record: ProofRecord) -> None:
    count = at_scale(small=3_000, full=1_000_000)
    allowed_bytes = at_scale(small=256 * 1024, full=8 * 1024 * 1024)
    to_the_byte = count < 10_000
    account = account_with_lines(count)
    first, last = JANUARY.date(), JANUARY.date() + (DAYS_WITH_LINES - 1) * DAY

    def statement_to(last_day: dt.date) -> AccountStatement:
        return account_statement(statement_for(STAFF, account.id, from_date=first, to_date=last_day))

    def extra(made: AccountStatement, statement_format: StatementFormat) -> int:
        def render(watched: WatchedLines) -> None:
            write_statement(replace(made, lines=watched), statement_format, Nowhere(), signing_keys())

        return extra_bytes(made.lines, render, to_the_byte=to_the_byte)

    few, many = statement_to(first), statement_to(last)
    assert (few.line_count, many.line_count) == (max(LINES_OF_AN_ENTRY, count // DAYS_WITH_LINES), count)
    figures = {}
    for statement_format in FILE_FORMATS:
        of_few, of_many = extra(few, statement_format), extra(many, statement_format)
        figures[f"{statement_format}_extra_kilobytes"] = of_many // 1024
        assert of_many < of_few + allowed_bytes, statement_format

    # The control: lines that are kept would be seen, even a quarter of the million.
    kept: list[StatementLine] = []
    assert extra_bytes(islice(many.lines, 250_000), kept.extend, to_the_byte=to_the_byte) > 3 * allowed_bytes
    proof_record(
        "a statement of a million lines in constant memory", lines=count, beside=few.line_count, **figures
    )
