"""Rules that save by themselves: once for each date and movement, all of it or nothing, whatever happens between."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from core_banking.kernel import clock
from core_banking.kernel.errors import NotAllowed
from notifications.models import Notification
from operations.services import close_business_day, run_due_work
from operations.verification import verify_books
from planning.goal_contracts import GoalChange
from planning.models import AutomaticSaving, SavingRule
from planning.selectors import forecast_for
from planning.services import (
    change_goal,
    change_saving_rule,
    end_saving_rule,
    goals_savings,
    save_from_next_movement,
    save_on_date,
)
from planning.services.goals_money import put_into_pot
from tests.builders.goals import THE_BANK, fixed_rule, goal_of, income_rule, round_up_rule, save, saved_minor
from tests.builders.money import TELLER, Holder, holder, second_account, submit
from transactions.models import Transaction
from transactions.selectors import unused_accounts
from transactions.services import reverse_transaction

pytestmark = pytest.mark.django_db

TODAY = dt.date(2027, 1, 1)


@contextmanager
def on(date: dt.date) -> Iterator[None]:
    with clock.frozen_at(dt.datetime.combine(date, dt.time(12), tzinfo=dt.UTC)):
        yield


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with on(TODAY):
        yield


@pytest.fixture
def ann() -> Holder:
    return holder(100_000)


@pytest.fixture
def ben() -> Holder:
    return holder(100_000)


def outcomes() -> list[tuple[str, int, str]]:
    rows = AutomaticSaving.objects.order_by("id")
    return list(rows.values_list("status", "amount_minor", "code"))


def steps_of(report: Any) -> dict[str, tuple[int, int, int]]:
    """What came of the steps that save."""
    return {
        step.name: (step.done, step.refused, step.failed)
        for step in report.steps
        if step.name.startswith("save") and (step.done or step.refused or step.failed)
    }


def test_a_rule_keeps_no_account_awake_and_what_its_owner_saves_does(ann: Holder, ben: Holder) -> None:
    for person in (ann, ben):
        fixed_rule(person, goal_of(person), "1.00", rrule="FREQ=MONTHLY")
    later = TODAY + dt.timedelta(days=366)
    with on(TODAY + dt.timedelta(days=5)):
        save(ben, goal_of(ben), "1.00")
        run_due_work()
    with on(later):
        assert unused_accounts(later)[0] == [ann.account.id]


def test_the_forecast_knows_what_will_be_saved_until_the_goal_is_reached(ann: Holder) -> None:
    goal = goal_of(ann, "100.00")
    save(ann, goal, "10.00")
    fixed_rule(ann, goal, "40.00", rrule="FREQ=WEEKLY", start_date=TODAY + dt.timedelta(days=2))
    resting = fixed_rule(ann, goal_of(ann))
    change_saving_rule(
        actor=ann.actor, goal_id=resting.goal_id, rule_id=resting.id, fields={"is_active": False}
    )

    ahead = forecast_for(ann.actor, days=60, currency=None).forecast

    assert [(each.date, each.amount_minor, each.source, each.explanation) for each in ahead.movements] == [
        (date, -4_000, "SAVINGS_GOAL", f"Saved for your goal “Holiday” on {date}.")
        for date in (dt.date(2027, 1, 3), dt.date(2027, 1, 10), dt.date(2027, 1, 17))
    ]
    assert (ahead.start_minor, ahead.days[-1].balance_minor) == (99_000, 87_000)


def test_every_date_is_saved_for_once_and_made_up_for_after_an_outage(ann: Holder) -> None:
    goal = goal_of(ann)
    fixed_rule(ann, goal, "50.00")

    assert steps_of(run_due_work()) == {"save on dates": (1, 0, 0)}
    assert steps_of(run_due_work()) == {}
    with on(dt.date(2027, 1, 5)):
        assert steps_of(run_due_work()) == {"save on dates": (4, 0, 0)}
    assert (saved_minor(goal), ann.balance_minor) == (25_000, 75_000)
    dates = AutomaticSaving.objects.order_by("id").values_list("due_date", flat=True)
    assert list(dates) == [dt.date(2027, 1, day) for day in range(1, 6)]
    assert verify_books().is_clean


def test_too_little_money_saves_nothing_and_is_told_once(ann: Holder) -> None:
    goal = goal_of(ann, "5000.00")
    fixed_rule(ann, goal, "400.00")

    with on(dt.date(2027, 1, 4)):
        run_due_work()
    assert outcomes() == [("SAVED", 40_000, "")] * 2 + [("SKIPPED", 40_000, "insufficient_funds")] * 2
    assert Notification.objects.filter(kind="GOAL_SAVING_SKIPPED").count() == 1
    assert (saved_minor(goal), ann.balance_minor) == (80_000, 20_000)

    submit(TELLER, "DEPOSIT", "300.00", receiver=ann)
    with on(dt.date(2027, 1, 6)):
        run_due_work()
    assert outcomes()[4:] == [("SAVED", 40_000, ""), ("SKIPPED", 40_000, "insufficient_funds")]
    assert Notification.objects.filter(kind="GOAL_SAVING_SKIPPED").count() == 2


def test_what_goes_out_to_others_is_rounded_up(ann: Holder, ben: Holder) -> None:
    goal, other = goal_of(ann), second_account(ann)
    submit(ann.actor, "WITHDRAWAL", "1.50", sender=ann)
    round_up_rule(ann, goal, "5.00")
    submit(ann.actor, "WITHDRAWAL", "12.34", sender=ann)
    submit(ann.actor, "WITHDRAWAL", "15.00", sender=ann)
    submit(ann.actor, "PAYMENT", "0.01", sender=ann, payee_name="Water")
    submit(ann.actor, "TRANSFER", "3.00", sender=ann, receiver=ben)
    submit(ann.actor, "TRANSFER", "3.33", sender=ann, receiver=other)
    submit(ben.actor, "TRANSFER", "7.77", sender=ben, receiver=ann)
    submit(TELLER, "FEE", "1.11", sender=ann)
    taken_back = submit(ann.actor, "WITHDRAWAL", "2.22", sender=ann)
    reverse_transaction(actor=_reverser(), key=taken_back.transaction_id, reason="Wrong notes")

    assert steps_of(run_due_work()) == {"save from movements": (3, 0, 0)}
    assert outcomes() == [("SAVED", 266, ""), ("SAVED", 499, ""), ("SAVED", 200, "")]
    assert saved_minor(goal) == 965
    assert steps_of(run_due_work()) == {}
    assert verify_books().is_clean


def test_a_share_of_what_comes_in_is_saved_from_a_threshold_on(ann: Holder, ben: Holder) -> None:
    goal, other = goal_of(ann), second_account(ann, 100_000)
    income_rule(ann, goal, "12.5", "500.00")
    submit(TELLER, "DEPOSIT", "499.99", receiver=ann)
    submit(TELLER, "DEPOSIT", "500.01", receiver=ann)
    submit(ben.actor, "TRANSFER", "600.00", sender=ben, receiver=ann)
    submit(ann.actor, "TRANSFER", "700.00", sender=other, receiver=ann)

    run_due_work()

    assert outcomes() == [("SAVED", 6_250, ""), ("SAVED", 7_500, "")]
    assert saved_minor(goal) == 13_750


def test_rules_rest_once_the_goal_is_reached_and_go_on_with_a_higher_one(ann: Holder) -> None:
    goal = goal_of(ann, "100.00")
    fixed_rule(ann, goal, "60.00")
    round_up_rule(ann, goal, "1.00")
    with on(dt.date(2027, 1, 3)):
        run_due_work()
        submit(ann.actor, "WITHDRAWAL", "0.50", sender=ann)
        run_due_work()
        assert [(row.status, row.amount_minor) for row in AutomaticSaving.objects.all()] == [
            ("SAVED", 6_000)
        ] * 2
        change_goal(actor=ann.actor, goal_id=goal.id, change=GoalChange(fields={"target_amount": "500"}))
    with on(dt.date(2027, 1, 4)):
        submit(ann.actor, "WITHDRAWAL", "0.25", sender=ann)
        run_due_work()
    assert saved_minor(goal) == 18_075


def test_a_rule_that_rests_or_has_ended_makes_up_for_nothing(ann: Holder) -> None:
    goal = goal_of(ann)
    fixed, rounding = fixed_rule(ann, goal), round_up_rule(ann, goal)
    for rule in (fixed, rounding):
        change_saving_rule(actor=ann.actor, goal_id=goal.id, rule_id=rule.id, fields={"is_active": False})
    submit(ann.actor, "WITHDRAWAL", "0.50", sender=ann)
    with on(dt.date(2027, 1, 3)):
        assert steps_of(run_due_work()) == {}
        for rule in (fixed, rounding):
            change_saving_rule(actor=ann.actor, goal_id=goal.id, rule_id=rule.id, fields={"is_active": True})
        assert steps_of(run_due_work()) == {"save on dates": (1, 0, 0)}
        end_saving_rule(actor=ann.actor, goal_id=goal.id, rule_id=fixed.id)
    with on(dt.date(2027, 1, 9)):
        assert steps_of(run_due_work()) == {}
    assert saved_minor(goal) == 5_000


def test_one_that_fails_stops_no_other(ann: Holder, ben: Holder, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = goal_of(ann), goal_of(ben)
    fixed_rule(ann, first)
    fixed_rule(ben, second)
    put = put_into_pot

    def fail_for_ann(actor: Any, goal: Any, amount_minor: int, description: str) -> Any:
        if goal.pk == first.id:
            raise RuntimeError("killed here")
        return put(actor, goal, amount_minor, description)

    with monkeypatch.context() as broken:
        broken.setattr(goals_savings, "put_into_pot", fail_for_ann)
        assert steps_of(run_due_work()) == {"save on dates": (1, 0, 1)}
    assert (saved_minor(first), saved_minor(second)) == (0, 5_000)

    assert steps_of(run_due_work()) == {"save on dates": (1, 0, 0)}
    assert (saved_minor(first), saved_minor(second)) == (5_000, 5_000)


def test_the_close_of_business_saves_what_the_worker_has_not(ann: Holder) -> None:
    goal = goal_of(ann)
    fixed_rule(ann, goal, start_date=dt.date(2027, 1, 2))
    round_up_rule(ann, goal)
    submit(ann.actor, "WITHDRAWAL", "0.50", sender=ann)

    with on(dt.date(2027, 1, 2)):
        close_business_day(date=TODAY)
        assert saved_minor(goal) == 5_050
        assert steps_of(run_due_work()) == {}


def test_only_the_bank_runs_rules(ann: Holder) -> None:
    goal = goal_of(ann)
    rule = fixed_rule(ann, goal)
    save(ann, goal, "1.00")

    with pytest.raises(NotAllowed):
        save_on_date(actor=ann.actor, rule_id=rule.id, due_date=TODAY)
    with pytest.raises(NotAllowed):
        save_from_next_movement(actor=ann.actor, rule_id=rule.id)
    tomorrow = TODAY + dt.timedelta(days=1)
    assert save_on_date(actor=THE_BANK, rule_id=rule.id, due_date=tomorrow) is None
    assert save_from_next_movement(actor=THE_BANK, rule_id=rule.id) is None
    assert SavingRule.objects.get(pk=rule.id).next_due_date == TODAY
    assert Transaction.objects.count() == 1


def _reverser() -> Any:
    from tests.builders import people

    return people.actor_for(people.bank_admin())
