"""Standing orders, what became of their due dates, and the bank's own holidays, in the admin."""

from __future__ import annotations

from typing import ClassVar

from django.contrib import admin

from accounts.contracts import MANAGE_PRODUCTS
from core_banking.kernel.money import Money
from transactions.admin.staff import ReadByStaff
from transactions.models import BankHoliday, StandingOrder, StandingOrderExecution


@admin.register(StandingOrder)
class StandingOrderAdmin(ReadByStaff[StandingOrder]):
    """All standing orders, newest first, in major units."""

    list_display = ("id", "from_account", "to_account", "amount", "currency", "rule", "status", "next_run_on")
    list_filter = ("status", "holiday_rule")
    search_fields = ("from_account__account_number", "to_account__account_number")
    search_help_text = "A whole account number."
    list_select_related = ("from_account", "to_account")
    fields = (
        "customer",
        "from_account",
        "to_account",
        "amount",
        "currency",
        "description",
        "start_date",
        "end_date",
        "rule",
        "holiday_rule",
        "status",
        "next_due_date",
        "next_run_on",
        "created_at",
        "cancelled_at",
        "cancel_reason",
    )

    @admin.display(description="Recurrence")
    def rule(self, order: StandingOrder) -> str:
        return order.rrule

    @admin.display(ordering="amount_minor")
    def amount(self, order: StandingOrder) -> str:
        return str(Money.of_minor(order.amount_minor, order.currency))


@admin.register(StandingOrderExecution)
class StandingOrderExecutionAdmin(ReadByStaff[StandingOrderExecution]):
    """What became of each due date, the latest first."""

    subject_paths = ("order__customer",)
    list_display = ("id", "order", "due_date", "status", "attempts", "last_tried_on", "code", "transaction")
    list_filter = ("status",)
    search_fields = ("order__from_account__account_number", "transaction__transaction_id")
    search_help_text = "A whole transaction id, or the number of the account that pays."
    list_select_related = ("order", "transaction")
    fields = (
        "order",
        "due_date",
        "amount",
        "to_account",
        "status",
        "attempts",
        "last_tried_on",
        "code",
        "sentence",
        "transaction",
        "created_at",
    )

    @admin.display(ordering="amount_minor")
    def amount(self, execution: StandingOrderExecution) -> str:
        return str(Money.of_minor(execution.amount_minor, execution.order.currency))


@admin.register(BankHoliday)
class BankHolidayAdmin(ReadByStaff[BankHoliday]):
    """The bank's own holidays; they are changed over the API."""

    rights: ClassVar[tuple[str, ...]] = (MANAGE_PRODUCTS,)
    list_display = ("date", "name")
    ordering = ("-date",)
    fields = ("date", "name")
