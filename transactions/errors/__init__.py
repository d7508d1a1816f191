"""What the bank refuses when money is to move."""

from __future__ import annotations

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

__all__ = [
    "AccountNotActive",
    "AmountInOtherCurrency",
    "CaptureExceedsHold",
    "CurrencyMismatch",
    "DailyLimitExceeded",
    "HoldExpired",
    "IdempotencyKeyExpired",
    "KycRequiredToTransact",
    "PayeeAlreadySaved",
    "PayeeCoolingOff",
    "PayeeIsOwnAccount",
    "PayeeLimitExceeded",
    "PayeeNotConfirmed",
    "SameAccount",
    "SingleLimitExceeded",
    "TermDepositFunded",
    "TermDepositLocked",
    "TooManyPayees",
    "UnknownAccount",
]
