"""A loan as its borrower and the bank's staff see it: frozen values, amounts in minor units of `currency`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from loans.contracts import LoanStatus, LoanType


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """What of a loan is outstanding, by its parts; interest and fees below zero were paid ahead."""

    principal_minor: int = 0
    interest_minor: int = 0
    fees_minor: int = 0
    penalties_minor: int = 0

    @property
    def total_minor(self) -> int:
        """All that is outstanding."""
        return self.principal_minor + self.interest_minor + self.fees_minor + self.penalties_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class NextRepayment:
    """The oldest repayment that is not wholly paid, and what is still to be paid of it."""

    number: int
    due_date: dt.date
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanCard:
    """A loan from its application to its end.

    `customer_id` and the ids of staff are row numbers, `customer_reference` is the `CUST…` identifier, `applied_by`
    and `decided_by` are usernames. `terms` are those of the schedule as agreed, empty before the approval; `overrides`
    what was asked for instead of the product's. `overdue_minor` is what of the repayments that fell due before today
    is not paid, penalties apart, `arrears_since` the oldest due date of these and `days_past_due` the days since.
    """

    id: int
    reference: str
    status: LoanStatus
    customer_id: int
    customer_reference: str
    product_id: int
    product_code: str
    loan_type: LoanType
    currency: str
    amount_requested_minor: int
    amount_minor: int | None
    term: int
    purpose: str
    monthly_income_minor: int | None
    overrides: Mapping[str, Any]
    disbursement_account_number: str | None
    applied_at: dt.datetime
    applied_by_id: int | None
    applied_by: str | None
    decided_at: dt.datetime | None
    decided_by_id: int | None
    decided_by: str | None
    decided_instantly: bool
    decision_reason: str
    decision_facts: Mapping[str, Any]
    annual_rate_ppm: int
    terms: Mapping[str, Any]
    late_penalty_minor: int
    late_penalty_after_days: int
    prepayment_effect: str
    disbursed_on: dt.date | None
    closed_on: dt.date | None
    outstanding: Owed
    paid: Owed
    written_off_minor: int
    recovered_minor: int
    next_repayment: NextRepayment | None
    overdue_minor: int
    arrears_since: dt.date | None
    days_past_due: int

    @property
    def was_applied_for_on_behalf(self) -> bool:
        """Whether staff applied for the customer."""
        return self.applied_by_id != self.customer_id
