"""What somebody who owns the database does to the trail is found, and the first place of it is named."""

from __future__ import annotations

import dataclasses
import hmac
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from audit.canonical import encoded, selected_columns
from audit.chain_faults import ChainFault, ChainReport, Fault
from audit.chain_keys import sealing_key, signing_key
from audit.checkpoint_file import append_new_checkpoints
from audit.checkpoints import kept_checkpoints, leaves_between, make_due_checkpoints, signed
from audit.events import AuditTrailRead
from audit.merkle import root_of
from audit.receivers import write_audit_row
from audit.sealing import mac_of
from audit.verification import verify_chain
from core_banking.kernel.actors import system_actor
from core_banking.kernel.db import short_transaction
from core_banking.kernel.statements import engine
from tests.append_only_tables import triggers_aside
from tests.builders.audit_chain import many_rows, seal_everything
from tests.proof_plugin import ProofRecord, at_scale

pytestmark = [pytest.mark.proof, pytest.mark.django_db]

ROWS = at_scale(small=200, full=100_000)
PLACE = ROWS // 2
"""Where in the chain somebody tampers."""
EVERY = max(50, ROWS // 100)


def run(statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def value(statement: str) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def row_at(seq: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_log_id FROM audit_auditseal WHERE seq = %s", [seq])
        return int(cursor.fetchone()[0])


def change_a_row() -> None:
    run("UPDATE audit_auditlog SET description = 'Nothing happened' WHERE id = %s", row_at(PLACE))


def change_an_amount() -> None:
    run('UPDATE audit_auditlog SET details = \'{"amount": "1.00"}\' WHERE id = %s', row_at(PLACE))


def delete_a_row() -> None:
    run("DELETE FROM audit_auditlog WHERE id = %s", row_at(PLACE))


def delete_a_row_and_its_seal() -> None:
    row = row_at(PLACE)
    run("DELETE FROM audit_auditseal WHERE audit_log_id = %s", row)
    run("DELETE FROM audit_auditlog WHERE id = %s", row)


def put_a_row_in() -> None:
    """In a gap of the numbers, as of a transaction long ended."""
    copied = (
        "action_type, username, customer_id, channel, target_model, target_id, description, outcome, code,"
    )
    copied += " details, user_agent, request_id, timestamp"
    old = "1" if engine() == "postgresql" else "NULL"
    run(
        f"INSERT INTO audit_auditlog (id, log_id, xid, {copied})"
        f" SELECT -1, 'LOGFORGED', {old}, {copied} FROM audit_auditlog WHERE id = %s",
        row_at(PLACE),
    )


def swap_two_rows() -> None:
    one, other = row_at(PLACE), row_at(PLACE + 1)
    run("UPDATE audit_auditseal SET audit_log_id = -1 WHERE seq = %s", PLACE)
    run("UPDATE audit_auditseal SET audit_log_id = %s WHERE seq = %s", one, PLACE + 1)
    run("UPDATE audit_auditseal SET audit_log_id = %s WHERE seq = %s", other, PLACE)


def cut_the_tail_off() -> None:
    """Rows, seals, checkpoints and head alike: what is left is whole."""
    run("DELETE FROM audit_auditlog WHERE id >= %s", row_at(PLACE))
    run("DELETE FROM audit_auditcheckpoint WHERE seq >= %s", PLACE)
    run("DELETE FROM audit_auditseal WHERE seq >= %s", PLACE)
    run(
        "UPDATE audit_chainhead SET seq = %s, audit_log_id = (SELECT audit_log_id FROM audit_auditseal WHERE seq = %s),"
        " mac = (SELECT mac FROM audit_auditseal WHERE seq = %s)",
        PLACE - 1,
        PLACE - 1,
        PLACE - 1,
    )


def make_the_chain_anew(key_id: str, key: bytes) -> None:
    """Change a row, and make every seal and the head again."""
    change_a_row()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT seq, {selected_columns('entry', engine())} FROM audit_auditseal"
            " JOIN audit_auditlog entry ON entry.id = audit_log_id ORDER BY seq"
        )
        rows, previous = cursor.fetchall(), bytes(32)
        made = []
        for seq, *row in rows:
            encoding = encoded(row)
            previous = mac_of(key, previous, seq, encoding)
            made.append((sha256(encoding).digest(), previous, key_id, seq))
        cursor.executemany(
            "UPDATE audit_auditseal SET digest = %s, mac = %s, key_id = %s WHERE seq = %s", made
        )
        cursor.execute("UPDATE audit_chainhead SET mac = %s", [previous])


def rebuild_without_the_key() -> None:
    make_the_chain_anew(sealing_key()[0], b"a key of my own")


def rebuild_with_another_key() -> None:
    make_the_chain_anew("f" * 16, b"a key of my own")


def rebuild_with_every_key() -> None:
    """Seals and checkpoints alike, with the bank's own keys: only what is kept outside differs."""
    make_the_chain_anew(*sealing_key())
    private, previous = signing_key()[1], bytes(32)
    for old in kept_checkpoints():
        leaves, mac = leaves_between(old.seq - old.count, old.seq)
        new = dataclasses.replace(old, mac=mac, root=root_of(leaves), previous=previous, signature=b"")
        new, previous = signed(new, private.sign(new.message())), new.digest()
        run(
            "UPDATE audit_auditcheckpoint SET mac = %s, root = %s, previous = %s, signature = %s WHERE number = %s",
            new.mac,
            new.root,
            new.previous,
            new.signature,
            new.number,
        )


def edit_the_head() -> None:
    run("UPDATE audit_chainhead SET mac = %s", hmac.digest(b"x", b"y", "sha256"))


def remove_the_head() -> None:
    run("DELETE FROM audit_chainhead")


def edit_a_checkpoint() -> None:
    run("UPDATE audit_auditcheckpoint SET made_at = '2024-01-01 00:00:00+00' WHERE number = 2")


def remove_a_checkpoint() -> None:
    run("DELETE FROM audit_auditcheckpoint WHERE number = 2")


def swap_the_key_of_a_seal() -> None:
    run("UPDATE audit_auditseal SET key_id = %s WHERE seq = %s", "0" * 16, PLACE)


TAMPERINGS: list[tuple[Callable[[], None], Fault, int | None]] = [
    (change_a_row, Fault.ROW_CHANGED, PLACE),
    (change_an_amount, Fault.ROW_CHANGED, PLACE),
    (delete_a_row, Fault.ROW_MISSING, PLACE),
    (delete_a_row_and_its_seal, Fault.SEAL_MISSING, PLACE),
    (put_a_row_in, Fault.ROW_NOT_SEALED, None),
    (swap_two_rows, Fault.ROWS_REORDERED, PLACE),
    (cut_the_tail_off, Fault.TAIL_CUT, PLACE),
    (rebuild_without_the_key, Fault.SEAL_CHANGED, 1),
    (rebuild_with_another_key, Fault.UNKNOWN_KEY, 1),
    # The outside checkpoint that covers the changed row is the first that has signed another chain.
    (rebuild_with_every_key, Fault.CHAIN_REBUILT, (PLACE - 1) // EVERY * EVERY + 1),
    (edit_the_head, Fault.HEAD_CHANGED, ROWS),
    (remove_the_head, Fault.HEAD_MISSING, None),
    (edit_a_checkpoint, Fault.CHECKPOINT_CHANGED, EVERY + 1),
    (remove_a_checkpoint, Fault.CHECKPOINT_MISSING, EVERY + 1),
    (swap_the_key_of_a_seal, Fault.UNKNOWN_KEY, PLACE),
]


@pytest.fixture
def outside(tmp_path: Path, settings: Settings) -> Path:
    """A sealed chain with its checkpoints, and the file of these."""
    settings.AUDIT_CHECKPOINT_EVERY_ROWS = EVERY
    many_rows(ROWS)
    assert seal_everything() == ROWS
    if engine() == "postgresql":
        # No row of it is ever committed: to the autovacuum of a long run both tables are empty, and a plan made for
        # empty tables reads the one from end to end for each row of the other. This counts, and keeps it away.
        run("ANALYZE audit_auditlog, audit_auditseal")
    make_due_checkpoints(now_due=True)
    path = tmp_path / "checkpoints.jsonl"
    assert append_new_checkpoints(path) == -(-ROWS // EVERY)
    return path


def verified(outside: Path | None) -> ChainReport:
    return verify_chain(outside=outside, with_journal=False)


def found_after(tamper: Callable[[], None], outside: Path | None) -> tuple[ChainFault, ...]:
    """Tamper as the owner of the database, verify, and take it all back."""
    with triggers_aside(), transaction.atomic():
        with short_transaction():
            tamper()
        faults = verified(outside).faults
        transaction.set_rollback(True)
    return faults


def test_every_tampering_is_found_at_its_first_place(outside: Path, proof_record: ProofRecord) -> None:
    untouched = verified(outside)
    assert (untouched.holds, untouched.is_complete) == (True, True)
    assert (untouched.rows, untouched.head_seq, untouched.waiting_rows) == (ROWS, ROWS, 0)

    found = {tamper.__name__: found_after(tamper, outside) for tamper, _, _ in TAMPERINGS}

    assert {name: [(each.kind, each.seq) for each in faults[:1]] for name, faults in found.items()} == {
        tamper.__name__: [(kind, seq)] for tamper, kind, seq in TAMPERINGS
    }
    assert verified(outside).holds
    proof_record(
        "Tamperings of the audit chain by the database's owner: each found, its first place named",
        rows=ROWS,
        tamperings=len(TAMPERINGS),
        found=sum(bool(faults) for faults in found.values()),
    )


def test_without_the_checkpoints_outside_a_cut_tail_and_a_chain_made_anew_pass(outside: Path) -> None:
    # The control: it is the file outside that finds them, not luck.
    assert found_after(cut_the_tail_off, None) == ()
    assert found_after(rebuild_with_every_key, None) == ()


@pytest.mark.postgresql
def test_a_row_that_names_a_transaction_of_the_far_future_does_not_wait_unseen(outside: Path) -> None:
    def put_a_row_in_that_is_never_late() -> None:
        put_a_row_in()
        run(
            "UPDATE audit_auditlog SET xid = 2::bigint ^ 60, timestamp = '2999-01-01 00:00:00+00' WHERE id = -1"
        )

    [fault] = found_after(put_a_row_in_that_is_never_late, outside)

    assert (fault.kind, fault.audit_log_id) == (Fault.ROW_NOT_SEALED, -1)


@pytest.mark.skipif(
    connection.vendor == "postgresql",
    reason="there an unsealed row is the sealer's to take, as the documents say",
)
def test_a_row_put_in_behind_the_last_one_is_not_sealed_by_the_next_deed(outside: Path) -> None:
    numbers: list[int] = []

    def put_a_row_behind_the_last() -> None:
        numbers.append(int(value("SELECT max(id) + 1 FROM audit_auditlog")))
        put_a_row_in()
        run("UPDATE audit_auditlog SET id = %s WHERE id = -1", numbers[0])
        write_audit_row(event=AuditTrailRead(actor=system_actor("a later deed"), filters={}))
        assert value("SELECT audit_log_id FROM audit_chainhead") == numbers[0] + 1

    [fault] = found_after(put_a_row_behind_the_last, outside)

    assert (fault.kind, fault.audit_log_id) == (Fault.ROW_NOT_SEALED, numbers[0])
