"""Reads of the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from ledger.contracts import BalanceFacts, StatementLine, StatementSummary
from ledger.models import Balance, JournalLine

_BALANCE_COLUMNS = ("account_id", "balance_minor", "version", "held_minor", "floor_minor")


def balance_of(account_id: int) -> BalanceFacts:
    """Return a customer's account as it is now."""
    return BalanceFacts(*Balance.objects.values_list(*_BALANCE_COLUMNS).get(account_id=account_id))


def balances_of(account_ids: Iterable[int]) -> dict[int, BalanceFacts]:
    """Return customers' accounts as they are now, in one query, by ledger account."""
    rows = Balance.objects.filter(account_id__in=set(account_ids)).values_list(*_BALANCE_COLUMNS)
    return {row[0]: BalanceFacts(*row) for row in rows}


def balance_at(account_id: int, instant: dt.datetime) -> int:
    """Return the balance in minor units just after everything posted up to `instant`; 0 before the first line."""
    lines = JournalLine.objects.filter(account_id=account_id, version__isnull=False, posted_at__lte=instant)
    newest = lines.order_by("-posted_at", "-version").values_list("balance_after_minor", flat=True).first()
    return newest or 0


def statement_summary(account_id: int, from_date: dt.date, to_date: dt.date) -> StatementSummary:
    """Return what the lines of the business dates, both inclusive, add up to."""
    opening = _last_line_before(account_id, from_date)
    closing = _last_line_before(account_id, to_date + dt.timedelta(days=1))
    totals = _lines_between(account_id, from_date, to_date).aggregate(
        credits=Sum("amount_minor", filter=Q(amount_minor__lt=0), default=0),
        debits=Sum("amount_minor", filter=Q(amount_minor__gt=0), default=0),
        count=Count("id"),
    )
    return StatementSummary(
        opening_minor=opening[0],
        closing_minor=closing[0],
        credits_minor=-totals["credits"],
        debits_minor=totals["debits"],
        line_count=totals["count"],
        first_version=opening[1] + 1,
        last_version=closing[1],
    )


def statement_lines(
    account_id: int, *, first_version: int, last_version: int, limit: int | None = None
) -> list[StatementLine]:
    """Return the lines of an account from one version to another, both inclusive, oldest first.

    Versions are gap-free, so a page is `first_version` to `first_version + n - 1`: no offset, no count.
    """
    lines = JournalLine.objects.filter(
        account_id=account_id, version__gte=first_version, version__lte=last_version
    ).order_by("version")
    return [StatementLine(*row) for row in _statement_rows(lines)[:limit]]


def _statement_rows(lines: QuerySet[JournalLine]) -> QuerySet[JournalLine, tuple[Any, ...]]:
    return lines.values_list(
        "id",
        "version",
        "posted_at",
        "business_date",
        "entry__value_date",
        "kind",
        "entry__reference",
        "entry__description",
        -F("amount_minor"),
        "balance_after_minor",
    )


def _lines_between(account_id: int, from_date: dt.date, to_date: dt.date) -> QuerySet[JournalLine]:
    return JournalLine.objects.filter(
        account_id=account_id, version__isnull=False, business_date__gte=from_date, business_date__lte=to_date
    )


def _last_line_before(account_id: int, date: dt.date) -> tuple[int, int]:
    """Return balance and version of the last line before a business date, zeros if there is none."""
    lines = JournalLine.objects.filter(account_id=account_id, version__isnull=False, business_date__lt=date)
    newest = (
        lines.order_by("-business_date", "-version").values_list("balance_after_minor", "version").first()
    )
    return newest or (0, 0)  # type: ignore[return-value]
