"""A velocity rule sees payments that come at once, and a held payment is decided once, whoever decides how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from pytest_django import Settings

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError, Unavailable
from fraud.contracts import Disposition, RuleKind
from fraud.models import Alert, ScreeningRecord
from fraud.services import resolve_alert
from operations.verification import verify_books
from tests.builders import people
from tests.builders.held_payments import rule, set_rules
from tests.builders.money import Holder, holder, submit
from tests.concurrency.crowd import Crowd, crowd, meeting
from tests.concurrency.sabotage import LEARNING, WITHOUT_THE_PROFILES_VERSION, sabotaged
from tests.proof_plugin import ProofRecord, at_scale
from transactions import reading
from transactions.models import HeldPayment, Transaction
from transactions.services import decline_payment, held_payments, release_payment, submission

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

CLIENTS = 64
ROUNDS = at_scale(small=1, full=50)
DECISIONS = at_scale(small=2, full=100)
HELD_FROM = 6
"""The payment that is held whatever the second it falls into: five before it may go through."""


@pytest.fixture(autouse=True)
def _payees_need_not_be_known(settings: Settings) -> None:
    """At full size more goes to one payee than a new one gets in all."""
    settings.NEW_PAYEE_LIMIT = None


def hold_the_sixth() -> None:
    """Have payments held once an account has made five within minutes; what was paid seconds ago has faded a little."""
    often = HELD_FROM - 1
    set_rules(rule(RuleKind.VELOCITY_COUNT, ten_minutes_start=often, ten_minutes_full=often))


def pay_all_at_once(people_: Crowd) -> Counter[str]:
    """Let everybody take 1.00 of one account, and count what became of the payments."""
    ann = holder(100_000)

    def take(number: int) -> str:
        try:
            return submit(ann.actor, "WITHDRAWAL", "1.00", sender=ann).status
        except Unavailable:
            return "BUSY"  # the queue was too long on this machine: nothing was done

    answers = Counter(people_.all_at_once(take))
    statuses = Transaction.objects.filter(from_account_id=ann.account.id).values_list("status", flat=True)
    assert Counter(statuses) == Counter(answers.elements()) - Counter({"BUSY": CLIENTS})
    assert ann.balance_minor == 100_000 - 100 * answers["COMPLETED"]
    return answers


def test_64_payments_at_once_do_not_slip_under_a_velocity_rule(proof_record: ProofRecord) -> None:
    hold_the_sixth()
    with crowd(CLIENTS) as clients:
        rounds = [pay_all_at_once(clients) for _ in range(ROUNDS)]
    for answers in rounds:
        assert 1 <= answers["COMPLETED"] < HELD_FROM
        assert answers["HELD"] > HELD_FROM
        assert answers.total() == CLIENTS
    kept = sum(answers["COMPLETED"] + answers["HELD"] for answers in rounds)
    assert ScreeningRecord.objects.count() == kept
    assert verify_books().problems == ()
    proof_record(
        f"{CLIENTS} payments at once against a rule that holds the sixth: never more than five go through",
        clients=CLIENTS,
        rounds=ROUNDS,
        most_made=max(answers["COMPLETED"] for answers in rounds),
        fewest_held=min(answers["HELD"] for answers in rounds),
    )


def test_control_without_the_profile_s_version_they_slip_under_it(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    wait, read = meeting(8), reading.read_movement

    def read_and_wait(*arguments: Any) -> Any:
        found = read(*arguments)
        wait()
        return found

    with (
        sabotaged({LEARNING: WITHOUT_THE_PROFILES_VERSION}),
        monkeypatch.context() as patch,
        crowd(8) as clients,
    ):
        patch.setattr(submission, "read_movement", read_and_wait)
        hold_the_sixth()
        answers = pay_all_at_once(clients)
    assert answers["COMPLETED"] >= HELD_FROM
    proof_record(
        "control: without the version of the profile they slip under it", clients=8, made=answers["COMPLETED"]
    )


def decisions_on(card_id: str, staff: list[Actor]) -> list[Callable[[], object]]:
    """All ways to decide on a held payment: by the payment and by its alert, to make it and not to."""
    alert_id = Alert.objects.get(transaction_id=card_id).alert_id
    return [
        lambda: release_payment(actor=staff[0], key=card_id, note="Confirmed"),
        lambda: decline_payment(actor=staff[1], key=card_id, note="Not his"),
        lambda: resolve_alert(
            actor=staff[2], key=alert_id, disposition=Disposition.FALSE_POSITIVE, note="Confirmed"
        ),
        lambda: resolve_alert(
            actor=staff[3], key=alert_id, disposition=Disposition.CONFIRMED_FRAUD, note="Not his"
        ),
    ]


def said(deed: Callable[[], object]) -> str:
    """What came of a decision: that it was made, or the code of its refusal."""
    try:
        deed()
    except DomainError as refusal:
        return refusal.code
    return "done"


def held(ann: Holder, ben: Holder) -> str:
    card = submit(ann.actor, "TRANSFER", "500.00", sender=ann, receiver=ben)
    assert card.status == "HELD"
    return card.transaction_id


def test_a_held_payment_is_decided_once_however_many_decide_at_once(proof_record: ProofRecord) -> None:
    set_rules(rule())
    staff = [people.actor_for(people.bank_admin()) for _ in range(4)]
    ann, ben = holder(100_000_000), holder()
    total: Counter[str] = Counter()
    with crowd(8) as clients:
        for _ in range(DECISIONS):
            before, card_id = ben.balance_minor, held(ann, ben)
            deeds = decisions_on(card_id, staff)
            answers = Counter(clients.all_at_once(lambda number: said(deeds[number % 4])))  # noqa: B023
            total += answers
            row = Transaction.objects.get(transaction_id=card_id)
            decided = HeldPayment.objects.get(transaction_id=row.pk)
            assert answers["done"] == 1, answers
            assert (row.status, decided.outcome) in {("COMPLETED", "RELEASED"), ("DECLINED", "DECLINED")}
            assert ben.balance_minor - before == (50_000 if row.status == "COMPLETED" else 0)
    assert set(total) <= {"done", "transaction_not_held", "alert_already_resolved"}
    assert verify_books().problems == ()
    proof_record(
        "releasing, declining and resolving the alert of one held payment at once: exactly one is done",
        rounds=DECISIONS,
        done=total["done"],
        refused=sum(total.values()) - total["done"],
    )


def test_control_without_its_locks_a_payment_is_made_and_declined(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    wait = meeting(2)

    def looked_at_without_lock(row: Transaction) -> HeldPayment:
        found = HeldPayment.objects.get(transaction_id=row.pk)
        wait()
        return found

    staff = people.actor_for(people.bank_admin())
    below_a_limit = rule(RuleKind.STRUCTURING, reporting_limit=800, band_percent=50, full_times=1)
    set_rules(below_a_limit)
    ann = holder()
    # Of a deposit nothing is set aside, whose own end would decide between them.
    card = submit(ann.actor, "DEPOSIT", "700.00", receiver=ann)
    monkeypatch.setattr(held_payments, "_locked", looked_at_without_lock)
    monkeypatch.setattr(held_payments, "settle_alert_of", lambda **arguments: None)
    with sabotaged(), crowd(2) as clients:
        deeds = (release_payment, decline_payment)
        answers = clients.all_at_once(
            lambda number: said(lambda: deeds[number](actor=staff, key=card.transaction_id, note="Looked at"))
        )
    assert answers == ["done", "done"]
    proof_record("control: without its locks a held payment is made and declined", done=2)
