"""Taking hold of a goal: all that changes it, or moves its money, queues at its row, before any money is locked."""

from __future__ import annotations

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import within_use_case
from core_banking.kernel.errors import NotFound
from core_banking.kernel.money import Currency, format_minor
from planning.errors import GoalIsClosed, GoalLocked
from planning.goal_contracts import GoalStatus
from planning.models import SavingsGoal
from planning.selectors.goals import visible_goals


@within_use_case
def lock_own_goal(actor: Actor, goal_id: int) -> SavingsGoal:
    """Lock one of the actor's own goals that is not closed. Raises `NotAllowed`, `NotFound`, `GoalIsClosed`."""
    if not visible_goals(actor).filter(pk=goal_id).exists():
        raise NotFound("There is no such savings goal.")
    goal = lock_goal(goal_id)
    if goal.status != GoalStatus.ACTIVE:
        raise GoalIsClosed
    return goal


@within_use_case
def lock_goal(goal_id: int) -> SavingsGoal:
    """Lock a goal that is known to be there, and return it as it is then."""
    # The bare row first: a join that is read with the lock is read as it was before the wait, and once the goal has
    # another account it finds nothing.
    SavingsGoal.objects.select_for_update(no_key=True).values_list("pk").get(pk=goal_id)
    return SavingsGoal.objects.select_related("account", "pot").get(pk=goal_id)


def refuse_while_locked(goal: SavingsGoal) -> None:
    """Raise `GoalLocked` before the business date until which the customer has locked the goal."""
    if goal.locked_until is not None and clock.business_date() < goal.locked_until:
        raise GoalLocked(locked_until=goal.locked_until.isoformat())


def major(goal: SavingsGoal, amount_minor: int) -> str:
    """Return an amount of the goal's currency in major units."""
    return format_minor(amount_minor, Currency.of(goal.currency).exponent)
