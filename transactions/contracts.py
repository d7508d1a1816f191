"""The frozen values of a movement: what is asked, what is known, what came of it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

SUBMIT_OWN: Final = "transactions.submit_own_transaction"
SUBMIT_ANY: Final = "transactions.submit_any_transaction"
REVERSE: Final = "transactions.reverse_transaction"


class TransactionType(StrEnum):
    """The kinds of movement: those that a person may order, and those that the bank alone makes."""

    DEPOSIT = "DEPOSIT"
    WITHDRAWAL = "WITHDRAWAL"
    TRANSFER = "TRANSFER"
    PAYMENT = "PAYMENT"
    FEE = "FEE"
    INTEREST = "INTEREST"
    REVERSAL = "REVERSAL"
    LOAN_DISBURSEMENT = "LOAN_DISBURSEMENT"
    LOAN_REPAYMENT = "LOAN_REPAYMENT"


AUTOMATIC_SAVING: Final = "Automatic saving"
"""The description of what a savings goal's rule moves: no use that the owner makes of his account."""


class PinPolicy(StrEnum):
    """Whether the transaction PIN is asked for: of those who have one, of everybody, of nobody."""

    WHEN_SET = "when_set"
    ALWAYS = "always"
    NEVER = "never"


class TransactionStatus(StrEnum):
    """Where a movement stands."""

    PENDING = "PENDING"
    COMPLETED = "COMPLETED"
    HELD = "HELD"
    DECLINED = "DECLINED"
    FAILED = "FAILED"
    REVERSED = "REVERSED"


LOAN_TYPES: Final = frozenset({TransactionType.LOAN_DISBURSEMENT, TransactionType.LOAN_REPAYMENT})
"""The money of loans, which moves as the loan says and is taken back there."""

ORDERABLE_TYPES: Final = tuple(
    kind for kind in TransactionType if kind not in {TransactionType.REVERSAL, *LOAN_TYPES}
)
"""The kinds of movement that a person may order; a reversal is ordered of a movement, at its own address."""

STAFF_ONLY_TYPES: Final = frozenset({TransactionType.FEE, TransactionType.INTEREST})
OUTGOING_TYPES: Final = frozenset(
    {TransactionType.WITHDRAWAL, TransactionType.TRANSFER, TransactionType.PAYMENT}
)
"""What a customer takes out of an account: bound by the single and the daily limit."""

