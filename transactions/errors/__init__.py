"""What the bank refuses when money is to move."""

from __future__ import annotations

from transactions.errors.movements import (
    AccountNotActive,
    AmountInOtherCurrency,
    CurrencyMismatch,
    DailyLimitExceeded,
    IdempotencyKeyExpired,
    KycRequiredToTransact,
    SameAccount,
    SingleLimitExceeded,
    UnknownAccount,
)

__all__ = [
    "AccountNotActive",
    "AmountInOtherCurrency",
    "CurrencyMismatch",
    "DailyLimitExceeded",
    "IdempotencyKeyExpired",
    "KycRequiredToTransact",
    "SameAccount",
    "SingleLimitExceeded",
    "UnknownAccount",
]
