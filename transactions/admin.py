"""Transactions in the admin: to be read."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from transactions.models import Transaction


@admin.register(Transaction)
class TransactionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """All movements, newest first; nothing here can be changed."""

    show_full_result_count = False
    list_per_page = 50
    list_display = (
        "transaction_id",
        "transaction_type",
        "status",
        "amount_minor",
        "fee_minor",
        "currency",
        "from_account",
        "to_account",
        "transaction_date",
        "on_behalf",
    )
    list_filter = ("transaction_type", "status", "currency", "on_behalf")
    search_fields = ("=transaction_id", "=from_account__account_number", "=to_account__account_number")
    list_select_related = ("from_account", "to_account")
    ordering = ("-id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Money is moved through the use case, not by adding rows."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Nobody changes a movement."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Nobody deletes a movement."""
        return False
