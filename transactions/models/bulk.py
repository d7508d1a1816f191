"""Bulk transfers: the order, and a line for each transfer in it, from the order to its result."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from core_banking.kernel.money import MAX_AMOUNT_MINOR
from transactions.bulk_contracts import MOST_LINES, BulkLineStatus, BulkMode, BulkStatus

_MODES = [(mode.value, mode.value) for mode in BulkMode]
_STATUSES = [(status.value, status.value) for status in BulkStatus]
_LINE_STATUSES = [(status.value, status.value) for status in BulkLineStatus]


class BulkTransfer(models.Model):
    """Many transfers out of one account, ordered at once. Amounts in minor units of `currency`.

    The counts and sums are what its lines say, kept here so that progress is one row. Who ordered it, and by which
    request, is kept for the audit trail of what is posted later.
    """

    mode = models.CharField(max_length=14, choices=_MODES)
    status = models.CharField(max_length=10, choices=_STATUSES, default=BulkStatus.ACCEPTED.value)
    from_account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    from_customer = models.ForeignKey(
        "users.User", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    initiated_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    on_behalf = models.BooleanField(default=False, help_text="Ordered by staff for the customer.")
    pin_proven = models.BooleanField(default=False)
    currency = models.CharField(max_length=3)
    total_count = models.PositiveIntegerField()
    total_minor = models.BigIntegerField()
    processed_count = models.PositiveIntegerField(default=0)
    succeeded_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    succeeded_minor = models.BigIntegerField(default=0)
    fees_minor = models.BigIntegerField(default=0)
    runs = models.PositiveIntegerField(default=0, help_text="How often work on it was begun.")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    progressed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    username = models.CharField(max_length=150, blank=True)
    ip_address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=400, blank=True)
    request_id = models.CharField(max_length=128, blank=True)
    # Stays for ever, so that a key whose stored answer was purged can still never pay twice.
    idempotency_principal_id = models.BigIntegerField(null=True)
    idempotency_key = models.CharField(max_length=255, null=True)  # noqa: DJ001 - null: the request had none

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(mode__in=[mode.value for mode in BulkMode]), name="transactions_bulk_mode_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in BulkStatus]),
                name="transactions_bulk_status_known",
            ),
            models.CheckConstraint(
                condition=Q(total_count__gte=1, total_count__lte=MOST_LINES),
                name="transactions_bulk_count_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(processed_count__lte=F("total_count")),
                name="transactions_bulk_processes_its_lines",
            ),
            models.UniqueConstraint(
                fields=["idempotency_principal_id", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="transactions_bulk_idempotency_key_once",
            ),
        ]
        indexes = [
            models.Index(fields=["from_customer", "id"], name="transactions_bulk_customer"),
            models.Index(fields=["from_account"], name="transactions_bulk_payer"),
            models.Index(
                fields=["progressed_at"],
                condition=Q(status__in=["ACCEPTED", "RUNNING"]),
                name="transactions_bulk_unfinished",
            ),
        ]

    def __str__(self) -> str:
        return f"bulk transfer {self.pk} ({self.status})"


class BulkTransferLine(models.Model):
    """One line of a bulk transfer.

    It carries from the start the identifier that its transaction will have. That is unique among transactions and
    among the entries of the book, so a line can never be posted twice, whoever repeats the work on it.
    """

    # Written in bulk, beside the order itself and by the same statement's author: a foreign key would look the
    # order up once for each line.
    bulk_transfer = models.ForeignKey(
        BulkTransfer, on_delete=models.PROTECT, related_name="lines", db_index=False, db_constraint=False
    )
    line_number = models.PositiveIntegerField()
    to_account_number = models.CharField(max_length=12)
    amount_minor = models.BigIntegerField()
    description = models.CharField(max_length=255, blank=True)
    reference = models.CharField(max_length=140, blank=True)
    transaction_id = models.CharField(max_length=20)
    status = models.CharField(max_length=10, choices=_LINE_STATUSES, default=BulkLineStatus.PENDING.value)
    error_code = models.CharField(max_length=64, blank=True)
    error = models.CharField(max_length=255, blank=True)
    error_details = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bulk_transfer", "line_number"], name="transactions_bulk_line_once"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, amount_minor__lte=MAX_AMOUNT_MINOR),
                name="transactions_bulk_line_amount_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in BulkLineStatus]),
                name="transactions_bulk_line_status_known",
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.line_number} of bulk transfer {self.bulk_transfer_id}"
