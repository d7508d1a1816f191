"""Everything that moves money at once, over the same few accounts: nobody waits for somebody who waits for him."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal

import pytest

from accounts.contracts import MaturityInstruction
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError
from operations.due_work import do_due_work
from operations.verification import verify_books
from tests.builders.bulk import ordered
from tests.builders.money import Holder, holder, submit
from tests.builders.standing_orders import THE_BANK, standing_order
from tests.builders.term_deposits import deposit_product, fixed_deposit
from tests.concurrency.crowd import crowd
from tests.concurrency.test_opposite_transfers import deadlocks
from tests.proof_plugin import ProofRecord, at_scale
from transactions.contracts import REVERSE, SUBMIT_ANY
from transactions.hold_contracts import CaptureCommand, HoldCard, HoldCommand
from transactions.services import authorise_hold, capture_hold, reverse_transaction
from transactions.services.bulk_work import run_bulk_transfer

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

WORKERS = 6
STEPS = at_scale(small=3, full=60)
CLERK = Actor(username="branch", permissions=frozenset({REVERSE, SUBMIT_ANY}))
BEGUN, DUE = dt.datetime(2027, 1, 1, 12, tzinfo=dt.UTC), dt.datetime(2028, 1, 1, 12, tzinfo=dt.UTC)


def in_bulk(chance: random.Random, sender: Holder, receivers: list[Holder]) -> None:
    wanted = [(chance.choice(receivers), "1.00") for _ in range(20)]
    mode = chance.choice(["ALL_OR_NOTHING", "BEST_EFFORT"])
    run_bulk_transfer.call(ordered(sender, wanted, mode).id)


def in_two_steps(sender: Holder, receiver: Holder) -> None:
    hold = authorise_hold(
        actor=sender.actor, command=HoldCommand(account_number=sender.number, amount=Decimal("20.00"))
    )
    assert isinstance(hold, HoldCard)
    capture_hold(
        actor=sender.actor,
        key=hold.hold_id,
        command=CaptureCommand(amount=Decimal("10.00"), to_account_number=receiver.number),
    )


def and_back(sender: Holder, receiver: Holder) -> None:
    sent = submit(sender.actor, "TRANSFER", "4.00", sender=sender, receiver=receiver)
    reverse_transaction(actor=CLERK, key=sent.transaction_id, reason="Typed twice")


def test_bulk_transfers_holds_reversals_orders_and_maturities_deadlock_nobody(
    proof_record: ProofRecord,
) -> None:
    deposit_product()
    with clock.frozen_at(BEGUN):
        people = [holder(10_000_000) for _ in range(3)]
        deposits = [
            fixed_deposit(each, maturity_instruction=instruction)
            for each in people
            for instruction in MaturityInstruction
        ]
        for sender, receiver in zip(people, people[1:] + people[:1], strict=True):
            standing_order(sender, receiver, rrule="FREQ=MONTHLY", start_date=BEGUN.date())
    before, answers = deadlocks(), Counter[str]()

    def work(number: int) -> None:
        chance = random.Random(number)
        for step in range(STEPS):
            sender, receiver = chance.sample(people, 2)
            others = [each for each in people + deposits if each is not sender]
            deeds: list[Callable[[], object]] = [
                lambda: in_bulk(chance, sender, others),  # noqa: B023 - done at once
                lambda: in_two_steps(sender, receiver),  # noqa: B023 - done at once
                lambda: and_back(sender, receiver),  # noqa: B023 - done at once
                lambda: do_due_work(THE_BANK, DUE.date(), lambda: True),
            ]
            with clock.frozen_at(DUE):
                try:
                    deeds[(number + step) % len(deeds)]()
                    answers["done"] += 1
                except DomainError as refusal:
                    answers[refusal.code] += 1

    with crowd(WORKERS) as workers:
        workers.all_at_once(work)

    assert deadlocks() - before == 0
    assert set(answers) <= {"done", "insufficient_funds", "daily_limit_exceeded"}
    assert answers["done"] > WORKERS * STEPS // 2
    assert verify_books().is_clean
    proof_record(
        "bulk transfers, holds, reversals, standing orders and maturities at once: no deadlock, books clean",
        workers=WORKERS,
        steps=STEPS,
        done=answers["done"],
    )
