"""The terms of fixed deposits in the admin site, and how they ended: to look at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from accounts.contracts import MANAGE_ANY_ACCOUNT
from accounts.models import TermDeposit, TermOutcome
from accounts.terms import format_rate
from core_banking.api.staff_pages import ReadByStaff
from core_banking.kernel.money import Money


class ReadWithAccounts(ReadByStaff[Any]):
    """Rows of accounts, for who manages accounts and who looks after the system."""

    rights = (MANAGE_ANY_ACCOUNT,)
    subject_paths = ("account__customer",)
    list_select_related = ("account__customer",)
    search_fields = ("account__account_number", "account__customer__customer_id")
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


@admin.register(TermDeposit)
class TermDepositAdmin(ReadWithAccounts):
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
class TermOutcomeAdmin(ReadWithAccounts):
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
