"""Contributions, withdrawals, payments, rules and days in any order: no money is made or lost."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core_banking.kernel import clock
from core_banking.kernel.errors import DomainError
from operations.services import run_due_work
from operations.verification import verify_books
from planning.models import AutomaticSaving
from planning.services import close_goal
from tests.builders.goals import fixed_rule, goal_of, income_rule, round_up_rule, save, saved_minor, take_out
from tests.builders.money import TELLER, holder, submit
from tests.proof_plugin import ProofRecord, at_scale
from tests.rolled_back import rolled_back

pytestmark = [pytest.mark.proof, pytest.mark.django_db]

EXAMPLES, STEPS = at_scale(small=5, full=200), at_scale(small=10, full=40)
START = dt.datetime(2027, 5, 3, 12, tzinfo=dt.UTC)
FUNDS = 50_000

deeds = st.sampled_from(["contribute", "withdraw", "pay", "earn", "work"])
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
        ann = holder(FUNDS)
        goal = goal_of(ann, "700.00")
        fixed_rule(ann, goal, "33.33")
        round_up_rule(ann, goal, "5.00")
        income_rule(ann, goal, "12.5", "100.00")
    outside = FUNDS
    for day, (deed, amount) in enumerate(steps):
        with clock.frozen_at(START + dt.timedelta(days=day)), suppress(DomainError):
            if deed == "contribute":
                save(ann, goal, _major(amount))
            elif deed == "withdraw":
                take_out(ann, goal, _major(amount))
            elif deed == "work":
                run_due_work()
            else:
                kind, sides = (
                    ("WITHDRAWAL", {"sender": ann}) if deed == "pay" else ("DEPOSIT", {"receiver": ann})
                )
                actor = ann.actor if deed == "pay" else TELLER
                moved = submit(actor, kind, _major(amount), **sides)
                if moved.status == "COMPLETED":  # fraud scoring may hold it
                    outside += -amount if deed == "pay" else amount
        assert ann.balance_minor + saved_minor(goal) == outside
    with clock.frozen_at(START + dt.timedelta(days=len(steps))):
        run_due_work()
        done = AutomaticSaving.objects.count()
        run_due_work()
        assert AutomaticSaving.objects.count() == done
        assert ann.balance_minor + saved_minor(goal) == outside
        close_goal(actor=ann.actor, goal_id=goal.id)
        assert (ann.balance_minor, saved_minor(goal)) == (outside, 0)
        assert verify_books().problems == ()


def _major(amount_minor: int) -> str:
    return f"{amount_minor // 100}.{amount_minor % 100:02d}"
