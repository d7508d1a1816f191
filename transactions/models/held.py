"""Payments that fraud scoring holds: what was set aside for each, what it counted as, and how it was decided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from transactions.held_contracts import HeldOutcome
from transactions.models.movements import Transaction


class HeldPayment(models.Model):
    """What belongs to a transaction that is or was HELD. It is decided once, by somebody it is not about.

    `hold` is the money set aside, amount and fee; a deposit that is held sets nothing aside. Who pays and how he came
    (`origin`, and keyed digests) are kept to teach the account's profile once the payment is made after all.
    `new_payee_minor` is what it counts against the limit of a new payee, in minor units of its currency.
    """

    transaction = models.OneToOneField(
        Transaction, primary_key=True, on_delete=models.PROTECT, related_name="held"
    )
    hold = models.OneToOneField("ledger.Hold", null=True, on_delete=models.PROTECT, related_name="+")
    origin = models.CharField(max_length=16)
    device = models.CharField(max_length=64, blank=True, default="")
    network = models.CharField(max_length=64, blank=True, default="")
    new_payee_minor = models.BigIntegerField(default=0)
    outcome = models.CharField(
        max_length=8,
        blank=True,
        default="",
        choices=[(outcome.value, outcome.value.capitalize()) for outcome in HeldOutcome],
    )
    decided_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=1000, blank=True, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True, decided_by__isnull=True)
                | Q(
                    outcome__in=[outcome.value for outcome in HeldOutcome],
                    decided_at__isnull=False,
                    decided_by__isnull=False,
                ),
                name="transactions_held_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(new_payee_minor__gte=0), name="transactions_held_counts_no_debt"
            ),
        ]

    def __str__(self) -> str:
        return f"held payment {self.transaction_id}"
