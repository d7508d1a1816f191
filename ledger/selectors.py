"""Reads of the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from ledger.book_models import BookCheck, PeriodLock
from ledger.chart import ChartRole
from ledger.contracts import BalanceFacts, CheckResult, StatementLine, StatementSummary
from ledger.daily_totals import ClosedDays, closed_days_of
from ledger.figures import days_to_roll_up, figures, rolled_up_through
from ledger.journal import (
    accounts_of_the_journal,
    dates_of_the_journal,
    monthly_balances_of_sub_accounts,
    net_before,
    records_of_the_journal,
)
from ledger.models import Balance, JournalLine, LedgerAccount
from ledger.periods import last_closed_day, locked_through, require_open_period
from ledger.reports import (
    BalanceSheet,
    ProfitAndLoss,
    TrialBalance,
    balance_sheets,
    profits_and_losses,
    trial_balances,
)

__all__ = ["ClosedDays", "accounts_of_the_journal", "balance_at", "balance_of", "balance_sheet", "balances_of",
           "chart_figures", "closed_days_of",
           "currencies_of_the_book", "daily_flows", "dates_of_the_journal", "days_to_roll_up", "kept_book_checks",
           "last_closed_day", "last_proven_at", "locked_through",
           "monthly_balances_of_sub_accounts", "net_before", "number_of_lines", "period_locks", "profit_and_loss",
           "records_of_the_journal", "require_open_period", "rolled_up_through", "statement_lines",
           "statement_summary", "statement_summary_between", "trial_balance"]  # fmt: skip

_BALANCE_COLUMNS = ("account_id", "balance_minor", "version", "held_minor", "floor_minor")


def currencies_of_the_book() -> list[str]:
    """Return the currencies that the bank keeps books in: those it has an account of cash in."""
    cash = LedgerAccount.objects.filter(code__startswith=f"{ChartRole.CASH}-", is_customer_account=False)
    return list(cash.order_by("currency").values_list("currency", flat=True))


def trial_balance(on: dt.date, currency: str | None = None) -> tuple[TrialBalance, ...]:
    """Return the trial balance of each currency, or of one, at the end of a business date."""
    return trial_balances(figures(on, currency=currency))


def balance_sheet(on: dt.date, currency: str | None = None) -> tuple[BalanceSheet, ...]:
    """Return the balance sheet of each currency, or of one, at the end of a business date."""
    return balance_sheets(figures(on, currency=currency))


def profit_and_loss(first: dt.date, last: dt.date, currency: str | None = None) -> tuple[ProfitAndLoss, ...]:
    """Return income and expense of business dates, both inclusive, for each currency or for one."""
    return profits_and_losses(figures(last, since=first, currency=currency))


chart_figures = figures


def period_locks() -> QuerySet[PeriodLock]:
    """Return every locking of the books, the furthest first."""
    return PeriodLock.objects.select_related("locked_by").order_by("-id")


def kept_book_checks() -> list[CheckResult]:
    """Return what each proof found when it was last computed, by name."""
    return [
        CheckResult(row.name, tuple(row.problems), row.computed_at, row.took_ms)
        for row in BookCheck.objects.order_by("name")
    ]


def last_proven_at(names: Collection[str]) -> dt.datetime | None:
    """Return when the oldest of these proofs was computed, None if one of them never was."""
    kept = BookCheck.objects.filter(name__in=names).values_list("computed_at", flat=True)
    moments = list(kept)
    return min(moments) if len(moments) == len(names) else None


def number_of_lines(most: int) -> int:
    """Return about how many lines the book has, at most `most` + 1: by the highest number, which is one look-up."""
    return min(most + 1, JournalLine.objects.order_by("-id").values_list("id", flat=True).first() or 0)


def balance_of(account_id: int) -> BalanceFacts:
    """Return a customer's account as it is now."""
    return BalanceFacts(*Balance.objects.values_list(*_BALANCE_COLUMNS).get(account_id=account_id))


def balances_of(account_ids: Iterable[int]) -> dict[int, BalanceFacts]:
    """Return customers' accounts as they are now, in one query, by ledger account."""
    rows = Balance.objects.filter(account_id__in=set(account_ids)).values_list(*_BALANCE_COLUMNS)
    return {row[0]: BalanceFacts(*row) for row in rows}


