"""Setting oneself a savings goal, and changing it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from dateutil.relativedelta import relativedelta
from django.conf import settings

from accounts.contracts import BOUND_TYPES, AccountCard, AccountStatus
from accounts.selectors import account_by_number, account_card
from accounts.services import lock_money_of_accounts, open_pot
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.db import emit, make_dry_run, use_case, within_use_case
from core_banking.kernel.errors import InvalidInput, NotAllowed
from core_banking.kernel.idempotency import Answer, IdempotencyClaim
from core_banking.kernel.once import once_for_key
from planning.contracts import PLAN_OWN_MONEY
from planning.errors import GoalLocked, TooManyGoals, TooManyGoalsToday
from planning.goal_contracts import GOALS_PER_CUSTOMER, GoalCard, GoalChange, GoalOrder, GoalStatus
from planning.goal_events import GoalChanged, GoalOpened
from planning.models import SavingRule, SavingsGoal
from planning.selectors.goals import goal_card
from planning.services.goals_locking import lock_own_goal, major
from planning.services.goals_milestones import mark_milestones
from planning.services.goals_money import read_amount_minor
from transactions.errors import AccountNotActive
from transactions.services.authorisation import refuse_without_pin
from users.selectors import person_card

_MOST_YEARS_AHEAD: Final = 50


@use_case
def open_goal(
    *,
    actor: Actor,
    order: GoalOrder,
    claim: IdempotencyClaim[GoalCard] | None = None,
    dry_run: bool = False,
) -> GoalCard | Answer:
    """Set oneself a goal: its pot is opened, in the currency of the account it is saved from.

    A lock needs the customer's PIN. Raises `NotAllowed`, `KycRequired`, `InvalidInput`, `PinRequired`,
    `AccountNotActive`, `TooManyGoals`, `TooManyGoalsToday`. With a claim whose key was used before, the first `Answer`
    is returned.
    """
    if dry_run:
        make_dry_run()
    return once_for_key(actor=actor, claim=claim, name="planning.open_goal", deed=lambda: _open(actor, order))


@use_case
def change_goal(*, actor: Actor, goal_id: int, change: GoalChange) -> GoalCard:
    """Change name, target, dates or account of a goal; what is not named stays.

    A lock may be set or lengthened, with the PIN; while it runs it is neither shortened nor taken away. Raises
    `NotAllowed`, `NotFound`, `GoalIsClosed`, `GoalLocked`, `InvalidInput`, `PinRequired` and `AccountNotActive`.
    """
    goal = lock_own_goal(actor, goal_id)
    before, locked_before = _terms(goal), goal.locked_until
    columns = _columns_of(goal, change.fields)
    if columns.get("locked_until") not in (None, locked_before):
        _ask_for_pin(goal.customer_id, pin_proven=change.pin_proven)
    for column, value in columns.items():
        setattr(goal, column, value)
    if columns:
        goal.save(update_fields=list(columns))
    if "account_id" in columns:
        _follow_from_now_on(goal)
    after = _terms(goal)
    changes: dict[str, tuple[object, object]] = {
        name: (before[name], after[name]) for name in after if before[name] != after[name]
    }
    if "name" in columns:
        changes["name"] = ("", "")  # the customer's own words are not kept for ever
    emit(GoalChanged(actor=actor, goal_id=goal.pk, customer_user_id=goal.customer_id, changes=changes))
    mark_milestones(actor, goal)
    return goal_card(actor, goal.pk)


@within_use_case
def forget_goals(*, user_id: int, email: str) -> None:
    """Blank what a person called his goals, when he is erased: what he saved and when stays."""
    SavingsGoal.objects.filter(customer_id=user_id).update(name="")


def _open(actor: Actor, order: GoalOrder) -> GoalCard:
    if actor.user_id is None or actor.customer_id is None or not actor.may(PLAN_OWN_MONEY):
        raise NotAllowed
    today = clock.business_date()
    account = _own_account(actor.user_id, order.account_number)
    _refuse_date("target_date", order.target_date, today)
    _refuse_lock(order.locked_until, today)
    if order.locked_until is not None:
        _ask_for_pin(actor.user_id, pin_proven=order.pin_proven)
    target_minor = read_amount_minor(order.target_amount, account.currency, "target_amount")
    if account.status is not AccountStatus.ACTIVE:
        raise AccountNotActive(account_number=account.account_number, status=account.status.value)
    pot = open_pot(actor=actor, customer_id=actor.user_id, currency=account.currency)
    # Counted once the pot's opening holds the customer: two requests at once do not pass together.
    _refuse_too_many(actor.user_id, today)
    goal = SavingsGoal.objects.create(
        customer_id=actor.user_id,
        account_id=account.id,
        pot_id=pot.id,
        name=order.name,
        currency=account.currency,
        target_minor=target_minor,
        target_date=order.target_date,
        locked_until=order.locked_until,
        status=GoalStatus.ACTIVE,
        started_on=today,
    )
    terms = {**_terms(goal), "currency": goal.currency, "pot_account_number": pot.account_number}
    emit(GoalOpened(actor=actor, goal_id=goal.pk, customer_user_id=goal.customer_id, terms=terms))
    return goal_card(actor, goal.pk)


def _refuse_too_many(customer_id: int, today: dt.date) -> None:
    goals = SavingsGoal.objects.filter(customer_id=customer_id)
    if goals.filter(status=GoalStatus.ACTIVE.value).count() >= GOALS_PER_CUSTOMER:
        raise TooManyGoals(limit=GOALS_PER_CUSTOMER)
    if goals.filter(started_on=today).count() >= settings.GOALS_OPENED_PER_DAY:
        raise TooManyGoalsToday(limit=settings.GOALS_OPENED_PER_DAY)


def _ask_for_pin(customer_id: int, *, pin_proven: bool) -> None:
    """Ask for the PIN before money is bound: nobody takes a lock back, so a stolen session must not set one."""
    refuse_without_pin(person_card(customer_id), pin_proven=pin_proven)


def _columns_of(goal: SavingsGoal, fields: Mapping[str, object]) -> dict[str, Any]:
    today = clock.business_date()
    columns: dict[str, Any] = {}
    if "name" in fields and fields["name"] != goal.name:
        columns["name"] = fields["name"]
    if "target_amount" in fields:
        columns["target_minor"] = read_amount_minor(
            fields["target_amount"],  # type: ignore[arg-type]  # as the serializer has checked it
            goal.currency,
            "target_amount",
        )
    if "target_date" in fields:
        columns["target_date"] = _date_given("target_date", fields, goal.target_date, today)
    if "locked_until" in fields:
        columns["locked_until"] = _lock_given(goal, fields, today)
    if "account_number" in fields:
        account = _own_account(goal.customer_id, str(fields["account_number"]))
        if account.currency != goal.currency:
            raise InvalidInput({"account_number": [f"Name an account kept in {goal.currency}."]})
        if account.id != goal.account_id:
            _refuse_to_leave_what_is_stopped(goal)
            columns["account_id"] = account.id
    return columns


def _lock_given(goal: SavingsGoal, fields: Mapping[str, object], today: dt.date) -> dt.date | None:
    asked, current = fields["locked_until"], goal.locked_until
    assert asked is None or isinstance(asked, dt.date)
    if current is not None and today < current and (asked is None or asked < current):
        raise GoalLocked(locked_until=current.isoformat())
    if asked != current:
        _refuse_lock(asked, today)
    return asked


def _date_given(
    name: str, fields: Mapping[str, object], current: dt.date | None, today: dt.date
) -> dt.date | None:
    asked = fields[name]
    assert asked is None or isinstance(asked, dt.date)
    if asked != current:
        _refuse_date(name, asked, today)
    return asked


def _refuse_date(name: str, asked: dt.date | None, today: dt.date) -> None:
    if asked is None:
        return
    if asked <= today:
        raise InvalidInput({name: ["Give a day that is still to come."]})
    if asked.year > today.year + _MOST_YEARS_AHEAD:
        raise InvalidInput({name: ["This day is too far away."]})


def _refuse_lock(asked: dt.date | None, today: dt.date) -> None:
    _refuse_date("locked_until", asked, today)
    if asked is not None and asked > today + relativedelta(years=settings.GOAL_LOCK_MAX_YEARS):
        years = settings.GOAL_LOCK_MAX_YEARS
        raise InvalidInput({"locked_until": [f"A goal is locked for {years} years at most."]})


def _own_account(customer_id: int, number: str) -> AccountCard:
    """Return the account that a goal is saved from: a running savings or current account of the customer's."""
    account = account_by_number(number.upper())
    if account is None or account.customer_id != customer_id:
        raise InvalidInput({"account_number": ["You have no account with this number."]})
    if account.account_type in BOUND_TYPES or account.status is AccountStatus.CLOSED:
        raise InvalidInput({"account_number": ["Name an open savings or current account."]})
    return account


