"""Rules as the bank carries them out: for each date and each movement once, whoever comes and however often.

The goal is locked first; then the money moves as if its customer had put it aside himself, and the row that says so is
written, which the database takes once for each date or movement. What is refused is on record and not tried again.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.db import IntegrityError

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import RetryUseCase, emit, make_dry_run, savepoint, use_case
from core_banking.kernel.errors import DomainError, ErrorCategory, NotAllowed, NotFound
from ledger.errors import InsufficientFunds
from ledger.selectors import balance_of
from notifications.services import notify
from planning.goal_contracts import GoalStatus, RuleKind, SavingCard, SavingStatus
from planning.goal_events import AutomaticallySaved, SavingRuleMovedOn
from planning.goal_plan import round_up_minor, share_of_income_minor
from planning.models import AutomaticSaving, SavingRule, SavingsGoal
from planning.selectors.goals_rules import card_of_saving
from planning.services.goals_locking import lock_goal, major
from planning.services.goals_money import put_into_pot
from transactions.contracts import AUTOMATIC_SAVING, TransactionCard
from transactions.selectors import FollowedMovement, next_income, next_payment_beside
from transactions.services.hands import hand_of_the_customer
from transactions.standing_order_contracts import DueDates

_PASSING: Final = frozenset({ErrorCategory.UNAVAILABLE, ErrorCategory.THROTTLED})
"""Refusals that say nothing about the saving: it is left as it was."""


@dataclass(frozen=True, slots=True)
class _Occasion:
    """What a rule saves for: a date, or a movement; and how much, in minor units."""

    amount_minor: int
    due_date: dt.date | None = None
    source: FollowedMovement | None = None


@use_case
def save_on_date(*, actor: Actor, rule_id: int, due_date: dt.date) -> SavingCard | None:
    """Save what a rule saves on one of its dates: all of it, or nothing where it cannot be had, which is on record.

    None where nothing is to be done: the date was dealt with, the rule or its goal has ended or rests, or the goal is
    reached. Raises `NotAllowed` for anybody but the bank itself, and `NotFound`.
    """
    rule, goal = _locked(actor, rule_id)
    is_due = rule.next_due_date == due_date and due_date <= clock.business_date()
    if not is_due or not _runs(rule, goal):
        make_dry_run()
        return None
    assert rule.start_date is not None
    assert rule.amount_minor is not None
    rule.next_due_date = DueDates(rule.start_date, rule.rrule).next_after(due_date)
    if _is_reached(goal):
        _move_on(actor, rule)
        return None
    return _save(actor, goal, rule, _Occasion(rule.amount_minor, due_date=due_date))


@use_case
def save_from_next_movement(*, actor: Actor, rule_id: int) -> SavingCard | None:
    """Save what a rule saves from the next movement of the goal's account that it has not looked at.

    None where nothing is saved: there is no such movement any more, the rule or its goal has ended or rests, or the
    goal is reached. Raises `NotAllowed` for anybody but the bank itself, and `NotFound`.
    """
    rule, goal = _locked(actor, rule_id)
    # Read before the movements: what comes in between is found the next time.
    last_line: int = SavingsGoal.objects.values_list(
        "account__ledger_account__balance__version", flat=True
    ).get(pk=goal.pk)
    if rule.kind == RuleKind.FIXED or last_line <= rule.seen_version or not _runs(rule, goal):
        make_dry_run()
        return None
    source = None if _is_reached(goal) else _next_source(rule, goal)
    if source is None:
        rule.seen_version = last_line
        _move_on(actor, rule)
        return None
    rule.seen_version = source.version
    amount_minor = _amount_from(rule, source)
    if amount_minor == 0:
        _move_on(actor, rule)
        return None
    return _save(actor, goal, rule, _Occasion(amount_minor, source=source))


def _locked(actor: Actor, rule_id: int) -> tuple[SavingRule, SavingsGoal]:
    """Lock a rule's goal, under which the rule stands still. Raises `NotAllowed`, `NotFound`."""
    if not actor.is_the_bank:
        raise NotAllowed
    goal_id = SavingRule.objects.filter(pk=rule_id).values_list("goal_id", flat=True).first()
    if goal_id is None:
        raise NotFound("There is no such rule.")
    goal = lock_goal(goal_id)
    return SavingRule.objects.get(pk=rule_id), goal


def _runs(rule: SavingRule, goal: SavingsGoal) -> bool:
    return rule.is_active and rule.ended_at is None and goal.status == GoalStatus.ACTIVE


