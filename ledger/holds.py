"""Holds on the book: a row for each, and their sum beside the balance, changed together and under one lock."""

from __future__ import annotations

import datetime as dt

from django.db.models import F

from ledger.contracts import HoldFacts, HoldStatus
from ledger.errors import HoldAlreadyResolved
from ledger.models import Balance, Hold


def open_hold(
    *,
    account_id: int,
    amount_minor: int,
    reference: str,
    description: str,
    created_at: dt.datetime,
    expires_at: dt.datetime | None,
) -> HoldFacts:
    """Write an open hold and add it to what is held; the caller has locked the balance and checked it."""
    hold = Hold.objects.create(
        account_id=account_id,
        amount_minor=amount_minor,
        reference=reference,
        description=description,
        created_at=created_at,
        expires_at=expires_at,
    )
    _change_held(account_id, amount_minor)
    return facts_of(hold)


def resolve_open_hold(*, hold_id: int, status: HoldStatus, captured_minor: int, at: dt.datetime) -> HoldFacts:
    """Lock the balance, then the hold; resolve it and take it from what is held. Raises `HoldAlreadyResolved`."""
    account_id = Hold.objects.values_list("account_id", flat=True).get(pk=hold_id)
    Balance.objects.select_for_update(no_key=True).get(account_id=account_id)
    hold = Hold.objects.select_for_update(no_key=True).get(pk=hold_id)
    if hold.status != HoldStatus.OPEN:
        raise HoldAlreadyResolved(status=hold.status)
    hold.status, hold.captured_minor, hold.resolved_at = status.value, captured_minor, at
    hold.save(update_fields=["status", "captured_minor", "resolved_at"])
    _change_held(account_id, -hold.amount_minor)
    return facts_of(hold)


def facts_of(hold: Hold) -> HoldFacts:
    """Return a row as others may know it."""
    return HoldFacts(
        hold_id=hold.pk,
        account_id=hold.account_id,
        amount_minor=hold.amount_minor,
        captured_minor=hold.captured_minor,
        status=HoldStatus(hold.status),
        reference=hold.reference,
        description=hold.description,
        created_at=hold.created_at,
        expires_at=hold.expires_at,
        resolved_at=hold.resolved_at,
    )


def _change_held(account_id: int, change_minor: int) -> None:
    Balance.objects.filter(account_id=account_id).update(held_minor=F("held_minor") + change_minor)
