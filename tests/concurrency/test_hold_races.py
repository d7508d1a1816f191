"""A hold comes to one end, whoever asks for which at once; and money for one hold is held once."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError
from django.db.models import QuerySet

from core_banking.kernel import clock
from core_banking.kernel.actors import system_actor
from core_banking.kernel.errors import DomainError
from core_banking.kernel.idempotency import Answer
from ledger.models import Hold
from ledger.selectors import balance_of
from operations.verification import verify_books
from tests.append_only_tables import triggers_aside
from tests.builders.money import Holder, holder, pay_in
from tests.concurrency.crowd import crowd, meeting
from tests.concurrency.sabotage import sabotaged
from tests.concurrency.test_double_spend import rich_customer
from tests.proof_plugin import ProofRecord, at_scale
from transactions.hold_contracts import CaptureCommand, HoldCommand
from transactions.models import HoldOrder, Transaction
from transactions.services import authorise_hold, capture_hold, expire_hold, holds, void_hold

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

CAPTURES = 100
CAPTURE_ROUNDS = at_scale(small=1, full=20)
END_ROUNDS = at_scale(small=4, full=100)
PLACING_ROUNDS = at_scale(small=2, full=50)
NIGHT = system_actor("nightly")
WHAT_ENDS_A_HOLD_ONCE = ("transactions_holdresolution_pkey", "ledger_balance_held_within_bounds")


def said(deed: Callable[[], Any]) -> str:
    """Return what came of a deed in a word: its refusal's code, or that the database would not have it."""
    try:
        return "done" if deed() else "nothing to do"
    except DomainError as refusal:
        return refusal.code
    except DatabaseError:
        return "refused by the database"


def place(of: Holder, amount: str) -> int:
    """Hold some of a customer's money; return the order's number."""
    hold = authorise_hold(
        actor=of.actor, command=HoldCommand(account_number=of.number, amount=Decimal(amount))
    )
    assert not isinstance(hold, Answer)
    return hold.id


def violations(of: Holder, end: Callable[[int], Counter[str]], rounds: int) -> tuple[list[str], Counter[str]]:
    """Let `end` happen to one hold after the other; return what went wrong, and how often which answer came."""
    found, total = [], Counter[str]()
    for number in range(1, rounds + 1):
        pay_in(of, 100_00)
        key = place(of, "100.00")
        balance, before = of.balance_minor, Transaction.objects.count()
        answers = end(key)
        total += answers
        hold = HoldOrder.objects.select_related("hold").get(pk=key).hold
        facts = balance_of(of.account.ledger_account_id)
        moved = Transaction.objects.count() - before
        left = balance - hold.captured_minor
        if (
            answers["done"] != 1
            or moved != (hold.status == "CAPTURED")
            or (facts.balance_minor, facts.held_minor) != (left, 0)
        ):
            found.append(
                f"round {number}: {answers['done']} ends, {moved} movements, {facts.balance_minor} left,"
                f" {facts.held_minor} held"
            )
            break
        if hold.status != "CAPTURED":
            take_all(of)
    return found + list(verify_books().problems), total


def take_all(of: Holder) -> None:
    """Let the money of a round leave the account, as a hold that is captured."""
    capture_hold(actor=of.actor, key=str(place(of, "100.00")), command=CaptureCommand())


def captures_at_once(clients: int, rounds: int, *, spare_minor: int = 0) -> tuple[list[str], Counter[str]]:
    ann = rich_customer()
    if spare_minor:
        pay_in(ann, spare_minor)
    with crowd(clients) as people:

        def end(key: int) -> Counter[str]:
            return Counter(
                people.all_at_once(
                    lambda _: said(
                        lambda: capture_hold(actor=ann.actor, key=str(key), command=CaptureCommand())
                    )
                )
            )

        return violations(ann, end, rounds)


def different_ends_at_once(clients: int, rounds: int) -> tuple[list[str], Counter[str], Counter[str]]:
    ann = rich_customer()
    later = clock.now() + dt.timedelta(days=365)
    ends: list[Callable[[int], Any]] = [
        lambda key: capture_hold(actor=ann.actor, key=str(key), command=CaptureCommand()),
        lambda key: void_hold(actor=ann.actor, key=str(key)),
        lambda key: expire_hold(actor=NIGHT, hold_id=key, now=later),
    ]
    outcomes: Counter[str] = Counter()
    with crowd(clients) as people:

        def end(key: int) -> Counter[str]:
            # Who is first in the queue changes from round to round.
            answers = people.all_at_once(lambda n: said(lambda: ends[(n + key) % 3](key)))
            outcomes[HoldOrder.objects.get(pk=key).hold.status] += 1
            return Counter(answers)

        found, total = violations(ann, end, rounds)
    return found, total, outcomes


@contextmanager
def without_row_locks(monkeypatch: pytest.MonkeyPatch, clients: int) -> Iterator[None]:
    """Take every lock of a row away, and let all clients look at the hold before any of them resolves it."""
    wait, look = meeting(clients), holds._lock

    def look_and_wait(*arguments: Any) -> None:
        look(*arguments)
        wait()

    with monkeypatch.context() as patch:
        patch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
        patch.setattr(holds, "_lock", look_and_wait)
        yield


