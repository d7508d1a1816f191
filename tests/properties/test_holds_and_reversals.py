"""Money set aside, taken, given up and taken back in any order: every answer and figure is as a small model says."""

from __future__ import annotations

import datetime as dt
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, ClassVar

import pytest
from django.db import connection
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor, system_actor
from core_banking.kernel.errors import DomainError
from ledger.selectors import balance_of
from operations.verification import verify_books
from tests.builders.money import TELLER, Holder, holder, submit
from tests.proof_plugin import ProofRecord, at_scale
from tests.rolled_back import rolled_back
from transactions.contracts import REVERSE, TransactionType
from transactions.hold_contracts import CaptureCommand, CapturedHold, HoldCard, HoldCommand
from transactions.models import HoldOrder
from transactions.reversal_contracts import ReversedMovement
from transactions.services import (
    authorise_hold,
    capture_hold,
    expire_due_holds,
    reverse_transaction,
    void_hold,
)

pytestmark = [pytest.mark.proof, pytest.mark.django_db]

RUNS, STEPS = at_scale(small=8, full=150), at_scale(small=18, full=60)
START = dt.datetime(2027, 5, 3, 12, tzinfo=dt.UTC)
FEE = 100
NAMES = ("ann", "ben")
NIGHT = system_actor("nightly")
CORRECTOR = Actor(username="back office", permissions=frozenset({REVERSE}))

names = st.sampled_from(NAMES)
amounts = st.one_of(st.integers(1, 9_000), st.sampled_from([1, 4_999, 5_000, 20_000]))


@dataclass
class HoldModel:
    """A hold: whose, how much, until when, and its status."""

    of: str
    amount: int
    expires_at: dt.datetime
    card: HoldCard
    status: str = "OPEN"


@dataclass
class MovementModel:
    """A movement: what it took from whom and gave to whom, and whether it was taken back."""

    key: str
    sender: str | None
    receiver: str | None
    amount: int
    fee: int
    is_reversal: bool = False
    is_undone: bool = False


@dataclass
class Model:
    """Balances and holds of two customers, in minor units; no minimum balance, limits out of reach."""

    balance: dict[str, int] = field(default_factory=lambda: dict.fromkeys(NAMES, 0))
    holds: list[HoldModel] = field(default_factory=list)
    movements: list[MovementModel] = field(default_factory=list)

    def held(self, name: str) -> int:
        return sum(hold.amount for hold in self.holds if hold.of == name and hold.status == "OPEN")

    def available(self, name: str) -> int:
        return self.balance[name] - self.held(name)

    def move(self, movement: MovementModel) -> None:
        if movement.sender is not None:
            self.balance[movement.sender] -= movement.amount + movement.fee
        if movement.receiver is not None:
            self.balance[movement.receiver] += movement.amount
        self.movements.append(movement)

    def undo(self, movement: MovementModel, key: str) -> None:
        if movement.receiver is not None:
            self.balance[movement.receiver] -= movement.amount
        if movement.sender is not None:
            self.balance[movement.sender] += movement.amount + movement.fee
        movement.is_undone = True
        self.movements.append(replace(movement, key=key, is_reversal=True, is_undone=False))


