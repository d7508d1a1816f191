"""The sealed chain over HTTP and by command: verified, its first fault named, and one entry proven to a stranger."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import CommandError, call_command
from django.db import connection
from pytest_django import Settings
from rest_framework.test import APIClient

from audit.checkpoint_file import append_new_checkpoints
from audit.checkpoints import make_due_checkpoints
from audit.models import AuditLog
from core_banking.kernel import clock
from tests.append_only_tables import triggers_aside
from tests.builders import people
from tests.builders.audit import NOON, leave_entry
from tests.builders.audit_chain import many_rows, seal_everything

pytestmark = pytest.mark.django_db

VERIFY = "/api/audit-logs/verify/"


@pytest.fixture(autouse=True)
def _at_noon() -> Iterator[None]:
    with clock.frozen_at(NOON):
        yield


@pytest.fixture
def auditor() -> APIClient:
    return people.signed_in_client(people.auditor())


def change(row: AuditLog) -> None:
    with triggers_aside(), connection.cursor() as cursor:
        cursor.execute("UPDATE audit_auditlog SET username = 'somebody_else' WHERE id = %s", [row.pk])


def test_the_answer_names_the_first_broken_link_and_is_itself_in_the_trail(auditor: APIClient) -> None:
    rows = [leave_entry(target=f"ACC{number}", model="Account") for number in range(3)]
    seal_everything()
    before = AuditLog.objects.filter(pk__lte=rows[0].pk).count()

    held = auditor.get(VERIFY).json()
    assert (held["holds"], held["complete"], held["first_fault"], held["last_full_check"]) == (
        True,
        True,
        None,
        None,
    )

    change(rows[1])
    seal_everything()
    broken = auditor.get(VERIFY).json()
    assert (broken["holds"], broken["next_seq"]) == (False, None)
    assert broken["first_fault"] == {
        "kind": "ROW_CHANGED",
        "sentence": f"Row {rows[1].pk}, sealed at {before + 1}, was changed.",
        "seq": before + 1,
        "audit_log_id": rows[1].pk,
    }
    told = AuditLog.objects.filter(action_type="VERIFY").order_by("id").values_list("details", flat=True)
    assert [each["holds"] for each in told] == [True, False]


def test_a_long_chain_is_verified_piece_by_piece_from_its_end(auditor: APIClient, settings: Settings) -> None:
    settings.AUDIT_ROWS_VERIFIED_AT_ONCE = 20
    many_rows(100)
    sealed = seal_everything()
    change(AuditLog.objects.get(log_id="LOGBULK1"))

    end = auditor.get(VERIFY).json()
    total = end["head_seq"]
    assert total >= sealed
    assert (end["holds"], end["complete"], end["from_seq"], end["rows"]) == (True, False, total - 19, 20)

    beginning = auditor.get(VERIFY, {"from_seq": 1}).json()
    assert (beginning["through_seq"], beginning["next_seq"]) == (20, 21)
    assert beginning["first_fault"]["kind"] == "ROW_CHANGED"
    assert auditor.get(VERIFY, {"from_seq": 21}).json()["holds"]
    assert auditor.get(VERIFY, {"from_seq": 0}).status_code == 400


def checked_without_the_bank(proof: dict[str, Any], key: str) -> bytes:
    """The twenty lines of docs/audit-chain.md: no code of the bank's."""
    encoding = bytes.fromhex(proof["encoding"])
    leaf = proof["seq"].to_bytes(8, "big") + sha256(encoding).digest() + bytes.fromhex(proof["mac"])
    reached = sha256(b"\x00" + leaf).digest()
    for step in proof["path"]:
        beside = bytes.fromhex(step["hash"])
        pair = beside + reached if step["side"] == "left" else reached + beside
        reached = sha256(b"\x01" + pair).digest()
    checkpoint = dict(proof["checkpoint"])
    signature = bytes.fromhex(checkpoint.pop("signature"))
    text = json.dumps(checkpoint, sort_keys=True, separators=(",", ":"))
    message = b"core-banking audit checkpoint v1\n" + text.encode()
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(signature, message)
    assert reached.hex() == checkpoint["root"]
    return encoding


def test_an_entry_is_proven_to_somebody_who_has_only_the_answer(auditor: APIClient, tmp_path: Path) -> None:
    rows = [leave_entry(target=f"ACC{number}", model="Account") for number in range(6)]
    address = f"/api/audit-logs/{rows[2].log_id}/proof/"
    seal_everything()
    early = auditor.get(address)
    assert (early.status_code, early.json()["code"]) == (409, "audit_row_not_sealed")
    make_due_checkpoints(now_due=True)

    proof = auditor.get(address).json()

    encoding = checked_without_the_bank(proof, proof["public_key"])
    assert rows[2].log_id.encode() in encoding
    assert AuditLog.objects.order_by("-id")[0].description == "Proof of an audit log entry"
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(proof))
    out = io.StringIO()
    call_command("verify_audit_proof", str(file), stdout=out)
    assert out.getvalue().startswith(f"The entry was sealed at {proof['seq']} of the chain.")
    assert f"  log_id: {rows[2].log_id}\n" in out.getvalue()
    assert "  target_id: ACC2\n" in out.getvalue()
    file.write_text(json.dumps({**proof, "encoding": proof["encoding"][:-2] + "00"}))
    with pytest.raises(CommandError, match="does not lead to the root"):
        call_command("verify_audit_proof", str(file))
    assert auditor.get("/api/audit-logs/LOGNOBODY/proof/").status_code == 404


def test_the_command_exits_with_0_only_if_everything_holds(tmp_path: Path, settings: Settings) -> None:
    settings.AUDIT_CHECKPOINT_FILE = str(tmp_path / "checkpoints.jsonl")
    row = leave_entry(model="Account")
    seal_everything()
    make_due_checkpoints(now_due=True)
    with pytest.raises(CommandError, match="No such file"):
        call_command("verify_audit")
    append_new_checkpoints(tmp_path / "checkpoints.jsonl")

    out = io.StringIO()
    call_command("verify_audit", "--json", stdout=out)
    report = json.loads(out.getvalue())
    assert (report["holds"], report["rows"], report["outside_checkpoints"]) == (True, 1, 1)

    change(row)
    with pytest.raises(CommandError, match="does not hold") as refused:
        call_command("verify_audit", stdout=io.StringIO())
    assert refused.value.returncode == 1
