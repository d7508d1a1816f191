"""The book in the admin: to be read, never to be written."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from ledger.models import Hold, JournalEntry, JournalLine, LedgerAccount


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A page nobody can add to, change or delete from, and that never counts all rows."""

    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds rows by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Nobody changes rows by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Nobody deletes rows."""
        return False


@admin.register(LedgerAccount)
class LedgerAccountAdmin(ReadOnlyAdmin):
    """The chart of accounts and the customers' sub-accounts."""

    list_display = ("code", "name", "kind", "currency", "is_customer_account")
    list_filter = ("kind", "currency", "is_customer_account")
    search_fields = ("code", "name")
    ordering = ("code",)


class LineInline(admin.TabularInline):  # type: ignore[type-arg]
    """The lines of an entry, in order."""

    model = JournalLine
    fields = ("position", "account", "kind", "amount_minor", "balance_after_minor", "version")
    readonly_fields = fields
    ordering = ("position",)
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Nobody adds lines."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object | None = None) -> bool:
        """Nobody changes lines."""
        return False


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnlyAdmin):
    """Entries with their lines."""

    list_display = ("id", "reference", "kind", "currency", "business_date", "posted_at", "description")
    list_filter = ("kind", "currency")
    search_fields = ("=reference",)
    ordering = ("-id",)
    inlines = (LineInline,)


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    """Money reserved on customers' accounts."""

    list_display = ("reference", "account", "amount_minor", "status", "created_at", "expires_at")
    list_filter = ("status",)
    search_fields = ("=reference",)
    ordering = ("-id",)
    list_select_related = ("account",)