class CounterMachine(RuleBasedStateMachine):
    """Two customers, staff and the night's job on one side, the model on the other."""

    holders: ClassVar[dict[str, Holder]]
    answers: ClassVar[dict[str, int]]

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(rolled_back())
        self.model, self.now = Model(), START

    def teardown(self) -> None:
        problems = verify_books().problems
        self.stack.close()
        assert problems == ()

    @initialize()
    def everybody_has_some_money_and_something_has_happened(self) -> None:
        for name in NAMES:
            self.pay_in(name, 20_000)
        self.set_aside("ann", 1_000, 60)
        self.take(0, 400, inside=False)
        self.take_back(len(self.model.movements) - 1)

    @rule(name=names, amount=amounts)
    def pay_in(self, name: str, amount: int) -> None:
        made = self._do(submit, TELLER, TransactionType.DEPOSIT, _major(amount), receiver=self.holders[name])
        self.model.move(MovementModel(made.transaction_id, None, name, amount, 0))

    @rule(name=names, amount=amounts)
    def take_out(self, name: str, amount: int) -> None:
        sides = {"sender": self.holders[name]}
        expected = "insufficient_funds" if amount > self.model.available(name) else None
        made = self._do(
            submit,
            self.holders[name].actor,
            TransactionType.WITHDRAWAL,
            _major(amount),
            code=expected,
            **sides,
        )
        if expected is None:
            self.model.move(MovementModel(made.transaction_id, name, None, amount, 0))

    @rule(name=names, amount=amounts, hours=st.integers(1, 60))
    def set_aside(self, name: str, amount: int, hours: int) -> None:
        expires_at = self.now + dt.timedelta(hours=hours)
        command = HoldCommand(
            account_number=self.holders[name].number, amount=Decimal(_major(amount)), expires_at=expires_at
        )
        expected = "insufficient_funds" if amount > self.model.available(name) else None
        card = self._do(authorise_hold, code=expected, actor=self.holders[name].actor, command=command)
        if expected is None:
            self.model.holds.append(HoldModel(name, amount, expires_at, card))

    @rule(which=st.integers(0, 9), amount=st.one_of(st.none(), amounts), inside=st.booleans())
    def take(self, which: int, amount: int | None, inside: bool) -> None:
        if not self.model.holds:
            return
        hold = self.model.holds[which % len(self.model.holds)]
        other = "ben" if hold.of == "ann" else "ann"
        taken, fee = amount or hold.amount, FEE if inside else 0
        expected = self._refusal_of_a_capture(hold, taken, fee)
        command = CaptureCommand(
            amount=None if amount is None else Decimal(_major(amount)),
            to_account_number=self.holders[other].number if inside else None,
        )
        actor = self.holders[hold.of].actor
        made = self._do(capture_hold, code=expected, actor=actor, key=hold.card.hold_id, command=command)
        if expected is None:
            assert isinstance(made, CapturedHold)
            hold.status = "CAPTURED"
            key = made.transaction.transaction_id
            self.model.move(MovementModel(key, hold.of, other if inside else None, taken, fee))

    def _refusal_of_a_capture(self, hold: HoldModel, taken: int, fee: int) -> str | None:
        if hold.status == "EXPIRED" or (hold.status == "OPEN" and hold.expires_at <= self.now):
            return "hold_expired"
        if hold.status != "OPEN":
            return "hold_already_resolved"
        if taken > hold.amount:
            return "capture_exceeds_hold"
        released = self.model.available(hold.of) + hold.amount
        return "insufficient_funds" if taken + fee > released else None

    @rule(which=st.integers(0, 9))
    def give_up(self, which: int) -> None:
        if not self.model.holds:
            return
        hold = self.model.holds[which % len(self.model.holds)]
        expected = None if hold.status == "OPEN" else "hold_already_resolved"
        self._do(void_hold, code=expected, actor=self.holders[hold.of].actor, key=hold.card.hold_id)
        hold.status = "VOIDED" if expected is None else hold.status

    @rule(hours=st.integers(1, 40))
    def time_passes(self, hours: int) -> None:
        self.now += dt.timedelta(hours=hours)

    @rule()
    def the_night_comes(self) -> None:
        due = [hold for hold in self.model.holds if hold.status == "OPEN" and hold.expires_at <= self.now]
        assert self._do(expire_due_holds, actor=NIGHT) == len(due)
        for hold in due:
            hold.status = "EXPIRED"

    @rule(which=st.integers(0, 19))
    def take_back(self, which: int) -> None:
        movement = self.model.movements[which % len(self.model.movements)]
        expected = None
        if movement.is_reversal:
            expected = "not_reversible"
        elif movement.is_undone:
            expected = "already_reversed"
        elif movement.receiver and movement.amount > self.model.available(movement.receiver):
            expected = "insufficient_funds"
        made = self._do(
            reverse_transaction, code=expected, actor=CORRECTOR, key=movement.key, reason="Typed twice"
        )
        if expected is None:
            assert isinstance(made, ReversedMovement)
            self.model.undo(movement, made.reversal.transaction_id)

    @invariant()
    def every_account_holds_and_has_free_what_the_model_says(self) -> None:
        for name in NAMES:
            facts = balance_of(self.holders[name].account.ledger_account_id)
            assert facts.balance_minor == self.model.balance[name]
            assert facts.held_minor == self.model.held(name)
            assert facts.available_minor == self.model.available(name)

    def _do(self, deed: Any, *arguments: Any, code: str | None = None, **named: Any) -> Any:
        """Do something that the model expects to be made, or to be refused with a code."""
        self.answers[code or deed.__name__] = self.answers.get(code or deed.__name__, 0) + 1
        with clock.frozen_at(self.now):
            if code is None:
                return deed(*arguments, **named)
            with pytest.raises(DomainError) as refusal:
                deed(*arguments, **named)
            assert refusal.value.code == code
            return None


def _major(amount: int) -> str:
    return str(Decimal(amount).scaleb(-2))


def test_holds_and_reversals_in_any_order_agree_with_the_model(proof_record: ProofRecord) -> None:
    CounterMachine.holders, CounterMachine.answers = {name: holder() for name in NAMES}, {}
    run_state_machine_as_test(
        CounterMachine,
        settings=hypothesis_settings(max_examples=RUNS, stateful_step_count=STEPS, deadline=None),
    )
    assert CounterMachine.answers.keys() >= {"authorise_hold", "capture_hold", "reverse_transaction"}
    assert not HoldOrder.objects.exists()
    proof_record(
        "holds and reversals in any order against a model: every answer, balance and hold as predicted",
        engine=connection.vendor,
        runs=RUNS,
        steps_each=STEPS,
        deeds=sum(CounterMachine.answers.values()),
    )
