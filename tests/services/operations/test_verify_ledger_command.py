"""The proof of the books as a command: what it prints, and its exit status."""

from __future__ import annotations

import io
import json
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command

from ledger.verification import Verification
from operations.management.commands import verify_ledger

Run = Callable[..., tuple[str, int]]

pytestmark = pytest.mark.django_db

CLEAN = Verification(entries=2, lines=5, customer_accounts=3, problems=())
WRONG = Verification(
    entries=2, lines=5, customer_accounts=3, problems=("Entry 7 does not balance.", "Line 9 has no entry.")
)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    def run_on(report: Verification, *arguments: str) -> tuple[str, int]:
        monkeypatch.setattr(verify_ledger, "verify_books", lambda: report)
        out = io.StringIO()
        try:
            call_command("verify_ledger", *arguments, stdout=out, no_color=True)
        except CommandError as error:
            return out.getvalue(), int(error.returncode)
        return out.getvalue(), 0

    return run_on


def test_clean_books_end_with_status_0(run: Run) -> None:
    assert run(CLEAN) == ("Checked 2 entries, 5 lines and 3 customers' accounts.\nThe books agree.\n", 0)


def test_wrong_books_end_with_status_1_and_name_the_first_thing_wrong(run: Run) -> None:
    said, status = run(WRONG)

    assert status == 1
    assert said.splitlines()[1:] == [
        "First thing wrong: Entry 7 does not balance.",
        "Also wrong: Line 9 has no entry.",
    ]


@pytest.mark.parametrize(("report", "clean", "status"), [(CLEAN, True, 0), (WRONG, False, 1)])
def test_the_report_can_be_read_by_a_program(
    run: Run, report: Verification, clean: bool, status: int
) -> None:
    said, ended_with = run(report, "--json")

    assert ended_with == status
    assert json.loads(said) == {
        "clean": clean,
        "entries": 2,
        "lines": 5,
        "customer_accounts": 3,
        "problems": list(report.problems),
    }


def test_the_books_of_an_empty_bank_agree() -> None:
    out = io.StringIO()

    call_command("verify_ledger", stdout=out, no_color=True)

    assert out.getvalue() == "Checked 0 entries, 0 lines and 0 customers' accounts.\nThe books agree.\n"
