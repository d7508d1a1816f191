"""Payments under review in the admin; they are decided over the API."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

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

    def get_queryset(self, request: HttpRequest) -> QuerySet[HeldPayment]:
        """Return all but those the reader takes part in: nobody reads what the bank thinks of him."""
        reader = request.user.pk
        others = HeldPayment.objects.exclude(transaction__from_customer_id=reader)
        return others.exclude(transaction__to_customer_id=reader)

    @admin.display(ordering="transaction__amount_minor")
    def amount(self, held: HeldPayment) -> str:
        return str(Money.of_minor(held.transaction.amount_minor, held.transaction.currency))

    @admin.display(ordering="transaction__status")
    def status(self, held: HeldPayment) -> str:
        return held.transaction.status
