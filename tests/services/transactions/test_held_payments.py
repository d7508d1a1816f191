"""Payments that fraud scoring holds: nothing moves, the money is set aside, and staff decides, exactly once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from accounts.errors import AccountNotEmpty
from accounts.models import Account, OutgoingTotal
from accounts.services import close_account, freeze_account
from audit.models import AuditLog
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.errors import DomainError, NotAllowed, NotFound
from fraud.contracts import Disposition, RuleKind
from fraud.errors import FraudBlocked, ScreeningFailed
from fraud.models import AccountProfile, Alert, ScreeningRecord
from fraud.services import resolve_alert
from ledger.errors import InsufficientFunds
from ledger.models import Balance, Hold, JournalEntry
from ledger.selectors import balance_of
from notifications.models import Notification
from operations.verification import verify_books
from tests.append_only_tables import triggers_aside
from tests.builders import people
from tests.builders.held_payments import holding_round_amounts, rule, rules_in_force
from tests.builders.money import TELLER, Holder, holder, submit
from transactions.contracts import PayeeTerms, TransactionCard
from transactions.errors import AccountNotActive, DailyLimitExceeded, TransactionNotHeld
from transactions.models import Beneficiary, HeldPayment, Transaction
from transactions.selectors import visible_holds, visible_transactions
from transactions.services import (
    confirm_payee,
    decline_payment,
    expire_due_holds,
    held_outcomes,
    release_payment,
    reverse_transaction,
    save_payee,
    void_hold,
)
from users.models import User

__all__ = ["holding_round_amounts"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("holding_round_amounts")]

NOON = dt.datetime(2030, 5, 1, 12, tzinfo=dt.UTC)
Decision = Callable[..., Any]


@pytest.fixture
def ann() -> Holder:
    return holder(100_000)


@pytest.fixture
def staff() -> Actor:
    return people.actor_for(people.bank_admin())


def spent(of: Holder) -> int:
    return OutgoingTotal.objects.get(account_id=of.account.id).total_minor


def available(of: Holder) -> int:
    return balance_of(of.account.ledger_account_id).available_minor


def held_transfer(ann: Holder, ben: Holder, amount: str = "500.00") -> TransactionCard:
    card = submit(ann.actor, "TRANSFER", amount, sender=ann, receiver=ben, description="Car")
    assert card.status == "HELD"
    return card


def told(of: Holder) -> list[str]:
    return list(
        Notification.objects.filter(user_id=of.person.id).order_by("id").values_list("kind", flat=True)
    )


def everything() -> dict[str, object]:
    """What a refused decision must not change."""
    return {
        "rows": list(Transaction.objects.order_by("id").values()),
        "held": list(HeldPayment.objects.order_by("pk").values()),
        "holds": list(Hold.objects.order_by("id").values()),
        "totals": list(OutgoingTotal.objects.order_by("pk").values()),
        "alerts": list(Alert.objects.order_by("id").values()),
        "entries": JournalEntry.objects.count(),
    }


def test_a_held_payment_sets_amount_and_fee_aside_and_moves_nothing(ann: Holder) -> None:
    ben, entries = holder(), JournalEntry.objects.count()
    card = held_transfer(ann, ben)
    assert (card.amount_minor, card.fee_minor, card.status, card.processed_date) == (
        50_000,
        100,
        "HELD",
        None,
    )
    assert card.from_account is not None
    assert card.from_account.balance_minor is None
    assert JournalEntry.objects.count() == entries
    assert (ann.balance_minor, available(ann), ben.balance_minor) == (100_000, 49_900, 0)
    hold = Hold.objects.get()
    assert (hold.reference, hold.amount_minor, hold.status, hold.expires_at) == (
        card.transaction_id,
        50_100,
        "OPEN",
        None,
    )
    assert spent(ann) == 50_000
    assert verify_books().problems == ()


def test_it_leaves_its_score_an_alert_a_trace_and_word_to_its_customer_without_the_reason(
    ann: Holder,
) -> None:
    card = held_transfer(ann, holder())
    score = ScreeningRecord.objects.get(transaction_id=card.transaction_id)
    assert (score.score, score.verdict, score.origin, score.user_id) == (
        100,
        "HOLD",
        "CUSTOMER",
        ann.person.id,
    )
    assert [hit["rule"] for hit in score.hits] == ["ROUND_AMOUNT"]
    alert = Alert.objects.get(transaction_id=card.transaction_id)
    assert (alert.screening_id, alert.subject_id, alert.status) == (score.pk, ann.person.id, "OPEN")
    row = AuditLog.objects.get(target_model="HeldPayment", target_id=card.transaction_id)
    assert (row.action_type, row.subject_id) == ("CREATE", ann.person.id)
    assert not AuditLog.objects.filter(target_model="Transaction", target_id=card.transaction_id).exists()
    notice = Notification.objects.get(user_id=ann.person.id, kind="PAYMENT_UNDER_REVIEW")
    words = f"{notice.title} {notice.body}".casefold()
    assert "500.00 usd" in words
    assert not any(word in words for word in ("round", "fraud", "rule", "score", "suspicious"))


def test_it_teaches_the_profile_only_once_it_is_made(ann: Holder, staff: Actor) -> None:
    ben = holder()
    card = held_transfer(ann, ben)
    assert not AccountProfile.objects.exists()
    release_payment(actor=staff, key=card.transaction_id, note="He confirmed it")
    own = AccountProfile.objects.get(account_id=ann.account.id)
    other = AccountProfile.objects.get(account_id=ben.account.id)
    assert (own.version, own.state != "") == (1, True)
    assert (other.version, other.state, other.hour_count, other.hour_sum_minor) == (0, "", 1, 50_000)


def test_released_it_is_the_movement_that_was_ordered(ann: Holder, staff: Actor) -> None:
    ben = holder()
    card = held_transfer(ann, ben)
    released = release_payment(actor=staff, key=card.transaction_id, note=" He confirmed it ")
    assert isinstance(released, TransactionCard)
    assert (released.id, released.status, released.description) == (card.id, "COMPLETED", "Car")
    assert (ann.balance_minor, available(ann), ben.balance_minor) == (49_900, 49_900, 50_000)
    entry = JournalEntry.objects.get(reference=card.transaction_id)
    assert [(line.kind, line.amount_minor) for line in entry.lines.order_by("position")] == [
        ("TRANSFER", 50_000),
        ("TRANSFER", -50_000),
        ("FEE", 100),
        ("FEE", -100),
    ]
    hold = Hold.objects.get()
    assert (hold.status, hold.captured_minor) == ("CAPTURED", 50_100)
    assert spent(ann) == 50_000
    held = HeldPayment.objects.get()
    assert (held.outcome, held.note, held.decided_by_id) == ("RELEASED", "He confirmed it", staff.user_id)
    alert = Alert.objects.get(transaction_id=card.transaction_id)
    assert (alert.status, alert.disposition) == ("RESOLVED", "FALSE_POSITIVE")
    assert told(ann)[-2:] == ["PAYMENT_UNDER_REVIEW", "PAYMENT_RELEASED"]
    trail = AuditLog.objects.filter(target_id=card.transaction_id).order_by("id")
    assert [(row.target_model, row.action_type) for row in trail] == [
        ("HeldPayment", "CREATE"),
        ("Transaction", "CREATE"),
        ("HeldPayment", "UPDATE"),
    ]
    assert verify_books().problems == ()
    undone = reverse_transaction(actor=staff, key=card.transaction_id, reason="A mistake after all")
    assert undone is not None
    assert (ann.balance_minor, spent(ann)) == (100_000, 0)
    assert verify_books().problems == ()


def test_declined_it_gives_money_limits_and_payee_back(ann: Holder, staff: Actor) -> None:
    ben = holder()
    terms = PayeeTerms(daily_limit=Decimal("900.00"))
    saved = save_payee(actor=ann.actor, account_number=ben.number, terms=terms)
    confirm_payee(actor=ann.actor, beneficiary_id=saved.id)
    card = held_transfer(ann, ben)
    assert Beneficiary.objects.get().paid_minor == 50_000
    assert verify_books().problems == ()
    declined = decline_payment(actor=staff, key=str(card.id), note="The customer knows nothing of it")
    assert isinstance(declined, TransactionCard)
    assert (declined.status, declined.processed_date) == ("DECLINED", None)
    assert (ann.balance_minor, available(ann), ben.balance_minor) == (100_000, 100_000, 0)
    assert (spent(ann), Beneficiary.objects.get().paid_minor) == (0, 0)
    assert Hold.objects.get().status == "VOIDED"
    assert not JournalEntry.objects.filter(reference=card.transaction_id).exists()
    alert = Alert.objects.get(transaction_id=card.transaction_id)
    assert (alert.status, alert.disposition) == ("RESOLVED", "CONFIRMED_FRAUD")
    assert told(ann)[-2:] == ["PAYMENT_UNDER_REVIEW", "PAYMENT_DECLINED"]
    assert verify_books().problems == ()


def test_a_payee_who_was_not_paid_after_all_is_as_new_as_before(
    ann: Holder, staff: Actor, settings: Any
) -> None:
    settings.NEW_PAYEE_LIMIT = Decimal(600)
    ben = holder()
    card = held_transfer(ann, ben)
    payee = Beneficiary.objects.get()
    assert (payee.paid_while_new_minor, payee.first_paid_at) == (50_000, card.transaction_date)
    decline_payment(actor=staff, key=card.transaction_id, note="Not his")
    payee.refresh_from_db()
    assert (payee.paid_while_new_minor, payee.first_paid_at) == (0, None)


@pytest.mark.parametrize("decision", [release_payment, decline_payment])
def test_a_deposit_sets_nothing_aside(decision: Decision, ann: Holder, staff: Actor) -> None:
    below_a_limit = rule(RuleKind.STRUCTURING, reporting_limit=800, band_percent=50, full_times=1)
    with rules_in_force(below_a_limit):
        card = submit(ann.actor, "DEPOSIT", "700.00", receiver=ann)
    assert (card.status, available(ann), Hold.objects.count()) == ("HELD", 100_000, 0)
    assert verify_books().problems == ()
    decision(actor=staff, key=card.transaction_id, note="Looked at")
    made = decision is release_payment
    assert (ann.balance_minor, spent(ann)) == (170_000 if made else 100_000, 0)
    assert told(ann)[-2:] == ["PAYMENT_UNDER_REVIEW", "PAYMENT_RELEASED" if made else "PAYMENT_DECLINED"]
    titles = (
        Notification.objects.filter(kind__startswith="PAYMENT_")
        .order_by("id")
        .values_list("title", flat=True)
    )
    assert list(titles) == ["A deposit is under review", f"A deposit was {'made' if made else 'declined'}"]
    assert verify_books().problems == ()


def test_a_payment_that_was_no_fraud_is_declined_without_calling_it_one(ann: Holder, staff: Actor) -> None:
    """What cannot be made any more has to be declined, and its customer has done nothing."""
    ben = holder()
    card = held_transfer(ann, ben)
    close_account(actor=ben.actor, account_id=ben.account.id, reason="Moving away")
    with pytest.raises(AccountNotActive):
        release_payment(actor=staff, key=card.transaction_id, note="His landlord")
    decline_payment(
        actor=staff,
        key=card.transaction_id,
        note="His landlord, whose account is closed",
        disposition=Disposition.FALSE_POSITIVE,
    )
    assert (ann.balance_minor, available(ann), spent(ann)) == (100_000, 100_000, 0)
    assert Alert.objects.get().disposition == "FALSE_POSITIVE"
    assert User.objects.get(pk=ann.person.id).risk_profile == "LOW"
    assert verify_books().problems == ()


@pytest.mark.parametrize("days", [0, 1])
@pytest.mark.parametrize("decision", [release_payment, decline_payment])
def test_it_counts_against_the_limits_of_the_day_it_is_made_on(
    decision: Decision, days: int, ann: Holder, staff: Actor
) -> None:
    ben = holder()
    with clock.frozen_at(NOON):
        card = held_transfer(ann, ben)
    with clock.frozen_at(NOON + dt.timedelta(days=days)):
        decision(actor=people.actor_for(people.bank_admin()), key=card.transaction_id, note="Looked at")
    row, total = Transaction.objects.get(pk=card.id), OutgoingTotal.objects.get(account_id=ann.account.id)
    made_on = dt.date(2030, 5, 1 + days)
    if decision is release_payment:
        assert (row.business_date, total.business_date, total.total_minor) == (made_on, made_on, 50_000)
    else:
        assert (row.business_date, total.total_minor) == (dt.date(2030, 5, 1), 0)
    assert verify_books().problems == ()


def test_what_is_held_uses_up_the_limit_of_the_day(ann: Holder) -> None:
    Account.objects.filter(pk=ann.account.id).update(daily_limit_minor=60_000)
    held_transfer(ann, holder())
    with pytest.raises(DailyLimitExceeded) as refusal:
        submit(ann.actor, "WITHDRAWAL", "100.01", sender=ann)
    assert refusal.value.details["remaining"] == "100.00"


def test_what_is_held_cannot_be_paid_with(ann: Holder) -> None:
    held_transfer(ann, holder())
    with pytest.raises(InsufficientFunds) as refusal:
        submit(ann.actor, "WITHDRAWAL", "499.01", sender=ann)
    assert refusal.value.details == {"available": "499.00", "requested": "499.01"}


def test_resolving_its_alert_decides_it(ann: Holder, staff: Actor) -> None:
    ben = holder()
    made, refused = held_transfer(ann, ben, "500.00"), submit(ann.actor, "WITHDRAWAL", "499.00", sender=ann)
    assert refused.status == "COMPLETED"
    alert = Alert.objects.get(transaction_id=made.transaction_id)
    resolve_alert(
        actor=staff, key=alert.alert_id, disposition=Disposition.FALSE_POSITIVE, note="He confirmed it"
    )
    assert ben.balance_minor == 50_000
    assert HeldPayment.objects.get().outcome == "RELEASED"
    assert verify_books().problems == ()


@pytest.mark.parametrize("decision", [release_payment, decline_payment])
class TestWhoDecides:
    def test_neither_who_pays_nor_who_is_paid(self, decision: Decision, ann: Holder, staff: Actor) -> None:
        ben = holder()
        card = held_transfer(ann, ben)
        before = everything()
        for party in (ann, ben):
            also_staff = replace(party.actor, permissions=party.actor.permissions | staff.permissions)
            with pytest.raises(NotAllowed):
                decision(actor=also_staff, key=card.transaction_id, note="Mine")
        assert everything() == before

    def test_nobody_who_ordered_it(self, decision: Decision, ann: Holder, staff: Actor) -> None:
        card = submit(staff, "TRANSFER", "500.00", sender=ann, receiver=holder())
        assert (card.status, card.on_behalf) == ("HELD", True)
        before = everything()
        with pytest.raises(NotAllowed):
            decision(actor=staff, key=card.transaction_id, note="I know him")
        assert everything() == before

    @pytest.mark.parametrize("role", [people.auditor, people.system_administrator, None])
    def test_nobody_without_the_right(self, decision: Decision, role: Any, ann: Holder) -> None:
        card = held_transfer(ann, holder())
        actor = people.actor_for(role()) if role else TELLER
        before = everything()
        with pytest.raises(NotAllowed):
            decision(actor=actor, key=card.transaction_id, note="No")
        assert everything() == before

    def test_once(self, decision: Decision, ann: Holder, staff: Actor) -> None:
        card = held_transfer(ann, holder())
        decision(actor=staff, key=card.transaction_id, note="Looked at")
        before = everything()
        for again in (release_payment, decline_payment):
            with pytest.raises(TransactionNotHeld) as refusal:
                again(actor=staff, key=card.transaction_id, note="Again")
            made = decision is release_payment
            assert refusal.value.details == {"status": "COMPLETED" if made else "DECLINED"}
        assert everything() == before

    def test_only_what_is_held(self, decision: Decision, ann: Holder, staff: Actor) -> None:
        card = submit(ann.actor, "WITHDRAWAL", "1.00", sender=ann)
        with pytest.raises(TransactionNotHeld):
            decision(actor=staff, key=card.transaction_id, note="What?")
        with pytest.raises(NotFound):
            decision(actor=staff, key="TXNNOBODY", note="What?")

    def test_a_rehearsal_leaves_it_held(self, decision: Decision, ann: Holder, staff: Actor) -> None:
        card = held_transfer(ann, holder())
        before = everything()
        told_so = decision(actor=staff, key=card.transaction_id, note="Looked at", dry_run=True)
        assert told_so.status in {"COMPLETED", "DECLINED"}
        assert everything() == before


def frozen(of: Holder) -> None:
    freeze_account(actor=people.actor_for(people.bank_admin()), account_id=of.account.id, reason="Look")


def more_must_stay(of: Holder) -> None:
    """A minimum balance that was raised meanwhile."""
    Balance.objects.filter(account_id=of.account.ledger_account_id).update(floor_minor=80_000)


@pytest.mark.parametrize(
    ("change", "refusal"), [(frozen, AccountNotActive), (more_must_stay, InsufficientFunds)]
)
def test_what_speaks_against_it_now_leaves_it_held(
    change: Callable[[Holder], None], refusal: type[DomainError], ann: Holder, staff: Actor
) -> None:
    card = held_transfer(ann, holder())
    change(ann)
    before = everything()
    with pytest.raises(refusal):
        release_payment(actor=staff, key=card.transaction_id, note="He confirmed it")
    assert everything() == before
    decline_payment(actor=staff, key=card.transaction_id, note="It cannot be made")
    assert HeldPayment.objects.get().outcome == "DECLINED"


def test_scoring_that_fails_leaves_it_held(
    ann: Holder, staff: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> Any:
        raise ZeroDivisionError

    card = held_transfer(ann, holder())
    monkeypatch.setattr(held_outcomes, "screen", broken)
    with pytest.raises(ScreeningFailed):
        release_payment(actor=staff, key=card.transaction_id, note="He confirmed it")
    assert (HeldPayment.objects.get().outcome, Hold.objects.get().status) == ("", "OPEN")
    assert Alert.objects.filter(alert_type="SCREENING_FAILED").count() == 1
    assert verify_books().problems == ()


def test_an_account_with_a_held_payment_is_not_closed(staff: Actor) -> None:
    ann = holder(50_100)
    held_transfer(ann, holder())
    with pytest.raises(AccountNotEmpty):
        close_account(actor=staff, account_id=ann.account.id, reason="Leaves")


def test_its_hold_is_nobody_s_to_end_but_by_a_decision(ann: Holder) -> None:
    card = held_transfer(ann, holder())
    assert not visible_holds(ann.actor).exists()
    hold = Hold.objects.get()
    for key in (hold.reference, str(hold.pk)):
        with pytest.raises(NotFound):
            void_hold(actor=ann.actor, key=key)
    later = clock.now() + dt.timedelta(days=4_000)
    assert expire_due_holds(actor=system_actor("closing"), now=later) == 0
    assert Hold.objects.get().status == "OPEN"
    assert card.status == "HELD"


def test_its_receiver_hears_nothing_of_it_until_it_is_made(ann: Holder, staff: Actor) -> None:
    ben = holder()
    made, refused = held_transfer(ann, ben), submit(ann.actor, "TRANSFER", "100.00", sender=ann, receiver=ben)
    seen = [row.transaction_id for row in visible_transactions(ben.actor)]
    assert seen == [refused.transaction_id]
    assert visible_transactions(ann.actor).filter(status="HELD").count() == 1
    assert visible_transactions(staff).filter(status="HELD").count() == 1
    release_payment(actor=staff, key=made.transaction_id, note="He confirmed it")
    assert visible_transactions(ben.actor).count() == 2


@pytest.mark.parametrize(
    "corruption",
    [
        lambda: Hold.objects.update(amount_minor=1),
        lambda: HeldPayment.objects.update(hold=None),
        lambda: HeldPayment.objects.all().delete(),
    ],
)
def test_a_held_payment_without_just_its_money_is_found(
    corruption: Callable[[], object], ann: Holder
) -> None:
    card = held_transfer(ann, holder())
    with triggers_aside():
        corruption()
    sentence = f"Transaction {card.transaction_id} is held; not just its amount and fee are set aside for it."
    assert sentence in verify_books().problems


def test_blocked_nothing_moves_and_score_and_alert_stay(ann: Holder) -> None:
    with rules_in_force(rule(), hold_at=60, block_at=90), pytest.raises(FraudBlocked) as refusal:
        submit(ann.actor, "WITHDRAWAL", "600.00", sender=ann)
    assert refusal.value.details == {}
    assert (ann.balance_minor, available(ann), spent(ann)) == (100_000, 100_000, 0)
    assert not Transaction.objects.filter(from_account_id=ann.account.id).exists()
    score, alert = ScreeningRecord.objects.get(verdict="BLOCK"), Alert.objects.get()
    assert (score.transaction_id, alert.transaction_id, alert.screening_id) == ("", "", score.pk)
    row = AuditLog.objects.get(code="fraud_blocked")
    assert (row.outcome, row.subject_id) == ("REFUSED", ann.person.id)
