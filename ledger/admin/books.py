"""The books on the staff site, for who may see them: reports, locked periods, and what their proofs found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from core_banking.api.staff_pages import ReadByStaff, acting_staff
from core_banking.kernel import clock
from core_banking.kernel.money import Money
from ledger.book_models import BookCheck, DailyTotal, PeriodLock
from ledger.contracts import VIEW_BOOKS
from ledger.reports import AccountFigures, BalanceSheet, ProfitAndLoss, TrialBalance
from ledger.selectors import balance_sheet, profit_and_loss, trial_balance
from ledger.services import read_books

Row = tuple[str, ...]
ReportsOfCurrency = tuple[TrialBalance, BalanceSheet, ProfitAndLoss]


class _ReadByHoldersOfTheRight(ReadByStaff[Any]):
    """Rows of the books for those who may see them. Being Django's superuser adds nothing."""

    rights = (VIEW_BOOKS,)
    open_to_system_administrators = False


@admin.register(PeriodLock)
class PeriodLockAdmin(_ReadByHoldersOfTheRight):
    """Every locking of the books."""

    list_display = ("locked_through", "reason", "locked_by", "locked_at")
    list_select_related = ("locked_by",)
    ordering = ("-id",)


@admin.register(BookCheck)
class BookCheckAdmin(_ReadByHoldersOfTheRight):
    """What the proofs of the books found last."""

    list_display = ("name", "healthy", "computed_at", "took_ms")
    ordering = ("name",)


@admin.register(DailyTotal)
class BooksAdmin(_ReadByHoldersOfTheRight):
    """In place of a list of totals, the reports that are made of them; each look at them goes on record."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Show the reports of a range of business dates."""
        if not self.has_view_permission(request):
            return super().changelist_view(request, extra_context)
        first, last, wrong = _asked(request)
        asked = {"from": first.isoformat(), "to": last.isoformat()}
        made = read_books(
            actor=acting_staff(request), report="all reports", asked=asked, make=_reports(first, last)
        )
        context = {
            **self.admin_site.each_context(request),
            "title": "Books",
            "first": first,
            "last": last,
            "wrong": wrong,
            "reports": [_shown(*reports) for reports in made],
        }
        return TemplateResponse(request, "admin/ledger/books.html", context)


def _reports(first: dt.date, last: dt.date) -> Callable[[], list[ReportsOfCurrency]]:
    def make() -> list[ReportsOfCurrency]:
        return list(zip(trial_balance(last), balance_sheet(last), profit_and_loss(first, last), strict=True))

    return make


def _asked(request: HttpRequest) -> tuple[dt.date, dt.date, str]:
    """Return the dates asked for; where they make no sense, this year's until today and a sentence about it."""
    today = clock.business_date()
    year = today.replace(month=1, day=1)
    try:
        last = dt.date.fromisoformat(request.GET.get("to") or today.isoformat())
        first = dt.date.fromisoformat(request.GET.get("from") or last.replace(month=1, day=1).isoformat())
    except ValueError:
        return year, today, "A date is written YYYY-MM-DD."
    return (first, last, "") if first <= last else (year, today, "The range ends before it begins.")


def _shown(trial: TrialBalance, sheet: BalanceSheet, result: ProfitAndLoss) -> dict[str, object]:
    def money(amount_minor: int) -> str:
        return str(Money.of_minor(amount_minor, trial.currency))

    def rows(accounts: Iterable[AccountFigures]) -> list[Row]:
        return [(each.code, each.name, money(each.balance_minor)) for each in accounts]

    def total(name: str, amount_minor: int) -> Row:
        return ("", name, money(amount_minor))

    columns = [
        (each.debits_minor, each.credits_minor, each.debit_balance_minor, each.credit_balance_minor)
        for each in trial.accounts
    ]
    totals = (
        trial.total_debits_minor,
        trial.total_credits_minor,
        trial.total_debit_balances_minor,
        trial.total_credit_balances_minor,
    )
    return {
        "currency": trial.currency,
        "trial": [
            *((each.code, each.name, *map(money, row)) for each, row in zip(trial.accounts, columns, strict=True)),
            ("", "Total", *map(money, totals)),
        ],
        "sheet": [
            *rows(sheet.assets),
            total("Assets", sheet.total_assets_minor),
            *rows(sheet.liabilities),
            total("Liabilities", sheet.total_liabilities_minor),
            *rows(sheet.equity),
            total("Equity", sheet.total_equity_minor),
            total("Result", sheet.result_minor),
        ],
        "result": [
            *rows(result.income),
            total("Income", result.total_income_minor),
            *rows(result.expense),
            total("Expense", result.total_expense_minor),
            total("Result", result.result_minor),
        ],
    }  # fmt: skip
