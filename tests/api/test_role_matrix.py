"""Every operation, for every kind of caller, answers with exactly the declared status."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pytest_django import DjangoDbBlocker, Settings

from audit.api import staff_reads
from tests.api.little_bank import LittleBank, little_bank, prepared, rows_of_every_table, undone
from tests.api.published_schema import published_schema
from tests.api.role_matrix import CALLERS, ROWS, STAFF, Row
from tests.api.traces import LEAVES_NO_ROW, newest_entry, secrets_in, traces_since

# Who may do what is decided before an engine is asked; what is done is tested on both elsewhere.
pytestmark = [pytest.mark.django_db, pytest.mark.any_engine]

METHODS = {"get", "post", "put", "patch", "delete"}
CODES = {401: "not_signed_in", 403: "not_allowed", 404: "not_found"}


def operations_of_the_schema() -> set[str]:
    return {
        f"{method.upper()} {path}"
        for path, operations in published_schema()["paths"].items()
        for method in operations
        if method in METHODS
    }


def test_every_operation_of_the_schema_has_a_row_and_every_row_an_operation() -> None:
    declared, offered = {row.operation for row in ROWS}, operations_of_the_schema()

    assert {"without a row": offered - declared, "without an operation": declared - offered} == {
        "without a row": set(),
        "without an operation": set(),
    }
    assert len(declared) == len(ROWS), "an operation has two rows"


@pytest.fixture(scope="module")
def bank(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[LittleBank]:
    """One bank for all rows: every request is undone after its answer, and the bank itself after the last."""
    with django_db_blocker.unblock(), undone():
        yield little_bank()


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.operation)
def test_each_caller_gets_the_declared_status(bank: LittleBank, row: Row, settings: Settings) -> None:
    settings.TIME_MACHINE = True  # without it nobody may move the date
    answers: dict[str, tuple[int, str]] = {}
    left_behind: dict[str, set[str]] = {}
    traces: dict[str, int] = {}
    told: dict[str, list[str]] = {}

    bank = prepared(bank, row.request.needs)
    before, newest = rows_of_every_table(), newest_entry()
    for caller in CALLERS:
        with undone():
            answers[caller] = bank.send(caller, row)
            after = rows_of_every_table()
            entries = traces_since(newest)
        traces[caller], told[caller] = len(entries), secrets_in(entries)
        if answers[caller][0] >= 400 and after != before:
            left_behind[caller] = {table for table in after if after[table] != before[table]}

    assert {caller: status for caller, (status, _) in answers.items()} == row.expected, answers
    assert left_behind == {}, "a refusal left something behind"
    unseen = [caller for caller in STAFF if not traces[caller]]
    assert unseen == [] or row.operation in LEAVES_NO_ROW, f"left no row of the audit trail: {unseen}"
    assert {caller: secrets for caller, secrets in told.items() if secrets} == {}
    refusals = {status: json.loads(text)["code"] for status, text in answers.values() if status in CODES}
    assert refusals == {status: CODES[status] for status in refusals}


def test_what_leaves_no_row_is_an_operation_of_the_bank() -> None:
    assert set(LEAVES_NO_ROW) - {row.operation for row in ROWS} == set()


def test_an_operation_that_leaves_no_row_is_seen(bank: LittleBank, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: with the recorder of readings gone, a customer's page leaves nothing."""
    row = next(row for row in ROWS if row.operation == "GET /api/customer/{user_id}/")
    newest = newest_entry()

    with undone():
        bank.send("bank_admin", row)
        seen = traces_since(newest)
    monkeypatch.setattr(staff_reads, "_READING", frozenset())
    with undone():
        bank.send("bank_admin", row)
        unseen = traces_since(newest)

    assert [(entry["action_type"], entry["target_model"]) for entry in seen] == [("READ", "Customer")]
    assert seen[0]["subject_id"] == bank.names["user_id"]
    assert unseen == []
    assert secrets_in([{**seen[0], "description": "his SSN is 219-09-9999"}]) == ["219-09-9999"]


def test_the_requests_of_one_caller_are_undone_before_the_next(bank: LittleBank) -> None:
    """The control: within a block the rows are there, after it they are not."""
    row = next(row for row in ROWS if row.operation == "POST /api/accounts/")
    before = rows_of_every_table()

    with undone():
        assert bank.send("customer", row)[0] == 201
        inside = rows_of_every_table()

    assert inside["accounts.Account"] == before["accounts.Account"] + 1
    assert rows_of_every_table() == before
