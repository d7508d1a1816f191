"""The money of goals: into the pot, out of it, and all of it back when a goal is closed."""

from __future__ import annotations

from typing import Final

from accounts.services import close_emptied_account, lock_money_of_accounts
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, make_dry_run, use_case
from core_banking.kernel.errors import InvalidInput
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from core_banking.kernel.money import Currency, InvalidAmount, parse_amount_minor
from core_banking.kernel.once import once_for_key
from ledger.selectors import balance_of
from planning.goal_contracts import AmountAsWritten, GoalStatus, MovedGoal
from planning.goal_events import GoalEnded, GoalMoneyMoved
from planning.models import SavingRule, SavingsGoal
from planning.selectors.goals import goal_card
from planning.services.goals_locking import lock_own_goal, major, refuse_while_locked
from planning.services.goals_milestones import mark_milestones
from transactions.contracts import TransactionCard
from transactions.services import move_pot_money

# The name of a goal is the customer's own and can be forgotten; what stands in a transaction stays for ever.
INTO_THE_POT: Final = "Into a savings goal"
_OUT_OF_THE_POT: Final = "Out of a savings goal"
_CLOSED: Final = "Savings goal closed"


@use_case
def contribute_to_goal(
    *,
    actor: Actor,
    goal_id: int,
    amount: AmountAsWritten,
    claim: IdempotencyClaim[MovedGoal] | None = None,
    dry_run: bool = False,
) -> MovedGoal | Answer:
    """Put money of the goal's account into its pot; `amount` in major units.

    Raises `NotAllowed`, `NotFound`, `GoalIsClosed`, `InvalidInput`, and the refusals of a transfer: what is available
    is respected, and a frozen account or suspended banking stops it. With a claim whose key was used before, the first
    `Answer` is returned.
    """
    if dry_run:
        make_dry_run()

    def deed() -> MovedGoal:
        goal = lock_own_goal(actor, goal_id)
        amount_minor = read_amount_minor(amount, goal.currency, "amount")
        moved = put_into_pot(actor, goal, amount_minor, INTO_THE_POT)
        return _moved(actor, goal, "CONTRIBUTE", amount_minor, moved)

    return once_for_key(actor=actor, claim=claim, name="planning.contribute_to_goal", deed=deed)


@use_case
def withdraw_from_goal(
    *,
    actor: Actor,
    goal_id: int,
    amount: AmountAsWritten,
    claim: IdempotencyClaim[MovedGoal] | None = None,
    dry_run: bool = False,
) -> MovedGoal | Answer:
    """Take money out of a goal's pot, back to its account. Raises `GoalLocked` and what `contribute_to_goal` raises."""
    if dry_run:
        make_dry_run()

    def deed() -> MovedGoal:
        goal = lock_own_goal(actor, goal_id)
        amount_minor = read_amount_minor(amount, goal.currency, "amount")
        refuse_while_locked(goal)
        moved = _take_out_of_pot(actor, goal, amount_minor, _OUT_OF_THE_POT)
        return _moved(actor, goal, "WITHDRAW", amount_minor, moved)

    return once_for_key(actor=actor, claim=claim, name="planning.withdraw_from_goal", deed=deed)


@use_case
def close_goal(
    *,
    actor: Actor,
    goal_id: int,
    claim: IdempotencyClaim[MovedGoal] | None = None,
    dry_run: bool = False,
) -> MovedGoal | Answer:
    """Close a goal for ever: what its pot holds goes back to the account, then the pot is closed, and its rules end.

    Raises `NotAllowed`, `NotFound`, `GoalIsClosed`, `GoalLocked`, `AccountStateConflict` for a frozen pot, and the
    refusals of a transfer. With a claim whose key was used before, the first `Answer` is returned.
    """
    if dry_run:
        make_dry_run()
    return once_for_key(
        actor=actor, claim=claim, name="planning.close_goal", deed=lambda: _close(actor, goal_id)
    )


def put_into_pot(actor: Actor, goal: SavingsGoal, amount_minor: int, description: str) -> TransactionCard:
    """Move money of a locked goal's account into its pot, by whoever's hand, and mark what it reaches by that."""
    moved = move_pot_money(
        actor=actor,
        from_account_number=goal.account.account_number or "",
        to_account_number=goal.pot.account_number or "",
        amount_minor=amount_minor,
        currency=goal.currency,
        description=description,
    )
    mark_milestones(actor, goal)
    return moved


def read_amount_minor(written: AmountAsWritten, currency: str, field: str) -> int:
    """Return an amount in minor units. Raises `InvalidInput` under the name of its field."""
    try:
        return parse_amount_minor(written, Currency.of(currency).exponent)
    except InvalidAmount as error:
        raise InvalidInput({field: [str(error)]}) from None


def _close(actor: Actor, goal_id: int) -> MovedGoal:
    goal = lock_own_goal(actor, goal_id)
    refuse_while_locked(goal)
    # Before the pot is looked at: what it holds then is what it holds when it is emptied.
    lock_money_of_accounts([goal.account_id, goal.pot_id])
    saved_minor = balance_of(goal.pot.ledger_account_id).balance_minor
    moved = _take_out_of_pot(actor, goal, saved_minor, _CLOSED) if saved_minor else None
    close_emptied_account(actor=actor, account_id=goal.pot_id, reason=_CLOSED)
    goal.status, goal.closed_at = GoalStatus.CLOSED, clock.now()
    goal.save(update_fields=["status", "closed_at"])
    SavingRule.objects.filter(goal=goal, ended_at__isnull=True).update(
        is_active=False, ended_at=goal.closed_at
    )
    emit(
        GoalEnded(
            actor=actor,
            goal_id=goal.pk,
            customer_user_id=goal.customer_id,
            amount=major(goal, saved_minor),
            currency=goal.currency,
            transaction_id=moved.transaction_id if moved else None,
        )
    )
    return MovedGoal(goal=goal_card(actor, goal.pk), transaction=moved)


def _take_out_of_pot(actor: Actor, goal: SavingsGoal, amount_minor: int, description: str) -> TransactionCard:
    return move_pot_money(
        actor=actor,
        from_account_number=goal.pot.account_number or "",
        to_account_number=goal.account.account_number or "",
        amount_minor=amount_minor,
        currency=goal.currency,
        description=description,
    )


def _moved(
    actor: Actor, goal: SavingsGoal, action: str, amount_minor: int, moved: TransactionCard
) -> MovedGoal:
    emit(
        GoalMoneyMoved(
            actor=actor,
            goal_id=goal.pk,
            customer_user_id=goal.customer_id,
            action=action,
            amount=major(goal, amount_minor),
            currency=goal.currency,
            transaction_id=moved.transaction_id,
        )
    )
    return MovedGoal(goal=goal_card(actor, goal.pk), transaction=moved)
