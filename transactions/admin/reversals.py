"""Requests for reversals in the admin; they are decided over the API."""

from __future__ import annotations

from django.contrib import admin

from core_banking.kernel.money import Money
from transactions.admin.staff import ReadByStaff
from transactions.contracts import REVERSE
from transactions.models import ReversalRequest


@admin.register(ReversalRequest)
class ReversalRequestAdmin(ReadByStaff):
    """All requests for reversals that need two, newest first, in major units."""

    right = REVERSE
    list_display = ("id", "transaction", "amount", "status", "requested_by", "requested_at", "decided_by")
    list_filter = ("status",)
    search_fields = ("=transaction__transaction_id",)
    search_help_text = "A whole transaction id."
    list_select_related = ("transaction", "requested_by", "decided_by")
    fields = (
        "transaction",
        "amount",
        "reason",
        "status",
        "requested_by",
        "requested_at",
        "decided_by",
        "decided_at",
        "note",
    )

    @admin.display(ordering="transaction__amount_minor")
    def amount(self, request: ReversalRequest) -> str:
        return str(Money.of_minor(request.transaction.amount_minor, request.transaction.currency))
