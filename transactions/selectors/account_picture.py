"""An account's recent picture for staff: its last movements, and what went in and out on each of the last days."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Final

from accounts.contracts import AccountCard
from accounts.selectors import account_card
from core_banking.kernel import clock
from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotAllowed
from fraud.contracts import DECIDE_ALERTS
from ledger.contracts import BalanceFacts
from ledger.selectors import balance_of, daily_flows
from transactions.contracts import SUBMIT_ANY
from transactions.models import Transaction

MOVEMENTS_SHOWN: Final = 20
DAYS_SHOWN: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturedMovement:
    """A movement as seen from one account: `is_out` if money leaves it. Amounts in minor units."""

    key: int
    transaction_id: str
    at: dt.datetime
    kind: str
    status: str
    is_out: bool
    amount_minor: int
    other_account_number: str
    payee_name: str
    description: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PicturedDay:
    """What went in and out on a business date, in minor units."""

    date: dt.date
    in_minor: int
    out_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPicture:
    """An account with its balance, its last movements, the newest first, and its last days, the oldest first."""

    account: AccountCard
    balance: BalanceFacts
    movements: tuple[PicturedMovement, ...]
    days: tuple[PicturedDay, ...]


def may_picture_accounts(actor: Actor) -> bool:
    """Whether an actor moves customers' money or decides on what is held of it; to read alerts is not enough."""
    return actor.may(SUBMIT_ANY) or actor.may(DECIDE_ALERTS)


def account_picture_for(actor: Actor, account_id: int) -> AccountPicture | None:
    """Return the recent picture of an account for those who decide alerts or move money; None if there is none.

    Nobody is shown his own. Raises `NotAllowed`.
    """
    if not may_picture_accounts(actor):
        raise NotAllowed
    account = account_card(account_id)
    if account is None or account.customer_id == actor.user_id:
        return None
    return AccountPicture(
        account=account,
        balance=balance_of(account.ledger_account_id),
        movements=_last_movements(account_id),
        days=_last_days(account.ledger_account_id),
    )


def _last_movements(account_id: int) -> tuple[PicturedMovement, ...]:
    """Return the newest movements of both directions: two looks at an index each, whatever the history."""
    rows = Transaction.objects.select_related("from_account", "to_account").order_by("-id")
    sent = rows.filter(from_account_id=account_id)[:MOVEMENTS_SHOWN]
    received = rows.filter(to_account_id=account_id)[:MOVEMENTS_SHOWN]
    newest = sorted({row.pk: row for row in (*sent, *received)}.values(), key=lambda row: -row.pk)
    return tuple(_movement(row, account_id) for row in newest[:MOVEMENTS_SHOWN])


def _movement(row: Transaction, account_id: int) -> PicturedMovement:
    is_out = row.from_account_id == account_id
    other = row.to_account if is_out else row.from_account
    return PicturedMovement(
        key=row.pk,
        transaction_id=row.transaction_id,
        at=row.transaction_date,
        kind=row.transaction_type,
        status=row.status,
        is_out=is_out,
        amount_minor=row.amount_minor,
        other_account_number=(other.account_number or "") if other else "",
        payee_name=row.payee_name,
        description=row.description,
    )


def _last_days(ledger_account_id: int) -> tuple[PicturedDay, ...]:
    today = clock.business_date()
    first = today - dt.timedelta(days=DAYS_SHOWN - 1)
    moved = {date: (into, out) for date, into, out in daily_flows(ledger_account_id, first, today)}
    days = (first + dt.timedelta(days=each) for each in range(DAYS_SHOWN))
    return tuple(
        PicturedDay(date=day, in_minor=moved.get(day, (0, 0))[0], out_minor=moved.get(day, (0, 0))[1])
        for day in days
    )
