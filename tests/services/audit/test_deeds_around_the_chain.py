"""What is done with the trail itself is a deed: it takes the right to, and leaves a row."""

from __future__ import annotations

import pytest

from audit.checkpoints import make_due_checkpoints
from audit.errors import AuditRowNotSealed
from audit.models import AuditLog
from audit.services.chain import note_chain_verified, prove_audit_row
from audit.services.recording import record_command
from audit.verification import verify_chain
from core_banking.kernel.actors import command_actor
from core_banking.kernel.errors import NotAllowed, NotFound
from tests.builders import people
from tests.builders.audit import leave_entry
from tests.builders.audit_chain import seal_everything

pytestmark = pytest.mark.django_db


def newest_row() -> tuple[str, str, str, object]:
    row = AuditLog.objects.order_by("-id")[0]
    return row.action_type, row.target_model, row.target_id, row.details


def test_that_somebody_verified_the_chain_takes_the_right_to_and_leaves_what_was_found() -> None:
    leave_entry(model="Account")
    seal_everything()
    report = verify_chain(with_journal=False)
    rows = AuditLog.objects.filter(action_type="VERIFY")

    with pytest.raises(NotAllowed):
        note_chain_verified(actor=people.actor_for(people.bank_admin()), report=report)
    assert not rows.exists()
    note_chain_verified(actor=people.actor_for(people.auditor()), report=report)

    assert rows.values_list("target_id", "details").get() == (
        f"1-{report.through_seq}",
        {"holds": True, "first_fault": ""},
    )


def test_a_proof_takes_the_right_to_an_entry_that_is_there_and_a_checkpoint_and_leaves_a_row() -> None:
    entry = leave_entry(model="Account")
    seal_everything()
    auditor = people.actor_for(people.auditor())

    with pytest.raises(NotAllowed):
        prove_audit_row(actor=people.actor_for(people.bank_admin()), key=entry.log_id)
    with pytest.raises(NotFound):
        prove_audit_row(actor=auditor, key="LOGNOBODY")
    with pytest.raises(AuditRowNotSealed):
        prove_audit_row(actor=auditor, key=entry.log_id)
    make_due_checkpoints(now_due=True)
    proof = prove_audit_row(actor=auditor, key=entry.log_id)

    assert proof["audit_log_id"] == entry.pk
    assert newest_row() == ("READ", "AuditLog", entry.log_id, {"seq": proof["seq"]})


def test_a_command_is_recorded_with_what_it_was_given_and_who_typed_it() -> None:
    record_command(
        actor=command_actor("erase_customer"),
        command="erase_customer",
        arguments=["CUST0000000042", "--by", "alice"],
        operator="root (sudo by alice)",
    )

    assert newest_row() == (
        "COMMAND",
        "Command",
        "erase_customer",
        {"arguments": ["CUST0000000042", "--by", "alice"], "operator": "root (sudo by alice)"},
    )
