"""Reads of holds."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import QuerySet

from core_banking.kernel.actors import Actor
from core_banking.kernel.errors import NotFound
from ledger.contracts import HoldStatus
from transactions.contracts import SUBMIT_ANY
from transactions.hold_contracts import HoldCard
from transactions.models import HoldOrder


def visible_holds(actor: Actor) -> QuerySet[HoldOrder]:
    """Return the holds an actor may see, newest first: all for staff who move money, else those on his accounts."""
    rows = HoldOrder.objects.select_related("hold", "account", "resolution__transaction").order_by("-id")
    return rows if actor.may(SUBMIT_ANY) else rows.filter(customer_id=actor.user_id)


def visible_hold(actor: Actor, key: str) -> HoldOrder:
    """Return one hold's row by its number or its `HLD…` identifier. Raises `NotFound`."""
    rows = visible_holds(actor)
    if key.isascii() and key.isdigit() and len(key) < 19:
        row = rows.filter(pk=int(key)).first()
    else:
        row = rows.filter(hold__reference=key).first()
    if row is None:
        raise NotFound("There is no such hold.")
    return row


def hold_card(actor: Actor, key: str) -> HoldCard:
    """Return one hold by its number or its `HLD…` identifier. Raises `NotFound`."""
    return card_of_hold(visible_hold(actor, key))


def due_holds(now: dt.datetime, *, after_id: int, limit: int) -> list[int]:
    """Return the numbers of open holds whose time is over, the next ones after a number."""
    due = HoldOrder.objects.filter(hold__status=HoldStatus.OPEN.value, hold__expires_at__lte=now)
    return list(due.filter(pk__gt=after_id).order_by("pk").values_list("pk", flat=True)[:limit])


def card_of_hold(row: HoldOrder) -> HoldCard:
    """Return a row as its owner and the staff see it; the row comes from one of this module's queries."""
    hold, account = row.hold, row.account
    resolution: Any = getattr(row, "resolution", None)
    return HoldCard(
        id=row.pk,
        hold_id=hold.reference,
        account_number=account.account_number or "",
        amount_minor=hold.amount_minor,
        captured_minor=hold.captured_minor,
        currency=account.currency,
        status=hold.status,
        description=hold.description,
        on_behalf=row.on_behalf,
        created_at=hold.created_at,
        expires_at=hold.expires_at,
        resolved_at=hold.resolved_at,
        transaction_id=resolution.transaction.transaction_id
        if resolution and resolution.transaction
        else None,
    )
