"""The frozen values of a loan that runs; amounts in minor units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from loans.allocation import Payoff, RepaymentStanding
from loans.contracts import MovementKind


class LoanRequestKind(StrEnum):
    """What takes a second member of staff."""

    WRITE_OFF = "WRITE_OFF"
    RESCHEDULE = "RESCHEDULE"
    REVERSAL = "REVERSAL"


class LoanRequestStatus(StrEnum):
    """Where a request is in its life."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


# Labelled apart from other statuses that are spelt alike: in the schema each has a name of its own.
LOAN_REQUEST_CHOICES: Final = tuple((status.value, status.value.lower()) for status in LoanRequestStatus)


@dataclass(frozen=True, slots=True, kw_only=True)
class RepayCommand:
    """A payment as asked for: `amount` in major units as written; without a number, from the account of the payout."""

    amount: str | int | Decimal
    from_account_number: str | None = None
    pin_proven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoverCommand:
    """Money of a loan written off: in major units as written; without a number it is cash."""

    amount: str | int | Decimal
    from_account_number: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RescheduleCommand:
    """Other terms for what is still owed. None leaves the rate, or the dates, as they are."""

    term: int
    reason: str
    annual_rate_ppm: int | None = None
    first_due_date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanMovementCard:
    """One change of what a loan owes: each part is what was charged (above zero) or paid (below) of it."""

    number: int
    kind: MovementKind
    amount_minor: int
    principal_minor: int
    interest_minor: int
    fees_minor: int
    penalties_minor: int
    currency: str
    loan_id: int
    loan_reference: str
    loan_status: str
    installment_number: int | None
    transaction_id: str
    reverses: int | None
    reversed_by: int | None
    reason: str
    business_date: dt.date
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanRequestCard:
    """A request that takes two members of staff."""

    id: int
    loan_id: int
    loan_reference: str
    currency: str
    kind: LoanRequestKind
    details: Mapping[str, Any] = field(default_factory=dict)
    reason: str
    status: LoanRequestStatus
    requested_by: str
    requested_at: dt.datetime
    decided_by: str | None
    decided_at: dt.datetime | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanScheduleCard:
    """A loan's schedule in force, with what is paid of each repayment."""

    loan_id: int
    loan_reference: str
    loan_status: str
    currency: str
    version: int
    repayments: tuple[RepaymentStanding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanPayoff:
    """What closes a loan on a day."""

    loan_id: int
    loan_reference: str
    currency: str
    on: dt.date
    parts: Payoff
