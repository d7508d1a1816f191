"""Milestones: each part of a target is reached once in a goal's life, and its customer told of it then."""

from __future__ import annotations

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, within_use_case
from ledger.selectors import balance_of
from notifications.services import notify
from planning.goal_events import MilestoneReached
from planning.goal_plan import milestones_within, progress_percent
from planning.models import GoalMilestone, SavingsGoal
from planning.services.goals_locking import major


@within_use_case
def mark_milestones(actor: Actor, goal: SavingsGoal) -> None:
    """Record the milestones that a locked goal has reached for the first time; tell its customer of the highest."""
    saved_minor = balance_of(goal.pot.ledger_account_id).balance_minor
    within = milestones_within(progress_percent(saved_minor, goal.target_minor))
    known = set(GoalMilestone.objects.filter(goal=goal).values_list("percent", flat=True))
    new = tuple(percent for percent in within if percent not in known)
    if not new:
        return
    today = clock.business_date()
    GoalMilestone.objects.bulk_create(
        GoalMilestone(goal=goal, percent=percent, reached_on=today) for percent in new
    )
    emit(MilestoneReached(actor=actor, goal_id=goal.pk, customer_user_id=goal.customer_id, percents=new))
    _tell(actor, goal, new[-1], saved_minor)


def _tell(actor: Actor, goal: SavingsGoal, percent: int, saved_minor: int) -> None:
    saved, target = major(goal, saved_minor), major(goal, goal.target_minor)
    reached = percent == 100
    notify(
        actor=actor,
        user_id=goal.customer_id,
        kind="GOAL_MILESTONE",
        title=f"{goal.name}: you have reached your goal" if reached else f"{goal.name}: {percent} % saved",
        body=f"You have saved {saved} of {target} {goal.currency}.",
        data={"goal_id": goal.pk, "percent": percent},
    )
