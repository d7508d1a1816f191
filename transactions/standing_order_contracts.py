"""The frozen values of standing orders: what is asked, what they are, what became of their due dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from transactions.bank_calendar import HolidayRule
from transactions.recurrence import LONGEST_RULE, DueDates, InvalidRule, read_rule

__all__ = [
    "LONGEST_RULE",
    "DueDates",
    "ExecutionCard",
    "ExecutionStatus",
    "HolidayRule",
    "InvalidRule",
    "OrderStatus",
    "StandingOrderCard",
    "StandingOrderChange",
    "StandingOrderCommand",
    "read_rule",
]


class OrderStatus(StrEnum):
    """Where a standing order is in its life; FINISHED has no due date left."""

    ACTIVE = "ACTIVE"
    FINISHED = "FINISHED"
    CANCELLED = "CANCELLED"


class ExecutionStatus(StrEnum):
    """What became of one due date; RETRYING is tried again, FAILED no more."""

    EXECUTED = "EXECUTED"
    RETRYING = "RETRYING"
    FAILED = "FAILED"
    SKIPPED = "SKIPPED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOrderCommand:
    """A standing order as asked for; `amount` is in major units of the account's currency.

    `pin_proven` says that the customer has proven his transaction PIN for the order and all its payments.
    """

    from_account_number: str
    to_account_number: str
    amount: Decimal
    start_date: dt.date
    description: str = ""
    rrule: str = ""
    end_date: dt.date | None = None
    holiday_rule: HolidayRule = HolidayRule.NEXT
    pin_proven: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOrderChange:
    """What is to change of an order from its next due date on, by the names of the command's fields."""

    fields: Mapping[str, object]
    pin_proven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingOrderCard:
    """A standing order; the amount in minor units of `currency`, the next due dates in order."""

    id: int
    from_account_number: str | None
    to_account_number: str | None
    amount_minor: int
    currency: str
    description: str
    start_date: dt.date
    end_date: dt.date | None
    rrule: str
    holiday_rule: HolidayRule
    status: OrderStatus
    next_dates: Sequence[dt.date]
    created_at: dt.datetime
    cancelled_at: dt.datetime | None
    cancel_reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionCard:
    """What became of one due date of an order; the amount in minor units of `currency`."""

    id: int
    order_id: int
    due_date: dt.date
    status: ExecutionStatus
    amount_minor: int
    currency: str
    to_account_number: str | None
    attempts: int
    last_tried_on: dt.date | None
    code: str
    sentence: str
    transaction_id: str | None
    created_at: dt.datetime

    @property
    def was_refused(self) -> bool:
        """Whether the last try was refused; it may be tried again."""
        return self.status in {ExecutionStatus.RETRYING, ExecutionStatus.FAILED}
