"""Holds as they are ordered and resolved; the money set aside is the ledger's `Hold`. Neither row ever changes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from ledger.contracts import HoldStatus
from transactions.models.movements import Transaction

RESOLUTIONS = tuple(status for status in HoldStatus if status is not HoldStatus.OPEN)


class HoldOrder(models.Model):
    """A hold that somebody ordered: on which account, whose, by whom. Its terms are in `hold`."""

    hold = models.OneToOneField("ledger.Hold", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(
        "accounts.Account", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    customer = models.ForeignKey("users.User", on_delete=models.PROTECT, related_name="+", db_index=False)
    ordered_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    on_behalf = models.BooleanField(default=False, help_text="Ordered by staff for the customer.")
    pin_proven = models.BooleanField(
        default=False, help_text="The customer's transaction PIN was proven for setting the money aside."
    )
    # Stays for ever, so that a key whose stored answer was purged can still never set money aside twice.
    idempotency_principal_id = models.BigIntegerField(null=True)
    idempotency_key = models.CharField(max_length=255, null=True)  # noqa: DJ001 - null: the request had none

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["idempotency_principal_id", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="transactions_hold_idempotency_key_once",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "id"], name="transactions_hold_customer"),
            models.Index(fields=["account", "id"], name="transactions_hold_account"),
        ]

    def __str__(self) -> str:
        return f"hold order {self.pk}"


class HoldResolution(models.Model):
    """The one end of a hold: captured by a transaction, voided, or expired. Being its key, there is one at most."""

    order = models.OneToOneField(
        HoldOrder, primary_key=True, on_delete=models.PROTECT, related_name="resolution"
    )
    outcome = models.CharField(
        max_length=8, choices=[(status.value, status.value.capitalize()) for status in RESOLUTIONS]
    )
    transaction = models.OneToOneField(
        Transaction, null=True, on_delete=models.PROTECT, related_name="captured_hold"
    )
    resolved_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    resolved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[status.value for status in RESOLUTIONS]),
                name="transactions_hold_outcome_known",
            ),
            models.CheckConstraint(
                condition=Q(outcome=HoldStatus.CAPTURED.value, transaction__isnull=False)
                | (~Q(outcome=HoldStatus.CAPTURED.value) & Q(transaction__isnull=True)),
                name="transactions_hold_captured_by_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} of hold order {self.order_id}"
