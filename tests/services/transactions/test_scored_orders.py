"""What is scored, by which hand, and what becomes of orders that cannot wait: they are refused, and the alert stays."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from fraud.contracts import Origin, RuleKind, Window
from fraud.errors import FraudBlocked, ScreeningFailed
from fraud.models import AccountProfile, Alert, ScreeningRecord
from fraud.windows import added, day_bucket, hour_bucket, sender_bit
from ledger.models import Hold
from operations.verification import verify_books
from tests.builders.bulk import bulk_order, results, worked_off
from tests.builders.held_payments import rule, rules_in_force
from tests.builders.money import TELLER, Holder, holder, second_account, submit
from tests.builders.standing_orders import run, standing_order
from transactions.hold_contracts import CaptureCommand, HoldCommand
from transactions.models import StandingOrderExecution, Transaction
from transactions.services import (
    authorise_hold,
    capture_hold,
    decline_payment,
    rehearse_bulk_transfer,
    release_payment,
    scoring,
)
from transactions.services.scoring import report_blocked_movement

__all__ = ["decline_payment", "release_payment", "report_blocked_movement"]

pytestmark = pytest.mark.django_db

FRIDAY = dt.date(2027, 1, 1)


@pytest.fixture
def ann() -> Holder:
    return holder(10_000_000)


@pytest.fixture
def _holding() -> Iterator[None]:
    with rules_in_force(rule()):
        yield


def evidence() -> list[tuple[str, str, str]]:
    """Origin and verdict of each kept score that let nothing through, and its alert's title, if it has one."""
    titles = dict(Alert.objects.values_list("screening_id", "title"))
    rows = ScreeningRecord.objects.filter(transaction_id="").order_by("id")
    return [(row.origin, row.verdict, titles.get(row.pk, "")) for row in rows]


def test_what_people_order_is_scored_and_what_the_bank_does_is_not(ann: Holder) -> None:
    ben, other = holder(), second_account(ann, account_type="CURRENT")
    scored = [
        submit(ann.actor, "DEPOSIT", "5.00", receiver=ann),
        submit(ann.actor, "WITHDRAWAL", "5.00", sender=ann),
        submit(ann.actor, "TRANSFER", "5.00", sender=ann, receiver=ben),
        submit(ann.actor, "TRANSFER", "5.00", sender=ann, receiver=other),
        submit(TELLER, "PAYMENT", "5.00", sender=ann, payee_name="City Power"),
    ]
    submit(TELLER, "FEE", "5.00", sender=ann)
    submit(TELLER, "INTEREST", "5.00", receiver=ann)
    kept = list(ScreeningRecord.objects.order_by("id").values_list("transaction_id", "origin", "verdict"))
    assert kept == [
        (card.transaction_id, "STAFF" if number == 4 else "CUSTOMER", "ALLOW")
        for number, card in enumerate(scored)
    ]
    assert AccountProfile.objects.get(account_id=ann.account.id).version == 5
    # What one moves between one's own accounts is not received from others.
    assert not AccountProfile.objects.filter(account_id=other.account.id).exists()


@pytest.mark.usefixtures("_holding")
class TestStandingOrders:
    def test_what_would_be_held_fails_that_time_and_is_alerted(self, ann: Holder) -> None:
        order = standing_order(ann, holder(), "500.00", start_date=FRIDAY)
        with clock.frozen_at(dt.datetime(2027, 1, 1, 9, tzinfo=dt.UTC)):
            card = run(order, FRIDAY)
        assert card is not None
        tried = StandingOrderExecution.objects.get()
        assert (tried.status, tried.code, tried.transaction_id) == ("RETRYING", "fraud_blocked", None)
        assert evidence() == [("STANDING_ORDER", "HOLD", "Round Amount")]
        assert (ann.balance_minor, Hold.objects.count()) == (10_000_000, 0)
        assert not Transaction.objects.filter(status="HELD").exists()
        assert verify_books().problems == ()


def claim_of(holder_: Holder, key: str) -> IdempotencyClaim[Any]:
    return IdempotencyClaim(
        principal_id=holder_.person.id,
        key=key,
        fingerprint=b"\x01" * 32,
        render_outcome=lambda outcome: Answer(201, b"{}"),
        render_refusal=lambda error: Answer(422, b'{"code":"fraud_blocked"}'),
    )


