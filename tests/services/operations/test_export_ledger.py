"""The ledger written out: beancount, a program that is none of the bank's, finds nothing wrong in it.

beancount is run as a program, as anybody else would; the bank imports nothing of it.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import re
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import NotAllowed
from ledger.entries import credit, debit
from ledger.models import EntryKind, JournalEntry, JournalLine
from ledger.selectors import balance_of
from ledger.services import ChartRole, bank_account_id, note_ledger_export, open_sub_account, roll_up_day
from operations.ledger_export import export_ledger, month_ends
from tests.services.ledger.books import NOON, TELLER, BookTouched, account, entry, post

pytestmark = pytest.mark.django_db

DAY = dt.timedelta(days=1)
BEAN_CHECK = Path(sys.executable).with_name("bean-check")
CURRENCIES = ("USD", "JPY", "KWD")


def bean_check(text: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Have an export checked by beancount, in a process of its own."""
    file = folder / "ledger.beancount"
    file.write_text(text)
    return subprocess.run(
        [BEAN_CHECK, "--no-cache", file], capture_output=True, text=True, check=False, timeout=60
    )


@use_case
def _open_loan(*, actor: Actor, code: str, currency: str) -> int:
    emit(BookTouched(actor=actor))
    return open_sub_account(
        code=code, name="Loan of Ann Lee", control=ChartRole.LOANS_RECEIVABLE, currency=currency
    )