def test_of_100_captures_of_one_hold_exactly_one_is_made(proof_record: ProofRecord) -> None:
    found, answers = captures_at_once(CAPTURES, CAPTURE_ROUNDS)
    assert found == []
    assert answers == {"done": CAPTURE_ROUNDS, "hold_already_resolved": CAPTURE_ROUNDS * (CAPTURES - 1)}
    proof_record(
        "100 captures of one hold at once: exactly one moves the money",
        clients=CAPTURES,
        rounds=CAPTURE_ROUNDS,
        captured=answers["done"],
        refused=answers["hold_already_resolved"],
    )


def test_capture_void_and_expiry_at_once_come_to_exactly_one_end(proof_record: ProofRecord) -> None:
    found, answers, outcomes = different_ends_at_once(9, END_ROUNDS)
    assert found == []
    assert sum(outcomes.values()) == answers["done"] == END_ROUNDS
    assert set(answers) <= {"done", "hold_already_resolved", "hold_expired", "nothing to do"}
    proof_record(
        "capture against void against expiry of one hold: exactly one end",
        clients=9,
        rounds=END_ROUNDS,
        **{outcome.lower(): times for outcome, times in outcomes.items()},
    )


def test_without_the_locks_alone_the_database_still_ends_a_hold_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each invariant stands twice: nothing ends twice, though the losers are told less well."""
    with without_row_locks(monkeypatch, 8):
        found, answers = captures_at_once(8, 1, spare_minor=700_00)
    assert found == []
    assert answers["refused by the database"] > 0


def test_control_without_locks_trigger_and_key_a_hold_is_captured_again(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    with sabotaged(without=WHAT_ENDS_A_HOLD_ONCE), triggers_aside(), without_row_locks(monkeypatch, 4):
        found, answers = captures_at_once(4, 1, spare_minor=300_00)
    assert found
    assert answers["done"] > 1
    proof_record(
        "control: without locks, trigger and key the same hold is captured again",
        clients=4,
        rounds=1,
        captured=answers["done"],
    )
    assert verify_books().is_clean


def test_control_without_locks_trigger_and_key_a_hold_comes_to_several_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with sabotaged(without=WHAT_ENDS_A_HOLD_ONCE), triggers_aside(), without_row_locks(monkeypatch, 3):
        found, answers, _ = different_ends_at_once(3, 1)
    assert found
    assert answers["done"] > 1


def holds_at_once(clients: int, rounds: int) -> tuple[list[str], Counter[str]]:
    """Put money for one on an account and let everybody set it aside at once, again and again."""
    ann = rich_customer()
    found, total = [], Counter[str]()
    with crowd(clients) as people:
        for number in range(1, rounds + 1):
            pay_in(ann, 100_00)
            answers = Counter(people.all_at_once(lambda _: said(lambda: place(ann, "100.00"))))
            total += answers
            facts = balance_of(ann.account.ledger_account_id)
            if answers["done"] != 1 or facts.held_minor != facts.balance_minor:
                found.append(f"round {number}: {answers['done']} holds, {facts.held_minor} held")
                break
            open_hold = HoldOrder.objects.get(hold__status="OPEN")
            capture_hold(actor=ann.actor, key=str(open_hold.pk), command=CaptureCommand())
    return found, total


def test_money_for_one_hold_is_held_once() -> None:
    found, answers = holds_at_once(16, PLACING_ROUNDS)
    assert found == []
    assert answers == {"done": PLACING_ROUNDS, "insufficient_funds": PLACING_ROUNDS * 15}
    assert verify_books().is_clean


def test_control_without_the_locks_it_is_held_again(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(QuerySet, "select_for_update", lambda rows, **options: rows)
        patch.setattr("ledger.services.open_hold", wait_and_open(meeting(4)))
        found, answers = holds_at_once(4, 1)
    assert answers["done"] > 1
    assert found
    assert Hold.objects.count() == answers["done"]


def wait_and_open(wait: Callable[[], None]) -> Callable[..., Any]:
    """Return the writing of a hold, once all have seen that the money is there."""
    from ledger.holds import open_hold

    def run(**terms: Any) -> Any:
        wait()
        return open_hold(**terms)

    return run


def test_a_receiver_without_a_hold_is_not_kept_waiting_by_one() -> None:
    """Holds of two customers that pay into each other's accounts cross without a deadlock."""
    ann, ben = holder(100_00), holder(100_00)
    keys = {ann.number: place(ann, "50.00"), ben.number: place(ben, "50.00")}

    def pay_across(number: int) -> str:
        payer, payee = (ann, ben) if number == 0 else (ben, ann)
        command = CaptureCommand(to_account_number=payee.number, amount=Decimal("40.00"))
        return said(lambda: capture_hold(actor=payer.actor, key=str(keys[payer.number]), command=command))

    with crowd(2) as people:
        assert people.all_at_once(pay_across) == ["done", "done"]
    assert (ann.balance_minor, ben.balance_minor) == (99_00, 99_00)
