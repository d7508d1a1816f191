"""Reads of the terms of fixed deposits: which are due, which are announced, which have ended."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q

from accounts.contracts import AccountStatus
from accounts.models import MoneyHolder, TermDeposit, TermOutcome


def term_has_ended(account_id: int, maturity_date: dt.date) -> bool:
    """Whether the term of a fixed deposit that was to end on a date has come to its end, then or before."""
    return TermOutcome.objects.filter(account_id=account_id, maturity_date=maturity_date).exists()


def banking_is_suspended(user_id: int) -> bool:
    """Whether a person's money must not move, since his KYC was rejected."""
    return MoneyHolder.objects.filter(customer_id=user_id, is_suspended=True).exists()


def terms_due(today: dt.date, *, after_id: int = 0, limit: int = 500) -> list[tuple[int, dt.date]]:
    """Return fixed deposits that mature today or should have before, with their maturity date, by account.

    Those that are frozen, or whose owner's banking is suspended, wait until they are free: nothing can be paid to them.
    """
    suspended = MoneyHolder.objects.filter(customer_id=OuterRef("account__customer_id"), is_suspended=True)
    due = TermDeposit.objects.filter(
        ~Exists(suspended),
        maturity_date__lte=today,
        account__status=AccountStatus.ACTIVE,
        pk__gt=after_id,
    )
    return list(due.order_by("pk").values_list("pk", "maturity_date")[:limit])  # type: ignore[arg-type]


def maturities_to_announce(today: dt.date, *, after_id: int = 0, limit: int = 500) -> list[int]:
    """Return fixed deposits that mature within `MATURITY_NOTICE_DAYS` and whose owners do not know yet."""
    soon = today + dt.timedelta(days=settings.MATURITY_NOTICE_DAYS)
    waiting = TermDeposit.objects.filter(
        Q(announced_for__isnull=True) | ~Q(announced_for=F("maturity_date")),
        maturity_date__gt=today,
        maturity_date__lte=soon,
        account__status=AccountStatus.ACTIVE,
        pk__gt=after_id,
    )
    return list(waiting.order_by("pk").values_list("pk", flat=True)[:limit])
