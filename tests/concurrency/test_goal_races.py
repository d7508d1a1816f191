"""Many hands at one goal: what goes in and out adds up, and a rule that several workers run saves once.

Two things hold the second, the lock of the goal and the unique row of the date or the movement: each alone is enough,
and without both it goes wrong.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Any

import pytest

from core_banking.kernel import clock
from ledger.verification import verify
from planning.goal_contracts import GoalCard, GoalChange
from planning.models import SavingsGoal
from planning.services import change_goal, goals_money, goals_savings, save_from_next_movement, save_on_date
from planning.verification import goal_problems
from tests.builders.goals import THE_BANK, fixed_rule, goal_of, round_up_rule, save, saved_minor, take_out
from tests.builders.money import Holder, holder, second_account, submit
from tests.concurrency.crowd import Crowd, crowd, meeting
from tests.concurrency.sabotage import (
    POSTING_A_MOVEMENT,
    POSTING_AN_ENTRY,
    SLOWLY_AFTER_THE_CHECKS,
    WITHOUT_ROW_LOCKS,
    sabotaged,
)
from tests.concurrency.test_double_spend import FUNDS_OF_THE_BOOK
from tests.proof_plugin import ProofRecord, at_scale
from transactions.models import Transaction

pytestmark = [pytest.mark.proof, pytest.mark.django_db(transaction=True)]

HANDS, WORKERS = 30, 6
TURNS = at_scale(small=5, full=40)
ROUNDS = at_scale(small=1, full=20)
ONE_ROW = {"date": "planning_saving_once_a_date", "movement": "planning_saving_once_a_movement"}


def goal_without_lock(goal_id: int) -> SavingsGoal:
    return SavingsGoal.objects.select_related("account", "pot").get(pk=goal_id)


def in_and_out_at_once(workers: Crowd) -> tuple[int, int]:
    """Let half of the hands put money in and half take some out; return what is in the pot, and what ought to be."""
    ann = holder(100_000)
    goal = goal_of(ann, "5000.00")
    save(ann, goal, "300.00")

    def move(number: int) -> None:
        deed = save if number % 2 else take_out
        deed(ann, goal, f"{number + 1}.00")

    workers.all_at_once(move)
    ought = 30_000 + sum((1 if number % 2 else -1) * (number + 1) * 100 for number in range(workers.size))
    return saved_minor(goal), ought


def savings_of_one_occasion(workers: Crowd, occasion: str) -> int:
    """Let every worker run a rule for the same date or movement; return how often it saved."""
    ann = holder(100_000)
    goal = goal_of(ann)
    run = _rule_for(occasion, ann, goal)
    workers.all_at_once(lambda number: run())
    return Transaction.objects.filter(to_account_id=goal.pot_account_id).count()


def _rule_for(occasion: str, ann: Holder, goal: GoalCard) -> Any:
    if occasion == "date":
        rule, today = fixed_rule(ann, goal), clock.business_date()
        return lambda: save_on_date(actor=THE_BANK, rule_id=rule.id, due_date=today)
    rule = round_up_rule(ann, goal)
    submit(ann.actor, "WITHDRAWAL", "0.50", sender=ann)
    return lambda: save_from_next_movement(actor=THE_BANK, rule_id=rule.id)


def test_money_put_in_and_taken_out_at_once_adds_up(proof_record: ProofRecord) -> None:
    with crowd(HANDS) as workers:
        rounds = [in_and_out_at_once(workers) for _ in range(ROUNDS)]

    assert rounds == [(31_500, 31_500)] * ROUNDS
    assert verify().is_clean
    assert goal_problems() == []
    proof_record(f"{HANDS} hands put money into a goal and take some out at once", hands=HANDS, rounds=ROUNDS)


def test_an_account_that_changes_meanwhile_loses_nobody_his_goal(proof_record: ProofRecord) -> None:
    ann = holder(100_000)
    goal, other = goal_of(ann, "5000.00"), second_account(ann, 100_000)

    def move_or_turn(number: int) -> None:
        if number % 2:
            save(ann, goal, "1.00")
        else:
            account = (ann, other)[number // 2 % 2].number
            change_goal(
                actor=ann.actor, goal_id=goal.id, change=GoalChange(fields={"account_number": account})
            )

    with crowd(WORKERS) as workers:
        for _ in range(TURNS):
            workers.all_at_once(move_or_turn)

    assert saved_minor(goal) == TURNS * WORKERS // 2 * 100
    assert ann.balance_minor + other.balance_minor + saved_minor(goal) == 200_000
    assert goal_problems() == []
    proof_record("a goal's account changes while money goes into it", hands=WORKERS, rounds=TURNS)


def test_control_without_locks_and_constraints_it_does_not_add_up(
    monkeypatch: pytest.MonkeyPatch, proof_record: ProofRecord
) -> None:
    monkeypatch.setattr(goals_money, "lock_own_goal", lambda actor, goal_id: goal_without_lock(goal_id))
    functions = {
        POSTING_A_MOVEMENT: WITHOUT_ROW_LOCKS,
        POSTING_AN_ENTRY: [*WITHOUT_ROW_LOCKS, *SLOWLY_AFTER_THE_CHECKS],
    }
    with sabotaged(functions, without=FUNDS_OF_THE_BOOK), crowd(WORKERS) as workers:
        held, ought = in_and_out_at_once(workers)
        assert held != ought
        assert not verify().is_clean
    proof_record("control: without row locks and constraints", hands=WORKERS, held=held, ought=ought)


@pytest.mark.parametrize("occasion", ["date", "movement"])
def test_a_rule_saves_once_however_many_workers_come(occasion: str, proof_record: ProofRecord) -> None:
    with crowd(WORKERS) as workers:
        rounds = [savings_of_one_occasion(workers, occasion) for _ in range(ROUNDS)]

    assert rounds == [1] * ROUNDS
    assert goal_problems() == []
    proof_record(f"{WORKERS} workers at one {occasion} of a rule: saved once", workers=WORKERS, rounds=ROUNDS)


@pytest.mark.parametrize("occasion", ["date", "movement"])
@pytest.mark.parametrize("row_is_unique", [True, False])
def test_control_without_the_lock_the_unique_row_holds_and_without_both_it_saves_again(
    monkeypatch: pytest.MonkeyPatch, occasion: str, row_is_unique: bool, proof_record: ProofRecord
) -> None:
    wait, deed = meeting(WORKERS, at_most_seconds=2), goals_savings._save

    def meet_and_go_on(*arguments: Any) -> Any:
        wait()
        return deed(*arguments)

    monkeypatch.setattr(goals_savings, "lock_goal", goal_without_lock)
    monkeypatch.setattr(goals_savings, "_save", meet_and_go_on)
    without = nullcontext() if row_is_unique else sabotaged(without=[ONE_ROW[occasion]])
    with without, crowd(WORKERS) as workers:
        savings = savings_of_one_occasion(workers, occasion)

    assert (savings == 1) is row_is_unique
    proof_record(
        f"control, {occasion}: without the lock{'' if row_is_unique else ' and the unique row'}",
        workers=WORKERS,
        savings=savings,
    )
