"""The terms of fixed deposits in the admin site, and how they ended: to look at."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin.staff import is_system_administrator, staff_rights
from accounts.contracts import MANAGE_ANY_ACCOUNT
from accounts.models import TermDeposit, TermOutcome
from accounts.terms import format_rate
from core_banking.api.bounded_pages import BoundedPaginator
from core_banking.kernel.money import Money


class ReadByStaff(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that who manages accounts, and who looks after the system, may read; nobody changes them here."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    list_per_page = 50
    list_select_related = ("account__customer",)
    search_fields = ("=account__account_number", "=account__customer__customer_id")
    search_help_text = "A whole account number or customer id."

    @admin.display
    def customer(self, row: TermDeposit | TermOutcome) -> str:
        return str(row.account.customer)

    @admin.display(description="Principal")
    def principal(self, row: TermDeposit | TermOutcome) -> str:
        return _major(row, row.principal_minor)

    @admin.display(description="Yearly interest in percent")
    def rate(self, row: TermDeposit | TermOutcome) -> str:
        return format_rate(row.annual_rate_ppm)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return MANAGE_ANY_ACCOUNT in staff_rights(request) or is_system_administrator(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        return False


@admin.register(TermDeposit)
class TermDepositAdmin(ReadByStaff):
    """The present term of each fixed deposit, the newest account first, in major units."""

    list_display = ("account", "customer", "principal", "rate", "maturity_date", "maturity_instruction")
    list_filter = ("maturity_instruction", "maturity_date")
    ordering = ("-account_id",)
    fields = (
        "account",
        "customer",
        "principal",
        "rate",
        "term_months",
        "penalty",
        "started_on",
        "maturity_date",
        "maturity_instruction",
        "payout_account",
        "announced_for",
    )

    @admin.display(description="Penalty of an early withdrawal in percent")
    def penalty(self, term: TermDeposit) -> str:
        return format_rate(term.penalty_ppm)


@admin.register(TermOutcome)
class TermOutcomeAdmin(ReadByStaff):
    """How terms ended, the latest first, in major units."""

    list_display = ("account", "customer", "how", "ended_on", "principal", "interest", "penalty")
    list_filter = ("how", "ended_on")
    ordering = ("-id",)
    fields = (
        "account",
        "customer",
        "how",
        "started_on",
        "maturity_date",
        "ended_on",
        "rate",
        "principal",
        "interest",
        "penalty",
        "created_at",
    )

    @admin.display
    def interest(self, outcome: TermOutcome) -> str:
        return _major(outcome, outcome.interest_minor)

    @admin.display
    def penalty(self, outcome: TermOutcome) -> str:
        return _major(outcome, outcome.penalty_minor)


def _major(row: TermDeposit | TermOutcome, amount_minor: int | None) -> str:
    return "-" if amount_minor is None else str(Money.of_minor(amount_minor, row.account.currency))