@pytest.mark.usefixtures("_holding")
@pytest.mark.parametrize("keyed", [False, True])
def test_a_capture_that_would_be_held_is_refused_and_the_hold_stays_open(keyed: bool, ann: Holder) -> None:
    placed = authorise_hold(
        actor=ann.actor, command=HoldCommand(account_number=ann.number, amount=Decimal(500))
    )
    assert not isinstance(placed, Answer)
    command, claim = CaptureCommand(payee_name="City Power"), claim_of(ann, "k") if keyed else None
    with pytest.raises(FraudBlocked):
        capture_hold(actor=ann.actor, key=placed.hold_id, command=command, claim=claim)
    assert evidence() == [("CUSTOMER", "HOLD", "Round Amount")]
    assert (Hold.objects.get().status, ann.balance_minor) == ("OPEN", 10_000_000)
    assert AuditLog.objects.filter(code="fraud_blocked").count() == 1
    if keyed:
        again = capture_hold(actor=ann.actor, key=placed.hold_id, command=command, claim=claim_of(ann, "k"))
        assert isinstance(again, Answer)
        assert (again.http_status, len(evidence())) == (422, 1)
    assert verify_books().problems == ()


@pytest.mark.parametrize(("by_customer", "origin"), [(True, "CUSTOMER"), (False, "HOLD_CAPTURE")])
def test_whoever_captures_his_own_hold_pays_by_his_own_hand(
    by_customer: bool, origin: str, ann: Holder
) -> None:
    """Else money set aside and captured at once would go anywhere past all rules about payments by hand."""
    placed = authorise_hold(
        actor=ann.actor, command=HoldCommand(account_number=ann.number, amount=Decimal(500))
    )
    assert not isinstance(placed, Answer)
    capture_hold(
        actor=ann.actor if by_customer else TELLER,
        key=placed.hold_id,
        command=CaptureCommand(to_account_number=holder().number),
    )
    assert ScreeningRecord.objects.get().origin == origin


@pytest.mark.usefixtures("_holding")
class TestBulkTransfers:
    def test_a_line_that_would_be_held_is_refused_and_many_of_them_are_one_alert(self, ann: Holder) -> None:
        ben, cai = holder(), holder()
        card = worked_off(ann, [(ben, "500.00"), (cai, "7.00"), (ben, "600.00")])
        assert results(card) == [
            (1, "REFUSED", "fraud_blocked"),
            (2, "POSTED", ""),
            (3, "REFUSED", "fraud_blocked"),
        ]
        assert evidence() == [("BULK", "HOLD", "Round Amount"), ("BULK", "HOLD", "")]
        posted = ScreeningRecord.objects.exclude(transaction_id="").get()
        assert (posted.origin, posted.verdict, posted.account_id) == ("BULK", "ALLOW", ann.account.id)
        assert verify_books().problems == ()

    def test_all_or_nothing_leaves_why_and_nothing_else(self, ann: Holder) -> None:
        ben = holder()
        card = worked_off(ann, [(ben, "7.00"), (ben, "500.00")], "ALL_OR_NOTHING")
        assert results(card) == [(1, "NOT_POSTED", ""), (2, "REFUSED", "fraud_blocked")]
        assert evidence() == [("BULK", "HOLD", "Round Amount")]
        assert ScreeningRecord.objects.count() == 1
        assert not AccountProfile.objects.exists()

    def test_a_rehearsal_tells_so_and_leaves_nothing(self, ann: Holder) -> None:
        order = bulk_order(ann, [(holder(), "500.00")])
        card = rehearse_bulk_transfer(actor=ann.actor, order=order)
        assert [refusal.code for refusal in card.refusals] == ["fraud_blocked"]
        assert (ScreeningRecord.objects.count(), Alert.objects.count()) == (0, 0)


def test_lines_learn_from_one_another_as_single_payments_would(ann: Holder) -> None:
    ben, cai = holder(), holder()
    with clock.frozen_at(dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)):
        card = worked_off(ann, [(ben, "7.00"), (cai, "8.00"), (ben, "9.00")])
    assert card.succeeded_count == 3
    facts = [row.facts for row in ScreeningRecord.objects.order_by("id")]
    assert [(each["amount"], each["paid_2h"], each["moved"]) for each in facts] == [
        (700, 0, 0),
        (800, 700, 1),
        (900, 1_500, 2),
    ]
    assert [each["available"] for each in facts] == [10_000_000, 9_999_200, 9_998_300]
    assert AccountProfile.objects.get(account_id=ann.account.id).version == 1


