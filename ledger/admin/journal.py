"""The book in the admin: to be read, by who may see the books, and never to be written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core_banking.api.bounded_pages import BoundedPaginator, CurrencyFilter
from core_banking.api.staff_pages import (
    ReadByStaff,
    ReadByStaffInline,
    badge,
    money_column,
    names_a_row,
    shown_amount,
)
from core_banking.kernel.money import Money
from ledger.contracts import VIEW_BOOKS
from ledger.models import Hold, JournalEntry, JournalLine, LedgerAccount
from ledger.selectors import currencies_of_the_book

_LINES_PER_PAGE = 50
_TONES = {"OPEN": "warn", "CAPTURED": "good", "RELEASED": "neutral", "EXPIRED": "neutral"}


class CurrenciesOfTheBook(CurrencyFilter):
    """The currencies of the chart of accounts."""

    def currencies(self) -> list[str]:
        return currencies_of_the_book()


@admin.register(LedgerAccount)
class LedgerAccountAdmin(ReadByStaff[LedgerAccount]):
    """The chart of accounts and the customers' sub-accounts, each with its lines, the latest first."""

    rights = (VIEW_BOOKS,)
    change_form_template = "admin/ledger/account.html"
    list_display = ("code", "name", "kind", "currency", "is_customer_account")
    list_filter = ("kind", CurrenciesOfTheBook, "is_customer_account")
    search_fields = ("code",)
    search_help_text = "A whole code of the chart or of a customer's sub-account."
    ordering = ("code",)
    fields = (("code", "name"), ("kind", "currency"), "control", "balance", "created_at")

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        context = dict(extra_context or {})
        if self.has_view_permission(request) and names_a_row(object_id):
            pages = BoundedPaginator(_lines_of(int(object_id)), _LINES_PER_PAGE)
            page = pages.get_page(request.GET.get("page"))
            context["lines"] = page
            context["line_rows"] = [_line_row(line) for line in page.object_list]
        return super().change_view(request, object_id, form_url, context)

    @admin.display(description="Summed by")
    def control(self, account: LedgerAccount) -> SafeString | str:
        """Return the account of the chart that sums this one, as a link."""
        above = account.control_account
        return "-" if above is None else _link_to_account(above)

    @admin.display(description="Balance")
    def balance(self, account: LedgerAccount) -> str:
        """Return a customer's balance; those of the bank's own accounts are sums, shown with the books."""
        kept = getattr(account, "balance", None)
        return "see the books" if kept is None else shown_amount(kept.balance_minor, account.currency)


class LineInline(ReadByStaffInline):
    """The lines of an entry, in order, in the two columns of bookkeeping."""

    rights = (VIEW_BOOKS,)
    model = JournalLine
    verbose_name_plural = "Lines"
    fields = ("position", "account_link", "kind", "debit", "credit", "balance_after")
    readonly_fields = fields
    ordering = ("position",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[JournalLine]:
        """Return the lines with what is shown of them."""
        lines: QuerySet[JournalLine] = super().get_queryset(request)
        return lines.select_related("account")

    @admin.display(description="Account")
    def account_link(self, line: JournalLine) -> SafeString:
        """Return the account as a link to its page."""
        return _link_to_account(line.account)

    @admin.display(description="Debit")
    def debit(self, line: JournalLine) -> str:
        """Return the amount of a debit in major units."""
        return _major(line.account, line.amount_minor) if line.amount_minor > 0 else ""

    @admin.display(description="Credit")
    def credit(self, line: JournalLine) -> str:
        """Return the amount of a credit in major units."""
        return _major(line.account, -line.amount_minor) if line.amount_minor < 0 else ""

    @admin.display(description="Balance after")
    def balance_after(self, line: JournalLine) -> str:
        """Return a customer's balance in major units; the bank's own accounts keep none."""
        after = line.balance_after_minor
        return "" if after is None else _major(line.account, after)


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadByStaff[JournalEntry]):
    """Entries with their lines."""

    rights = (VIEW_BOOKS,)
    list_display = ("id", "reference", "kind", "currency", "business_date", "posted_at", "description")
    list_display_links = ("id", "reference")
    list_filter = ("kind", CurrenciesOfTheBook)
    search_fields = ("reference",)
    search_help_text = "A whole reference, such as a transaction id."
    ordering = ("-id",)
    fields = (
        ("reference", "kind"),
        "description",
        ("business_date", "value_date"),
        ("posted_at", "currency"),
        "corrects",
    )
    inlines = (LineInline,)

    @admin.display(description="Reverses")
    def corrects(self, entry: JournalEntry) -> SafeString | str:
        """Return the entry that this one takes back, as a link."""
        earlier = entry.reverses
        if earlier is None:
            return "-"
        return format_html(
            '<a href="{}">{}</a>', reverse("admin:ledger_journalentry_change", args=[earlier.pk]), earlier
        )


@admin.register(Hold)
class HoldAdmin(ReadByStaff[Hold]):
    """Money reserved on customers' accounts."""

    rights = (VIEW_BOOKS,)
    list_display = ("reference", "account_code", "amount", "state", "created_at", "expires_at")
    fields = (
        "reference",
        "account_link",
        "amount",
        "captured",
        "state",
        "description",
        "created_at",
        "expires_at",
        "resolved_at",
    )
    list_filter = ("status",)
    search_fields = ("reference",)
    search_help_text = "A whole hold id."
    ordering = ("-id",)
    list_select_related = ("account",)

    amount = money_column(
        "Amount", lambda hold: (hold.amount_minor, hold.account.currency), ordering="amount_minor"
    )
    captured = money_column("Captured", lambda hold: (hold.captured_minor, hold.account.currency))

    @admin.display(description="Account", ordering="account__code")
    def account_code(self, hold: Hold) -> str:
        """Return the code of the account: its name is as long as the rest of the row."""
        return hold.account.code

    @admin.display(description="Account")
    def account_link(self, hold: Hold) -> SafeString:
        """Return the account as a link to its page."""
        return _link_to_account(hold.account)

    @admin.display(description="Status", ordering="status")
    def state(self, hold: Hold) -> SafeString:
        """Return how the hold stands."""
        return badge(hold.get_status_display(), _TONES.get(hold.status, "neutral"))


def _lines_of(account_id: int) -> QuerySet[JournalLine]:
    """Return the lines of an account, the latest first, in the order of an index: they may be millions."""
    lines = JournalLine.objects.filter(account_id=account_id).select_related("entry", "account")
    return lines.order_by("-business_date", "-version")


def _line_row(line: JournalLine) -> dict[str, object]:
    account, amount = line.account, line.amount_minor
    return {
        "date": line.business_date,
        "entry": line.entry,
        "entry_address": reverse("admin:ledger_journalentry_change", args=[line.entry_id]),
        "kind": line.get_kind_display(),
        "debit": _major(account, amount) if amount > 0 else "",
        "credit": _major(account, -amount) if amount < 0 else "",
        "balance_after": ""
        if line.balance_after_minor is None
        else _major(account, line.balance_after_minor),
    }


def _link_to_account(account: LedgerAccount) -> SafeString:
    address = reverse("admin:ledger_ledgeraccount_change", args=[account.pk])
    return format_html('<a href="{}">{}</a>', address, account)


def _major(account: LedgerAccount, amount_minor: int) -> str:
    return str(Money.of_minor(amount_minor, account.currency))