def _is_reached(goal: SavingsGoal) -> bool:
    return balance_of(goal.pot.ledger_account_id).balance_minor >= goal.target_minor


def _next_source(rule: SavingRule, goal: SavingsGoal) -> FollowedMovement | None:
    book = goal.account.ledger_account_id
    if rule.kind == RuleKind.ROUND_UP:
        assert rule.round_to_minor is not None
        return next_payment_beside(goal.account_id, book, rule.seen_version, rule.round_to_minor)
    assert rule.threshold_minor is not None
    return next_income(goal.account_id, book, rule.seen_version, rule.threshold_minor)


def _amount_from(rule: SavingRule, source: FollowedMovement) -> int:
    if rule.round_to_minor is not None:
        return round_up_minor(source.amount_minor, rule.round_to_minor)
    assert rule.share_ppm is not None
    return share_of_income_minor(source.amount_minor, rule.share_ppm)


def _move_on(actor: Actor, rule: SavingRule) -> None:
    rule.save(update_fields=["next_due_date", "seen_version"])
    emit(
        SavingRuleMovedOn(
            actor=actor, goal_id=rule.goal_id, customer_user_id=rule.goal.customer_id, rule_id=rule.pk
        )
    )


def _save(actor: Actor, goal: SavingsGoal, rule: SavingRule, occasion: _Occasion) -> SavingCard:
    paid: TransactionCard | None = None
    refusal: DomainError | None = None
    try:
        with savepoint():
            hand = hand_of_the_customer(actor, goal.customer_id)
            paid = put_into_pot(hand, goal, occasion.amount_minor, AUTOMATIC_SAVING)
    except DomainError as error:
        if error.category in _PASSING:
            raise
        refusal = error
    saving = _keep(rule, occasion, paid, refusal)
    if refusal is not None and not rule.told_of_skip:
        _tell_of_skip(actor, goal, rule, occasion.amount_minor, refusal)
    # Told once: again only after it has saved in between.
    rule.told_of_skip = refusal is not None
    rule.save(update_fields=["next_due_date", "seen_version", "told_of_skip"])
    _announce(actor, goal, occasion, saving, paid)
    return card_of_saving(saving)


def _keep(
    rule: SavingRule, occasion: _Occasion, paid: TransactionCard | None, refusal: DomainError | None
) -> AutomaticSaving:
    saving = AutomaticSaving(
        rule=rule,
        due_date=occasion.due_date,
        source_id=occasion.source.row_id if occasion.source else None,
        status=SavingStatus.SAVED if paid else SavingStatus.SKIPPED,
        amount_minor=occasion.amount_minor,
        transaction_id=paid.id if paid else None,
        code=refusal.code if refusal else "",
        sentence=refusal.sentence[:300] if refusal else "",
    )
    try:
        with savepoint():
            saving.save(force_insert=True)
    except IntegrityError as error:
        raise RetryUseCase from error  # somebody else was first: look what came of it
    return saving


def _announce(
    actor: Actor,
    goal: SavingsGoal,
    occasion: _Occasion,
    saving: AutomaticSaving,
    paid: TransactionCard | None,
) -> None:
    emit(
        AutomaticallySaved(
            actor=actor,
            goal_id=goal.pk,
            customer_user_id=goal.customer_id,
            rule_id=saving.rule_id,
            amount=major(goal, occasion.amount_minor),
            currency=goal.currency,
            due_date=occasion.due_date,
            source_transaction_id=occasion.source.transaction_id if occasion.source else None,
            transaction_id=paid.transaction_id if paid else None,
            code=saving.code,
        )
    )


def _tell_of_skip(
    actor: Actor, goal: SavingsGoal, rule: SavingRule, amount_minor: int, refusal: DomainError
) -> None:
    amount = f"{major(goal, amount_minor)} {goal.currency}"
    why = "there was too little money" if isinstance(refusal, InsufficientFunds) else refusal.sentence
    notify(
        actor=actor,
        user_id=goal.customer_id,
        kind="GOAL_SAVING_SKIPPED",
        title=f"{goal.name}: nothing was saved",
        body=(
            f"{amount} could not be saved from account {goal.account.account_number}: {why.rstrip('.')}. It is not"
            " made up for. You hear of it again once the rule has saved in between."
        ),
        data={"goal_id": goal.pk, "rule_id": rule.pk, "code": refusal.code},
    )
