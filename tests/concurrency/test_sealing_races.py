"""Sealing beside everything else: late commits, several sealers at once, and sealers that are killed anywhere."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from audit import sealing, sealing_work
from audit.chain_faults import Fault
from audit.chain_models import AuditSeal
from audit.checkpoint_file import checkpoints_in
from audit.models import AuditLog
from audit.sealing import seal_restored_rows, seal_waiting_rows
from audit.sealing_work import keep_audit_trail_sealed
from audit.verification import verify_chain
from core_banking.kernel import clock
from core_banking.kernel.db import short_transaction
from tests.append_only_tables import triggers_aside
from tests.builders.audit import leave_entry
from tests.builders.audit_chain import many_rows
from tests.concurrency.crowd import crowd
from tests.proof_plugin import ProofRecord, at_scale

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

WITHOUT_HORIZON = "9223372036854775807"
WRITERS, SEALERS = 4, 2


def sealed_targets() -> list[str]:
    """What was sealed, in the order of the chain."""
    rows = dict(AuditLog.objects.values_list("pk", "target_id"))
    return [rows[row] for row in AuditSeal.objects.order_by("seq").values_list("audit_log_id", flat=True)]


def kinds() -> list[Fault]:
    return [
        fault.kind
        for fault in verify_chain(with_journal=False).faults
        if fault.kind is not Fault.SEALING_IS_LATE
    ]


def seal_patiently(rows: int) -> int:
    """Seal until so many rows are: transactions of other databases of the server hold the horizon back as well."""
    total = seal_waiting_rows()
    for _ in range(1_200):
        if total >= rows:
            break
        time.sleep(0.05)
        total += seal_waiting_rows()
    return total


def write_late_beside_an_early_one(later: int) -> list[int]:
    """Begin one transaction, let a later one commit and a sealer come; then commit. Return what each sealer took."""
    taken = []
    with short_transaction():
        leave_entry(target="BEGUN_FIRST")
        with crowd(1) as other:
            other.all_at_once(lambda number: leave_entry(target="COMMITTED_FIRST"))
            taken += other.all_at_once(lambda number: seal_waiting_rows())
    return [*taken, seal_patiently(later), seal_waiting_rows()]


def test_a_row_that_commits_late_is_sealed_before_those_begun_after_it() -> None:
    assert write_late_beside_an_early_one(later=2) == [0, 2, 0]
    assert sealed_targets() == ["BEGUN_FIRST", "COMMITTED_FIRST"]
    assert kinds() == []


def test_a_sealer_without_the_horizon_passes_a_late_commit_by(monkeypatch: pytest.MonkeyPatch) -> None:
    # The control: the horizon is what keeps the row in the chain, and its loss is found.
    monkeypatch.setattr(sealing, "_HORIZON", WITHOUT_HORIZON)

    assert write_late_beside_an_early_one(later=0) == [1, 0, 0]
    assert sealed_targets() == ["COMMITTED_FIRST"]
    assert kinds() == [Fault.ROW_NOT_SEALED]


def test_many_writers_and_two_sealers_make_one_chain(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    monkeypatch.setattr(sealing, "BATCH", 7)
    each, writing = at_scale(small=25, full=1_000), list(range(WRITERS))

    def work(number: int) -> int:
        if number >= WRITERS:
            sealed = 0
            while writing:
                sealed += seal_waiting_rows()
                time.sleep(0.002)
            return sealed
        for turn in range(each):
            with short_transaction():
                leave_entry(target=f"{number}.{turn}")
                time.sleep(random.uniform(0, 0.01))
        writing.remove(number)
        return 0

    with crowd(WRITERS + SEALERS) as people:
        sealed = people.all_at_once(work)
    after = seal_patiently(WRITERS * each - sum(sealed))

    assert sum(sealed) + after == WRITERS * each
    order = list(
        AuditLog.objects.filter(pk__in=AuditSeal.objects.values("audit_log_id")).order_by("xid", "pk")
    )
    assert sealed_targets() == [row.target_id for row in order]
    assert kinds() == []
    proof_record(
        "Writers whose transactions end out of order, and two sealers: one gap-free chain in the order of commits",
        rows=WRITERS * each,
        sealed_while_they_wrote=sum(sealed),
    )


@contextlib.contextmanager
def sealer() -> Iterator[int]:
    """A process of its own that seals in small batches without end; it inherits this one's memory, not its session."""
    inherited = connection.connection  # kept, or its end would end the parent's session
    process = os.fork()
    if process == 0:
        try:
            connection.connection = None
            while True:
                keep_audit_trail_sealed()
        finally:
            os._exit(1)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)
    assert connection.connection is inherited


def test_a_sealer_that_is_killed_again_and_again_leaves_one_whole_chain(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path, proof_record: ProofRecord
) -> None:
    rows, kills = at_scale(small=1_000, full=20_000), at_scale(small=4, full=100)
    settings.AUDIT_CHECKPOINT_FILE = str(tmp_path / "checkpoints.jsonl")
    settings.AUDIT_CHECKPOINT_EVERY_ROWS = 40
    monkeypatch.setattr(sealing, "BATCH", 20)
    many_rows(rows)

    killed = []
    for _ in range(kills):
        with sealer() as process:
            time.sleep(random.uniform(0.02, 0.3))
            os.kill(process, signal.SIGKILL)
        killed.append(AuditSeal.objects.count())
    seal_patiently(rows - AuditSeal.objects.count())
    keep_audit_trail_sealed(checkpoint_now=True)

    report = verify_chain(outside=tmp_path / "checkpoints.jsonl", with_journal=False)
    assert [fault for fault in report.faults if fault.kind is not Fault.SEALING_IS_LATE] == []
    assert (report.rows, report.is_complete, report.waiting_rows) == (rows, True, 0)
    numbers = [each.number for each in checkpoints_in(tmp_path / "checkpoints.jsonl")]
    assert numbers == list(range(1, report.checkpoints + 1))
    proof_record(
        "A sealer killed again and again: every row sealed once, every checkpoint outside once",
        rows=rows,
        kills=kills,
        kills_amid_the_work=sum(0 < count < rows for count in killed),
        checkpoints=report.checkpoints,
    )


def test_rows_of_another_cluster_are_sealed_after_a_restore_and_new_ones_after_them() -> None:
    leave_entry(target="SEALED_BEFORE")
    seal_patiently(1)
    leave_entry(target="DUMPED_UNSEALED")
    # As a dump brings them into a cluster that has counted fewer transactions.
    with triggers_aside(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditlog SET xid = xid + 1000000000")
        cursor.execute("DELETE FROM audit_auditseal")
        cursor.execute("UPDATE audit_chainhead SET seq = 0, mac = %s, xid = 0, audit_log_id = 0", [bytes(32)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "_HORIZON", WITHOUT_HORIZON)
        patch.setattr(sealing, "BATCH", 1)
        with short_transaction():
            sealing.seal_batch(limit=1)
    leave_entry(target="AFTER_THE_RESTORE")
    with pytest.raises(sealing.TrailFromAnotherCluster):
        sealing_work.keep_audit_trail_sealed()

    assert seal_restored_rows() == 1
    assert seal_restored_rows() == 0
    seal_patiently(1)

    assert sealed_targets() == ["SEALED_BEFORE", "DUMPED_UNSEALED", "AFTER_THE_RESTORE"]
    with clock.frozen_at(clock.now()):
        assert kinds() == []
