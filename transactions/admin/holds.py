"""Holds in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.utils.formats import date_format
from django.utils.timezone import localtime

from core_banking.kernel.money import Money
from transactions.admin.staff import ReadByStaff
from transactions.models import HoldOrder


@admin.register(HoldOrder)
class HoldOrderAdmin(ReadByStaff[HoldOrder]):
    """All holds, newest first, in major units."""

    list_display = ("hold_id", "account", "amount", "captured", "status", "expires_at", "on_behalf")
    list_filter = ("on_behalf", "hold__status")
    search_fields = ("hold__reference", "account__account_number")
    search_help_text = "A whole hold id or account number."
    list_select_related = ("hold", "account")
    fields = (
        "hold_id",
        "account",
        "customer",
        "amount",
        "captured",
        "status",
        "expires_at",
        "captured_by",
        "ordered_by",
        "on_behalf",
        "pin_proven",
    )

    @admin.display(ordering="hold__reference", description="Hold")
    def hold_id(self, order: HoldOrder) -> str:
        return order.hold.reference

    @admin.display(ordering="hold__amount_minor")
    def amount(self, order: HoldOrder) -> str:
        return str(Money.of_minor(order.hold.amount_minor, order.account.currency))

    @admin.display(ordering="hold__captured_minor")
    def captured(self, order: HoldOrder) -> str:
        return str(Money.of_minor(order.hold.captured_minor, order.account.currency))

    @admin.display(ordering="hold__status")
    def status(self, order: HoldOrder) -> str:
        return order.hold.status

    @admin.display(ordering="hold__expires_at")
    def expires_at(self, order: HoldOrder) -> str:
        instant = order.hold.expires_at
        return "never" if instant is None else date_format(localtime(instant), "DATETIME_FORMAT")

    @admin.display(description="Captured by transaction")
    def captured_by(self, order: HoldOrder) -> str:
        resolution = getattr(order, "resolution", None)
        return str(resolution.transaction or "-") if resolution else "-"
