"""Whatever statement of a capture or a reversal fails, it is made whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from core_banking.kernel.errors import Unavailable
from operations.verification import verify_books
from tests.builders.money import TELLER, Holder, holder, submit
from tests.faults import CONTENTION, failing_statement
from tests.proof_plugin import ProofRecord, at_scale
from tests.services.transactions.test_holds import place
from tests.services.transactions.test_reversals import CORRECTOR
from tests.whole_database import picture
from transactions.hold_contracts import CaptureCommand
from transactions.services import capture_hold, reverse_transaction

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

EVERY = at_scale(small=7, full=1)
"""Everyday runs fail every seventh statement."""


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core_banking.kernel.db.time.sleep", lambda seconds: None)


def capturing(ann: Holder, ben: Holder) -> Callable[[], Any]:
    hold = place(ann, "10.00")
    actor, command = ann.actor, CaptureCommand(to_account_number=ben.number)
    return lambda: capture_hold(actor=actor, key=hold.hold_id, command=command)


def reversing(ann: Holder, ben: Holder) -> Callable[[], Any]:
    movement = submit(TELLER, "TRANSFER", "10.00", sender=ann, receiver=ben)
    return lambda: reverse_transaction(actor=CORRECTOR, key=movement.transaction_id, reason="Typed twice")


@pytest.mark.parametrize("prepare", [capturing, reversing])
def test_a_fault_at_any_statement_leaves_nothing_or_is_made_good(
    prepare: Callable[[Holder, Holder], Callable[[], Any]], proof_record: ProofRecord
) -> None:
    ann, ben = holder(900_000), holder(900_000)
    prepare(ann, ben)()  # what is looked up once in a process is remembered by now
    deed = prepare(ann, ben)
    with failing_statement(CONTENTION["deadlock"], at=10**6) as counter:
        deed()
    last = counter.seen
    assert last > 10
    for index in range(1, last + 1, EVERY):
        deed = prepare(ann, ben)
        before, balances = picture(), (ann.balance_minor, ben.balance_minor)
        with failing_statement(CONTENTION["deadlock"], at=index, times=10**6), pytest.raises(Unavailable):
            deed()
        assert picture() == before
        with failing_statement(CONTENTION["deadlock"], at=index) as fault:
            deed()
        assert fault.raised == 1
        change = -1_100 if prepare is capturing else 1_100
        assert ann.balance_minor - balances[0] == change
        assert ben.balance_minor - balances[1] == (1_000 if prepare is capturing else -1_000)
    assert verify_books().problems == ()
    proof_record(
        f"a transient fault at every statement while {prepare.__name__}: whole or not at all",
        engine=connection.vendor,
        statements=last,
    )
