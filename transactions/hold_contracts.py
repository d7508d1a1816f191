"""The frozen values of a hold (a payment in two steps): what is asked, and how it stands."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from transactions.contracts import TransactionCard


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCommand:
    """Money to set aside: `amount` in major units of the account's currency; without `expires_at`, the default.

    `currency`, if given, is what the caller believes the account is kept in.
    """

    account_number: str
    amount: Decimal
    currency: str | None = None
    description: str = ""
    expires_at: dt.datetime | None = None
    pin_proven: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureCommand:
    """What of a hold to take: `amount` in major units, the whole if None.

    To another account of the bank, or with no `to_account_number` out of the bank as a payment.
    """

    amount: Decimal | None = None
    to_account_number: str | None = None
    payee_name: str = ""
    reference: str = ""
    pin_proven: bool = False
    dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldCard:
    """A hold as its owner and the staff see it; amounts in minor units of `currency`.

    `transaction_id` names the movement that captured it. What was not captured of a resolved hold was released.
    """

    id: int
    hold_id: str
    account_number: str
    amount_minor: int
    captured_minor: int
    currency: str
    status: str
    description: str
    on_behalf: bool
    created_at: dt.datetime
    expires_at: dt.datetime | None
    resolved_at: dt.datetime | None
    transaction_id: str | None


@dataclass(frozen=True, slots=True)
class CapturedHold:
    """A hold that was just captured, and the movement that did it."""

    hold: HoldCard
    transaction: TransactionCard
