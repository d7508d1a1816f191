"""The record of each movement a person ordered: its terms, its parties, its entry in the book."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from core_banking.kernel.money import MAX_AMOUNT_MINOR
from transactions.contracts import TransactionStatus, TransactionType

_TYPE_CHOICES = [(kind.value, kind.value.capitalize()) for kind in TransactionType]
_STATUS_CHOICES = [(status.value, status.value.capitalize()) for status in TransactionStatus]


class Transaction(models.Model):
    """A movement of money. Amounts in minor units of `currency`; the money itself is in `journal_entry`."""

    transaction_id = models.CharField(max_length=20, unique=True)
    transaction_type = models.CharField(max_length=20, choices=_TYPE_CHOICES)
    status = models.CharField(max_length=10, choices=_STATUS_CHOICES)
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    from_account = models.ForeignKey(
        "accounts.Account", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    to_account = models.ForeignKey(
        "accounts.Account", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    # Who the parties are never changes; kept here so that a customer's list needs no join. The accounts say who they
    # are, and have the foreign keys; that these copies agree is proven by `verify_ledger`.
    from_customer = models.ForeignKey(
        "users.User",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    to_customer = models.ForeignKey(
        "users.User",
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    from_balance_after_minor = models.BigIntegerField(null=True)
    to_balance_after_minor = models.BigIntegerField(null=True)
    description = models.CharField(max_length=255, blank=True)
    payee_name = models.CharField(max_length=140, blank=True)
    reference = models.CharField(max_length=140, blank=True)
    category = models.CharField(max_length=60, blank=True)
    initiated_by = models.ForeignKey(
        "users.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    on_behalf = models.BooleanField(default=False, help_text="Ordered by staff for the customer.")
    journal_entry = models.OneToOneField(
        "ledger.JournalEntry", null=True, on_delete=models.PROTECT, related_name="+"
    )
    business_date = models.DateField()
    transaction_date = models.DateTimeField(help_text="When it was asked for.")
    processed_date = models.DateTimeField(null=True, help_text="When it was posted.")
    # Stays for ever, so that a key whose stored answer was purged can still never pay twice.
    idempotency_principal_id = models.BigIntegerField(null=True)
    idempotency_key = models.CharField(max_length=255, null=True)  # noqa: DJ001 - null: the request had none

    class Meta:
        permissions = [
            ("submit_own_transaction", "Can move money of one's own"),
            ("submit_any_transaction", "Can move and see every customer's money on behalf"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, amount_minor__lte=MAX_AMOUNT_MINOR),
                name="transactions_amount_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(fee_minor__gte=0, fee_minor__lte=MAX_AMOUNT_MINOR),
                name="transactions_fee_within_bounds",
            ),
            models.CheckConstraint(
                condition=Q(transaction_type__in=[kind.value for kind in TransactionType]),
                name="transactions_type_known",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[status.value for status in TransactionStatus]),
                name="transactions_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(status=TransactionStatus.COMPLETED.value) | Q(journal_entry__isnull=False),
                name="transactions_completed_is_posted",
            ),
            models.CheckConstraint(
                condition=Q(from_account__isnull=False) | Q(to_account__isnull=False),
                name="transactions_has_a_party",
            ),
            models.UniqueConstraint(
                fields=["idempotency_principal_id", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="transactions_idempotency_key_once",
            ),
        ]
        indexes = [
            models.Index(fields=["from_customer", "id"], name="transactions_from_customer"),
            models.Index(fields=["to_customer", "id"], name="transactions_to_customer"),
            models.Index(fields=["from_account", "id"], name="transactions_from_account"),
            models.Index(fields=["to_account", "id"], name="transactions_to_account"),
            models.Index(
                fields=["id"],
                condition=Q(status=TransactionStatus.HELD.value),
                name="transactions_held",
            ),
        ]

    def __str__(self) -> str:
        return self.transaction_id
