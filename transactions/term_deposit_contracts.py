"""What comes of a fixed deposit's end: frozen values, amounts in minor units."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from accounts.contracts import AccountStatus, TermPayout


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlyWithdrawal:
    """What an early withdrawal gave: `paid_minor` went to the payout account, and the deposit is closed."""

    account_id: int
    account_number: str
    currency: str
    status: AccountStatus
    withdrawn_on: dt.date
    maturity_date: dt.date
    payout: TermPayout
    paid_minor: int
    payout_account_number: str
    transaction_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MaturedDeposit:
    """What became of a deposit on its maturity date.

    `renewed_until` is the end of the next term, None where there is none; `paid_minor` went to the payout account.
    """

    account_id: int
    maturity_date: dt.date
    payout: TermPayout
    paid_minor: int = 0
    renewed_until: dt.date | None = None
