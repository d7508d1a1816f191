"""The frozen values of savings goals and their rules. Amounts are in minor units of the goal's currency."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeAlias

from transactions.contracts import TransactionCard

AmountAsWritten: TypeAlias = str | int | Decimal
"""An amount in major units, or a share in percent, as it was written; read once the currency is known."""

GOAL_NAME_LENGTH: Final = 60
GOALS_PER_CUSTOMER: Final = 50
"""Goals that one customer may have at the same time."""
RULES_PER_GOAL: Final = 10
MILESTONES: Final = (25, 50, 75, 100)
"""The percents of a target of which its customer is told, each once."""


class GoalStatus(StrEnum):
    """Whether a goal is saved for."""

    ACTIVE = "ACTIVE"
    CLOSED = "CLOSED"


class RuleKind(StrEnum):
    """By what a rule saves: an amount on certain days, what rounds a payment up, a share of what comes in."""

    FIXED = "FIXED"
    ROUND_UP = "ROUND_UP"
    SHARE_OF_INCOME = "SHARE_OF_INCOME"


class SavingStatus(StrEnum):
    """What became of one saving of a rule."""

    SAVED = "SAVED"
    SKIPPED = "SKIPPED"


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalOrder:
    """A goal as its customer asks for it; `target_amount` in major units as written."""

    name: str
    target_amount: AmountAsWritten
    account_number: str
    target_date: dt.date | None = None
    locked_until: dt.date | None = None
    pin_proven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalChange:
    """What is to change of a goal, under the names of the API; what is left out stays."""

    fields: Mapping[str, object]
    pin_proven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """A part of the target that was reached, and the business date on which it was."""

    percent: int
    reached_on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a goal is on a business date; see `planning.goal_plan` for each figure."""

    saved_minor: int
    missing_minor: int
    percent: int
    is_reached: bool
    months_left: int | None
    needed_monthly_minor: int | None
    expected_minor: int | None
    is_on_track: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalCard:
    """A goal with what its pot holds."""

    id: int
    name: str
    status: GoalStatus
    account_number: str
    pot_account_id: int
    pot_account_number: str
    currency: str
    target_minor: int
    target_date: dt.date | None
    locked_until: dt.date | None
    is_locked: bool
    progress: Progress
    milestones: tuple[Milestone, ...]
    active_rules: int
    created_at: dt.datetime
    closed_at: dt.datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedGoal:
    """A goal after its money moved, and the movement; None where an empty pot was closed."""

    goal: GoalCard
    transaction: TransactionCard | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PotCard:
    """The pot of a running goal, as staff sees it; what it holds in minor units."""

    goal_id: int
    goal_name: str
    account_id: int
    account_number: str
    account_status: str
    currency: str
    saved_minor: int
    target_minor: int
    locked_until: dt.date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleasedGoal:
    """A goal whose lock the bank has lifted, as staff sees it: not what its customer calls it."""

    goal_id: int
    account_number: str
    pot_account_number: str
    was_locked_until: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleOrder:
    """A rule as its customer asks for it, with the terms of its kind under the names of the API."""

    kind: RuleKind
    terms: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingRuleCard:
    """A rule by which a goal is saved for by itself; the share in millionths."""

    id: int
    goal_id: int
    kind: RuleKind
    is_active: bool
    currency: str
    amount_minor: int | None
    rrule: str
    start_date: dt.date | None
    next_date: dt.date | None
    round_to_minor: int | None
    share_ppm: int | None
    threshold_minor: int | None
    saved_minor: int
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingAhead:
    """What a rule is going to save on a date, if nothing changes."""

    goal_name: str
    account_id: int
    currency: str
    due_date: dt.date
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SavingCard:
    """What a rule did once: for a date, or for a movement of the account."""

    id: int
    rule_id: int
    kind: RuleKind
    status: SavingStatus
    amount_minor: int
    currency: str
    due_date: dt.date | None
    source_transaction_id: str | None
    transaction_id: str | None
    code: str
    sentence: str
    created_at: dt.datetime

    @property
    def was_skipped(self) -> bool:
        """Whether nothing was saved."""
        return self.status is SavingStatus.SKIPPED
