"""Movements taken back: each once, and above an amount by two members of staff."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from transactions.models.movements import Transaction
from transactions.reversal_contracts import ReversalRequestStatus

_STATUS_CHOICES = [(status.value, status.value.capitalize()) for status in ReversalRequestStatus]


class ReversalRequest(models.Model):
    """A reversal that needs two: asked for by one member of staff, decided once by another."""

    transaction = models.ForeignKey(
        Transaction, on_delete=models.PROTECT, related_name="reversal_requests", db_index=False
    )
    reason = models.CharField(max_length=255)
    status = models.CharField(
        max_length=8, choices=_STATUS_CHOICES, default=ReversalRequestStatus.PENDING.value
    )
    requested_by = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    requested_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=255, blank=True)

    class Meta:
        permissions = [("reverse_transaction", "Can reverse a customer's movement")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")),
                name="transactions_reversal_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=ReversalRequestStatus.PENDING.value,
                    decided_by__isnull=True,
                    decided_at__isnull=True,
                )
                | Q(
                    status__in=[
                        ReversalRequestStatus.APPROVED.value,
                        ReversalRequestStatus.REJECTED.value,
                    ],
                    decided_by__isnull=False,
                    decided_at__isnull=False,
                ),
                name="transactions_reversal_request_decided",
            ),
            models.UniqueConstraint(
                fields=["transaction"],
                condition=Q(status=ReversalRequestStatus.PENDING.value),
                name="transactions_reversal_pending_once",
            ),
        ]
        indexes = [models.Index(fields=["transaction", "id"], name="transactions_reversal_request")]

    def __str__(self) -> str:
        return f"{self.status} request {self.pk} to reverse {self.transaction_id}"


class Reversal(models.Model):
    """The link from a reversal to the movement it undoes. A movement has one at most; the row never changes."""

    reversal = models.OneToOneField(
        Transaction, primary_key=True, on_delete=models.PROTECT, related_name="undoing"
    )
    original = models.OneToOneField(Transaction, on_delete=models.PROTECT, related_name="undone")
    reason = models.CharField(max_length=255)
    request = models.OneToOneField(
        ReversalRequest, null=True, on_delete=models.PROTECT, related_name="reversal"
    )
    ordered_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    approved_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("ordered_by")),
                name="transactions_reversal_not_self_approved",
            ),
            models.CheckConstraint(
                condition=~Q(reversal=F("original")), name="transactions_reversal_of_another"
            ),
        ]

    def __str__(self) -> str:
        return f"reversal of {self.original_id}"
