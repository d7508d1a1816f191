"""Checkpoints follow after so many rows or seconds, and the file outside holds each of them once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from audit.chain_faults import Fault
from audit.chain_keys import public_keys
from audit.chain_models import AuditCheckpoint
from audit.checkpoint_file import append_new_checkpoints, checkpoints_in, set_aside_for_new_database
from audit.checkpoints import kept_checkpoints, make_due_checkpoints
from audit.verification import sealing_problems, verify_chain
from core_banking.kernel import clock
from core_banking.kernel.db import short_transaction
from tests.append_only_tables import triggers_aside
from tests.builders.audit import NOON, leave_entry
from tests.builders.audit_chain import many_rows, seal_everything

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(seconds=60)


@pytest.fixture(autouse=True)
def _every_ten_rows(settings: Settings) -> Iterator[None]:
    settings.AUDIT_CHECKPOINT_EVERY_ROWS = 10
    with clock.frozen_at(NOON):
        yield


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kept" / "checkpoints.jsonl"


def made(at: dt.datetime = NOON) -> list[tuple[int, int, int]]:
    seal_everything()
    with clock.frozen_at(at):
        return [(each.number, each.seq, each.count) for each in make_due_checkpoints()]


def test_a_checkpoint_follows_after_so_many_rows_or_seconds() -> None:
    assert made() == []
    many_rows(25)
    # The first ones come at once: there was none for any time at all.
    assert made() == [(1, 10, 10), (2, 20, 10)]
    assert made(NOON + MINUTE - dt.timedelta(microseconds=1)) == []
    assert made(NOON + MINUTE) == [(3, 25, 5)]
    assert made(NOON + 2 * MINUTE) == []
    first, second, third = kept_checkpoints()
    assert (second.previous, third.previous) == (first.digest(), second.digest())
    assert all(each.is_signed_by(public_keys()) for each in (first, second, third))
    assert not first.is_signed_by({})


def test_the_file_holds_each_checkpoint_once_and_half_a_line_is_written_again(path: Path) -> None:
    many_rows(20)
    made()
    assert append_new_checkpoints(path) == 2
    assert append_new_checkpoints(path) == 0
    whole = path.read_bytes()
    path.write_bytes(whole[:-20])  # a process was killed at it

    assert len(list(checkpoints_in(path))) == 1
    assert append_new_checkpoints(path) == 1
    assert path.read_bytes() == whole
    assert list(checkpoints_in(path)) == list(kept_checkpoints())


def test_nothing_is_appended_to_the_checkpoints_of_another_chain(path: Path) -> None:
    many_rows(10)
    made()
    append_new_checkpoints(path)
    before = path.read_bytes()
    with triggers_aside(), short_transaction():
        AuditCheckpoint.objects.update(count=9)
    many_rows_more()

    assert append_new_checkpoints(path) == 0
    assert path.read_bytes() == before


def test_that_the_file_is_of_another_chain_is_said_once_and_not_each_second(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    many_rows(10)
    made()
    append_new_checkpoints(path)
    with triggers_aside(), short_transaction():
        AuditCheckpoint.objects.update(count=9)

    assert [append_new_checkpoints(path) for _ in range(3)] == [0, 0, 0]
    assert [record.levelname for record in caplog.records if record.name == "audit.checkpoint_file"] == [
        "ERROR"
    ]


def test_a_file_that_was_taken_away_is_missed(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    many_rows(10)
    made()
    append_new_checkpoints(path)
    assert caplog.records == [], "the first one of a bank is none that was taken away"
    path.unlink()

    with clock.frozen_at(NOON + 11 * MINUTE):
        assert append_new_checkpoints(path) == 1
    assert [(record.levelname, "begins anew" in record.message) for record in caplog.records] == [
        ("WARNING", True)
    ]


def test_the_books_are_unhealthy_while_the_file_ends_in_another_chain(path: Path, settings: Settings) -> None:
    settings.AUDIT_CHECKPOINT_FILE = str(path)
    many_rows(20)
    made()
    assert sealing_problems() == [], "there is no file yet"
    append_new_checkpoints(path)
    with path.open("ab") as file:
        file.write(b'{"number":3')  # half a line is none
    assert sealing_problems() == []
    with triggers_aside(), short_transaction(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditcheckpoint WHERE number = 2")

    assert sealing_problems() == [
        "Checkpoint 2 in checkpoints.jsonl is not the database's: the trail was cut off or made anew."
    ]
    path.write_bytes(b"nothing\n")
    assert sealing_problems() == ["The last line of checkpoints.jsonl is no checkpoint of the audit trail."]


def test_a_new_database_begins_its_own_file_and_that_of_the_last_one_is_kept(path: Path) -> None:
    assert set_aside_for_new_database(path, NOON) is None
    many_rows(10)
    made()
    append_new_checkpoints(path)
    assert set_aside_for_new_database(path, NOON) is None, "it is this database's own"
    whole = path.read_bytes()
    with triggers_aside(), short_transaction():
        AuditCheckpoint._base_manager.all().delete()
    assert set_aside_for_new_database(path, NOON) is None, "a trail without checkpoints is not new"
    with triggers_aside(), short_transaction(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM audit_auditlog")

    aside = set_aside_for_new_database(path, NOON)

    assert aside == path.with_name(f"checkpoints-until-{NOON:%Y%m%dT%H%M%S%f}.jsonl")
    assert (aside.read_bytes(), path.exists()) == (whole, False)


@pytest.mark.parametrize("moved", [dt.timedelta(days=-1), MINUTE])
def test_a_clock_that_was_moved_back_holds_up_no_checkpoint(moved: dt.timedelta) -> None:
    many_rows(10)
    made()
    for number in range(3):
        leave_entry(target=f"LATER{number}")

    assert made(NOON + moved) == [(2, 13, 3)]


def test_checkpoints_are_verified_in_as_many_statements_however_many_they_are(path: Path) -> None:
    statements = []
    for rows in (20, 200):
        with short_transaction(), triggers_aside():
            for table in ("auditlog", "auditseal", "auditcheckpoint"):
                connection.cursor().execute(f"DELETE FROM audit_{table}")
            connection.cursor().execute(
                "UPDATE audit_chainhead SET seq = 0, audit_log_id = 0, mac = %s", [bytes(32)]
            )
        path.unlink(missing_ok=True)
        many_rows(rows)
        made()
        append_new_checkpoints(path)
        with CaptureQueriesContext(connection) as asked:
            report = verify_chain(outside=path, with_journal=False)
        assert (report.faults, report.outside_checkpoints) == ((), rows // 10)
        # What depends on which transactions have begun elsewhere in the cluster is asked or not, and is not counted.
        statements.append(sum("pg_snapshot_xmax" not in each["sql"] for each in asked))

    assert statements[0] == statements[1] > 0


def test_who_verifies_the_end_of_a_chain_looks_at_the_checkpoints_of_the_end(path: Path) -> None:
    many_rows(50)
    made()
    append_new_checkpoints(path)

    report = verify_chain(from_seq=25, outside=path, with_journal=False)
    assert (report.faults, report.checkpoints, report.outside_checkpoints) == ((), 3, 3)
    with triggers_aside(), short_transaction():
        AuditCheckpoint.objects.filter(number__in=[1, 4]).update(count=9)

    assert [(fault.kind, fault.seq) for fault in verify_chain(from_seq=25, outside=path).faults[:1]] == [
        (Fault.CHECKPOINT_CHANGED, 31)
    ]


def many_rows_more() -> None:
    for number in range(10):
        leave_entry(target=f"MORE{number}")
    made()


@pytest.mark.parametrize("table", ["audit_auditseal", "audit_auditcheckpoint", "audit_chainhead"])
@pytest.mark.parametrize("statement", ["DELETE FROM {table}", "UPDATE {table} SET seq = seq - 1"])
def test_the_database_refuses_to_change_the_chain(table: str, statement: str) -> None:
    many_rows(10)
    made()

    refused = pytest.raises(DatabaseError, match=r"append-only|only goes forward")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(table=table))


@pytest.mark.any_engine  # on PostgreSQL a test's own rows are below no horizon
def test_the_command_seals_makes_a_checkpoint_and_writes_it(path: Path, settings: Settings) -> None:
    settings.AUDIT_CHECKPOINT_FILE = str(path)
    many_rows(3)
    seal_everything()

    call_command("seal_audit_trail")

    assert [(each.number, each.seq) for each in checkpoints_in(path)] == [(1, 3)]
