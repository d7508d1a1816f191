"""Customers' payees in the admin."""

from __future__ import annotations

from django.contrib import admin

from core_banking.kernel.money import Money
from transactions.admin.staff import ReadByStaff
from transactions.models import Beneficiary


@admin.register(Beneficiary)
class BeneficiaryAdmin(ReadByStaff[Beneficiary]):
    """Whom customers have saved or paid, the latest first, in major units of the payee's account."""

    list_display = ("owner", "account", "nickname", "saved_at", "confirmed_at", "first_paid_at")
    search_fields = ("owner__customer_id", "account__account_number")
    search_help_text = "A whole customer id or account number."
    list_select_related = ("owner", "account")
    fields = (
        "owner",
        "account",
        "nickname",
        "holder_name",
        "saved_at",
        "confirmed_at",
        "removed_at",
        "payment_limit",
        "daily_limit",
        "first_paid_at",
        "paid_while_new",
        "paid_on",
        "paid",
    )

    @admin.display(description="Limit of one payment")
    def payment_limit(self, payee: Beneficiary) -> str:
        return _major(payee, payee.payment_limit_minor)

    @admin.display(description="Limit of the day")
    def daily_limit(self, payee: Beneficiary) -> str:
        return _major(payee, payee.daily_limit_minor)

    @admin.display(description="Paid while new")
    def paid_while_new(self, payee: Beneficiary) -> str:
        return _major(payee, payee.paid_while_new_minor)

    @admin.display(description="Paid on that day")
    def paid(self, payee: Beneficiary) -> str:
        return _major(payee, payee.paid_minor)


def _major(payee: Beneficiary, amount_minor: int | None) -> str:
    return "-" if amount_minor is None else str(Money.of_minor(amount_minor, payee.account.currency))
