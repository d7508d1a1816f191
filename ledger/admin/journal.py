"""The book in the admin: to be read, never to be written."""

from __future__ import annotations

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from core_banking.api.bounded_pages import BoundedPaginator, CurrencyFilter
from core_banking.kernel.money import Money
from ledger.models import Hold, JournalEntry, JournalLine, LedgerAccount
from ledger.selectors import currencies_of_the_book


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """A page nobody can add to, change or delete from, and that never counts all rows."""

    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
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


class CurrenciesOfTheBook(CurrencyFilter):
    """The currencies of the chart of accounts."""

    def currencies(self) -> list[str]:
        return currencies_of_the_book()


@admin.register(LedgerAccount)
class LedgerAccountAdmin(ReadOnlyAdmin):
    """The chart of accounts and the customers' sub-accounts."""

    list_display = ("code", "name", "kind", "currency", "is_customer_account")
    list_filter = ("kind", CurrenciesOfTheBook, "is_customer_account")
    search_fields = ("code", "name")
    ordering = ("code",)


class LineInline(admin.TabularInline):  # type: ignore[type-arg]
    """The lines of an entry, in order."""

    model = JournalLine
    fields = ("position", "account", "kind", "amount", "balance_after", "version")
    readonly_fields = fields
    ordering = ("position",)
    extra = 0
    can_delete = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[JournalLine]:
        """Return the lines with what is shown of them."""
        lines: QuerySet[JournalLine] = super().get_queryset(request)
        return lines.select_related("account")

    @admin.display(description="Amount (debit positive)")
    def amount(self, line: JournalLine) -> str:
        """Return the signed amount in major units."""
        return _major(line.account, line.amount_minor)

    @admin.display(description="Balance after")
    def balance_after(self, line: JournalLine) -> str | None:
        """Return a customer's balance in major units; none on the bank's own accounts."""
        after = line.balance_after_minor
        return None if after is None else _major(line.account, after)

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
    list_filter = ("kind", CurrenciesOfTheBook)
    search_fields = ("=reference",)
    ordering = ("-id",)
    inlines = (LineInline,)


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    """Money reserved on customers' accounts."""

    list_display = ("reference", "account", "amount", "status", "created_at", "expires_at")
    fields = (
        "reference",
        "account",
        "amount",
        "captured",
        "status",
        "description",
        "created_at",
        "expires_at",
        "resolved_at",
    )
    list_filter = ("status",)
    search_fields = ("=reference",)
    ordering = ("-id",)
    list_select_related = ("account",)

    @admin.display(ordering="amount_minor")
    def amount(self, hold: Hold) -> str:
        """Return what is reserved, in major units."""
        return _major(hold.account, hold.amount_minor)

    @admin.display(description="Captured")
    def captured(self, hold: Hold) -> str:
        """Return what was taken of it, in major units."""
        return _major(hold.account, hold.captured_minor)


def _major(account: LedgerAccount, amount_minor: int) -> str:
    return str(Money.of_minor(amount_minor, account.currency))
