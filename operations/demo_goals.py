"""What a customer of the demonstration saves for: a holiday month by month, a bicycle by rounded-up payments."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from accounts.contracts import AccountCard
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.idempotency import Answer
from core_banking.kernel.money import Currency
from planning.services import (
    GoalOrder,
    RuleKind,
    RuleOrder,
    add_saving_rule,
    contribute_to_goal,
    open_goal,
)

HOLIDAY_HUNDREDTHS: Final = 30_000
BICYCLE_HUNDREDTHS: Final = 6_000
_HOLIDAY_TARGET_HUNDREDTHS: Final = 120_000
_BICYCLE_TARGET_HUNDREDTHS: Final = 40_000
_MONTHLY_HUNDREDTHS: Final = 2_500
_ROUND_TO_HUNDREDTHS: Final = 500


def save_up(actor: Actor, accounts: Mapping[str, AccountCard], begin: dt.datetime) -> None:
    """Set a customer two goals with money in their pots, and a rule for each.

    `accounts` are those of the story, by their names there; it was done in the fourth week after `begin`, and the first
    date of the monthly rule is still to come.
    """
    savings, current = accounts["customer/SAVINGS"], accounts["customer"]
    with clock.frozen_at(begin + dt.timedelta(days=26)):
        today = clock.business_date()
        monthly = {
            "amount": _amount(_MONTHLY_HUNDREDTHS, savings),
            "rrule": "FREQ=MONTHLY",
            "start_date": today + dt.timedelta(days=21),
        }
        holiday = _goal("Summer holiday", _HOLIDAY_TARGET_HUNDREDTHS, savings, today + dt.timedelta(days=240))
        bicycle = _goal("A new bicycle", _BICYCLE_TARGET_HUNDREDTHS, current, None)
        _save(
            actor,
            holiday,
            _amount(HOLIDAY_HUNDREDTHS, savings),
            RuleOrder(kind=RuleKind.FIXED, terms=monthly),
        )
        rounding = RuleOrder(
            kind=RuleKind.ROUND_UP, terms={"round_to": _amount(_ROUND_TO_HUNDREDTHS, current)}
        )
        _save(actor, bicycle, _amount(BICYCLE_HUNDREDTHS, current), rounding)


def _goal(name: str, target_hundredths: int, account: AccountCard, target_date: dt.date | None) -> GoalOrder:
    assert account.account_number is not None
    return GoalOrder(
        name=name,
        target_amount=_amount(target_hundredths, account),
        account_number=account.account_number,
        target_date=target_date,
    )


def _save(actor: Actor, order: GoalOrder, amount: Decimal, rule: RuleOrder) -> None:
    goal = open_goal(actor=actor, order=order)
    assert not isinstance(goal, Answer)
    contribute_to_goal(actor=actor, goal_id=goal.id, amount=amount)
    add_saving_rule(actor=actor, goal_id=goal.id, order=rule)


def _amount(hundredths: int, account: AccountCard) -> Decimal:
    """Return an amount of the story in the account's currency, which may have other decimals."""
    decimals = Decimal(1).scaleb(-Currency.of(account.currency).exponent)
    return Decimal(hundredths).scaleb(-2).quantize(decimals)
