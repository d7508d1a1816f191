"""Reads of savings goals: whose they are, what their pots hold, how far they are."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Q, QuerySet

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotAllowed, NotFound
from ledger.selectors import balances_of
from planning.contracts import PLAN_OWN_MONEY
from planning.goal_contracts import GoalCard, GoalStatus, Milestone, PotCard
from planning.goal_plan import progress_of
from planning.models import SavingsGoal


def visible_goals(actor: Actor) -> QuerySet[SavingsGoal]:
    """Return somebody's own goals, the newest first, closed ones included. Raises `NotAllowed`."""
    if actor.user_id is None or not actor.may(PLAN_OWN_MONEY):
        raise NotAllowed
    rows = SavingsGoal.objects.filter(customer_id=actor.user_id).select_related("account", "pot")
    running = Count("rules", filter=Q(rules__is_active=True, rules__ended_at__isnull=True))
    return rows.prefetch_related("milestones").annotate(active_rules=running).order_by("-id")


def goal_card(actor: Actor, goal_id: int) -> GoalCard:
    """Return one of somebody's own goals. Raises `NotFound`, `NotAllowed`."""
    goal = visible_goals(actor).filter(pk=goal_id).first()
    if goal is None:
        raise NotFound("There is no such savings goal.")
    return goal_cards([goal])[0]


def goal_cards(goals: Iterable[SavingsGoal]) -> list[GoalCard]:
    """Return goals of `visible_goals` as frozen cards, with the balances of their pots in one query."""
    rows = list(goals)
    balances = balances_of(goal.pot.ledger_account_id for goal in rows)
    return [_card(goal, balances[goal.pot.ledger_account_id].balance_minor) for goal in rows]


def pots_of(user_id: int, *, limit: int = 50) -> list[PotCard]:
    """Return the pots of a customer's running goals, whoever asks, the oldest first."""
    running = SavingsGoal.objects.filter(customer_id=user_id, status=GoalStatus.ACTIVE.value)
    rows = list(running.select_related("pot").order_by("id")[:limit])
    balances = balances_of(goal.pot.ledger_account_id for goal in rows)
    return [
        PotCard(
            goal_id=goal.pk,
            goal_name=goal.name,
            account_id=goal.pot_id,
            account_number=goal.pot.account_number or "",
            account_status=goal.pot.status,
            currency=goal.currency,
            saved_minor=balances[goal.pot.ledger_account_id].balance_minor,
            target_minor=goal.target_minor,
            locked_until=goal.locked_until,
        )
        for goal in rows
    ]


def _card(goal: SavingsGoal, saved_minor: int) -> GoalCard:
    today = clock.business_date()
    reached = sorted(goal.milestones.all(), key=lambda milestone: milestone.percent)
    return GoalCard(
        id=goal.pk,
        name=goal.name,
        status=GoalStatus(goal.status),
        account_number=goal.account.account_number or "",
        pot_account_id=goal.pot_id,
        pot_account_number=goal.pot.account_number or "",
        currency=goal.currency,
        target_minor=goal.target_minor,
        target_date=goal.target_date,
        locked_until=goal.locked_until,
        is_locked=goal.locked_until is not None and today < goal.locked_until,
        progress=progress_of(
            saved_minor=saved_minor,
            target_minor=goal.target_minor,
            target_date=goal.target_date,
            started_on=goal.started_on,
            today=today,
        ),
        milestones=tuple(
            Milestone(percent=milestone.percent, reached_on=milestone.reached_on) for milestone in reached
        ),
        active_rules=vars(goal)["active_rules"],
        created_at=goal.created_at,
        closed_at=goal.closed_at,
    )