def end_of_day_balances(account_ids: Iterable[int], date: dt.date) -> dict[int, int]:
    """Return what customers' accounts held at the end of a business date, in minor units, by ledger account."""
    lines = JournalLine.objects.filter(
        account_id=OuterRef("account_id"), business_date__lte=date, version__isnull=False
    )
    newest = lines.order_by("-business_date", "-version").values("balance_after_minor")[:1]
    moved_since = Case(
        When(last_business_date__gt=date, then=Coalesce(Subquery(newest), 0)), default=F("balance_minor")
    )
    rows = Balance.objects.filter(account_id__in=set(account_ids)).values_list("account_id", moved_since)
    return dict(rows)


def balance_at(account_id: int, instant: dt.datetime) -> int:
    """Return the balance in minor units just after everything posted up to `instant`; 0 before the first line."""
    lines = JournalLine.objects.filter(account_id=account_id, version__isnull=False, posted_at__lte=instant)
    newest = lines.order_by("-posted_at", "-version").values_list("balance_after_minor", flat=True).first()
    return newest or 0


def statement_summary(account_id: int, from_date: dt.date, to_date: dt.date) -> StatementSummary:
    """Return what the lines of the business dates, both inclusive, add up to."""
    return _summary(account_id, from_date, to_date + dt.timedelta(days=1))


def statement_summary_between(account_id: int, start: dt.datetime, end: dt.datetime) -> StatementSummary:
    """Return what the lines posted from `start` on and before `end` add up to.

    Two ranges that meet in one instant share no line and miss none, and the first one closes where the second opens.
    """
    return _summary(account_id, start, end)


def _summary(account_id: int, start: dt.date, end: dt.date) -> StatementSummary:
    """Return what the lines from `start` on and before `end` add up to; both are business dates, or both instants.

    Money may move between the three looks, so the last line of the range is found first and everything else is
    asked of the lines up to it: those never change.
    """
    closing_minor, last_version = _last_line_before(account_id, end)
    opening_minor, version_before = _last_line_before(account_id, start, last_version)
    totals = _lines_between(account_id, version_before + 1, last_version).aggregate(
        credits=Sum("amount_minor", filter=Q(amount_minor__lt=0), default=0),
        debits=Sum("amount_minor", filter=Q(amount_minor__gt=0), default=0),
        count=Count("id"),
    )
    return StatementSummary(
        opening_minor=opening_minor,
        closing_minor=closing_minor,
        credits_minor=-totals["credits"],
        debits_minor=totals["debits"],
        line_count=totals["count"],
        first_version=version_before + 1,
        last_version=last_version,
    )


def daily_flows(account_id: int, from_date: dt.date, to_date: dt.date) -> list[tuple[dt.date, int, int]]:
    """Return what went in and out of a customer's account on each business date that had any, in minor units."""
    lines = JournalLine.objects.filter(
        account_id=account_id, business_date__gte=from_date, business_date__lte=to_date
    )
    days = lines.values("business_date").annotate(
        credits=Sum("amount_minor", filter=Q(amount_minor__lt=0), default=0),
        debits=Sum("amount_minor", filter=Q(amount_minor__gt=0), default=0),
    )
    return [(day["business_date"], -day["credits"], day["debits"]) for day in days.order_by("business_date")]


def statement_lines(
    account_id: int, *, first_version: int, last_version: int, limit: int | None = None
) -> list[StatementLine]:
    """Return the lines of an account from one version to another, both inclusive, oldest first.

    Versions are gap-free, so a page is `first_version` to `first_version + n - 1`: no offset, no count.
    """
    lines = _lines_between(account_id, first_version, last_version).order_by("version")
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


def _lines_between(account_id: int, first_version: int, last_version: int) -> QuerySet[JournalLine]:
    return JournalLine.objects.filter(
        account_id=account_id, version__gte=first_version, version__lte=last_version
    )


def _last_line_before(account_id: int, moment: dt.date, last_version: int | None = None) -> tuple[int, int]:
    """Return balance and version of the last line before a business date or an instant, zeros if there is none.

    With `last_version`, lines that came after that one count as not there.
    """
    column = "posted_at" if isinstance(moment, dt.datetime) else "business_date"
    lines = JournalLine.objects.filter(
        account_id=account_id, version__isnull=False, **{f"{column}__lt": moment}
    )
    if last_version is not None:
        lines = lines.filter(version__lte=last_version)
    newest = lines.order_by(f"-{column}", "-version").values_list("balance_after_minor", "version").first()
    return newest or (0, 0)  # type: ignore[return-value]