@pytest.fixture
def story() -> dict[str, list[int]]:
    """Ten weeks of a bank with customers and loans in three currencies, and entries of every kind."""
    dice = random.Random(41)
    customers = {code: [account(balance_minor=10**7, currency=code) for _ in range(3)] for code in CURRENCIES}
    for code in CURRENCIES:
        loan = _open_loan(actor=TELLER, code=f"LOAN7:principal/{code}", currency=code)
        own = [bank_account_id(role, code) for role in ChartRole if role is not ChartRole.CUSTOMER_DEPOSITS]
        kinds = [kind for kind in EntryKind if kind is not EntryKind.REVERSAL] * 2
        for number, kind in enumerate(kinds):
            amount = dice.randrange(1, 20_000)
            sides = dice.sample([*own, loan], 1) + dice.sample(customers[code], 1)
            dice.shuffle(sides)
            lines = [
                debit(sides[0], amount + 3, kind),
                credit(sides[1], amount, kind),
                credit(own[0], 3, "FEE"),
            ]
            draft = entry(*lines, at=NOON + (5 * number // 2) * DAY, currency=code)
            made = post(actor=TELLER, draft=replace(draft, kind=kind.value))
        mirror = [replace(line, amount_minor=-line.amount_minor) for line in lines]
        taken_back = entry(*mirror, at=NOON + 70 * DAY, currency=code)
        post(actor=TELLER, draft=replace(taken_back, kind="REVERSAL", reverses_entry_id=made.entry_id))
    return customers


def _exported(**options: Any) -> str:
    text = io.StringIO()
    with clock.frozen_at(NOON + 71 * DAY):
        call_command("export_ledger", stdout=text, **options)
    return text.getvalue()


def test_beancount_finds_nothing_wrong_and_sees_every_tampering(
    story: dict[str, list[int]], tmp_path: Path
) -> None:
    with clock.frozen_at(NOON + 80 * DAY):
        roll_up_day(actor=system_actor("close of business"), date=(NOON + 33 * DAY).date())
    text = _exported()
    checked = bean_check(text, tmp_path)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")

    assert len(re.findall(r"^\S+ \* ", text, re.M)) == JournalEntry.objects.count()
    assert {*re.findall(r'^\S+ \* "(\w+)"', text, re.M)} == {kind.value for kind in EntryKind}
    assert len(re.findall(r"^  [A-Z]\S+  \S+ [A-Z]{3}$", text, re.M)) == JournalLine.objects.count()
    for currency, decimals in (("USD", 2), ("JPY", 0), ("KWD", 3)):
        assert f"commodity {currency}\n  decimals: {decimals}\n" in text
    # A month end, the day after: May, June and what came until 11 July.
    assert {*re.findall(r"^(\S+) balance Assets:1010-USD ", text, re.M)} == {
        "2026-06-01",
        "2026-07-01",
        "2026-07-12",
    }
    ann = story["KWD"][0]
    assert f"{Decimal(-balance_of(ann).balance_minor).scaleb(-3)} ~ 0 KWD" in text

    # The control: one unit more in a line; in two lines, so that the entry balances; a balance; an entry gone.
    transactions = list(re.finditer(r"^\S+ \* .*?(?=^\n|\Z)", text, re.M | re.S))
    one = next(each[0] for each in transactions if each[0].count(" USD") == 3)
    amounts = re.findall(r"  (\S+) USD", one)
    unbalanced = one.replace(f"  {amounts[0]} USD", f"  {_more(amounts[0], 1)} USD", 1)
    moved = unbalanced.replace(f"  {amounts[1]} USD", f"  {_more(amounts[1], -1)} USD", 1)
    for other, word in ((unbalanced, "does not balance"), (moved, "Balance failed"), ("", "Balance failed")):
        tampered = bean_check(text.replace(one, other), tmp_path)
        assert (tampered.returncode, word in tampered.stdout + tampered.stderr) == (1, True)


def _more(amount: str, hundredths: int) -> str:
    return str(Decimal(amount) + Decimal(hundredths).scaleb(-2))


def test_a_part_of_the_book_begins_with_what_came_before(story: dict[str, list[int]], tmp_path: Path) -> None:
    text = _exported(first=dt.date(2026, 5, 20), last=dt.date(2026, 6, 30))
    checked = bean_check(text, tmp_path)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    dates = {*re.findall(r"^(\S+) \* ", text, re.M)}
    assert min(dates) == "2026-05-19"  # what is brought forward
    assert max(dates) <= "2026-06-30"
    inside = JournalEntry.objects.filter(business_date__range=(dt.date(2026, 5, 20), dt.date(2026, 6, 30)))
    assert len(re.findall(r"^  entry: ", text, re.M)) == inside.count() > 0


@pytest.mark.parametrize(
    ("asked", "begins", "ends"),
    [
        ({"first": dt.date.min, "last": dt.date.max}, "2026-04-29", "2026-07-13"),
        ({"first": dt.date.max}, "2026-07-11", "2026-07-13"),
        ({"last": dt.date.min}, "2026-04-29", "2026-05-01"),
    ],
)
def test_no_date_is_too_early_or_too_late_to_be_asked_for(
    asked: dict[str, dt.date], begins: str, ends: str, tmp_path: Path
) -> None:
    account(balance_minor=500)
    text = _exported(**asked)

    checked = bean_check(text, tmp_path)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")
    assert min(re.findall(r"^(\S+) open ", text, re.M)) == begins
    assert max(re.findall(r"^(\S+) balance ", text, re.M)) == ends


def test_an_empty_book_is_a_sound_one(tmp_path: Path) -> None:
    checked = bean_check(_exported(), tmp_path)
    assert (checked.returncode, checked.stdout, checked.stderr) == (0, "", "")


def test_no_name_of_a_person_and_no_words_of_a_customer_leave_the_bank(story: dict[str, list[int]]) -> None:
    for file_format in ("beancount", "csv"):
        text = _exported(format=file_format)
        for secret in ("Ann Lee", "A customer", "A movement"):
            assert secret not in text
        assert "LOAN7" in text


def test_as_a_table_it_has_a_row_for_each_line(story: dict[str, list[int]]) -> None:
    rows = list(csv.DictReader(io.StringIO(_exported(format="csv"))))
    assert len(rows) == JournalLine.objects.count()
    assert rows[0]["date"] == "2026-05-01"
    for currency in CURRENCIES:
        assert sum(Decimal(row["amount"]) for row in rows if row["currency"] == currency) == 0


def test_a_file_is_the_operators_alone_and_nothing_is_written_over(tmp_path: Path) -> None:
    path = tmp_path / "ledger.beancount"
    assert _exported(output=path) == f"Wrote 0 entries to {path}.\n"
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_text()
    with pytest.raises(CommandError, match="cannot be written"):
        _exported(output=path)
    assert path.read_text() == before


def test_an_export_leaves_an_entry_in_the_trail_and_needs_the_right_to_see_the_books() -> None:
    _exported(first=dt.date(2026, 5, 20))
    newest = AuditLog.objects.order_by("-id")[0]
    assert (newest.action_type, newest.target_model, newest.username) == ("EXPORT", "Books", "export_ledger")
    assert (newest.target_id, newest.details) == ("beancount", {"from": "2026-05-20"})
    with pytest.raises(NotAllowed):
        export_ledger(actor=Actor(username="nobody"), target=io.StringIO(), file_format="csv")
    with pytest.raises(NotAllowed):
        note_ledger_export(actor=Actor(username="nobody"), file_format="csv", asked={})


@pytest.mark.any_engine
def test_the_ends_of_months_between_two_days() -> None:
    assert list(month_ends(dt.date(2027, 12, 31), dt.date(2028, 3, 1))) == [
        dt.date(2027, 12, 31),
        dt.date(2028, 1, 31),
        dt.date(2028, 2, 29),
    ]
    assert list(month_ends(dt.date(2028, 2, 1), dt.date(2028, 2, 29))) == []
