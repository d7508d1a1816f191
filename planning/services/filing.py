"""Movements filed by hand, and the rules that this teaches."""

from __future__ import annotations

from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, make_dry_run, use_case, within_use_case
from core_banking.kernel.errors import NotFound
from planning.errors import CategoryIsFixed
from planning.events import MovementFiled, RuleForgotten
from planning.models import LearnedRule, ManualCategory
from planning.selectors.categories import named_category, planner_id
from planning.selectors.filed import FiledMovement
from planning.selectors.spending import Files, filed_movement
from planning.services.budget_warnings import warn_where_due
from planning.services.categories import CategoryName


@use_case
def file_movement(
    *, actor: Actor, transaction_id: str, category: CategoryName
) -> tuple[Files, FiledMovement]:
    """File one of one's movements under a category, and have later ones with the same merchant filed there too.

    The same choice for another movement of the merchant gives the rule more weight; another one begins it anew. Returns
    the movement as it is filed now. Raises `NotAllowed`, `NotFound`, `CategoryIsFixed`, `InvalidInput`.
    """
    files, filed = filed_movement(actor, transaction_id)
    if not filed.facts.may_be_filed:
        raise CategoryIsFixed
    user_id = planner_id(actor)
    card = named_category(files.planner.tree, category)
    before = ManualCategory.objects.select_for_update().filter(customer_id=user_id, transaction_id=filed.row)
    is_new = not before.filter(category_id=card.id).exists()
    ManualCategory.objects.update_or_create(
        customer_id=user_id,
        transaction_id=filed.row,
        defaults={"category_id": card.id, "assigned_at": clock.now()},
    )
    if is_new:
        _learn(user_id, filed, files.merchant(filed), card.id)
    emit(
        MovementFiled(
            actor=actor, customer_user_id=user_id, transaction_id=transaction_id, category_id=card.id
        )
    )
    warn_where_due(actor=actor, user_id=user_id, dates=[filed.movement.business_date])
    return filed_movement(actor, transaction_id)


@use_case
def unfile_movement(*, actor: Actor, transaction_id: str) -> None:
    """Take back what one has chosen for a movement: the rules decide again. Raises `NotAllowed`, `NotFound`."""
    _, filed = filed_movement(actor, transaction_id)
    user_id = planner_id(actor)
    removed, _ = ManualCategory.objects.filter(customer_id=user_id, transaction_id=filed.row).delete()
    if not removed:
        make_dry_run()
        return
    emit(
        MovementFiled(actor=actor, customer_user_id=user_id, transaction_id=transaction_id, category_id=None)
    )
    warn_where_due(actor=actor, user_id=user_id, dates=[filed.movement.business_date])


@use_case
def forget_rule(*, actor: Actor, rule_id: int) -> None:
    """Delete a rule that one's corrections have taught; what was filed by hand stays.

    Raises `NotAllowed`, `NotFound`.
    """
    user_id = planner_id(actor)
    removed, _ = LearnedRule.objects.filter(pk=rule_id, customer_id=user_id).delete()
    if not removed:
        raise NotFound("There is no such rule.")
    emit(RuleForgotten(actor=actor, customer_user_id=user_id, rule_id=rule_id))


@within_use_case
def _learn(user_id: int, filed: FiledMovement, merchant: str, category_id: int) -> None:
    key = filed.facts.merchant_key
    if not key:
        return
    rule, is_new = LearnedRule.objects.select_for_update().get_or_create(
        customer_id=user_id,
        direction=filed.facts.direction.value,
        merchant_key=key,
        defaults={"merchant": merchant, "category_id": category_id},
    )
    if is_new:
        return
    rule.weight = rule.weight + 1 if rule.category_id == category_id else 1
    rule.category_id, rule.merchant, rule.updated_at = category_id, merchant, clock.now()
    rule.save()
