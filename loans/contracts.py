"""The frozen values of lending: terms, schedules, cards. Amounts in minor units, rates in millionths a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, Final, TypeAlias

from core_banking.kernel.day_count import DayCount

__all__ = ["DayCount"]

APPLY_FOR_OWN_LOAN: Final = "loans.apply_for_own_loan"
MANAGE_ANY_LOAN: Final = "loans.manage_any_loan"
MANAGE_LOAN_PRODUCTS: Final = "loans.manage_loan_products"


class LoanType(StrEnum):
    """What a loan is for, as the API names it."""

    PERSONAL = "PERSONAL"
    HOME = "HOME"
    CAR = "CAR"


class InterestMethod(StrEnum):
    """What interest is reckoned on: the amount borrowed, or what is still owed."""

    FLAT = "FLAT"
    DECLINING_BALANCE = "DECLINING_BALANCE"


class InterestPeriod(StrEnum):
    """Whether interest is reckoned for a repayment period as a whole, or for its days."""

    SAME_AS_REPAYMENT = "SAME_AS_REPAYMENT"
    DAILY = "DAILY"


class Amortization(StrEnum):
    """What stays the same from one repayment to the next."""

    EQUAL_INSTALLMENTS = "EQUAL_INSTALLMENTS"
    EQUAL_PRINCIPAL = "EQUAL_PRINCIPAL"


class RepaymentUnit(StrEnum):
    """The unit that repayments are spaced by."""

    DAYS = "DAYS"
    WEEKS = "WEEKS"
    MONTHS = "MONTHS"


class PrepaymentEffect(StrEnum):
    """What paying principal ahead changes: how long the loan runs, or how much falls due each time."""

    SHORTEN_TERM = "SHORTEN_TERM"
    LOWER_INSTALLMENT = "LOWER_INSTALLMENT"


class LoanStatus(StrEnum):
    """Where a loan is in its life."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    ACTIVE = "ACTIVE"
    CLOSED = "CLOSED"
    REJECTED = "REJECTED"
    WITHDRAWN = "WITHDRAWN"
    WRITTEN_OFF = "WRITTEN_OFF"


LIVE_STATUSES: Final = (LoanStatus.PENDING, LoanStatus.APPROVED, LoanStatus.ACTIVE)
"""Applied for, approved or running: a customer has at most one of these."""


class MovementKind(StrEnum):
    """What changed what a loan owes; each is one entry of the book, save a reschedule, which moves no money."""

    DISBURSEMENT = "DISBURSEMENT"
    REPAYMENT = "REPAYMENT"
    FEE = "FEE"
    PENALTY = "PENALTY"
    WRITE_OFF = "WRITE_OFF"
    RECOVERY = "RECOVERY"
    RESCHEDULE = "RESCHEDULE"
    REVERSAL = "REVERSAL"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleTerms:
    """All that a schedule follows from; amounts in minor units, the rate in millionths a year (1 % = 10,000).

    `term` is the number of repayments. `grace_on_principal` counts the first periods that repay none;
    `grace_on_interest` those whose interest falls due with the first period after them; in the first
    `interest_free_periods` none accrues. The origination fee is taken from the money paid out.
    """

    amount_minor: int
    term: int
    start_date: dt.date
    annual_rate_ppm: int
    interest_method: InterestMethod = InterestMethod.DECLINING_BALANCE
    interest_period: InterestPeriod = InterestPeriod.SAME_AS_REPAYMENT
    amortization: Amortization = Amortization.EQUAL_INSTALLMENTS
    day_count: DayCount = DayCount.THIRTY_360
    repayment_every: int = 1
    repayment_unit: RepaymentUnit = RepaymentUnit.MONTHS
    grace_on_principal: int = 0
    grace_on_interest: int = 0
    interest_free_periods: int = 0
    installment_multiple_minor: int | None = None
    origination_fee_minor: int = 0
    installment_fee_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Installment:
    """One repayment of a schedule; amounts in minor units. `balance_minor` is the principal still owed after it.

    It covers the nights from `starts_on` to `due_date`; `days` is their number by the terms' day count.
    `interest_accrued_minor` is what accrues in this period, `interest_minor` what falls due with it: they differ where
    interest is deferred by a grace.
    """

    number: int
    starts_on: dt.date
    due_date: dt.date
    days: int
    principal_minor: int
    interest_minor: int
    interest_accrued_minor: int
    fee_minor: int
    balance_minor: int

    @property
    def due_minor(self) -> int:
        """What falls due on the day."""
        return self.principal_minor + self.interest_minor + self.fee_minor


@dataclass(frozen=True, slots=True)
class Schedule:
    """The repayments of a loan in their order; principal sums to the loan, to the minor unit."""

    terms: ScheduleTerms
    installments: Sequence[Installment]

    @property
    def principal_minor(self) -> int:
        """All principal, which is the loan."""
        return sum(each.principal_minor for each in self.installments)

    @property
    def interest_minor(self) -> int:
        """All interest."""
        return sum(each.interest_minor for each in self.installments)

    @property
    def fees_minor(self) -> int:
        """The fees of all repayments, and the origination fee."""
        return self.terms.origination_fee_minor + sum(each.fee_minor for each in self.installments)


@dataclass(frozen=True, slots=True)
class Quote:
    """What a loan would cost: its schedule and the annual percentage rate, exact, as a share (0.12 is 12 %)."""

    schedule: Schedule
    currency: str
    apr: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanProductCard:
    """What the bank lends: its terms, and what the borrower must bring; names and scales as in the table.

    Amounts in minor units of `currency`, rates and shares in millionths; None where nothing is asked or set.
    """

    id: int
    code: str
    name: str
    loan_type: LoanType
    currency: str
    minimum_amount_minor: int
    maximum_amount_minor: int
    minimum_term: int
    maximum_term: int
    annual_rate_ppm: int
    interest_method: InterestMethod
    interest_period: InterestPeriod
    amortization: Amortization
    day_count: DayCount
    repayment_every: int
    repayment_unit: RepaymentUnit
    grace_on_principal: int
    grace_on_interest: int
    interest_free_periods: int
    installment_multiple_minor: int | None
    origination_fee_minor: int
    installment_fee_minor: int
    late_penalty_minor: int
    late_penalty_after_days: int
    prepayment_effect: PrepaymentEffect
    instant_approval_up_to_minor: int | None
    overridable: tuple[str, ...]
    kyc_required: bool
    minimum_age_years: int | None
    required_documents: tuple[str, ...]
    required_numbers: tuple[str, ...]
    minimum_monthly_income_minor: int | None
    maximum_income_share_ppm: int | None
    is_active: bool
    created_at: dt.datetime


AmountAsWritten: TypeAlias = str | int | Decimal
"""An amount in major units as a person or a JSON body wrote it; read once the currency is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoanApplication:
    """What somebody asks for; nothing about it has been checked yet.

    The product is named by its code, or found by its type. `customer` names for whom staff applies. `overrides` are
    terms as written that are to differ from the product's. The money goes to the account of that number; left out,
    to the only account of the customer that can take it.
    """

    amount: AmountAsWritten
    term: int
    product_code: str | None = None
    loan_type: LoanType | None = None
    purpose: str = ""
    monthly_income: AmountAsWritten | None = None
    disbursement_account_number: str | None = None
    customer: str | int | None = None
    overrides: Mapping[str, Any] = field(default_factory=dict)
