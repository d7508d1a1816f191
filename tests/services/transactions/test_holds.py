"""Payments in two steps: set aside, then captured, voided or expired, once."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from accounts.errors import AccountNotEmpty
from accounts.services import change_account, close_account, freeze_account
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.db import RetryUseCase
from core_banking.kernel.errors import DomainError, InvalidInput, NotAllowed, NotFound
from core_banking.kernel.idempotency import Answer
from kyc.services import reject_kyc
from ledger.errors import HoldAlreadyResolved, InsufficientFunds
from ledger.models import Hold
from ledger.selectors import balance_of
from notifications.models import Notification
from operations.verification import verify_books
from tests.append_only_tables import triggers_aside
from tests.builders.accounts import STAFF, take_money
from tests.builders.money import TELLER, Holder, holder, second_account, submit
from tests.builders.people import REVIEWER
from transactions.contracts import SUBMIT_ANY
from transactions.errors import (
    AccountNotActive,
    CaptureExceedsHold,
    DailyLimitExceeded,
    HoldExpired,
    KycRequiredToTransact,
    SingleLimitExceeded,
    UnknownAccount,
)
from transactions.hold_contracts import CaptureCommand, CapturedHold, HoldCard, HoldCommand
from transactions.models import HoldOrder, HoldResolution, Transaction
from transactions.services import authorise_hold, capture_hold, expire_due_holds, expire_hold, void_hold

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2027, 1, 15, 12, tzinfo=dt.UTC)
NIGHT = system_actor("nightly")


def place(of: Holder, amount: str = "60.00", actor: Actor | None = None, **terms: Any) -> HoldCard:
    command = HoldCommand(account_number=of.number, amount=Decimal(amount), **terms)
    outcome = authorise_hold(actor=actor or of.actor, command=command)
    assert not isinstance(outcome, Answer)
    return outcome


def capture(
    of: Holder, hold: HoldCard, amount: str | None = None, actor: Actor | None = None, **terms: Any
) -> CapturedHold:
    command = CaptureCommand(amount=None if amount is None else Decimal(amount), **terms)
    outcome = capture_hold(actor=actor or of.actor, key=hold.hold_id, command=command)
    assert not isinstance(outcome, Answer)
    return outcome


def money(of: Holder) -> tuple[int, int, int]:
    """Balance, held, available."""
    facts = balance_of(of.account.ledger_account_id)
    return facts.balance_minor, facts.held_minor, facts.available_minor


def test_a_hold_lowers_what_is_available_and_never_the_balance() -> None:
    ann = holder(10_000)

    with clock.frozen_at(NOON):
        hold = place(ann, description="Room 12")

    assert money(ann) == (10_000, 6_000, 4_000)
    assert (hold.status, hold.amount_minor, hold.description) == ("OPEN", 6_000, "Room 12")
    assert hold.expires_at == NOON + dt.timedelta(days=7)
    assert Transaction.objects.count() == 0
    with pytest.raises(InsufficientFunds):
        submit(ann.actor, "WITHDRAWAL", "40.01", sender=ann)
    submit(ann.actor, "WITHDRAWAL", "40.00", sender=ann)
    assert verify_books().problems == ()


def test_the_whole_is_captured_into_another_account_with_the_fee_on_top() -> None:
    ann, ben = holder(10_000), holder()
    hold = place(ann)

    captured = capture(ann, hold, to_account_number=ben.number)

    assert (captured.hold.status, captured.hold.captured_minor) == ("CAPTURED", 6_000)
    moved = Transaction.objects.get()
    assert captured.hold.transaction_id == captured.transaction.transaction_id == moved.transaction_id
    assert (moved.transaction_type, moved.amount_minor, moved.fee_minor) == ("TRANSFER", 6_000, 100)
    assert (money(ann), money(ben)) == ((3_900, 0, 3_900), (6_000, 0, 6_000))
    assert HoldResolution.objects.get().transaction_id == moved.pk
    assert verify_books().problems == ()


def test_of_a_part_the_rest_is_released_and_without_an_account_it_leaves_the_bank() -> None:
    ann = holder(10_000)
    hold = place(ann, "100.00")

    captured = capture(ann, hold, "25.50", payee_name="Hotel", reference="R-12")

    moved = Transaction.objects.get()
    assert (moved.transaction_type, moved.amount_minor, moved.fee_minor) == ("PAYMENT", 2_550, 0)
    assert (moved.payee_name, moved.reference) == ("Hotel", "R-12")
    assert (captured.hold.amount_minor, captured.hold.captured_minor) == (10_000, 2_550)
    assert money(ann) == (7_450, 0, 7_450)
    assert verify_books().problems == ()


def test_the_fee_of_the_capture_must_be_covered_too_and_the_hold_stays_open() -> None:
    ann, ben = holder(6_099), holder()
    hold = place(ann)

    with pytest.raises(InsufficientFunds) as refusal:
        capture(ann, hold, to_account_number=ben.number)

    assert refusal.value.details == {"available": "60.99", "requested": "61.00"}
    assert (money(ann), Hold.objects.get().status) == ((6_099, 6_000, 99), "OPEN")
    assert not HoldResolution.objects.exists()
    assert not Transaction.objects.exists()


@pytest.mark.parametrize("end", ["capture", "void", "expire"])
def test_a_hold_ends_once(end: str) -> None:
    ann = holder(10_000)
    hold = place(ann)
    later = NOON + dt.timedelta(days=4_000)
    {
        "capture": lambda: capture(ann, hold),
        "void": lambda: void_hold(actor=ann.actor, key=hold.hold_id),
        "expire": lambda: expire_hold(actor=NIGHT, hold_id=hold.id, now=later),
    }[end]()
    before = money(ann)

    with pytest.raises(DomainError) as again:
        capture(ann, hold)
    with pytest.raises(HoldAlreadyResolved) as too_late:
        void_hold(actor=ann.actor, key=str(hold.id))

    status = {"capture": "CAPTURED", "void": "VOIDED", "expire": "EXPIRED"}[end]
    assert again.value.code == ("hold_expired" if end == "expire" else "hold_already_resolved")
    assert too_late.value.details == {"status": status}
    assert expire_hold(actor=NIGHT, hold_id=hold.id, now=later) is False
    assert (money(ann), Hold.objects.get().status) == (before, status)
    assert HoldResolution.objects.count() == 1
    assert verify_books().problems == ()


def test_nothing_more_than_is_held_is_captured() -> None:
    ann = holder(10_000)
    hold = place(ann)

    with pytest.raises(CaptureExceedsHold) as refusal:
        capture(ann, hold, "60.01")

    assert refusal.value.details == {"held": "60.00", "requested": "60.01"}
    assert money(ann) == (10_000, 6_000, 4_000)


def test_after_its_time_a_hold_is_not_captured_though_no_job_has_run() -> None:
    ann = holder(10_000)
    with clock.frozen_at(NOON):
        hold = place(ann, expires_at=NOON + dt.timedelta(hours=1))

    with clock.frozen_at(NOON + dt.timedelta(hours=1)), pytest.raises(HoldExpired) as refusal:
        capture(ann, hold)

    assert refusal.value.details == {"expires_at": "2027-01-15T13:00:00Z"}
    assert money(ann) == (10_000, 6_000, 4_000)
    with clock.frozen_at(NOON + dt.timedelta(minutes=59)):
        capture(ann, hold)
    assert money(ann) == (4_000, 0, 4_000)


def test_expiring_releases_what_is_due_and_leaves_the_rest() -> None:
    ann = holder(10_000)
    with clock.frozen_at(NOON):
        due = place(ann, "10.00", expires_at=NOON + dt.timedelta(days=1))
        place(ann, "20.00", expires_at=NOON + dt.timedelta(days=2))
        voided = place(ann, "30.00", expires_at=NOON + dt.timedelta(days=1))
        void_hold(actor=ann.actor, key=voided.hold_id)

    tomorrow = NOON + dt.timedelta(days=1)
    assert expire_due_holds(actor=NIGHT, now=tomorrow - dt.timedelta(seconds=1)) == 0
    assert expire_due_holds(actor=NIGHT, now=tomorrow) == 1
    assert expire_due_holds(actor=NIGHT, now=tomorrow) == 0

    assert money(ann) == (10_000, 2_000, 8_000)
    assert list(HoldOrder.objects.order_by("id").values_list("hold__status", flat=True)) == [
        "EXPIRED", "OPEN", "VOIDED",
    ]  # fmt: skip
    told = Notification.objects.filter(kind="HOLD", user_id=ann.person.id)
    assert [message.data["hold_id"] for message in told] == [due.hold_id]
    assert verify_books().problems == ()


def test_people_expire_nothing() -> None:
    ann = holder(10_000)
    hold = place(ann)

    with pytest.raises(NotAllowed):
        expire_hold(actor=TELLER, hold_id=hold.id, now=NOON + dt.timedelta(days=4_000))
    with pytest.raises(NotFound):
        expire_hold(actor=NIGHT, hold_id=hold.id + 1)

    assert money(ann)[1] == 6_000


@pytest.mark.parametrize(
    ("expires_at", "sentence"),
    [
        (NOON, "Give a moment that has not passed."),
        (NOON + dt.timedelta(days=30, seconds=1), "A hold lasts at most 30 days."),
    ],
)
def test_a_hold_ends_in_the_future_and_within_the_banks_limit(expires_at: dt.datetime, sentence: str) -> None:
    ann = holder(10_000)

    with clock.frozen_at(NOON), pytest.raises(InvalidInput) as refusal:
        place(ann, expires_at=expires_at)

    assert refusal.value.fields == {"expires_at": [sentence]}
    assert money(ann) == (10_000, 0, 10_000)


def test_what_a_payment_would_be_refused_for_a_hold_is_refused_for() -> None:
    ann = holder(10_000)
    limits = {"single_transaction_limit": "50.00", "daily_transaction_limit": "80.00"}
    change_account(actor=STAFF, account_id=ann.account.id, terms=limits)  # type: ignore[arg-type]
    submit(ann.actor, "WITHDRAWAL", "40.00", sender=ann)

    with pytest.raises(SingleLimitExceeded):
        place(ann, "50.01")
    with pytest.raises(DailyLimitExceeded):
        place(ann, "40.01")
    place(ann, "40.00")
    with pytest.raises(InsufficientFunds):
        place(ann, "20.01")
    freeze_account(actor=STAFF, account_id=ann.account.id, reason="Court order")
    with pytest.raises(AccountNotActive):
        place(ann, "1.00")
    reject_kyc(actor=REVIEWER, user_id=ann.person.id, reason="Papers expired")
    with pytest.raises(KycRequiredToTransact):
        place(ann, "1.00")

    assert (money(ann)[1], HoldOrder.objects.count()) == (4_000, 1)


def test_the_capture_is_on_the_days_limit_and_the_hold_is_not() -> None:
    ann = holder(10_000)
    change_account(actor=STAFF, account_id=ann.account.id, terms={"daily_transaction_limit": "80.00"})
    hold = place(ann)
    submit(ann.actor, "WITHDRAWAL", "30.00", sender=ann)

    with pytest.raises(DailyLimitExceeded):
        capture(ann, hold)
    capture(ann, hold, "50.00")

    with pytest.raises(DailyLimitExceeded):
        submit(ann.actor, "WITHDRAWAL", "0.01", sender=ann)
    assert verify_books().problems == ()


def test_a_stranger_finds_no_hold_and_staff_acts_on_behalf() -> None:
    ann, eve = holder(10_000), holder(10_000)
    hold = place(ann, actor=TELLER)

    for attempt in (
        lambda: place(ann, actor=eve.actor),
        lambda: capture(eve, hold),
        lambda: void_hold(actor=eve.actor, key=hold.hold_id),
    ):
        with pytest.raises(NotFound):
            attempt()
    assert HoldOrder.objects.get().on_behalf
    assert money(ann) == (10_000, 6_000, 4_000)

    void_hold(actor=TELLER, key=hold.hold_id)

    assert money(ann) == (10_000, 0, 10_000)
    assert Notification.objects.filter(kind="HOLD", user_id=ann.person.id).count() == 2


def test_staff_is_a_customer_like_any_where_the_money_is_his_own() -> None:
    ann = holder(10_000)
    hold = place(ann)
    clerk = Actor(user_id=ann.person.id, username="clerk", permissions=frozenset({SUBMIT_ANY}))

    with pytest.raises(NotAllowed):
        void_hold(actor=clerk, key=hold.hold_id)

    assert money(ann) == (10_000, 6_000, 4_000)


def test_nothing_goes_to_an_account_that_is_not_there() -> None:
    ann = holder(10_000)
    hold = place(ann)

    with pytest.raises(UnknownAccount):
        capture(ann, hold, to_account_number="SAV000000000")

    assert (money(ann), Hold.objects.get().status) == ((10_000, 6_000, 4_000), "OPEN")


def test_a_rehearsal_changes_nothing() -> None:
    ann = holder(10_000)

    assert place(ann, dry_run=True).status == "OPEN"
    assert money(ann) == (10_000, 0, 10_000)
    hold = place(ann)
    assert capture(ann, hold, dry_run=True).hold.status == "CAPTURED"
    rehearsed = void_hold(actor=ann.actor, key=hold.hold_id, dry_run=True)
    assert isinstance(rehearsed, HoldCard)
    assert rehearsed.status == "VOIDED"

    assert (money(ann), Hold.objects.get().status) == ((10_000, 6_000, 4_000), "OPEN")
    assert not Transaction.objects.exists()


def test_an_account_with_an_open_hold_is_not_closed() -> None:
    ann = holder(6_000)
    place(ann)
    with pytest.raises(AccountNotEmpty) as refusal:
        close_account(actor=STAFF, account_id=ann.account.id, reason="Moving")

    assert refusal.value.details == {"balance": "60.00", "held": "60.00"}


def test_a_decision_that_went_stale_is_made_again_with_the_hold_still_open(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from transactions.posting import post_movement

    ann = holder(10_000)
    hold = place(ann)
    runs: list[int] = []

    def stale_once(order: Any) -> Any:
        runs.append(1)
        if len(runs) == 1:
            raise RetryUseCase
        return post_movement(order)

    monkeypatch.setattr("transactions.services.submission.post_movement", stale_once)

    captured = capture(ann, hold)

    assert (len(runs), captured.hold.status) == (2, "CAPTURED")
    assert money(ann) == (4_000, 0, 4_000)


@pytest.mark.parametrize(
    ("corruption", "sentence"),
    [
        ("DELETE FROM transactions_holdresolution", "is CAPTURED on the book; its recorded end is none."),
        ("UPDATE ledger_hold SET captured_minor = 5999", "captured 5999; no transaction moved just that."),
        (
            "UPDATE transactions_holdorder SET account_id = (SELECT max(id) FROM accounts_account)",
            "has no order on its account.",
        ),
    ],
)
def test_a_hold_that_says_something_else_than_the_book_is_found(corruption: str, sentence: str) -> None:
    from django.db import connection

    ann = holder(10_000)
    second_account(ann)
    hold = place(ann)
    capture(ann, hold)
    assert verify_books().problems == ()

    with triggers_aside(), connection.cursor() as cursor:
        cursor.execute(corruption)

    assert f"Hold {hold.hold_id} {sentence}" in verify_books().problems


def test_money_that_left_by_the_book_alone_does_not_free_a_hold() -> None:
    ann = holder(10_000)
    place(ann)

    with pytest.raises(InsufficientFunds):
        take_money(ann.account, 4_001)

    assert money(ann) == (10_000, 6_000, 4_000)
