"""Wherever the work on a bulk transfer breaks off, it is taken up again and every line is posted once."""

from __future__ import annotations

from contextlib import suppress

import pytest
from django.db import Error

from audit.models import AuditLog
from core_banking.kernel.errors import OutcomeUnknown
from operations.verification import verify_books
from tests.builders.bulk import Wanted, ordered, present, results
from tests.builders.money import holder
from tests.faults import CONTENTION, LOST_CONNECTION, MakeError, failing_commit, failing_statement
from tests.proof_plugin import ProofRecord, at_scale
from transactions.bulk_contracts import BulkTransferCard
from transactions.models import Transaction
from transactions.services.bulk_work import (
    begin_bulk_transfer,
    post_all_bulk_lines,
    post_next_bulk_lines,
    run_bulk_transfer,
)

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

EVERY = at_scale(small=4, full=1)
"""Which of the statements fail: each fourth in an everyday run."""


@pytest.fixture(autouse=True)
def _small_chunks_and_no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transactions.services.bulk_work.CHUNK_LINES", 2)
    monkeypatch.setattr("core_banking.kernel.db.time.sleep", lambda seconds: None)


class Bank:
    """Customers, and one order of lines, of which one is refused at best effort, that is given again and again."""

    def __init__(self, mode: str) -> None:
        self.mode, self.orders = mode, 0
        self.ann, self.ben, self.cai = holder(9_000_000), holder(), holder()

    def order(self) -> BulkTransferCard:
        """Order it once more."""
        self.orders += 1
        refused: list[Wanted] = [(self.ann, "1.00")] if self.mode == "BEST_EFFORT" else []
        return ordered(
            self.ann,
            [(self.ben, "1.00"), (self.cai, "2.00"), *refused, (self.ben, "3.00"), (self.ben, "4.00")],
            self.mode,
        )

    def statements(self) -> int:
        """How many statements the work takes, once what a process remembers is known."""
        run_bulk_transfer.call(self.order().id)
        card = self.order()
        with failing_statement(CONTENTION["deadlock"], at=10**6) as counter:
            run_bulk_transfer.call(card.id)
        return counter.seen

    def check(self, card: BulkTransferCard) -> None:
        """Every line of every order is posted once, in every table, and the counts say so."""
        now = present(card)
        assert (now.status, now.succeeded_count, now.succeeded_minor) == ("COMPLETED", 4, 1_000)
        assert now.processed_count == now.total_count
        assert {status for _, status, _ in results(card)} <= {"POSTED", "REFUSED"}
        assert (self.ben.balance_minor, self.cai.balance_minor) == (800 * self.orders, 200 * self.orders)
        assert self.ann.balance_minor == 9_000_000 - 1_400 * self.orders
        assert Transaction.objects.count() == 4 * self.orders
        assert AuditLog.objects.filter(target_model="Transaction").count() == 4 * self.orders


@pytest.mark.parametrize("mode", ["BEST_EFFORT", "ALL_OR_NOTHING"])
def test_broken_off_at_any_statement_it_is_done_by_the_next_run(mode: str, proof_record: ProofRecord) -> None:
    bank = Bank(mode)
    points = range(1, bank.statements() + 1, EVERY)

    for at in points:
        card = bank.order()
        with failing_statement(LOST_CONNECTION["disk full"], at=at) as fault, suppress(Error):
            run_bulk_transfer.call(card.id)
        assert fault.raised == 1
        run_bulk_transfer.call(card.id)
        bank.check(card)

    assert verify_books().is_clean
    proof_record(
        f"a bulk transfer, {mode}, broken off at a statement and run again: every line is posted once",
        points=len(points),
        lines_posted=4 * bank.orders,
    )


@pytest.mark.parametrize("make_error", CONTENTION.values(), ids=CONTENTION)
def test_contention_is_nobodys_business(make_error: MakeError) -> None:
    bank = Bank("BEST_EFFORT")

    for at in range(2, bank.statements(), 9 * EVERY):
        card = bank.order()
        with failing_statement(make_error, at=at) as fault, suppress(Error):
            run_bulk_transfer.call(card.id)
        assert fault.raised == 1
        run_bulk_transfer.call(card.id)
        bank.check(card)


@pytest.mark.parametrize("mode", ["BEST_EFFORT", "ALL_OR_NOTHING"])
@pytest.mark.parametrize("after_it_happened", [False, True])
def test_nobody_knows_whether_the_commit_happened_and_still_every_line_is_posted_once(
    mode: str, after_it_happened: bool
) -> None:
    bank = Bank(mode)
    card = bank.order()
    actor = bank.ann.actor
    begin_bulk_transfer(actor=actor, bulk_transfer_id=card.id)

    def work() -> None:
        if mode == "BEST_EFFORT":
            post_next_bulk_lines(actor=actor, bulk_transfer_id=card.id, after=0)
        else:
            post_all_bulk_lines(actor=actor, bulk_transfer_id=card.id, report=lambda processed: None)

    with (
        failing_commit(LOST_CONNECTION["disk full"], after_it_happened=after_it_happened),
        pytest.raises(OutcomeUnknown),
    ):
        work()
    run_bulk_transfer.call(card.id)

    bank.check(card)
