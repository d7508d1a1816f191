"""What becomes of the lines of a bulk transfer: the rules of single transfers, one line after the other."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.test import override_settings

from accounts.models import Account, OutgoingTotal
from accounts.services import freeze_account
from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import system_actor
from core_banking.kernel.errors import NotFound
from core_banking.kernel.jobs import run_waiting_jobs
from core_banking.kernel.money import format_minor
from ledger.errors import InsufficientFunds
from ledger.models import JournalEntry, JournalLine
from notifications.models import Notification
from operations.verification import verify_books
from tests.builders import people
from tests.builders.accounts import STAFF
from tests.builders.bulk import bulk_order, ordered, present, results, worked_off
from tests.builders.money import holder, second_account, submit
from transactions.bulk_decision import ApprovedLine, DecidedChunk, decide_lines
from transactions.models import Beneficiary, BulkTransfer, BulkTransferLine, Transaction
from transactions.services import bulk_work, rehearse_bulk_transfer, resume_bulk_transfers
from transactions.services.bulk_resume import resume_bulk_transfer
from transactions.services.bulk_work import (
    begin_bulk_transfer,
    post_all_bulk_lines,
    post_next_bulk_lines,
    reject_bulk_transfer,
    run_bulk_transfer,
)
from users.models import User

pytestmark = pytest.mark.django_db

SWEEPER = system_actor("sweeper")


def lines_of(number: str) -> list[tuple[str, int, int | None, int | None]]:
    """Return kind, amount, balance after and version of each line of an account, as the book has them."""
    ledger_id = Account.objects.get(account_number=number).ledger_account_id
    rows = JournalLine.objects.filter(account_id=ledger_id).order_by("version")
    return list(rows.values_list("kind", "amount_minor", "balance_after_minor", "version"))


def test_each_line_becomes_a_transaction_with_an_entry_of_its_own() -> None:
    ann, ben, cai = holder(100_000), holder(), holder(5_000)

    card = worked_off(ann, [(ben, "100.00"), (cai, "50.00"), (ben, "0.50")])

    assert (card.status, card.processed_count, card.succeeded_count, card.refused_count) == (
        "COMPLETED",
        3,
        3,
        0,
    )
    assert (card.total_minor, card.succeeded_minor, card.fees_minor) == (15_050, 15_050, 300)
    assert None not in (card.started_at, card.finished_at)
    assert (ann.balance_minor, ben.balance_minor, cai.balance_minor) == (84_650, 10_050, 10_000)
    made = list(Transaction.objects.order_by("id").select_related("journal_entry"))
    assert [(each.amount_minor, each.fee_minor, each.to_account_id) for each in made] == [
        (10_000, 100, ben.account.id),
        (5_000, 100, cai.account.id),
        (50, 100, ben.account.id),
    ]
    assert [each.transaction_id for each in made] == list(
        BulkTransferLine.objects.order_by("line_number").values_list("transaction_id", flat=True)
    )
    assert {each.journal_entry.reference for each in made if each.journal_entry} == {
        each.transaction_id for each in made
    }
    assert [(each.from_balance_after_minor, each.to_balance_after_minor) for each in made] == [
        (89_900, 10_000),
        (84_800, 10_000),
        (84_650, 10_050),
    ]
    assert [(each.description, each.reference) for each in made] == [
        ("Line 1", "REF-1"),
        ("Line 2", "REF-2"),
        ("Line 3", "REF-3"),
    ]
    assert verify_books().is_clean


def test_the_book_says_what_single_transfers_would_have_said() -> None:
    ann, bob, ben, cai = holder(100_000), holder(100_000), holder(), holder()
    wanted = [(ben, "10.00"), (cai, "20.00"), (ben, "5.00")]

    worked_off(ann, wanted)
    in_bulk = lines_of(ann.number)
    for receiver, amount in wanted:
        submit(bob.actor, "TRANSFER", amount, sender=bob, receiver=receiver)

    assert in_bulk == lines_of(bob.number)
    assert lines_of(ben.number)[:2] == [("TRANSFER", -1_000, 1_000, 1), ("TRANSFER", -500, 1_500, 2)]
    first, last = JournalEntry.objects.filter(kind="TRANSFER").order_by("id")[:6:5]
    assert [(x.position, x.kind, x.amount_minor) for x in first.lines.order_by("position")] == [
        (1, "TRANSFER", 1_000),
        (2, "TRANSFER", -1_000),
        (3, "FEE", 100),
        (4, "FEE", -100),
    ]
    assert last.lines.count() == 4
    assert OutgoingTotal.objects.get(account_id=ann.account.id).total_minor == 3_500
    ours, theirs = (
        Beneficiary.objects.get(owner_id=who.person.id, account_id=ben.account.id) for who in (ann, bob)
    )
    assert (ours.paid_while_new_minor, ours.paid_minor) == (theirs.paid_while_new_minor, theirs.paid_minor)
    assert ours.first_paid_at is not None


def test_best_effort_posts_around_refused_lines_and_says_why() -> None:
    ann, ben, cai = holder(30_000), holder(), holder()
    freeze_account(actor=STAFF, account_id=cai.account.id, reason="Court order")

    card = worked_off(
        ann,
        [
            (ben, "100.00"),
            (cai, "1.00"),
            (ann, "1.00"),
            ("SAV000000000", "1.00"),
            (ben, "198.01"),
            (ben, "198.00"),
        ],
    )

    assert results(card) == [
        (1, "POSTED", ""),
        (2, "REFUSED", "account_not_active"),
        (3, "REFUSED", "same_account"),
        (4, "REFUSED", "unknown_account"),
        (5, "REFUSED", "insufficient_funds"),
        (6, "POSTED", ""),
    ]
    assert (card.status, card.processed_count, card.succeeded_count, card.refused_count) == (
        "COMPLETED",
        6,
        2,
        4,
    )
    assert (ann.balance_minor, ben.balance_minor) == (0, 29_800)
    short = BulkTransferLine.objects.get(line_number=5)
    assert short.error == "The account does not hold enough available funds."
    assert short.error_details == {"available": "199.00", "requested": "199.01"}
    assert verify_books().is_clean


def test_the_days_limit_runs_along_with_the_lines() -> None:
    ann, ben = holder(10_000_000), holder()
    with override_settings(NEW_PAYEE_LIMIT=None):
        card = worked_off(ann, [(ben, "10000.00")] * 4 + [(ben, "9999.99"), (ben, "0.02"), (ben, "0.01")])

    assert [code for _, _, code in results(card)] == ["", "", "", "", "", "daily_limit_exceeded", ""]
    assert OutgoingTotal.objects.get(account_id=ann.account.id).total_minor == 5_000_000


def test_what_may_go_to_a_new_payee_runs_along_with_the_lines() -> None:
    ann, ben, cai = holder(10_000_000), holder(), holder()

    card = worked_off(ann, [(ben, "6000.00"), (cai, "6000.00"), (ben, "4000.01"), (ben, "4000.00")])

    assert [code for _, _, code in results(card)] == ["", "", "payee_cooling_off", ""]
    kept = Beneficiary.objects.get(owner_id=ann.person.id, account_id=ben.account.id)
    assert kept.paid_while_new_minor == 1_000_000


def test_all_or_nothing_makes_every_transfer() -> None:
    ann, ben, cai = holder(30_000), holder(), holder()

    card = worked_off(ann, [(ben, "100.00"), (cai, "100.00")], "ALL_OR_NOTHING")

    assert (card.status, card.processed_count, card.succeeded_count) == ("COMPLETED", 2, 2)
    assert (ann.balance_minor, ben.balance_minor, cai.balance_minor) == (9_800, 10_000, 10_000)


def test_all_or_nothing_moves_nothing_when_a_line_is_refused_and_names_all_that_are() -> None:
    ann, ben = holder(30_000), holder()
    entries = JournalEntry.objects.count()

    card = worked_off(ann, [(ben, "100.00"), (ann, "1.00"), (ben, "300.00"), (ben, "2.00")], "ALL_OR_NOTHING")

    assert (card.status, card.processed_count, card.succeeded_count, card.refused_count) == (
        "REJECTED",
        4,
        0,
        2,
    )
    assert (card.succeeded_minor, card.fees_minor) == (0, 0)
    assert results(card) == [
        (1, "NOT_POSTED", ""),
        (2, "REFUSED", "same_account"),
        (3, "REFUSED", "insufficient_funds"),
        (4, "NOT_POSTED", ""),
    ]
    assert (ann.balance_minor, ben.balance_minor) == (30_000, 0)
    assert (JournalEntry.objects.count(), Transaction.objects.count(), Beneficiary.objects.count()) == (
        entries,
        0,
        0,
    )
    assert OutgoingTotal.objects.get(account_id=ann.account.id).total_minor == 0


def test_every_posted_line_and_the_order_itself_are_in_the_audit_trail() -> None:
    ann, ben = holder(30_000), holder()

    card = worked_off(ann, [(ben, "100.00"), (ben, "5000.00"), (ben, "1.00")])

    entries = AuditLog.objects.filter(target_model="Transaction").order_by("id")
    posted = BulkTransferLine.objects.filter(status="POSTED").order_by("line_number")
    assert [(each.target_id, each.details["amount"]) for each in entries] == [
        (line.transaction_id, format_minor(line.amount_minor, 2)) for line in posted
    ]
    assert {each.subject_id for each in entries} == {ann.person.id}
    assert {(each.username, each.request_id) for each in entries} == {(ann.person.username, "tests")}
    assert entries[0].details == {
        "transaction_type": "TRANSFER",
        "amount": "100.00",
        "fee": "1.00",
        "currency": "USD",
        "from_account_number": ann.number,
        "to_account_number": ben.number,
        "bulk_transfer": str(card.id),
    }
    about_the_order = AuditLog.objects.filter(target_model="BulkTransfer", target_id=str(card.id)).order_by(
        "id"
    )
    assert [each.description for each in about_the_order] == [
        "Bulk transfer ordered",
        "Bulk transfer is RUNNING",
        "Bulk transfer is COMPLETED",
    ]


def test_the_customer_is_told_when_it_is_done() -> None:
    ann, ben = holder(30_000), holder()
    worked_off(ann, [(ben, "100.00"), (ben, "5000.00")])

    told = Notification.objects.get(user_id=ann.person.id, kind="BULK_TRANSFER")
    assert told.body == "1 of 2 transfers were made, 1 were refused."


def test_staff_orders_on_behalf_of_a_customer_and_never_into_its_own_pocket() -> None:
    ann, ben = holder(30_000), holder()
    admin = people.bank_admin()

    card = worked_off(ann, [(ben, "100.00")], actor=people.actor_for(admin))

    assert card.status == "COMPLETED"
    made = Transaction.objects.get()
    assert (made.initiated_by_id, made.on_behalf, made.from_customer_id) == (admin.id, True, ann.person.id)


def test_somebody_elses_account_is_not_found_and_nothing_is_stored() -> None:
    ann, ben = holder(30_000), holder()

    with pytest.raises(NotFound):
        ordered(ann, [(ben, "1.00")], actor=ben.actor)

    assert (BulkTransfer.objects.count(), BulkTransferLine.objects.count()) == (0, 0)


def test_the_rights_of_the_orderer_are_those_he_holds_when_the_work_is_done() -> None:
    ann, ben = holder(30_000), holder()
    admin = people.bank_admin()
    card = ordered(ann, [(ben, "100.00")], actor=people.actor_for(admin))

    User.objects.get(pk=admin.id).groups.clear()
    run_waiting_jobs()

    assert results(card) == [(1, "REFUSED", "not_allowed")]
    assert ann.balance_minor == 30_000


@pytest.mark.parametrize("mode", ["BEST_EFFORT", "ALL_OR_NOTHING"])
def test_a_job_that_runs_again_does_nothing_twice(mode: str) -> None:
    ann, ben = holder(30_000), holder()
    card = worked_off(ann, [(ben, "100.00"), (ben, "1.00")], mode)

    run_bulk_transfer.call(card.id)
    run_bulk_transfer.call(card.id)

    assert Transaction.objects.count() == 2
    assert present(card) == card
    assert ann.balance_minor == 19_700


def test_chunk_after_chunk_is_the_same_as_all_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("transactions.services.bulk_work.CHUNK_LINES", 3)
    ann, ben, cai = holder(100_000), holder(), holder()
    wanted = [(ben if number % 2 else cai, f"{number}.00") for number in range(1, 9)]

    by_chunks = worked_off(ann, wanted)
    at_once = worked_off(ann, wanted, "ALL_OR_NOTHING")

    assert (by_chunks.succeeded_count, at_once.succeeded_count) == (8, 8)
    assert (by_chunks.succeeded_minor, at_once.succeeded_minor) == (3_600, 3_600)
    assert ann.balance_minor == 100_000 - 2 * (3_600 + 800)
    assert verify_books().is_clean


def test_a_rehearsal_says_what_would_happen_and_leaves_nothing() -> None:
    ann, ben = holder(30_000), holder()
    wanted = [(ben, "100.00"), (ann, "1.00")]

    best = rehearse_bulk_transfer(actor=ann.actor, order=bulk_order(ann, wanted))
    whole = rehearse_bulk_transfer(actor=ann.actor, order=bulk_order(ann, wanted, "ALL_OR_NOTHING"))

    assert (best.status, best.succeeded_count, best.refused_count, best.fees_minor) == (
        "COMPLETED",
        1,
        1,
        100,
    )
    assert (whole.status, whole.succeeded_count, whole.refused_count, whole.fees_minor) == (
        "REJECTED",
        0,
        1,
        0,
    )
    assert [(each.number, each.code) for each in best.refusals] == [(2, "same_account")]
    assert best.refusals == whole.refusals
    run_waiting_jobs()
    assert (BulkTransfer.objects.count(), Transaction.objects.count()) == (0, 0)
    assert ann.balance_minor == 30_000


def stall(card_id: int, **fields: object) -> None:
    """Make a bulk transfer look as a dead worker leaves it."""
    long_ago = clock.now() - timedelta(hours=1)
    BulkTransfer.objects.filter(pk=card_id).update(progressed_at=long_ago, **fields)


def test_what_a_dead_worker_left_is_taken_up_again() -> None:
    ann, ben, cai = holder(100_000), holder(), holder()
    card = ordered(ann, [(ben, "1.00"), (cai, "2.00")])
    begin_bulk_transfer(actor=ann.actor, bulk_transfer_id=card.id)
    fresh = resume_bulk_transfers(actor=SWEEPER)
    stall(card.id)

    resumed = resume_bulk_transfers(actor=SWEEPER)
    again = resume_bulk_transfers(actor=SWEEPER)
    run_waiting_jobs()

    assert (fresh, resumed, again) == (0, 1, 0)
    assert present(card).status == "COMPLETED"
    assert Transaction.objects.count() == 2
    assert not resume_bulk_transfer(actor=SWEEPER, bulk_transfer_id=card.id, stalled_before=clock.now())


def test_what_never_comes_to_its_end_is_given_up() -> None:
    ann, ben = holder(100_000), holder()
    card = ordered(ann, [(ben, "1.00")])
    stall(card.id, runs=10, status="RUNNING")

    assert resume_bulk_transfers(actor=SWEEPER) == 1
    run_waiting_jobs()

    assert present(card).status == "FAILED"
    assert results(card) == [(1, "NOT_POSTED", "")]
    assert ann.balance_minor == 100_000


def test_a_finished_bulk_transfer_is_never_worked_on() -> None:
    ann, ben = holder(30_000), holder()
    card = worked_off(ann, [(ben, "100.00")])

    assert begin_bulk_transfer(actor=ann.actor, bulk_transfer_id=card.id) is None
    assert post_next_bulk_lines(actor=ann.actor, bulk_transfer_id=card.id, after=0) is None
    post_all_bulk_lines(actor=ann.actor, bulk_transfer_id=card.id, report=lambda processed: None)
    reject_bulk_transfer(actor=ann.actor, bulk_transfer_id=card.id, refused=[])

    assert present(card) == card


def test_receivers_may_be_the_customers_own_accounts() -> None:
    ann = holder(30_000)
    savings = second_account(ann)

    card = worked_off(ann, [(savings, "100.00")])

    assert card.succeeded_count == 1
    assert Beneficiary.objects.count() == 0


def test_what_no_longer_holds_when_it_is_posted_is_decided_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, ben = holder(30_000), holder()
    card = ordered(ann, [(ben, "100.00"), (ben, "250.00")])
    runs: list[int] = []

    def decide_blindly_at_first(*arguments: Any, **options: Any) -> DecidedChunk:
        decided = decide_lines(*arguments, **options)
        runs.append(len(decided.approved))
        if len(runs) > 1:
            return decided
        facts, lines = arguments[1], arguments[2]
        all_of_them = [ApprovedLine(line, 100, facts.receivers[line.to_account_number]) for line in lines]
        return DecidedChunk(all_of_them, [], {})

    monkeypatch.setattr(bulk_work, "decide_lines", decide_blindly_at_first)
    with suppress(InsufficientFunds):  # on SQLite nothing can have changed: there it is a fault
        run_bulk_transfer.call(card.id)
    run_bulk_transfer.call(card.id)

    assert runs == [1, 1]
    assert results(card) == [(1, "POSTED", ""), (2, "REFUSED", "insufficient_funds")]
    assert verify_books().is_clean


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (
            {"status": "REFUSED"},
            "Line 1 of bulk transfer {id} is REFUSED; its transaction says something else.",
        ),
        (
            {"amount_minor": 99},
            "Line 1 of bulk transfer {id} is POSTED; its transaction says something else.",
        ),
    ],
)
def test_a_line_that_says_something_else_than_its_transaction_is_found(
    change: dict[str, Any], problem: str
) -> None:
    ann, ben = holder(30_000), holder()
    card = worked_off(ann, [(ben, "100.00")])

    BulkTransferLine.objects.update(**change)

    problems = list(verify_books().problems)
    assert problem.format(id=card.id) in problems
    assert any(
        each.startswith(f"Bulk transfer {card.id} counts 1 lines of 10000 as posted") for each in problems
    )
