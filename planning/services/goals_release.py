"""The lock of a customer's goal, lifted by the bank."""

from __future__ import annotations

from accounts.contracts import MANAGE_ANY_ACCOUNT
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed, NotFound
from notifications.services import notify
from planning.errors import GoalIsClosed, GoalNotLocked
from planning.goal_contracts import GoalStatus, ReleasedGoal
from planning.goal_events import GoalReleased
from planning.models import SavingsGoal
from planning.services.goals_locking import lock_goal


@use_case
def release_goal(*, actor: Actor, goal_id: int, reason: str) -> ReleasedGoal:
    """Lift the lock of a customer's goal, for a reason that he is told: his promise, or a thief's, is undone.

    What the pot holds stays there until the customer takes it out. Raises `NotAllowed` without the right to manage
    accounts and for a goal of one's own, `NotFound`, `InvalidInput` without a reason, `GoalIsClosed`, `GoalNotLocked`.
    """
    if not actor.may(MANAGE_ANY_ACCOUNT):
        raise NotAllowed
    if not reason.strip():
        raise InvalidInput({"reason": ["Say why."]})
    if not SavingsGoal.objects.filter(pk=goal_id).exists():
        raise NotFound("There is no such savings goal.")
    goal = lock_goal(goal_id)
    if goal.customer_id == actor.user_id:
        raise NotAllowed("Nobody decides about a savings goal of his own.")
    if goal.status != GoalStatus.ACTIVE:
        raise GoalIsClosed
    locked_until = goal.locked_until
    if locked_until is None or locked_until <= clock.business_date():
        raise GoalNotLocked
    goal.locked_until = None
    goal.save(update_fields=["locked_until"])
    emit(
        GoalReleased(
            actor=actor,
            goal_id=goal.pk,
            customer_user_id=goal.customer_id,
            was_locked_until=locked_until,
            reason=reason,
        )
    )
    notify(
        actor=actor,
        user_id=goal.customer_id,
        kind="GOAL_RELEASED",
        title=f"{goal.name}: the bank has lifted the lock",
        body=f"It was locked until {locked_until}. Reason: {reason}",
        data={"goal_id": goal.pk},
    )
    return ReleasedGoal(
        goal_id=goal.pk,
        account_number=goal.account.account_number or "",
        pot_account_number=goal.pot.account_number or "",
        was_locked_until=locked_until,
    )
