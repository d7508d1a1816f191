"""Whatever statement of a movement fails, the movement is made whole or not at all, and a retry completes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection

from audit.models import AuditLog
from core_banking.kernel.errors import OutcomeUnknown, Unavailable
from core_banking.kernel.idempotency import Answer, IdempotencyClaim, fingerprint
from core_banking.kernel.models import IdempotencyRecord
from ledger.errors import InsufficientFunds
from ledger.verification import verify
from tests.builders.money import Holder, command, holder, submit
from tests.faults import (
    CONTENTION,
    LOST_CONNECTION,
    MakeError,
    failing_commit,
    failing_statement,
)
from tests.proof_plugin import ProofRecord
from tests.whole_database import picture
from transactions.contracts import TransactionCard
from transactions.models import Transaction
from transactions.services import submit_transaction

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core_banking.kernel.db.time.sleep", lambda seconds: None)


def claim(of: Holder, key: str) -> IdempotencyClaim[TransactionCard]:
    return IdempotencyClaim(
        principal_id=of.person.id,
        key=key,
        fingerprint=fingerprint("POST", "/x", b""),
        render_outcome=lambda card: Answer(201, card.transaction_id.encode()),
        render_refusal=lambda error: Answer(422, str(error).encode()),
    )


class Bank:
    """Two customers, and one order of the first that is sent again and again under fresh keys."""

    def __init__(self) -> None:
        self.ann, self.ben = holder(900_000), holder()
        self.made = 0
        self.order = command("TRANSFER", "10.00", sender=self.ann, receiver=self.ben)

    def send(self, key: str) -> TransactionCard | Answer:
        return submit_transaction(actor=self.ann.actor, command=self.order, claim=claim(self.ann, key))

    def statements(self) -> int:
        """How many statements one movement takes."""
        actor = self.ann.actor
        submit_transaction(actor=actor, command=self.order, claim=claim(self.ann, "first"))
        with failing_statement(CONTENTION["deadlock"], at=10**6) as counter:
            submit_transaction(actor=actor, command=self.order, claim=claim(self.ann, "counted"))
        self.made += 2
        return counter.seen

    def check(self) -> None:
        """Every movement that was made is there once, in every table, and nothing else is."""
        assert self.ben.balance_minor == 1_000 * self.made
        assert self.ann.balance_minor == 900_000 - 1_100 * self.made
        assert Transaction.objects.count() == IdempotencyRecord.objects.count() == self.made
        assert AuditLog.objects.filter(target_model="Transaction").count() == self.made
        assert verify().is_clean


@pytest.mark.parametrize("make_error", CONTENTION.values(), ids=CONTENTION)
def test_contention_at_any_statement_of_a_transfer_is_not_seen_by_anybody(
    make_error: MakeError, proof_record: ProofRecord
) -> None:
    bank = Bank()
    actor = bank.ann.actor
    last = bank.statements()
    for index in range(1, last + 1):
        with failing_statement(make_error, at=index) as fault:
            outcome = submit_transaction(
                actor=actor, command=bank.order, claim=claim(bank.ann, f"key-{index}")
            )
        assert fault.raised == 1
        assert isinstance(outcome, TransactionCard)
        bank.made += 1
        bank.check()
    proof_record(
        "a transient fault at every statement of a transfer: the whole is run again, nothing is done twice",
        engine=connection.vendor,
        statements=last,
    )


@pytest.mark.parametrize("make_error", CONTENTION.values(), ids=CONTENTION)
def test_contention_that_lasts_leaves_nothing_and_can_be_tried_again(make_error: MakeError) -> None:
    bank = Bank()
    actor = bank.ann.actor
    last = bank.statements()
    before = picture()
    for index in range(1, last + 1):
        with failing_statement(make_error, at=index, times=10**6), pytest.raises(Unavailable) as refusal:
            submit_transaction(actor=actor, command=bank.order, claim=claim(bank.ann, "key"))
        assert refusal.value.code == "temporarily_unavailable"
        assert picture() == before
    bank.send("key")
    bank.made += 1
    bank.check()


@pytest.mark.parametrize("make_error", LOST_CONNECTION.values(), ids=LOST_CONNECTION)
def test_a_fault_that_no_repetition_cures_leaves_nothing_and_can_be_tried_again(
    make_error: MakeError,
) -> None:
    bank = Bank()
    actor = bank.ann.actor
    last = bank.statements()
    before = picture()
    for index in range(1, last + 1):
        with failing_statement(make_error, at=index), pytest.raises(type(make_error())):
            submit_transaction(actor=actor, command=bank.order, claim=claim(bank.ann, "key"))
        assert picture() == before
    bank.send("key")
    bank.made += 1
    bank.check()


@pytest.mark.parametrize("make_error", LOST_CONNECTION.values(), ids=LOST_CONNECTION)
@pytest.mark.parametrize("after_it_happened", [False, True])
def test_when_the_line_is_cut_while_committing_the_same_key_tells_what_came_of_it(
    make_error: MakeError, after_it_happened: bool
) -> None:
    bank = Bank()
    with failing_commit(make_error, after_it_happened=after_it_happened), pytest.raises(OutcomeUnknown):
        bank.send("key")
    outcome = bank.send("key")
    bank.made = 1
    bank.check()
    made = Transaction.objects.get()
    if after_it_happened:
        assert outcome == Answer(201, made.transaction_id.encode())
    else:
        assert isinstance(outcome, TransactionCard)
        assert outcome.transaction_id == made.transaction_id


@pytest.mark.parametrize("make_error", CONTENTION.values(), ids=CONTENTION)
def test_contention_while_committing_is_not_seen_by_anybody(make_error: MakeError) -> None:
    bank = Bank()
    with failing_commit(make_error, after_it_happened=False):
        assert isinstance(bank.send("key"), TransactionCard)
    bank.made = 1
    bank.check()


@pytest.mark.parametrize("make_error", CONTENTION.values(), ids=CONTENTION)
def test_a_final_refusal_keeps_key_and_trace_together_whatever_statement_fails(
    make_error: MakeError,
) -> None:
    ann, ben = holder(100), holder()
    order, actor = command("TRANSFER", "10.00", sender=ann, receiver=ben), ann.actor

    def refused(key: str) -> None:
        with pytest.raises(InsufficientFunds):
            submit_transaction(actor=actor, command=order, claim=claim(ann, key))

    with failing_statement(make_error, at=10**6) as counter:
        refused("counted")
    for index in range(1, counter.seen + 1):
        with failing_statement(make_error, at=index):
            refused(f"key-{index}")
        kept = IdempotencyRecord.objects.count()
        assert kept == index + 1
        assert AuditLog.objects.filter(outcome="REFUSED", code="insufficient_funds").count() == kept
    assert not Transaction.objects.exists()
    assert ann.balance_minor == 100


def test_when_the_trail_cannot_be_written_the_money_does_not_move() -> None:
    ann, ben = holder(50_000), holder()
    actor, before = ann.actor, picture()

    def unwritable(
        execute: Callable[..., object], sql: str, params: object, many: bool, context: object
    ) -> object:
        if "audit_auditlog" in sql:
            raise OSError("no space left on device")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(unwritable), pytest.raises(OSError, match="no space"):
        submit(actor, "TRANSFER", "10.00", sender=ann, receiver=ben)
    assert picture() == before
