"""Interest in the admin site: what accrued in each night and what was posted, to look at."""

from __future__ import annotations

from typing import Final

from django.contrib import admin

from accounts.admin.term_deposits import ReadWithAccounts
from accounts.interest_accrual import PARTS_OF_A_UNIT, ExactInterest
from accounts.models import InterestAccrual, InterestPosting
from accounts.terms import format_rate
from core_banking.kernel.money import Currency, Money, format_minor

_MORE_DECIMALS: Final = 10


@admin.register(InterestAccrual)
class InterestAccrualAdmin(ReadWithAccounts):
    """The nights of accounts, the latest first; exact amounts have ten decimals more than money has."""

    list_display = ("account", "date", "balance", "rate", "day_count", "accrued", "total")
    ordering = ("-id",)
    fields = (
        "account",
        "customer",
        "date",
        "term_started_on",
        "balance",
        "rate",
        "day_count",
        "accrued",
        "total",
        "booked",
        "journal_entry",
    )

    @admin.display(description="Balance at the end of the day")
    def balance(self, night: InterestAccrual) -> str:
        return _major(night, night.balance_minor)

    @admin.display(description="Accrued in the night")
    def accrued(self, night: InterestAccrual) -> str:
        return _exact(night, ExactInterest(night.accrued_minor, night.accrued_part))

    @admin.display(description="Accrued in all")
    def total(self, night: InterestAccrual) -> str:
        return _exact(night, ExactInterest(night.total_minor, night.total_part))

    @admin.display(description="Change of what is owed")
    def booked(self, night: InterestAccrual) -> str:
        return _exact(night, ExactInterest(night.booked_minor))


@admin.register(InterestPosting)
class InterestPostingAdmin(ReadWithAccounts):
    """What was posted of accounts' interest, the latest first, in major units."""

    list_display = ("account", "customer", "period_end", "how", "interest", "tax", "posted_on")
    list_filter = ("how", "posted_on")
    ordering = ("-id",)
    fields = (
        "account",
        "customer",
        "period_end",
        "term_started_on",
        "posted_on",
        "how",
        "interest",
        "out_of_accruals",
        "tax",
        "tax_rate",
        "paid_into",
        "transaction_id",
        "journal_entry",
        "created_at",
    )

    @admin.display(description="Interest before tax")
    def interest(self, posting: InterestPosting) -> str:
        return _major(posting, posting.gross_minor + posting.beyond_minor)

    @admin.display(description="Out of what had accrued")
    def out_of_accruals(self, posting: InterestPosting) -> str:
        return _major(posting, posting.gross_minor)

    @admin.display
    def tax(self, posting: InterestPosting) -> str:
        return _major(posting, posting.tax_minor)

    @admin.display(description="Tax in percent")
    def tax_rate(self, posting: InterestPosting) -> str:
        return format_rate(posting.tax_rate_ppm)


def _major(row: InterestAccrual | InterestPosting, amount_minor: int) -> str:
    return str(Money.of_minor(amount_minor, row.account.currency))


def _exact(night: InterestAccrual, interest: ExactInterest) -> str:
    shown = interest.parts * 10**_MORE_DECIMALS // PARTS_OF_A_UNIT
    return format_minor(shown, Currency.of(night.account.currency).exponent + _MORE_DECIMALS)
