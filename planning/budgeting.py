"""What a budget allows and what is left of it, period by period. Pure; amounts in minor units.

The rule of the rollover: what a period allows is the amount set for it, plus what was left of the period before if the
terms of this period say that the rest is carried over. What was left is what that period allowed less what was spent
in it; below zero it was overspent, and the next period allows so much less. Nothing is carried into the first period.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from core_banking.kernel.rounding import divide_half_even
from planning.contracts import WARNING_THRESHOLDS, BudgetPeriod
from planning.periods import Period, budget_periods

_HUNDREDTHS_OF_PERCENT: Final = 10_000


class BudgetState(StrEnum):
    """How far a budget is used: below 80 %, from 80 %, from 100 %."""

    OK = "OK"
    WARNING = "WARNING"
    EXCEEDED = "EXCEEDED"


@dataclass(frozen=True, slots=True, order=True)
class Terms:
    """How much a budget allows from a period on, and whether the rest of the period before is carried into it."""

    valid_from: dt.date
    amount_minor: int
    rollover: bool


@dataclass(frozen=True, slots=True)
class PeriodStanding:
    """A period of a budget: what was set, carried into it, and spent in it."""

    period: Period
    amount_minor: int
    carried_minor: int
    spent_minor: int

    @property
    def available_minor(self) -> int:
        """What the period allows; below zero where more than its amount was overspent before."""
        return self.amount_minor + self.carried_minor

    @property
    def left_minor(self) -> int:
        """What may still be spent; below zero what was overspent."""
        return self.available_minor - self.spent_minor

    @property
    def percent_hundredths(self) -> int | None:
        """How much of what is allowed was spent, in hundredths of a percent; None where nothing is allowed."""
        if self.available_minor <= 0:
            return None
        return divide_half_even(self.spent_minor * _HUNDREDTHS_OF_PERCENT, self.available_minor)

    def has_reached(self, threshold_percent: int) -> bool:
        """Whether something was spent, and as much of what is allowed as the threshold says."""
        return self.spent_minor > 0 and self.spent_minor * 100 >= self.available_minor * threshold_percent

    @property
    def state(self) -> BudgetState:
        """How far it is used."""
        warned, exceeded = WARNING_THRESHOLDS
        if self.has_reached(exceeded):
            return BudgetState.EXCEEDED
        return BudgetState.WARNING if self.has_reached(warned) else BudgetState.OK


def first_day_needed(
    kind: BudgetPeriod, started_on: dt.date, today: dt.date, terms: Sequence[Terms], shown: int
) -> dt.date:
    """Return the first day whose spending decides on the present period and `shown` periods before it.

    That of the oldest of them, or of the period from which the rest was carried on into it.
    """
    periods = list(budget_periods(kind, started_on, today))
    oldest = max(0, len(periods) - 1 - shown)
    while oldest > 0 and terms_in(periods[oldest], terms).rollover:
        oldest -= 1
    return periods[oldest].first


def terms_in(period: Period, terms: Sequence[Terms]) -> Terms:
    """Return the terms that hold in a period."""
    return max(each for each in terms if each.valid_from <= period.first)


def standings(
    kind: BudgetPeriod,
    started_on: dt.date,
    today: dt.date,
    terms: Sequence[Terms],
    spent_in: Callable[[Period], int],
) -> list[PeriodStanding]:
    """Return every period of a budget from its first to the present one; `terms` has those of the first one."""
    found: list[PeriodStanding] = []
    for period in budget_periods(kind, started_on, today):
        valid = terms_in(period, terms)
        carried_minor = found[-1].left_minor if found and valid.rollover else 0
        found.append(PeriodStanding(period, valid.amount_minor, carried_minor, spent_in(period)))
    return found
