"""What the bank refuses when money is to move."""

from __future__ import annotations

from transactions.errors.bulk import MalformedLines
from transactions.errors.held import TransactionNotHeld
from transactions.errors.holds import CaptureExceedsHold, HoldExpired
from transactions.errors.movements import (
    AccountNotActive,
    AmountInOtherCurrency,
    CurrencyMismatch,
    DailyLimitExceeded,
    IdempotencyKeyExpired,
    KycRequiredToTransact,
    SameAccount,
    SingleLimitExceeded,
    TermDepositFunded,
    TermDepositLocked,
    UnknownAccount,
)
from transactions.errors.payees import (
    PayeeAlreadySaved,
    PayeeCoolingOff,
    PayeeIsOwnAccount,
    PayeeLimitExceeded,
    PayeeNotConfirmed,
    TooManyPayees,
)
from transactions.errors.reversals import AlreadyReversed, NotReversible, ReversalDecided, ReversalPending
from transactions.errors.standing_orders import (
    StandingOrderNotActive,
    StandingOrderNotDue,
    TooManyStandingOrders,
)

__all__ = [
    "AccountNotActive",
    "AlreadyReversed",
    "AmountInOtherCurrency",
    "CaptureExceedsHold",
    "CurrencyMismatch",
    "DailyLimitExceeded",
    "HoldExpired",
    "IdempotencyKeyExpired",
    "KycRequiredToTransact",
    "MalformedLines",
    "NotReversible",
    "PayeeAlreadySaved",
    "PayeeCoolingOff",
    "PayeeIsOwnAccount",
    "PayeeLimitExceeded",
    "PayeeNotConfirmed",
    "ReversalDecided",
    "ReversalPending",
    "SameAccount",
    "SingleLimitExceeded",
    "StandingOrderNotActive",
    "StandingOrderNotDue",
    "TermDepositFunded",
    "TermDepositLocked",
    "TooManyPayees",
    "TooManyStandingOrders",
    "TransactionNotHeld",
    "UnknownAccount",
]
