"""Bulk transfers and their lines in the admin."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from core_banking.kernel.money import Money
from transactions.admin.staff import ReadByStaff
from transactions.bulk_contracts import BulkLineStatus
from transactions.models import BulkTransfer, BulkTransferLine


@admin.register(BulkTransfer)
class BulkTransferAdmin(ReadByStaff[BulkTransfer]):
    """All bulk transfers, newest first, in major units; their lines have pages of their own: there are many."""

    subject_paths = ("from_customer",)
    list_display = (
        "id",
        "from_account",
        "mode",
        "status",
        "total",
        "currency",
        "progress",
        "refused_count",
        "created_at",
    )
    list_filter = ("status", "mode", "on_behalf")
    search_fields = ("from_account__account_number", "from_customer__customer_id")
    search_help_text = "A whole account number or customer id."
    list_select_related = ("from_account",)
    fields = (
        "from_account",
        "from_customer",
        "mode",
        "status",
        "total",
        "succeeded",
        "fees",
        "currency",
        "progress",
        "succeeded_count",
        "refused_count",
        "its_lines",
        "initiated_by",
        "on_behalf",
        "pin_proven",
        "created_at",
        "started_at",
        "progressed_at",
        "finished_at",
        "runs",
        "request_id",
        "idempotency_key",
    )

    @admin.display(ordering="total_minor")
    def total(self, transfer: BulkTransfer) -> str:
        return str(Money.of_minor(transfer.total_minor, transfer.currency))

    @admin.display(description="Paid out")
    def succeeded(self, transfer: BulkTransfer) -> str:
        return str(Money.of_minor(transfer.succeeded_minor, transfer.currency))

    @admin.display
    def fees(self, transfer: BulkTransfer) -> str:
        return str(Money.of_minor(transfer.fees_minor, transfer.currency))

    @admin.display(description="Lines done")
    def progress(self, transfer: BulkTransfer) -> str:
        return f"{transfer.processed_count} of {transfer.total_count}"

    @admin.display(description="Lines")
    def its_lines(self, transfer: BulkTransfer) -> SafeString:
        address = reverse("admin:transactions_bulktransferline_changelist")
        return format_html(
            '<a href="{}?bulk_transfer__id__exact={}">Show its lines</a>', address, transfer.pk
        )


@admin.register(BulkTransferLine)
class BulkTransferLineAdmin(ReadByStaff[BulkTransferLine]):
    """The lines of one bulk transfer in their order, or of all with the latest first, and what came of each."""

    subject_paths = ("bulk_transfer__from_customer",)
    list_display = (
        "line_number",
        "bulk_transfer",
        "to_account_number",
        "amount",
        "status",
        "posted_as",
        "error_code",
    )
    list_filter = ("status",)
    list_select_related = ("bulk_transfer",)
    fields = (
        "bulk_transfer",
        "line_number",
        "to_account_number",
        "amount",
        "description",
        "reference",
        "status",
        "posted_as",
        "error_code",
        "error",
    )

    def get_ordering(self, request: HttpRequest) -> tuple[str, ...]:
        """Return an order that an index has: one transfer's lines are read from the first, all from the last."""
        of_one = any(name.startswith("bulk_transfer") for name in request.GET)
        return ("line_number",) if of_one else ("-bulk_transfer_id", "-line_number")

    @admin.display(ordering="amount_minor")
    def amount(self, line: BulkTransferLine) -> str:
        return str(Money.of_minor(line.amount_minor, line.bulk_transfer.currency))

    @admin.display(description="Transaction")
    def posted_as(self, line: BulkTransferLine) -> str:
        # A line has its identifier from the start; only of a posted one is there such a transaction.
        return line.transaction_id if line.status == BulkLineStatus.POSTED else "-"
