"""The frozen values of a reversal: what there is to know of the movement, and how a request for one stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from accounts.contracts import AccountCard
from ledger.contracts import BalanceFacts
from transactions.contracts import TransactionCard


class ReversalRequestStatus(StrEnum):
    """Where a request for a reversal stands: it waits for a second member of staff, who decides once."""

    PENDING = "PENDING"
    APPROVED = "APPROVED"
    REJECTED = "REJECTED"


# Labelled apart from the statuses of KYC, which are spelt alike: in the schema each has a name of its own.
REVERSAL_REQUEST_CHOICES: Final = tuple(
    (status.value, status.value.capitalize()) for status in ReversalRequestStatus
)


@dataclass(frozen=True, slots=True)
class ReversalParty:
    """An account that a reversal takes from or gives to, under the lock of its balance."""

    account: AccountCard
    balance: BalanceFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversalFacts:
    """A movement that is to be reversed; amounts in minor units of `currency`.

    The reversal takes `amount_minor` from `payer` (who received the money) and gives it, with the fee, to
    `receiver` (who sent it). `reversed_by` names the reversal there already is.
    """

    transaction_id: str
    transaction_type: str
    status: str
    amount_minor: int
    fee_minor: int
    currency: str
    initiated_by: int | None
    payer: ReversalParty | None
    receiver: ReversalParty | None
    reversed_by: str | None


@dataclass(frozen=True, slots=True)
class ReversedMovement:
    """A reversal that was just made: the movement it is, the identifier of the one it undoes, and why."""

    reversal: TransactionCard
    reverses: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReversalLinks:
    """What a movement has to do with reversals; `reason` only for those who may reverse."""

    reverses: str | None
    reversed_by: str | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReversalRequestCard:
    """A request for a reversal that needs two; amounts in minor units of `currency`."""

    id: int
    transaction_id: str
    transaction_type: str
    amount_minor: int
    fee_minor: int
    currency: str
    from_account_number: str | None
    to_account_number: str | None
    reason: str
    status: str
    requested_by: str
    requested_at: dt.datetime
    decided_by: str | None
    decided_at: dt.datetime | None
    note: str
    reversal_transaction_id: str | None
