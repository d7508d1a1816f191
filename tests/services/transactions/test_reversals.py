"""Taking a movement back: mirrored, once, by staff, and above an amount by two of them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from accounts.services import close_account, freeze_account
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from kyc.services import reject_kyc
from ledger.errors import InsufficientFunds
from ledger.models import JournalEntry
from notifications.models import Notification
from operations.verification import verify_books
from tests.append_only_tables import triggers_aside
from tests.builders.accounts import STAFF
from tests.builders.money import Holder, holder, submit
from tests.builders.people import REVIEWER, actor_for, bank_admin
from transactions.contracts import REVERSE, SUBMIT_ANY, TransactionCard, TransactionType
from transactions.errors import (
    AccountNotActive,
    AlreadyReversed,
    DailyLimitExceeded,
    NotReversible,
    ReversalDecided,
    ReversalPending,
)
from transactions.models import Reversal, ReversalRequest, Transaction
from transactions.reversal_contracts import ReversalRequestCard, ReversedMovement
from transactions.services import approve_reversal, reject_reversal, reverse_transaction

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2027, 1, 15, 12, tzinfo=dt.UTC)
TELLER = Actor(username="branch", permissions=frozenset({SUBMIT_ANY}))
CORRECTOR = Actor(username="back office", permissions=frozenset({REVERSE}))
"""Somebody who puts movements right, for tests that do not care who."""


def reverse(movement: TransactionCard, actor: Actor = CORRECTOR, **more: Any) -> ReversedMovement:
    outcome = reverse_transaction(actor=actor, key=movement.transaction_id, reason="Typed twice", **more)
    assert isinstance(outcome, ReversedMovement)
    return outcome


def ask(movement: TransactionCard, actor: Actor) -> ReversalRequestCard:
    outcome = reverse_transaction(actor=actor, key=movement.transaction_id, reason="Typed twice")
    assert isinstance(outcome, ReversalRequestCard)
    return outcome


def staff() -> Actor:
    return actor_for(bank_admin())


def movement_of(kind: str, ann: Holder, ben: Holder) -> TransactionCard:
    sides = {
        "DEPOSIT": {"receiver": ann},
        "INTEREST": {"receiver": ann},
        "TRANSFER": {"sender": ann, "receiver": ben},
    }.get(kind, {"sender": ann})
    return submit(TELLER, kind, "40.00", **sides)


@pytest.mark.parametrize("kind", ["DEPOSIT", "WITHDRAWAL", "TRANSFER", "PAYMENT", "FEE", "INTEREST"])
def test_a_reversal_puts_everything_back_fee_included(kind: str) -> None:
    ann, ben = holder(10_000), holder(500)
    movement = movement_of(kind, ann, ben)
    original = Transaction.objects.values().get(pk=movement.id)

    made = reverse(movement)

    assert (ann.balance_minor, ben.balance_minor) == (10_000, 500)
    row = Transaction.objects.get(transaction_type="REVERSAL")
    assert made.reversal.transaction_id == row.transaction_id
    assert (made.reverses, made.reason) == (movement.transaction_id, "Typed twice")
    assert (row.amount_minor, row.fee_minor, row.status) == (4_000, movement.fee_minor, "COMPLETED")
    assert (row.from_account_id, row.to_account_id) == (
        original["to_account_id"],
        original["from_account_id"],
    )
    assert row.journal_entry is not None
    assert row.journal_entry.reverses_id == original["journal_entry_id"]
    assert Transaction.objects.values().get(pk=movement.id) == original
    assert verify_books().problems == ()


def test_a_movement_is_reversed_once_and_a_reversal_never() -> None:
    ann, ben = holder(10_000), holder(500)
    movement = submit(ann.actor, "TRANSFER", "40.00", sender=ann, receiver=ben)
    made = reverse(movement)

    with pytest.raises(AlreadyReversed) as again:
        reverse(movement)
    with pytest.raises(NotReversible):
        reverse(made.reversal)

    assert again.value.details == {"reversed_by": made.reversal.transaction_id}
    assert (ann.balance_minor, ben.balance_minor, Transaction.objects.count()) == (10_000, 500, 2)


def test_the_database_lets_no_entry_be_reversed_twice_and_no_link_be_changed() -> None:
    ann = holder(10_000)
    movement = submit(ann.actor, "WITHDRAWAL", "40.00", sender=ann)
    reverse(movement)
    link = Reversal.objects.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        Reversal.objects.create(reversal_id=movement.id, original_id=movement.id, reason="Again")
    for statement in (
        "UPDATE transactions_reversal SET reason = 'Other'",
        "DELETE FROM transactions_reversal",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)

    assert Reversal.objects.get().reason == link.reason
    assert JournalEntry.objects.filter(reverses__isnull=False).count() == 1


def test_what_the_receiver_has_spent_is_not_taken_back() -> None:
    ann, ben = holder(10_000), holder()
    movement = submit(ann.actor, "TRANSFER", "40.00", sender=ann, receiver=ben)
    submit(ben.actor, "WITHDRAWAL", "0.01", sender=ben)

    with pytest.raises(InsufficientFunds) as refusal:
        reverse(movement)

    assert refusal.value.details == {"available": "39.99", "requested": "40.00"}
    assert (ann.balance_minor, ben.balance_minor) == (5_900, 3_999)
    assert not Reversal.objects.exists()


def test_the_days_limit_is_given_back_on_the_same_day_alone() -> None:
    ann = holder(60_000_000)
    with clock.frozen_at(NOON):
        first = [submit(ann.actor, "PAYMENT", "10000.00", sender=ann, payee_name="Shop") for _ in range(5)]
    first_staff, second_staff = staff(), staff()

    def take_back(movement: TransactionCard) -> None:
        request = ask(movement, first_staff)
        approve_reversal(actor=second_staff, request_id=request.id)

    with clock.frozen_at(NOON + dt.timedelta(hours=1)):
        with pytest.raises(DailyLimitExceeded):
            submit(ann.actor, "WITHDRAWAL", "0.01", sender=ann)
        take_back(first[0])
        submit(ann.actor, "WITHDRAWAL", "10000.00", sender=ann)
        with pytest.raises(DailyLimitExceeded):
            submit(ann.actor, "WITHDRAWAL", "0.01", sender=ann)
    assert verify_books().problems == ()
    with clock.frozen_at(NOON + dt.timedelta(days=1)):
        for _ in range(2):
            submit(ann.actor, "WITHDRAWAL", "5000.00", sender=ann)
        take_back(first[1])
        for _ in range(4):
            submit(ann.actor, "WITHDRAWAL", "9000.00", sender=ann)
        with pytest.raises(DailyLimitExceeded) as refusal:
            submit(ann.actor, "WITHDRAWAL", "4000.01", sender=ann)
        assert refusal.value.details["remaining"] == "4000.00"
    assert verify_books().problems == ()


def test_a_freeze_stops_the_customer_and_not_a_correction_a_closing_stops_both() -> None:
    ann, ben, carl = holder(10_000), holder(), holder()
    frozen = submit(ann.actor, "TRANSFER", "40.00", sender=ann, receiver=ben)
    closed = submit(ann.actor, "TRANSFER", "30.00", sender=ann, receiver=carl)
    freeze_account(actor=STAFF, account_id=ben.account.id, reason="Court order")
    reject_kyc(actor=REVIEWER, user_id=ben.person.id, reason="Papers expired")
    submit(carl.actor, "WITHDRAWAL", "30.00", sender=carl)
    close_account(actor=STAFF, account_id=carl.account.id, reason="Moving")

    reverse(frozen)
    with pytest.raises(AccountNotActive) as refusal:
        reverse(closed)

    assert refusal.value.details == {"account_number": carl.number, "status": "CLOSED"}
    assert (ann.balance_minor, ben.balance_minor) == (10_000 - 3_100, 0)


def test_nobody_reverses_what_he_ordered_or_takes_part_in() -> None:
    ann, ben = holder(10_000), holder(10_000)
    clerk = staff()
    ordered = submit(clerk, "WITHDRAWAL", "40.00", sender=ann)
    received = submit(ann.actor, "TRANSFER", "40.00", sender=ann, receiver=ben)
    sent = submit(ann.actor, "WITHDRAWAL", "1.00", sender=ann)
    before = Transaction.objects.count()

    def banker(of: Holder) -> Actor:
        return Actor(user_id=of.person.id, username="clerk", permissions=frozenset({REVERSE}))

    for movement, actor in ((ordered, clerk), (received, banker(ben)), (sent, banker(ann)), (sent, TELLER)):
        with pytest.raises(NotAllowed):
            reverse(movement, actor)
    with pytest.raises(NotFound):
        reverse_transaction(actor=CORRECTOR, key="TXN000000000000", reason="Typed twice")
    with pytest.raises(InvalidInput):
        reverse_transaction(actor=CORRECTOR, key=sent.transaction_id, reason=" ")

    assert Transaction.objects.count() == before


def test_above_the_amount_it_takes_two(settings: Any) -> None:
    settings.REVERSAL_FOUR_EYES_ABOVE = Decimal("39.99")
    ann, ben = holder(10_000), holder()
    movement = submit(ann.actor, "TRANSFER", "40.00", sender=ann, receiver=ben)
    first, second = staff(), staff()

    request = ask(movement, first)

    assert (request.status, request.requested_by, request.amount_minor) == ("PENDING", first.username, 4_000)
    assert (ann.balance_minor, ben.balance_minor) == (5_900, 4_000)
    told = Notification.objects.filter(kind="REVERSAL_REQUESTED").values_list("user_id", flat=True)
    assert {first.user_id, second.user_id} <= set(told)
    with pytest.raises(ReversalPending) as pending:
        ask(movement, second)
    assert pending.value.details == {"request_id": request.id}
    with pytest.raises(NotAllowed):
        approve_reversal(actor=first, request_id=request.id)
    with pytest.raises(NotAllowed):
        approve_reversal(actor=ann.actor, request_id=request.id)
    assert (ann.balance_minor, ReversalRequest.objects.get().status) == (5_900, "PENDING")

    approved = approve_reversal(actor=second, request_id=request.id, note="Seen the slip")

    assert isinstance(approved, ReversalRequestCard)
    link = Reversal.objects.select_related("reversal").get()
    assert (approved.status, approved.decided_by, approved.note) == (
        "APPROVED",
        second.username,
        "Seen the slip",
    )
    assert approved.reversal_transaction_id == link.reversal.transaction_id
    assert (link.ordered_by_id, link.approved_by_id) == (first.user_id, second.user_id)
    assert (ann.balance_minor, ben.balance_minor) == (10_000, 0)
    with pytest.raises(ReversalDecided):
        approve_reversal(actor=second, request_id=request.id)
    assert verify_books().problems == ()


def test_the_amount_itself_still_takes_one(settings: Any) -> None:
    settings.REVERSAL_FOUR_EYES_ABOVE = Decimal("40.00")
    ann = holder(10_000)

    reverse(submit(ann.actor, "WITHDRAWAL", "40.00", sender=ann))

    assert ann.balance_minor == 10_000


def test_a_rejected_request_leaves_the_movement_and_may_be_made_again(settings: Any) -> None:
    settings.REVERSAL_FOUR_EYES_ABOVE = Decimal(0)
    ann = holder(10_000)
    movement = submit(ann.actor, "WITHDRAWAL", "40.00", sender=ann)
    first, second = staff(), staff()
    request = ask(movement, first)

    with pytest.raises(NotAllowed):
        reject_reversal(actor=first, request_id=request.id, note="Never mind")
    with pytest.raises(InvalidInput):
        reject_reversal(actor=second, request_id=request.id, note=" ")
    rejected = reject_reversal(actor=second, request_id=request.id, note="It was right")

    assert (rejected.status, rejected.note, rejected.reversal_transaction_id) == (
        "REJECTED", "It was right", None,
    )  # fmt: skip
    assert (ann.balance_minor, Reversal.objects.count()) == (6_000, 0)
    again = ask(movement, second)
    assert isinstance(approve_reversal(actor=first, request_id=again.id), ReversalRequestCard)
    assert ann.balance_minor == 10_000


def test_who_ordered_a_movement_or_was_paid_by_it_does_not_reject_its_reversal_either(settings: Any) -> None:
    settings.REVERSAL_FOUR_EYES_ABOVE = Decimal(0)
    ann, ben = holder(10_000), holder()
    request = ask(submit(ann.actor, "TRANSFER", "40.00", sender=ann, receiver=ben), staff())

    for party in (ann, ben):
        actor = Actor(user_id=party.person.id, username="clerk", permissions=frozenset({REVERSE}))
        with pytest.raises(NotAllowed):
            reject_reversal(actor=actor, request_id=request.id, note="The money is mine")

    assert (ReversalRequest.objects.get().status, ben.balance_minor) == ("PENDING", 4_000)


def test_an_approval_that_the_funds_do_not_cover_leaves_the_request_waiting(settings: Any) -> None:
    settings.REVERSAL_FOUR_EYES_ABOVE = Decimal(0)
    ann, ben = holder(10_000), holder()
    request = ask(submit(ann.actor, "TRANSFER", "40.00", sender=ann, receiver=ben), staff())
    submit(ben.actor, "WITHDRAWAL", "40.00", sender=ben)

    with pytest.raises(InsufficientFunds):
        approve_reversal(actor=staff(), request_id=request.id)

    assert ReversalRequest.objects.get().status == "PENDING"


@pytest.mark.parametrize(
    "change",
    [
        "decided_by_id = requested_by_id, decided_at = requested_at, status = 'APPROVED'",
        "status = 'APPROVED'",
        "status = 'LOST', decided_at = requested_at",
        "reason = 'Other'",
        "note = 'Waiting'",
    ],
)
def test_the_database_sees_to_four_eyes_and_one_decision(settings: Any, change: str) -> None:
    settings.REVERSAL_FOUR_EYES_ABOVE = Decimal(0)
    ann = holder(10_000)
    ask(submit(ann.actor, "WITHDRAWAL", "40.00", sender=ann), staff())
    before = list(ReversalRequest.objects.values())

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE transactions_reversalrequest SET {change}")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM transactions_reversalrequest")

    assert list(ReversalRequest.objects.values()) == before


def test_the_database_lets_one_request_wait_for_a_movement(settings: Any) -> None:
    settings.REVERSAL_FOUR_EYES_ABOVE = Decimal(0)
    ann, colleague = holder(10_000), bank_admin()
    movement = submit(ann.actor, "WITHDRAWAL", "40.00", sender=ann)
    ask(movement, actor_for(colleague))

    with pytest.raises(IntegrityError), transaction.atomic():
        ReversalRequest.objects.create(
            transaction_id=movement.id,
            reason="Again",
            requested_by_id=colleague.id,
            requested_at=clock.now(),
        )


def test_a_rehearsal_takes_nothing_back() -> None:
    ann = holder(10_000)
    movement = submit(ann.actor, "WITHDRAWAL", "40.00", sender=ann)

    assert reverse(movement, dry_run=True).reverses == movement.transaction_id

    assert (ann.balance_minor, Transaction.objects.count(), Reversal.objects.count()) == (6_000, 1, 0)


def test_a_reversal_is_not_ordered_as_a_movement() -> None:
    ann = holder(10_000)

    with pytest.raises(NotAllowed):
        submit(TELLER, TransactionType.REVERSAL, "40.00", receiver=ann)

    assert ann.balance_minor == 10_000


def test_both_customers_are_told_that_and_not_why() -> None:
    ann, ben = holder(10_000), holder()
    reverse(submit(ann.actor, "TRANSFER", "40.00", sender=ann, receiver=ben))

    told = Notification.objects.filter(kind="TRANSACTION_REVERSED").order_by("user_id")
    assert [message.user_id for message in told] == sorted([ann.person.id, ben.person.id])
    assert not any("Typed twice" in f"{message.title} {message.body} {message.data}" for message in told)


@pytest.mark.parametrize(
    ("corruption", "sentence"),
    [
        ("DELETE FROM transactions_reversal", "is not linked to the movement whose entry it undoes."),
        (
            "UPDATE transactions_transaction SET fee_minor = 0 WHERE transaction_type = 'REVERSAL'",
            "is not about",
        ),
        (
            "UPDATE ledger_journalline SET amount_minor = amount_minor * 2 WHERE entry_id ="
            " (SELECT max(id) FROM ledger_journalentry)",
            "does not mirror that of",
        ),
    ],
)
def test_a_reversal_that_is_no_mirror_is_found(corruption: str, sentence: str) -> None:
    ann, ben = holder(10_000), holder()
    reverse(submit(ann.actor, "TRANSFER", "40.00", sender=ann, receiver=ben))
    assert verify_books().problems == ()

    with triggers_aside(), connection.cursor() as cursor:
        cursor.execute(corruption)

    assert any(sentence in problem for problem in verify_books().problems)
