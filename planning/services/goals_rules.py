"""The rules of a goal that save by themselves: added, changed, and taken away by its customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, make_dry_run, use_case
from core_banking.kernel.errors import InvalidInput, NotFound
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from core_banking.kernel.once import once_for_key
from core_banking.kernel.percent import format_percent
from planning.errors import SavingRuleExists, TooManySavingRules
from planning.goal_contracts import RULES_PER_GOAL, RuleKind, RuleOrder, SavingRuleCard
from planning.goal_events import SavingRuleKept
from planning.goal_rules import next_date, read_new_terms, read_terms
from planning.models import SavingRule, SavingsGoal
from planning.selectors.goals_rules import rule_card_of
from planning.services.goals_locking import lock_own_goal, major


@use_case
def add_saving_rule(
    *,
    actor: Actor,
    goal_id: int,
    order: RuleOrder,
    claim: IdempotencyClaim[SavingRuleCard] | None = None,
    dry_run: bool = False,
) -> SavingRuleCard | Answer:
    """Have a goal saved for by itself; what follows the account's movements looks at those from now on.

    Raises `NotAllowed`, `NotFound`, `GoalIsClosed`, `InvalidInput`, `SavingRuleExists`, `TooManySavingRules`. With
    a claim whose key was used before, the first `Answer` is returned.
    """
    if dry_run:
        make_dry_run()
    return once_for_key(
        actor=actor, claim=claim, name="planning.add_saving_rule", deed=lambda: _add(actor, goal_id, order)
    )


@use_case
def change_saving_rule(
    *, actor: Actor, goal_id: int, rule_id: int, fields: Mapping[str, object]
) -> SavingRuleCard:
    """Change the terms of a rule, pause it, or let it go on: from now on, what was in between is not made up for.

    Raises `NotAllowed`, `NotFound`, `GoalIsClosed`, and `InvalidInput` for terms of another kind.
    """
    goal = lock_own_goal(actor, goal_id)
    rule = _rule_of(goal, rule_id)
    if "start_date" in fields:
        raise InvalidInput({"start_date": ["The first day of a rule stays."]})
    terms = {name: value for name, value in fields.items() if name != "is_active"}
    columns = read_terms(RuleKind(rule.kind), terms, goal.currency)
    goes_on = bool(fields.get("is_active", rule.is_active))
    resumes = goes_on and not rule.is_active
    if rule.kind == RuleKind.FIXED and (resumes or columns.get("rrule", rule.rrule) != rule.rrule):
        columns["next_due_date"] = _next_date_from_today(rule, columns.get("rrule", rule.rrule))
    if resumes:
        columns |= {"seen_version": _last_line(goal), "told_of_skip": False}
    columns["is_active"] = goes_on
    for column, value in columns.items():
        setattr(rule, column, value)
    rule.save(update_fields=list(columns))
    _announce(actor, goal, rule, "UPDATE")
    return rule_card_of(actor, goal.pk, rule.pk)


@use_case
def end_saving_rule(*, actor: Actor, goal_id: int, rule_id: int) -> None:
    """Take a rule away; what it has saved stays. Raises `NotAllowed`, `NotFound`, `GoalIsClosed`."""
    goal = lock_own_goal(actor, goal_id)
    rule = _rule_of(goal, rule_id)
    rule.is_active, rule.ended_at = False, clock.now()
    rule.save(update_fields=["is_active", "ended_at"])
    _announce(actor, goal, rule, "DELETE")


def _add(actor: Actor, goal_id: int, order: RuleOrder) -> SavingRuleCard:
    goal = lock_own_goal(actor, goal_id)
    columns = read_new_terms(order.kind, order.terms, goal.currency, clock.business_date())
    rules = SavingRule.objects.filter(goal=goal, ended_at__isnull=True)
    if order.kind is not RuleKind.FIXED:
        existing = rules.filter(kind=order.kind.value).first()
        if existing is not None:
            raise SavingRuleExists(rule_id=existing.pk)
    if rules.count() >= RULES_PER_GOAL:
        raise TooManySavingRules(limit=RULES_PER_GOAL)
    rule = SavingRule.objects.create(
        goal=goal, kind=order.kind.value, seen_version=_last_line(goal), **columns
    )
    _announce(actor, goal, rule, "CREATE")
    return rule_card_of(actor, goal.pk, rule.pk)


def _rule_of(goal: SavingsGoal, rule_id: int) -> SavingRule:
    rule = SavingRule.objects.filter(goal=goal, ended_at__isnull=True, pk=rule_id).first()
    if rule is None:
        raise NotFound("There is no such rule.")
    return rule


def _next_date_from_today(rule: SavingRule, rrule: str) -> dt.date:
    """Return the next date of a rule from today on that was not dealt with before."""
    yesterday = clock.business_date() - dt.timedelta(days=1)
    done = rule.savings.filter(due_date__isnull=False).order_by("-due_date")
    last = done.values_list("due_date", flat=True).first()
    assert rule.start_date is not None
    return next_date(rule.start_date, rrule, after=max(yesterday, last) if last else yesterday)


def _last_line(goal: SavingsGoal) -> int:
    """Return the number of the last line of the goal's account: what comes after it is new."""
    found = SavingsGoal.objects.filter(pk=goal.pk)
    version: int = found.values_list("account__ledger_account__balance__version", flat=True).get()
    return version


def _announce(actor: Actor, goal: SavingsGoal, rule: SavingRule, action: str) -> None:
    terms: dict[str, Any] = {"kind": str(rule.kind), "is_active": rule.is_active}
    if rule.amount_minor is not None:
        terms |= {"amount": major(goal, rule.amount_minor), "rrule": rule.rrule}
    if rule.round_to_minor is not None:
        terms["round_to"] = major(goal, rule.round_to_minor)
    if rule.share_ppm is not None and rule.threshold_minor is not None:
        terms |= {
            "percent": format_percent(rule.share_ppm),
            "threshold": major(goal, rule.threshold_minor),
        }
    emit(
        SavingRuleKept(
            actor=actor,
            goal_id=goal.pk,
            customer_user_id=goal.customer_id,
            rule_id=rule.pk,
            action=action,
            terms=terms,
        )
    )
