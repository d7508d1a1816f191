"""Tables of the textbook project: accounts, transfers, the journal, the audit log and idempotency keys."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Profile(models.Model):
    """What the bank knows of a customer."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    kyc_status = models.CharField(max_length=10, default="APPROVED")

    def __str__(self) -> str:
        return f"profile of {self.user_id}"


class Product(models.Model):
    """A kind of account, and what a transfer out of it costs."""

    name = models.CharField(max_length=40)
    transfer_fee = models.DecimalField(max_digits=18, decimal_places=2)

    def __str__(self) -> str:
        return self.name


class Account(models.Model):
    """A customer's account."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    product = models.ForeignKey(Product, on_delete=models.PROTECT)
    number = models.CharField(max_length=12, unique=True)
    is_active = models.BooleanField(default=True)
    balance = models.DecimalField(max_digits=18, decimal_places=2, default=0)
    single_limit = models.DecimalField(max_digits=18, decimal_places=2)
    daily_limit = models.DecimalField(max_digits=18, decimal_places=2)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(balance__gte=0), name="balance_not_negative")
        ]

    def __str__(self) -> str:
        return self.number


class JournalEntry(models.Model):
    """One balanced entry."""

    description = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"entry {self.pk}"


class JournalLine(models.Model):
    """A line of an entry, debit positive; on a customer's account with the balance after it."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True)
    bank_account = models.CharField(max_length=20, blank=True)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    balance_after = models.DecimalField(max_digits=18, decimal_places=2, null=True)

    def __str__(self) -> str:
        return f"line {self.pk}"


class Transfer(models.Model):
    """A transfer that was made."""

    reference = models.CharField(max_length=36, unique=True)
    from_account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="sent")
    to_account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="received")
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    fee = models.DecimalField(max_digits=18, decimal_places=2)
    description = models.CharField(max_length=255, blank=True)
    status = models.CharField(max_length=10, default="COMPLETED")
    initiated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    entry = models.OneToOneField(JournalEntry, on_delete=models.PROTECT)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.reference


class AuditLog(models.Model):
    """Who did what."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    action = models.CharField(max_length=40)
    target_model = models.CharField(max_length=40)
    target_id = models.CharField(max_length=40)
    details = models.JSONField(default=dict)
    ip_address = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=400, blank=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.action} {self.target_id}"


class IdempotencyKey(models.Model):
    """The answer a key was given."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    key = models.CharField(max_length=255)
    request_hash = models.CharField(max_length=64)
    response = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="key_once")]

    def __str__(self) -> str:
        return self.key
