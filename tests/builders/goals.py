"""Savings goals of customers, and their rules, through the use cases."""

from __future__ import annotations

import datetime as dt
from typing import Any

from core_banking.kernel.actors import system_actor
from core_banking.kernel.idempotency import Answer
from ledger.selectors import balance_of
from planning.goal_contracts import GoalCard, GoalOrder, MovedGoal, RuleKind, RuleOrder, SavingRuleCard
from planning.models import SavingsGoal
from planning.services import add_saving_rule, close_goal, contribute_to_goal, open_goal, withdraw_from_goal
from tests.builders.money import Holder

THE_BANK = system_actor("due work")


def goal_of(of: Holder, target: str = "1000.00", **terms: Any) -> GoalCard:
    """Set a customer a goal."""
    order = GoalOrder(name="Holiday", target_amount=target, account_number=of.number, **terms)
    opened = open_goal(actor=of.actor, order=order)
    assert not isinstance(opened, Answer)
    return opened


def save(of: Holder, goal: GoalCard, amount: str) -> None:
    """Put money into a goal by hand."""
    contribute_to_goal(actor=of.actor, goal_id=goal.id, amount=amount)


def take_out(of: Holder, goal: GoalCard, amount: str) -> None:
    """Take money out of a goal by hand."""
    withdraw_from_goal(actor=of.actor, goal_id=goal.id, amount=amount)


def end(of: Holder, goal: GoalCard) -> MovedGoal:
    """Close a goal."""
    closed = close_goal(actor=of.actor, goal_id=goal.id)
    assert not isinstance(closed, Answer)
    return closed


def saved_minor(goal: GoalCard) -> int:
    """What a goal's pot holds now."""
    return balance_of(
        SavingsGoal.objects.select_related("pot").get(pk=goal.id).pot.ledger_account_id
    ).balance_minor


def fixed_rule(of: Holder, goal: GoalCard, amount: str = "50.00", **terms: Any) -> SavingRuleCard:
    """Have an amount saved, daily from today on unless said otherwise."""
    return _rule(of, goal, RuleKind.FIXED, {"amount": amount, "rrule": "FREQ=DAILY", **terms})


def round_up_rule(of: Holder, goal: GoalCard, round_to: str = "1.00") -> SavingRuleCard:
    """Have payments rounded up."""
    return _rule(of, goal, RuleKind.ROUND_UP, {"round_to": round_to})


def income_rule(of: Holder, goal: GoalCard, percent: str = "10", threshold: str = "500.00") -> SavingRuleCard:
    """Have a share of what comes in saved."""
    return _rule(of, goal, RuleKind.SHARE_OF_INCOME, {"percent": percent, "threshold": threshold})


def _rule(of: Holder, goal: GoalCard, kind: RuleKind, terms: dict[str, object]) -> SavingRuleCard:
    added = add_saving_rule(actor=of.actor, goal_id=goal.id, order=RuleOrder(kind=kind, terms=terms))
    assert not isinstance(added, Answer)
    return added


def day_after(date: dt.date, days: int = 1) -> dt.date:
    """Return a later day."""
    return date + dt.timedelta(days=days)
