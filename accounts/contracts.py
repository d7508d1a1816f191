"""What other apps may know of accounts and products: frozen values, amounts in minor units."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Final

from core_banking.kernel.day_count import DayCount
from ledger.contracts import BalanceFacts, Line, StatementLine


class AccountType(StrEnum):
    """The kind of an account, as the API names it."""

    SAVINGS = "SAVINGS"
    CURRENT = "CURRENT"
    FIXED_DEPOSIT = "FIXED_DEPOSIT"
    POT = "POT"


class AccountStatus(StrEnum):
    """Where an account is in its life."""

    PENDING = "PENDING"
    ACTIVE = "ACTIVE"
    FROZEN = "FROZEN"
    DORMANT = "DORMANT"
    MATURED = "MATURED"
    CLOSED = "CLOSED"


class MaturityInstruction(StrEnum):
    """What becomes of a fixed deposit on the day it matures."""

    PAY_OUT = "PAY_OUT"
    RENEW_PRINCIPAL = "RENEW_PRINCIPAL"
    RENEW_ALL = "RENEW_ALL"


class InterestPostingPeriod(StrEnum):
    """When the interest that has accrued is put on the account; at maturity is for fixed deposits alone."""

    MONTHLY = "MONTHLY"
    QUARTERLY = "QUARTERLY"
    AT_MATURITY = "AT_MATURITY"


class InterestSettlement(StrEnum):
    """What became of accrued interest: posted for a period, at the end of a term, at the closing; or forgone."""

    PERIOD = "PERIOD"
    TERM_END = "TERM_END"
    CLOSING = "CLOSING"
    FORGONE = "FORGONE"


class TermEnd(StrEnum):
    """How a term of a fixed deposit came to its end."""

    MATURED = "MATURED"
    WITHDRAWN_EARLY = "WITHDRAWN_EARLY"


NUMBER_PREFIXES: Final[Mapping[AccountType, str]] = {
    AccountType.SAVINGS: "SAV",
    AccountType.CURRENT: "CUR",
    AccountType.FIXED_DEPOSIT: "FXD",
    AccountType.POT: "POT",
}
"""The three letters an account number starts with, by account type."""

OPENABLE_TYPES: Final = (AccountType.SAVINGS, AccountType.CURRENT, AccountType.FIXED_DEPOSIT)
"""What people open; a pot comes and goes with the savings goal whose money it keeps."""

BOUND_TYPES: Final = frozenset({AccountType.FIXED_DEPOSIT, AccountType.POT})
"""Accounts whose money moves as an agreement says: no standing order, loan or interest of another account meets them,
and that nobody uses them is no dormancy."""

FEE_TRANSACTION_TYPES: Final = ("WITHDRAWAL", "TRANSFER", "PAYMENT")
"""The movements a product may charge for: those that take money out of the account, which pays the fee."""

NUMBER_KINDS: Final = ("SSN", "AADHAAR", "PAN")
"""The identity numbers a product may require, as KYC names them."""

OPEN_OWN_ACCOUNT: Final = "accounts.open_own_account"
MANAGE_ANY_ACCOUNT: Final = "accounts.manage_any_account"
MANAGE_PRODUCTS: Final = "accounts.manage_products"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductCard:
    """A product as it is offered: amounts in minor units of `currency`, the rate in millionths (1 % = 10,000)."""

    id: int
    code: str
    name: str
    account_type: AccountType
    currency: str
    annual_rate_ppm: int
    minimum_balance_minor: int
    opening_deposit_minor: int
    minimum_age_years: int | None
    required_documents: tuple[str, ...]
    required_numbers: tuple[str, ...]
    one_per_customer: bool
    single_limit_minor: int
    daily_limit_minor: int
    auto_activate: bool
    is_active: bool
    created_at: dt.datetime
    fees_minor: Mapping[str, int]
    kyc_required: bool = True
    term_months: int | None = None
    early_withdrawal_penalty_ppm: int = 0
    maturity_instruction: MaturityInstruction | None = None
    day_count: DayCount = DayCount.ACTUAL_365
    interest_posting: InterestPostingPeriod = InterestPostingPeriod.MONTHLY
    withholding_tax_ppm: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TermCard:
    """The present term of a fixed deposit; amounts in minor units, rates in millionths.

    `started_on`, `maturity_date` and `principal_minor` are None until the deposit is funded. The penalty of an early
    withdrawal is a share of the principal.
    """

    account_id: int
    term_months: int
    annual_rate_ppm: int
    penalty_ppm: int
    maturity_instruction: MaturityInstruction
    payout_account_id: int | None
    payout_account_number: str | None
    started_on: dt.date | None
    maturity_date: dt.date | None
    principal_minor: int | None


@dataclass(frozen=True, slots=True)
class TermPayout:
    """What a term comes to, in minor units: the customer gets principal + interest - tax - penalty.

    The interest is that of the whole term, the tax what is kept back of what is paid of it at the end.
    """

    principal_minor: int
    interest_minor: int
    penalty_minor: int = 0
    tax_minor: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountCard:
    """An account without its money: amounts in minor units of `currency`, the rate in millionths a year.

    `customer_id` is the owner's row number, `customer_reference` his `CUST…` identifier.
    """

    id: int
    customer_id: int
    customer_reference: str
    product_id: int
    product_code: str
    account_type: AccountType
    account_number: str | None
    nickname: str
    currency: str
    status: AccountStatus
    status_reason: str
    ledger_account_id: int
    minimum_balance_minor: int
    single_limit_minor: int
    daily_limit_minor: int
    annual_rate_ppm: int
    created_at: dt.datetime
    activated_at: dt.datetime | None
    closed_at: dt.datetime | None
    reactivated_at: dt.datetime | None = None
    term: TermCard | None = None
    day_count: DayCount = DayCount.ACTUAL_365
    interest_posting: InterestPostingPeriod = InterestPostingPeriod.MONTHLY


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestPostingCard:
    """Interest of an account that was posted, or forgone; amounts in minor units, the tax rate in millionths.

    `gross_minor` is before tax. `period_end` is the last night it is for. What was reversed is owed again.
    """

    id: int
    account_id: int
    currency: str
    period_end: dt.date
    posted_on: dt.date
    how: InterestSettlement
    gross_minor: int
    tax_minor: int
    tax_rate_ppm: int
    paid_into_number: str | None
    transaction_id: str
    is_reversed: bool

    @property
    def net_minor(self) -> int:
        """What the customer got."""
        return 0 if self.how is InterestSettlement.FORGONE else self.gross_minor - self.tax_minor


@dataclass(frozen=True, slots=True)
class AccountWithBalance:
    """An account and what it holds; the interest it is owed and was not posted yet, in minor units.

    `closing_interest` is what became of that, where the account was just closed.
    """

    card: AccountCard
    balance: BalanceFacts
    accrued_interest_minor: int = 0
    closing_interest: InterestPostingCard | None = None


@dataclass(frozen=True, slots=True)
class PastOrPresentBalance:
    """What an account held at a moment, in minor units; `available_minor` is None for a past moment."""

    card: AccountCard
    at: dt.datetime
    balance_minor: int
    available_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """An account's lines over business dates: opening + credits - debits = closing, in minor units, always."""

    account: AccountCard
    from_date: dt.date
    to_date: dt.date
    opening_minor: int
    closing_minor: int
    credits_minor: int
    debits_minor: int
    lines: Sequence[StatementLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility:
    """Whether somebody may apply for a product: the requirements it has by name, met and unmet.

    `opening_deposit_minor` is what he must bring with him; it is not judged before he does.
    """

    product: ProductCard
    unmet: Mapping[str, Sequence[str]]
    met: Sequence[str]

    @property
    def eligible(self) -> bool:
        """Whether nothing is missing but the opening deposit, if there is one."""
        return not self.unmet


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningFunds:
    """The first money of an account: from another account of its owner, or in cash at the counter where that is None.

    `amount` is in major units as written; left out, it is what the product asks for. `pin_proven` says that the
    owner has proven his transaction PIN.
    """

    amount: str | int | Decimal | None = None
    from_account_number: str | None = None
    pin_proven: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountApplication:
    """What somebody who wants an account asks for.

    `customer` is None for oneself, else the person's number or `CUST…` identifier. `minimum_balance` is in
    major units as written, read once the product's currency is known. `currency`, if given, must be the
    product's. Identity numbers go to KYC, not into an account. The maturity instruction (None for the product's) and
    the account that a fixed deposit is paid out to belong to fixed deposits only.
    """

    account_type: AccountType | None = None
    product_code: str | None = None
    currency: str | None = None
    customer: str | int | None = None
    minimum_balance: str | int | Decimal | None = None
    nickname: str = ""
    funds: OpeningFunds | None = None
    maturity_instruction: MaturityInstruction | None = None
    payout_account_number: str | None = None
    aadhaar_number: str | None = field(default=None, repr=False)
    pan_number: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class BankMovement:
    """A movement that the bank makes on a customer's account by contract: interest, the money of a loan.

    `kind` is a transaction type (INTEREST, LOAN_DISBURSEMENT, LOAN_REPAYMENT). `amount_minor` is what its record
    shows, in minor units; `lines` are those of its entry, the account's own among them, and balance. `reference` is
    the contract's, such as the loan's. `pin_proven` says that the customer has proven his transaction PIN.
    """

    kind: str
    account_id: int
    amount_minor: int
    lines: tuple[Line, ...]
    description: str
    reference: str = ""
    pin_proven: bool = False
    value_date: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BookedMovement:
    """A movement of the bank's that is now in the books; the balance in minor units as the customer sees it."""

    transaction_id: str
    entry_id: int
    posted_at: dt.datetime
    business_date: dt.date
    balance_after_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InterestOverview:
    """The interest of an account as its owner sees it: terms, what has accrued since the last posting, and postings.

    Amounts in minor units, rates in millionths. `accrued_through` is the last night that has accrued;
    `next_posting_date` is None where none is to come.
    """

    card: AccountCard
    withholding_tax_ppm: int
    accrued_minor: int
    accrued_through: dt.date | None
    next_posting_date: dt.date | None
    postings: Sequence[InterestPostingCard]