def _refuse_to_leave_what_is_stopped(goal: SavingsGoal) -> None:
    """Refuse another account while the present one is frozen or asleep: the pot's money would get around that.

    One that was closed for good can be left, or nothing ever came out of the pot again.
    """
    lock_money_of_accounts([goal.account_id])
    account = account_card(goal.account_id)
    assert account is not None
    if account.status not in (AccountStatus.ACTIVE, AccountStatus.CLOSED):
        raise AccountNotActive(account_number=account.account_number, status=account.status.value)


def _follow_from_now_on(goal: SavingsGoal) -> None:
    """Have the goal's rules follow its new account from its last line on."""
    last = SavingsGoal.objects.filter(pk=goal.pk).values_list(
        "account__ledger_account__balance__version", flat=True
    )
    SavingRule.objects.filter(goal=goal).update(seen_version=last.get())


def _terms(goal: SavingsGoal) -> dict[str, object]:
    """Return a goal's terms under the names of the API, for the audit trail; its name is not among them."""
    numbers = SavingsGoal.objects.filter(pk=goal.pk).values_list("account__account_number", flat=True)
    return {
        "target_amount": major(goal, goal.target_minor),
        "target_date": goal.target_date.isoformat() if goal.target_date else None,
        "locked_until": goal.locked_until.isoformat() if goal.locked_until else None,
        "account_number": numbers.get(),
    }