TYPES_WITH_SENDER: Final = OUTGOING_TYPES | {TransactionType.FEE}
TYPES_WITH_RECEIVER: Final = frozenset(
    {TransactionType.DEPOSIT, TransactionType.TRANSFER, TransactionType.INTEREST}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementCommand:
    """One movement as asked for; `amount` is in major units, read exactly, its currency that of the account.

    `currency`, if given, is what the caller believes the account is kept in.
    `use_only_account` lets a customer with exactly one account leave his account number out.
    `pin_proven` says that the customer has proven his transaction PIN for this movement, or for the order it is
    carried out under (a standing order, a hold, a batch).
    `releases_term_deposit` says that the bank itself pays out a fixed deposit, at maturity or before; `moves_pot`, that
    a savings goal fills or empties its pot.
    """

    transaction_type: TransactionType
    amount: Decimal
    currency: str | None = None
    from_account_number: str | None = None
    to_account_number: str | None = None
    payee_name: str = ""
    reference: str = ""
    category: str = ""
    description: str = ""
    use_only_account: bool = False
    pin_proven: bool = False
    releases_term_deposit: bool = False
    moves_pot: bool = False
    dry_run: bool = False

    @property
    def stays_with_its_owner(self) -> bool:
        """Whether the money only changes its place as was agreed: bound by no limit, without a fee, and not scored."""
        return self.releases_term_deposit or self.moves_pot


@dataclass(frozen=True, slots=True)
class PartyFacts:
    """An account on one side of a movement, as read in the first statement; amounts in minor units."""

    account_id: int
    customer_id: int
    account_number: str
    status: str
    currency: str
    single_limit_minor: int
    daily_limit_minor: int
    ledger_account_id: int
    balance_minor: int
    held_minor: int
    floor_minor: int
    spent_on: dt.date | None
    spent_minor: int
    kyc_status: str
    is_suspended: bool
    account_type: str

    @property
    def available_minor(self) -> int:
        """What may leave: balance less minimum balance less holds, never below zero."""
        return max(0, self.balance_minor - self.floor_minor - self.held_minor)

    def spent_on_day_minor(self, business_date: dt.date) -> int:
        """What has left the account on a business date, fees not counted."""
        return self.spent_minor if self.spent_on == business_date else 0


@dataclass(frozen=True, slots=True)
class PaymentRules:
    """What the operator has set for payments; `new_payee_limit` in major units of any currency, None for no limit."""

    pin_policy: PinPolicy
    cooling_off: dt.timedelta
    new_payee_limit: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeFacts:
    """What a customer and an account he pays into have to do with each other; amounts in its minor units.

    As built without arguments: never heard of. `version` counts the changes of the row, None while there is none.
    A daily limit is kept by `paid_minor`, what went to the payee on `paid_on`; it is counted only while there is one.
    """

    version: int | None = None
    is_saved: bool = False
    confirmed_at: dt.datetime | None = None
    payment_limit_minor: int | None = None
    daily_limit_minor: int | None = None
    first_paid_at: dt.datetime | None = None
    paid_while_new_minor: int = 0
    paid_on: dt.date | None = None
    paid_minor: int = 0

    def paid_on_day_minor(self, business_date: dt.date) -> int:
        """What has been paid to the payee on a business date, fees not counted."""
        return self.paid_minor if self.paid_on == business_date else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeBooking:
    """What the posting does about the payee: it looks that nothing changed since `seen`, and keeps `after`, if any."""

    seen: PayeeFacts
    after: PayeeFacts | None


@dataclass(frozen=True, slots=True)
class MovementFacts:
    """All that the decision on a movement needs, read in one statement at the moment `at`.

    `pin_is_set` is of the owner of the sending account; `payee` is how he stands with the receiving one.
    """

    sender: PartyFacts | None
    receiver: PartyFacts | None
    fee_minor: int
    business_date: dt.date
    at: dt.datetime
    rules: PaymentRules
    pin_is_set: bool
    payee: PayeeFacts = PayeeFacts()


@dataclass(frozen=True, slots=True)
class ApprovedMovement:
    """A movement that every rule allows; amounts in minor units of `currency`.

    `funds_term_deposit` says that it fills a fixed deposit, which happens once.
    """

    amount_minor: int
    fee_minor: int
    currency: str
    sender: PartyFacts | None
    receiver: PartyFacts | None
    counts_against_daily_limit: bool
    payee: PayeeBooking | None = None
    funds_term_deposit: bool = False

    @property
    def holder_id(self) -> int:
        """The customer whose money row is locked: the sender's, or the receiver's where nobody sends."""
        party = self.sender or self.receiver
        assert party is not None
        return party.customer_id


@dataclass(frozen=True, slots=True)
class PartyView:
    """One side of a transaction as a viewer may see it; `balance_minor` is None where he may not."""

    account_number: str
    balance_minor: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionCard:
    """A transaction as somebody may see it; amounts in minor units of `currency`.

    `on_behalf` says whether staff ordered it for the customer, None to the other party, whose business it is not;
    `initiated_by` is the name of who ordered it, to staff alone.
    """

    id: int
    transaction_id: str
    transaction_type: str
    status: str
    amount_minor: int
    fee_minor: int
    currency: str
    from_account: PartyView | None
    to_account: PartyView | None
    description: str
    payee_name: str
    reference: str
    category: str
    transaction_date: dt.datetime
    processed_date: dt.datetime | None
    business_date: dt.date
    on_behalf: bool | None = None
    initiated_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeCard:
    """A saved payee as his payer sees him; amounts in minor units of `currency`.

    `holder_name` is masked. `new_until` is the moment from which he is not new any more, None before he is confirmed
    or paid.
    """

    id: int
    account_number: str
    nickname: str
    holder_name: str
    currency: str
    confirmed_at: dt.datetime | None
    new_until: dt.datetime | None
    payment_limit_minor: int | None
    daily_limit_minor: int | None
    created_at: dt.datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PayeeTerms:
    """What a customer says about a payee; limits in major units as written, None for none.

    `given` names what is to be changed: what is left out stays as it is.
    """

    nickname: str = ""
    payment_limit: Decimal | None = None
    daily_limit: Decimal | None = None
    given: frozenset[str] = frozenset({"nickname", "payment_limit", "daily_limit"})
