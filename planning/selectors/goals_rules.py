"""Reads of the rules that save by themselves: what they are, what they did, and which have something to do."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from heapq import merge

from django.db.models import BigIntegerField, F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotFound
from ledger.selectors import balances_of
from planning.goal_contracts import (
    GoalStatus,
    RuleKind,
    SavingAhead,
    SavingCard,
    SavingRuleCard,
    SavingStatus,
)
from planning.models import AutomaticSaving, SavingRule, SavingsGoal
from planning.selectors.goals import visible_goals
from transactions.standing_order_contracts import DueDates

_RUNS = Q(is_active=True, ended_at__isnull=True, goal__status=GoalStatus.ACTIVE.value)


def rules_of(actor: Actor, goal_id: int) -> QuerySet[SavingRule]:
    """Return the rules of one of somebody's own goals, oldest first. Raises `NotFound`, `NotAllowed`."""
    if not visible_goals(actor).filter(pk=goal_id).exists():
        raise NotFound("There is no such savings goal.")
    saved = Sum("savings__amount_minor", filter=Q(savings__status=SavingStatus.SAVED.value))
    rows = SavingRule.objects.filter(goal_id=goal_id, ended_at__isnull=True).select_related("goal")
    total = Coalesce(saved, 0, output_field=BigIntegerField())
    return rows.annotate(saved_minor=total).order_by("id")


def rule_card_of(actor: Actor, goal_id: int, rule_id: int) -> SavingRuleCard:
    """Return one rule of one of somebody's own goals. Raises `NotFound`, `NotAllowed`."""
    rule = rules_of(actor, goal_id).filter(pk=rule_id).first()
    if rule is None:
        raise NotFound("There is no such rule.")
    return card_of_rule(rule)


def card_of_rule(rule: SavingRule) -> SavingRuleCard:
    """Return a rule of `rules_of` as a frozen card."""
    return SavingRuleCard(
        id=rule.pk,
        goal_id=rule.goal_id,
        kind=RuleKind(rule.kind),
        is_active=rule.is_active,
        currency=rule.goal.currency,
        amount_minor=rule.amount_minor,
        rrule=rule.rrule,
        start_date=rule.start_date,
        next_date=rule.next_due_date,
        round_to_minor=rule.round_to_minor,
        share_ppm=rule.share_ppm,
        threshold_minor=rule.threshold_minor,
        saved_minor=vars(rule)["saved_minor"],
        created_at=rule.created_at,
    )


def savings_of(actor: Actor, goal_id: int) -> QuerySet[AutomaticSaving]:
    """Return what the rules of one of somebody's own goals did, the latest first. Raises `NotFound`, `NotAllowed`."""
    if not visible_goals(actor).filter(pk=goal_id).exists():
        raise NotFound("There is no such savings goal.")
    rows = AutomaticSaving.objects.select_related("rule__goal", "source", "transaction")
    return rows.filter(rule__goal_id=goal_id).order_by("-id")


def card_of_saving(saving: AutomaticSaving) -> SavingCard:
    """Return what a rule did once as a frozen card."""
    return SavingCard(
        id=saving.pk,
        rule_id=saving.rule_id,
        kind=RuleKind(saving.rule.kind),
        status=SavingStatus(saving.status),
        amount_minor=saving.amount_minor,
        currency=saving.rule.goal.currency,
        due_date=saving.due_date,
        source_transaction_id=saving.source.transaction_id if saving.source else None,
        transaction_id=saving.transaction.transaction_id if saving.transaction else None,
        code=saving.code,
        sentence=saving.sentence,
        created_at=saving.created_at,
    )


def fixed_savings_due(today: dt.date, *, after_id: int = 0, limit: int = 500) -> list[int]:
    """Return the rules with an amount to be saved today or earlier, in order."""
    due = SavingRule.objects.filter(_RUNS, next_due_date__lte=today, pk__gt=after_id)
    return list(due.order_by("id").values_list("id", flat=True)[:limit])


def next_saving_date(rule_id: int, today: dt.date) -> dt.date | None:
    """Return the date of a rule that is to be saved for today or earlier; None if none is."""
    due = SavingRule.objects.filter(_RUNS, pk=rule_id, next_due_date__lte=today)
    return due.values_list("next_due_date", flat=True).first()


def savings_ahead(actor: Actor, last: dt.date) -> Iterator[SavingAhead]:
    """Yield what the rules with dates of somebody's own goals will save by a day, each goal until it is reached.

    Raises `NotAllowed`.
    """
    own = visible_goals(actor).filter(status=GoalStatus.ACTIVE.value).values("pk")
    dated = SavingRule.objects.filter(
        _RUNS, goal_id__in=own, kind=RuleKind.FIXED.value, next_due_date__lte=last
    )
    by_goal: dict[SavingsGoal, list[SavingRule]] = {}
    for rule in dated.select_related("goal__pot").order_by("id"):
        by_goal.setdefault(rule.goal, []).append(rule)
    balances = balances_of(goal.pot.ledger_account_id for goal in by_goal)
    for goal, rules in by_goal.items():
        missing_minor = goal.target_minor - balances[goal.pot.ledger_account_id].balance_minor
        for due_date, amount_minor in merge(*(_dates_ahead(rule, last) for rule in rules)):
            if missing_minor <= 0:
                break
            missing_minor -= amount_minor
            yield SavingAhead(
                goal_name=goal.name,
                account_id=goal.account_id,
                currency=goal.currency,
                due_date=due_date,
                amount_minor=amount_minor,
            )


def _dates_ahead(rule: SavingRule, last: dt.date) -> Iterator[tuple[dt.date, int]]:
    assert rule.start_date is not None
    assert rule.next_due_date is not None
    assert rule.amount_minor is not None
    for due_date in DueDates(rule.start_date, rule.rrule).after(rule.next_due_date - dt.timedelta(days=1)):
        if due_date > last:
            return
        yield due_date, rule.amount_minor


def rules_behind(*, after_id: int = 0, limit: int = 500) -> list[int]:
    """Return the rules that follow an account and have not looked at all its lines, in order."""
    return list(_behind().filter(pk__gt=after_id).order_by("id").values_list("id", flat=True)[:limit])


def place_of_rule_behind(rule_id: int) -> int | None:
    """Return the line up to which a rule has looked at its account; None if there is nothing after it."""
    return _behind().filter(pk=rule_id).values_list("seen_version", flat=True).first()


def _behind() -> QuerySet[SavingRule]:
    follows = Q(kind__in=[RuleKind.ROUND_UP.value, RuleKind.SHARE_OF_INCOME.value])
    return SavingRule.objects.filter(
        _RUNS & follows, goal__account__ledger_account__balance__version__gt=F("seen_version")
    )
