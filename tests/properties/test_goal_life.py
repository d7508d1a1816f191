"""Contributions, withdrawals, payments, rules and days in any order: no money is made or lost."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.errors import AccountStateConflict
from accounts.services import freeze_account, unfreeze_account
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import DomainError
from operations.services import run_due_work
from operations.verification import verify_books
from planning.goal_contracts import GoalCard, GoalChange
from planning.models import AutomaticSaving
from planning.services import change_goal
from tests.builders.accounts import STAFF
from tests.builders.goals import (
    end,
    fixed_rule,
    goal_of,
    income_rule,
    round_up_rule,
    save,
    saved_minor,
    take_out,
)
from tests.builders.money import TELLER, Holder, holder, second_account, submit
from tests.builders.people import actor_for, bank_admin
from tests.proof_plugin import ProofRecord, at_scale
from tests.rolled_back import rolled_back
from transactions.models import Transaction
from transactions.services import reverse_transaction

pytestmark = [pytest.mark.proof, pytest.mark.django_db]

EXAMPLES, STEPS = at_scale(small=5, full=200), at_scale(small=10, full=40)
LONGEST_LOCK = 5
START = dt.datetime(2027, 5, 3, 12, tzinfo=dt.UTC)
FUNDS = 50_000

MOVES = ["contribute", "withdraw", "pay", "earn", "work"]
TURNS = ["reverse", "freeze", "freeze pot", "unfreeze", "lock", "change account"]
deeds = st.sampled_from([*MOVES, *TURNS])
amounts = st.one_of(st.integers(1, 20_000), st.sampled_from([100, 500, 10_000, 60_000]))


def test_account_and_pot_hold_what_came_in_less_what_went_out(proof_record: ProofRecord) -> None:
    tried = 0

    @settings(max_examples=EXAMPLES, deadline=None)
    @given(steps=st.lists(st.tuples(deeds, amounts), min_size=1, max_size=STEPS))
    def live(steps: list[tuple[str, int]]) -> None:
        nonlocal tried
        tried += len(steps)
        with rolled_back():
            _live(steps)

    live()
    proof_record("a goal's life in any order: no money is made or lost", lives=EXAMPLES, deeds=tried)


def _live(steps: list[tuple[str, int]]) -> None:
    with clock.frozen_at(START):
        life = Life.begun()
    for day, (deed, amount) in enumerate(steps):
        with clock.frozen_at(START + dt.timedelta(days=day)):
            # What is refused leaves nothing behind; each deed is a use case of its own.
            with suppress(DomainError):
                life.do(deed, amount)
            assert life.held_minor() == life.outside
    # The longest lock is over by then, and what sleeps or is frozen can be used again.
    with clock.frozen_at(START + dt.timedelta(days=len(steps) + LONGEST_LOCK)):
        life.unfreeze()
        run_due_work()
        done = AutomaticSaving.objects.count()
        run_due_work()
        assert AutomaticSaving.objects.count() == done
        assert life.held_minor() == life.outside
        end(life.ann, life.goal)
        assert (life.held_minor(), saved_minor(life.goal)) == (life.outside, 0)
        assert verify_books().problems == ()


@dataclass
class Life:
    """A customer with two accounts and a goal; `outside` is what came to him less what he gave away."""

    ann: Holder
    other: Holder
    goal: GoalCard
    clerk: Actor
    outside: int = FUNDS

    @classmethod
    def begun(cls) -> Life:
        """A goal with a rule of each kind."""
        ann = holder(FUNDS)
        goal = goal_of(ann, "700.00")
        fixed_rule(ann, goal, "33.33")
        round_up_rule(ann, goal, "5.00")
        income_rule(ann, goal, "12.5", "100.00")
        return cls(ann, second_account(ann), goal, actor_for(bank_admin()))

    def held_minor(self) -> int:
        """What the customer has in all his places."""
        return self.ann.balance_minor + self.other.balance_minor + saved_minor(self.goal)

    def do(self, deed: str, amount: int) -> None:
        """Do one of the deeds. Raises what refuses it."""
        ann, goal = self.ann, self.goal
        match deed:
            case "contribute":
                save(ann, goal, _major(amount))
            case "withdraw":
                take_out(ann, goal, _major(amount))
            case "work":
                run_due_work()
            case "pay":
                self._submit(ann.actor, "WITHDRAWAL", -amount, sender=ann)
            case "earn":
                self._submit(TELLER, "DEPOSIT", amount, receiver=ann)
            case _:
                self._turn(deed, amount)

    def _turn(self, deed: str, amount: int) -> None:
        ann, goal = self.ann, self.goal
        match deed:
            case "reverse":
                into = Transaction.objects.filter(to_account_id=goal.pot_account_id).order_by("-id")
                last = into.exclude(transaction_type="REVERSAL").first()
                if last is not None:
                    reverse_transaction(actor=self.clerk, key=last.transaction_id, reason="Asked for")
            case "freeze":
                freeze_account(actor=STAFF, account_id=ann.account.id, reason="Inquiry")
            case "freeze pot":
                freeze_account(actor=STAFF, account_id=goal.pot_account_id, reason="Inquiry")
            case "unfreeze":
                self.unfreeze()
            case "lock":
                until = clock.business_date() + dt.timedelta(days=1 + amount % LONGEST_LOCK)
                self._change(locked_until=until)
            case "change account":
                self._change(account_number=(ann, self.other)[amount % 2].number)

    def unfreeze(self) -> None:
        """Let account and pot move again, where they are frozen."""
        for account_id in (self.ann.account.id, self.goal.pot_account_id):
            with suppress(AccountStateConflict):
                unfreeze_account(actor=STAFF, account_id=account_id, reason="Cleared")

    def _change(self, **fields: object) -> None:
        change_goal(actor=self.ann.actor, goal_id=self.goal.id, change=GoalChange(fields=fields))

    def _submit(self, actor: Actor, kind: str, signed_minor: int, **sides: Holder) -> None:
        moved = submit(actor, kind, _major(abs(signed_minor)), **sides)
        if moved.status == "COMPLETED":  # fraud scoring may hold it
            self.outside += signed_minor


def _major(amount_minor: int) -> str:
    return f"{amount_minor // 100}.{amount_minor % 100:02d}"
