"""Payments under review in the admin; they are decided over the API."""

from __future__ import annotations

from django.contrib import admin

from core_banking.kernel.money import Money
from fraud.contracts import VIEW_ALERTS
from transactions.admin.staff import ReadByStaff
from transactions.models import HeldPayment


@admin.register(HeldPayment)
class HeldPaymentAdmin(ReadByStaff):
    """All payments that are or were held, newest first, in major units."""

    right = VIEW_ALERTS
    ordering = ("-pk",)
    list_display = ("transaction", "amount", "origin", "status", "decided_by", "decided_at")
    list_filter = ("outcome", "origin")
    search_fields = ("=transaction__transaction_id",)
    search_help_text = "A whole transaction id."
    list_select_related = ("transaction", "decided_by")
    fields = ("transaction", "amount", "origin", "status", "decided_by", "decided_at", "note")

    @admin.display(ordering="transaction__amount_minor")
    def amount(self, held: HeldPayment) -> str:
        return str(Money.of_minor(held.transaction.amount_minor, held.transaction.currency))

    @admin.display(ordering="transaction__status")
    def status(self, held: HeldPayment) -> str:
        return held.transaction.status