def test_what_comes_in_is_counted_as_the_definition_says() -> None:
    """One by one and in bulk, over hours and days, a clock that goes back included."""
    anns, ben = [holder(1_000_000) for _ in range(3)], holder()
    start = dt.datetime(2030, 5, 1, 12, 30, tzinfo=dt.UTC)
    hour, day = Window(), Window()
    receipts = [(0, 0, 100), (1, 0, 200), (2, 1, 300), (0, 1, 400), (1, 3, 500), (1, 2, 600), (0, 27, 700)]
    for sender, hours, minor in receipts:
        moment = start + dt.timedelta(hours=hours)
        with clock.frozen_at(moment):
            submit(anns[sender].actor, "TRANSFER", f"{minor / 100:.2f}", sender=anns[sender], receiver=ben)
        hour, day = counted(hour, day, anns[sender], moment, minor)
    moment = start + dt.timedelta(hours=28)
    with clock.frozen_at(moment):
        worked_off(anns[2], [(ben, "1.00"), (ben, "2.00"), (anns[0], "3.00")])
    for minor in (100, 200):
        hour, day = counted(hour, day, anns[2], moment, minor)
    row = AccountProfile.objects.get(account_id=ben.account.id)
    assert window_of(row, "hour") == hour
    assert window_of(row, "day") == day
    assert (row.received_at, row.version, row.state) == (moment, 0, "")


def counted(hour: Window, day: Window, sender: Holder, at: dt.datetime, minor: int) -> tuple[Window, Window]:
    epoch, bit = int(at.timestamp()), sender_bit(sender.account.id)
    return added(hour, hour_bucket(epoch), minor, bit), added(day, day_bucket(epoch), minor, bit)


def window_of(row: AccountProfile, name: str) -> Window:
    return Window(
        *(
            getattr(row, f"{name}_{column}")
            for column in (
                "bucket",
                "count",
                "sum_minor",
                "senders",
                "previous_count",
                "previous_sum_minor",
                "previous_senders",
            )
        )
    )


def broken(*_: object) -> Any:
    raise ZeroDivisionError("a rule that divides by nothing")


def test_a_scorer_that_raises_moves_nothing_and_raises_an_alert(
    ann: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as sabotage:
        sabotage.setattr(scoring, "screen", broken)
        for _ in range(2):
            with pytest.raises(ScreeningFailed) as refusal:
                submit(ann.actor, "WITHDRAWAL", "5.00", sender=ann)
    assert refusal.value.retry_after == 1
    assert (ann.balance_minor, Transaction.objects.count(), ScreeningRecord.objects.count()) == (
        10_000_000,
        0,
        0,
    )
    alert = Alert.objects.get()
    assert (alert.alert_type, alert.subject_id, alert.account_id) == (
        "SCREENING_FAILED",
        ann.person.id,
        ann.account.id,
    )
    assert AuditLog.objects.filter(action_type="REFUSE", code="screening_unavailable").count() == 2
    assert verify_books().problems == ()
    assert submit(ann.actor, "WITHDRAWAL", "5.00", sender=ann).status == "COMPLETED"


def test_a_scorer_that_raises_leaves_a_standing_order_s_date_as_it_was(
    ann: Holder, monkeypatch: pytest.MonkeyPatch
) -> None:
    order = standing_order(ann, holder(), "500.00", start_date=FRIDAY)
    monkeypatch.setattr(scoring, "screen", broken)
    with clock.frozen_at(dt.datetime(2027, 1, 1, 9, tzinfo=dt.UTC)), pytest.raises(ScreeningFailed):
        run(order, FRIDAY)
    assert not StandingOrderExecution.objects.exists()
    assert Alert.objects.get().alert_type == "SCREENING_FAILED"


def test_a_rule_for_other_hands_lets_an_order_through(ann: Holder) -> None:
    order = standing_order(ann, holder(), "500.00", start_date=FRIDAY)
    at_the_counter = rule(RuleKind.ROUND_AMOUNT, origins=(Origin.STAFF,))
    with rules_in_force(at_the_counter), clock.frozen_at(dt.datetime(2027, 1, 1, 9, tzinfo=dt.UTC)):
        run(order, FRIDAY)
    assert StandingOrderExecution.objects.get().status == "EXECUTED"
    assert ScreeningRecord.objects.get().origin == "STANDING_ORDER"
